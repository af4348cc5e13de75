"""When a story came out and when it was last changed: every date that a page offers, ranked."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from newsbot.dates import PrintedDate, plausible, printed_date
from newsbot.extraction.jsonld import Node, text_of
from newsbot.extraction.metadata.guessed_date import by_htmldate, dated_labels
from newsbot.extraction.page import Page
from newsbot.extraction.signals import Signals, is_aside, short_text
from newsbot.items import PublishedPrecision, PublishedSource
from newsbot.text.markup import Element

_PUBLISHED_KEYS = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "article_date_original",
    "originalpublicationdate",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "article:post_time",
    "citation_publication_date",
    "dc.date.created",
    "dcterms.created",
)
_VAGUE_KEYS = ("dc.date", "dcterms.date", "date", "timestamp")
"""Meta elements that as often mean a change, or of the page's making; a date near the headline goes before them."""

_MODIFIED_KEYS = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "modified",
)
_URL_DATE = re.compile(
    r"[/_-]((?:19|20)\d\d)([/_-]?)(0?[1-9]|1[0-2])\2(?:(0?[1-9]|[12]\d|3[01])(?=[/_.?]|$)|(0[1-9]|[12]\d|3[01])(?=-))"
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])/")
_CLOCK_ONLY = re.compile(r"\W*(?:at\s+)?\d{1,2}(?:[:.]\d\d|h\d*)(?::\d\d)?\s*(?:[ap]\.?m\.?|uhr)?\W*", re.I)
_UPDATED = re.compile(
    r"\W*(?:(?:last|article|zuletzt|letzte|stand)\s+)?(?:updated?|modified|edited|aktualisiert|geändert|änderung"
    r"|mis à jour|actualizado|aggiornato|bijgewerkt|oppdatert|uppdaterad|opdateret)\b",
    re.I,
)
_LABELLED = re.compile(r"publish|posted|erschienen|veröffentlicht|publié|publicado|pubblicato", re.I)
_OF_ANOTHER = re.compile(r"[^\d:]*\b(?:most|latest|related|more|next|previous|recent|popular|trending)\b", re.I)
"""Words beside a date in a sidebar that show another story's."""

_STROKES = re.compile(r"(?<![\d/])(\d\d?)/(\d\d?)/((?:20)?\d\d)(?![\d/])")
_DAY_FIRST = frozenset({"en-gb", "en-uk", "en-ie", "en-au", "en-nz", "en-in", "en-za"})
"""English that puts the day before the month in figures with strokes."""

_NOW = re.compile(
    r"\W*(?:aktuelle (?:zeit|uhrzeit)|current time|(?:it is|the time is) (?:now|currently)|today is|heute ist)\b", re.I
)
"""How the clock of a forum or a portal begins."""

_CLOCK = re.compile(r"\d[T\s,-]+\d{1,2}[:.]?\d\d|\d:\d\d")
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC|[A-Z]{2,3}T))$", re.I)

_Reader = Callable[[str], PrintedDate | None]

BEFORE, BESIDE, AFTER = 40, 40, 150
"""How many elements before and after the headline a date is the story's own; up to BESIDE even in a sidebar."""

CLOSE = 30
"""How many elements make no difference in closeness: within them a machine-readable time goes first."""

ABOVE = 3
"""How many elements above the headline a date is as good as below it: it stands in the line above."""

MOST_TEXTS = 6
"""How many times and datelines are tried."""

DAY = timedelta(days=1)

WEST, EAST = timedelta(hours=12), timedelta(hours=14)
"""How far zones lie from Greenwich."""

FAR = timedelta(days=3)
"""How far the date in an address may lie from a declared one before the address is believed."""


@dataclass(slots=True)
class Dates:
    """The dates of a page: `raw` is the text that `published` was read from."""

    published: datetime | None = None
    day: str | None = None
    precision: PublishedPrecision | None = None
    source: PublishedSource | None = None
    raw: str | None = None
    modified: datetime | None = None


@dataclass(slots=True)
class _Candidate:
    source: PublishedSource
    raw: str
    moment: datetime
    """In the zone that `raw` names, so that its day is the printed one."""
    precision: PublishedPrecision

    @property
    def precise(self) -> int:
        """2 for a clock time with its zone, 1 without, 0 for a day."""
        return 0 if not _CLOCK.search(self.raw) else 2 if _ZONE.search(self.raw.strip()) else 1


