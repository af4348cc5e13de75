"""Any date that a news page shows, as an aware UTC time."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from newsbot.dates.absolute import read_date
from newsbot.dates.machine import machine_time
from newsbot.dates.other_languages import foreign_time
from newsbot.dates.printed import PrintedDate
from newsbot.dates.relative import relative_time
from newsbot.dates.vocabulary import PUBLISHED_LABELS, UPDATED_LABELS
from newsbot.dates.zones import site_zone

__all__ = ["PrintedDate", "parse_date", "plausible", "printed_date"]

_LONGEST = 256
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TOLERANCE = timedelta(days=1)


def _any_of(labels: tuple[str, ...]) -> str:
    return "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))


_LABEL = re.compile(
    rf"(?:(?P<updated>(?<![^\W\d_])(?:{_any_of(UPDATED_LABELS)}))|(?<![^\W\d_])(?:{_any_of(PUBLISHED_LABELS)}))"
    r"(?![^\W\d_])(?:\s(?:on|at|am|le|el|il))?\s?:?\s?"
)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=(?:Last )?(?:Updated|Published)\b)")
_CLOCK = re.compile(r"(?<![\d./-])[0-2]?\d\s?[:.h]\s?[0-5]\d(?![\d./-])")
_READING_TIME = re.compile(r"\b\d+[ -]min(?:ute)?s?\.?(?: to)? read\b")


def parse_date(text: str, *, base: datetime | None = None, timezone: str | None = None) -> datetime | None:
    """Parse a date as a news page shows it: machine formats, English and other languages, relative times.

    `base`, aware, is the moment of reading that relative times and missing years count from (default: now). `timezone`
    is the site's IANA zone: it places clock times that name no zone (UTC without it), decides what IST, CST or BST
    means, and whether 1/2/2020 is in January. Without it strokes put the month first, unless a clock of 24 hours stands
    beside them; full stops and hyphens put the day first. A weekday, or a day yet to come, overrules either.

    Returns an aware time in UTC, midnight when only a day is given and the first of the month when only a month is; of
    a publishing and an updating date the publishing one. None when the text is no date, names a day that does not
    exist, or is longer than 256 characters. Ask `plausible` whether the moment can be a publishing date.

    Raises TypeError for a text that is no str, ValueError for a naive `base` or an unknown `timezone`.
    """
    printed = printed_date(text, base=base, timezone=timezone)
    return printed.moment.astimezone(UTC) if printed and printed.moment else None


def printed_date(text: str, *, base: datetime | None = None, timezone: str | None = None) -> PrintedDate | None:
    """What `parse_date` reads, in the zone that the text names: its day is the printed one; and how exact it is.

    None when the text is no date. Raises what `parse_date` raises.
    """
    if not isinstance(text, str):
        raise TypeError(f"parse_date needs a str, not {type(text).__name__}; decode bytes first")
    if base is not None and base.utcoffset() is None:
        raise ValueError("base has no time zone: give an aware datetime such as datetime.now(UTC)")
    site = site_zone(timezone) if timezone is not None else None
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    moment = base.astimezone(UTC) if base is not None else datetime.now(UTC)
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if (exact := machine_time(text, moment, site)) is not None:
        return exact
    text = _READING_TIME.sub(" | ", _GLUED.sub(" ", text).casefold())
    for labelled, stretch in _stretches(text):
        if (reading := read_date(stretch, moment, site, whole=True)) is not None:
            return _with_clock(reading, stretch, moment, site)
        if (back := relative_time(stretch, moment, labelled=labelled)) is not None:
            return back
        if (reading := read_date(stretch, moment, site, whole=False)) is not None:
            return _with_clock(reading, stretch, moment, site)
        if (foreign := foreign_time(stretch, moment, site)) is not None:
            return foreign
    return None


def plausible(moment: datetime, *, fetched_at: datetime) -> bool:
    """Whether an article read at `fetched_at` can have been published at `moment`; both aware.

    Not before 1990, and at most a day after `fetched_at`: a day without a time, a wrong zone and a wrong clock can each
    seem to lie hours ahead.
    """
    return _EARLIEST <= moment <= fetched_at + _TOLERANCE


def _with_clock(day: PrintedDate, text: str, base: datetime, site: ZoneInfo | None) -> PrintedDate:
    """A day of our tables with the time that dateparser finds beside it in `text`, where it reads the same day."""
    if day.moment is None or day.precision != "day" or not _CLOCK.search(text):
        return day
    whole = foreign_time(text, base, site)
    if whole is None or whole.moment is None or whole.precision != "minute" or whole.moment.date() != day.moment.date():
        return day
    return whole


def _stretches(text: str) -> list[tuple[bool, str]]:
    """The stretches between labels, and whether one stands before: published first, then unlabelled, then updated."""
    ranked = []
    rank, start = 1, 0
    for label in _LABEL.finditer(text):
        ranked.append((rank, text[start : label.start()]))
        rank, start = (2 if label["updated"] else 0), label.end()
    ranked.append((rank, text[start:]))
    ranked.sort(key=lambda pair: pair[0])
    return [(rank != 1, stretch.strip(" ,|()[]-–—:")) for rank, stretch in ranked]