def find_dates(page: Page, story: list[Node], signals: Signals, now: datetime, timezone: str | None = None) -> Dates:
    """The likeliest publication time and the latest change; none after `now` and none before 1990.

    Declared dates go first, then what stands near the headline, then the address, and htmldate where nothing else
    answers. A day gains its time from another candidate of that day, a time its zone. Stories are touched up: an
    address that names another day than the declared one is believed, and so is an earlier date near the headline that
    is called the publishing date when the declared one is also the date of the last change. Where several are declared,
    the one goes first that the page shows.
    """
    day_first = timezone is None and _writes_day_first(page)

    def read(raw: str) -> PrintedDate | None:
        if not raw or _CLOCK_ONLY.fullmatch(raw):
            return None
        stroked = _STROKES.sub(r"\1.\2.\3", raw) if day_first else raw
        printed = printed_date(stroked, base=now, timezone=timezone)
        if printed is None or printed.moment is None or not plausible(printed.moment, fetched_at=now):
            return None
        return printed

    declared = _candidates(_declared(page, story), read)
    shown = _candidates(chain(_shown(signals), _meta(page, _VAGUE_KEYS)), read)
    address = _candidates(_addressed(page.url), read)
    chosen = next(iter(declared or shown or address), None) or _guess(page, read)
    if chosen and address and abs(chosen.moment - address[0].moment) > FAR:
        chosen = next((other for other in declared + shown if abs(other.moment - address[0].moment) <= FAR), address[0])
    chosen = _borne_out(declared, shown) or chosen
    changed = [_in_utc(printed, now) for raw in _changed(page, story, signals) if (printed := read(raw))]
    if chosen and changed and chosen.moment == changed[0]:
        earlier = (other for other in shown if _LABELLED.search(other.raw) and other.moment < chosen.moment - DAY)
        chosen = next(earlier, chosen)
    dates = Dates()
    if chosen:
        same_day = [other for other in declared + shown if abs(other.moment - chosen.moment) < DAY]
        if not chosen.precise:
            same_day = [other for other in same_day if other.moment.date() == chosen.moment.date()]
        chosen = max([chosen, *same_day], key=lambda candidate: candidate.precise)
        day = _printed_day(chosen, shown, address)
        published = min(chosen.moment, now).astimezone(UTC)
        dates = Dates(published, day, chosen.precision, chosen.source, chosen.raw)
    if changed and (dates.published is None or changed[0] >= dates.published):
        dates.modified = changed[0]
    return dates


def _writes_day_first(page: Page) -> bool:
    """Whether 1/2/2020 is in February in the language that the page declares."""
    declared = (page.tree.get("lang") or page.meta("og:locale", "content-language") or "en").lower().replace("_", "-")
    return not declared.startswith("en") or declared in _DAY_FIRST


def _candidates(found: Iterable[tuple[PublishedSource, str]], read: _Reader) -> list[_Candidate]:
    return [
        _Candidate(source, raw, printed.moment, printed.precision)
        for source, raw in found
        if (printed := read(raw)) and printed.moment
    ]


def _borne_out(declared: list[_Candidate], shown: list[_Candidate]) -> _Candidate | None:
    """Where declared dates differ by days: the one whose day the page shows first near its headline."""
    days = {candidate.moment.date() for candidate in declared}
    if not shown or len(days) < 2:
        return None
    return next((candidate for candidate in declared if candidate.moment.date() == shown[0].moment.date()), None)


def _in_utc(printed: PrintedDate, now: datetime) -> datetime:
    assert printed.moment is not None
    return min(printed.moment, now).astimezone(UTC)


def _printed_day(chosen: _Candidate, shown: list[_Candidate], address: list[_Candidate]) -> str:
    """The calendar day that readers saw: what the page shows or its URL names, if some zone has that day at the moment.

    A time in UTC is a machine's; it falls on another day for an outlet far from Greenwich.
    """
    own = chosen.moment.date()
    if chosen.precise == 2 and not chosen.moment.utcoffset():
        for other in (*address, *shown):
            day = other.moment.date()
            if other.moment == chosen.moment and other.moment.utcoffset():
                return day.isoformat()
            if other.source in ("url", "text") and other.precise < 2 and _can_be(day, chosen.moment):
                return day.isoformat()
    return own.isoformat()


def _can_be(day: date, moment: datetime) -> bool:
    """Whether some place on earth has this day at this moment."""
    return (moment - WEST).date() <= day <= (moment + EAST).date()


def _declared(page: Page, story: list[Node]) -> Iterator[tuple[PublishedSource, str]]:
    for node in story[:3]:
        yield "json-ld", text_of(node.get("datePublished") or node.get("dateCreated"))
    yield from _meta(page, _PUBLISHED_KEYS)


def _meta(page: Page, keys: tuple[str, ...]) -> Iterator[tuple[PublishedSource, str]]:
    for key in keys:
        if key in page.metas:
            yield "meta", page.metas[key][0]


def _shown(signals: Signals) -> Iterator[tuple[PublishedSource, str]]:
    for element in signals.properties.get("datePublished", [])[:2]:
        yield "time", _machine_date(element)
    near = [e for e in dict.fromkeys(signals.times + signals.datelines) if _is_near(e, signals)]
    near.sort(key=lambda e: _distance(e, signals.positions[e]))
    for element in near[:MOST_TEXTS]:
        text = short_text(element)
        label = _LABELLED.search(text)
        source: PublishedSource = "time" if element.tag == "time" else "text"
        if label:
            yield source, text[label.start() :]
        if not _UPDATED.match(text) and not _NOW.match(text):
            if element.get("itemprop") != "dateModified":
                yield source, _machine_date(element)
            yield "text", text


def _distance(element: Element, position: int) -> tuple[bool, bool, int, bool, bool]:
    """The key that sorts dates by likelihood: not above the headline, in no sidebar, close to it, labelled, exact."""
    labelled = _LABELLED.search(short_text(element)) is not None
    return position < -ABOVE, is_aside(element), abs(position) // CLOSE, not labelled, not element.get("datetime")


def _is_near(element: Element, signals: Signals) -> bool:
    """Whether it stands beside the headline, or near it and in no sidebar; anywhere on a page without an h1."""
    position = signals.positions[element]
    if not signals.headings:
        return not is_aside(element)
    if is_aside(element) and (position > BESIDE or _OF_ANOTHER.match(short_text(element))):
        return False
    return -BEFORE <= position <= AFTER


def _machine_date(element: Element) -> str:
    title = element.get("title") if element.tag == "abbr" else None  # as hAtom writes it
    return element.get("datetime") or element.get("content") or title or short_text(element)


def _addressed(url: str) -> Iterator[tuple[PublishedSource, str]]:
    match = _URL_DATE.search(url.partition("?")[0])
    day = (match[4] or match[5]) if match else ""
    if match and (match[2] or len(match[3] + day) == 4):
        yield "url", f"{match[1]}-{int(match[3]):02}-{int(day):02}"


def _guess(page: Page, read: _Reader) -> _Candidate | None:
    """The first day that a short text of the page names, else the one that htmldate finds; the month that the URL names
    where that is another.
    """
    match = _URL_MONTH.search(page.url.partition("?")[0])
    month = next(iter(_candidates([("url", f"{match[1]}-{match[2]}-01")], read)), None) if match else None
    if month:
        month.precision = "month"
    if page.oversized:
        return month
    labels = (label for label in dated_labels(page.tree) if not _UPDATED.match(label) and not _NOW.match(label))
    days = (found for label in labels for found in _candidates([("text", label)], read) if found.precision != "month")
    guess = next(days, None) or next(iter(_candidates([("text", by_htmldate(page.tree))], read)), None)
    if month and guess and guess.moment.strftime("%Y-%m") != month.moment.strftime("%Y-%m"):
        return month
    return guess or month


def _changed(page: Page, story: list[Node], signals: Signals) -> Iterator[str]:
    for node in story[:3]:
        yield text_of(node.get("dateModified"))
    for key in _MODIFIED_KEYS:
        if key in page.metas:
            yield page.metas[key][0]
    for element in signals.properties.get("dateModified", [])[:2]:
        yield _machine_date(element)
