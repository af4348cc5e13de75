"""Dates written out: "Thursday, 23 January 2020 10:15 GMT", "1/23/2020", "Yesterday at 14:05".

The text is cut into tokens, each with a one-letter kind; a date is a regular expression over those letters. The letters
of a text of n characters are at most n, so the work is bounded by the caller's limit on n.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from datetime import date as Date  # noqa: N812
from datetime import timezone as Offset  # noqa: N812
from zoneinfo import ZoneInfo

from newsbot.dates.printed import PrintedDate
from newsbot.dates.vocabulary import BREAKS, DAYS, FILLERS, MERIDIEMS, MONTHS, WEEKDAYS
from newsbot.dates.zones import ABBREVIATIONS, REGIONS, named_zone, writes_month_first

_MERIDIEM = "|".join(re.escape(mark) for mark in MERIDIEMS)
_PLACES = "|".join(sorted((re.escape(name) for name in (*REGIONS, "local time") if " " in name), key=len, reverse=True))
_OFFSET = r"\s?\(?(?:utc|gmt)?\s?(?P<sign>[+−-])(?P<oh>\d{1,2})(?::?(?P<om>\d\d))?(?![\d:])"
_TOKEN = re.compile(
    rf"""
    (?P<ymd> (?<![\d.,-]) (?P<y1>(?:19|20)\d\d) (?P<s1>[-/.])\s?(?P<m1>\d\d?) (?P=s1)\s?(?P<d1>\d\d?)(?!\d)\.? )
  | (?P<cjk> (?:(?P<y2>(?:19|20)\d\d)\s?[年년]\s?)? (?P<m2>\d\d?)\s?[月월]\s?(?P<d2>\d\d?)\s?[日일号號] )
  | (?P<dmy> (?<![\d.,/])(?<![\W\d_]-) (?P<n1>\d\d?) (?P<s2>[-/.])(?:(?<=\.)\s)?(?P<n2>\d\d?) (?P=s2)
        (?:(?<=\.)\s(?=(?:19|20)\d\d))?
        (?P<n3>(?:19|20)\d\d|\d\d)(?![\d/-]|\.\d) )
  | (?P<span> (?<![\d:.]) \d\d?(?:st|nd|rd|th)?\s?(?:[-–—]|to)\s?\d\d?(?:st|nd|rd|th)?
        (?=,?\s?(?:[^\W\d]|(?:19|20)\d\d)) )
  | (?P<clock> (?:(?P<am1>{_MERIDIEM})\s?)?
        (?: (?P<h1>\d\d?)[:.h时時시]\s?(?P<min1>\d\d)[分분]?(?:[:.]\s?(?P<sec>\d\d)(?:[.,]\d+)?)?(?![\d]|[:.]\d)
            (?:\s?(?P<am2>{_MERIDIEM}|[ap])(?![^\W\d_]))?
          | (?<![\d.:])(?P<h2>\d\d?)\s?(?P<am3>{_MERIDIEM})(?![^\W\d_])
          | (?<![\d.:])(?P<h3>\d\d?)\s?uhr\b
          | (?<=[àa]\s)(?P<h5>\d\d?)\s?h\b
          | (?<!\d)(?P<h4>[01]\d|2[0-3])(?P<min4>[0-5]\d)(?=\s?(?:hrs|hours|gmt|utc|ist|et|est|edt|cet|bst)\b)
          | (?P<noon>(?:12\s)?noon|midday) | (?P<midnight>midnight) )
        (?:{_OFFSET})? )
  | (?P<year> (?<!\d)(?:19|20)\d\d(?=\d?\d[:.]\d\d|\D|$) | ['’]\d\d(?!\d) )
  | (?P<day> (?<![\d,$€£])(?<!\d\.)(?!(?<=\()\d\d?(?:\)|$)) (?P<number>\d\d?)(?:st|nd|rd|th|er|º|ª|\.)?(?!\w|[.,%]\d) )
  | (?P<place> (?:{_PLACES})\b )
  | (?P<word> [^\W\d_]+(?:['’][^\W\d_]+)? )
  | (?P<bar> [|•·–—;•>~\n] | \s[-/]\s )
  | (?P<other> \d\w* )
    """,
    re.VERBOSE,
)

_KINDS = {"ymd": "I", "dmy": "N", "span": "X", "clock": "T", "year": "Y", "day": "D", "place": "Z", "bar": "B",
          "other": "X"}  # fmt: skip

# Letters: D day, M month, Y year, W weekday, T clock, Z zone, N day-month-year in figures, I year-month-day in figures,
# C month and day in CJK, R today or yesterday, L last, B bar, X anything else.
_FULL = re.compile(
    r"(?:TZ?B?)?(?:WB?)?"
    r"(?:(?<!D)DB?MB?Y|MB?DB?Y|YB?MB?D|(?<!D)DMD(?![DMX])|N|I|MDTZ?Y)"
    r"(?:ZB?)?(?:B?W)?(?:B?TZ?)?"
)
_PARTIAL = re.compile(
    r"(?:(?<=B)|^)(?:TZ?B?)?"
    r"(?:(?:WB?)?(?:DM|MD)|MY|CW?|RW?|L?W)"
    r"(?:B?W)?(?:B?TZ?)?(?=B|$)"
)
_CLOCK = re.compile(r"(?:(?<=B)|^)TZ?(?=B|$)")


@dataclass(slots=True, frozen=True)
class _Token:
    kind: str
    match: re.Match[str]


def _tokens(text: str) -> list[_Token]:
    """The tokens of `text` (casefolded, NFKC) that bear on a date."""
    return [_Token(kind, match) for match in _TOKEN.finditer(text) if (kind := _kind(match))]


def _kind(match: re.Match[str]) -> str:
    group = match.lastgroup or ""
    if group == "word":
        return _word_kind(match[0])
    if group == "cjk":
        return "I" if match["y2"] else "C"
    return _KINDS[group]


def _word_kind(word: str) -> str:
    for kind, words in (("M", MONTHS), ("W", WEEKDAYS), ("R", DAYS), ("Z", ABBREVIATIONS), ("Z", REGIONS)):
        if word in words:
            return kind
    if word in BREAKS:
        return "B"
    if word in ("last", "past"):
        return "L"
    return "" if word in FILLERS else "X"


def read_date(text: str, base: datetime, site: ZoneInfo | None, *, whole: bool) -> PrintedDate | None:
    """The first date that `text` (casefolded, NFKC) shows; None when it shows none.

    A `whole` date, with day, month and year, is found anywhere; one that lacks a part only where it fills the text or
    the stretch between two bars. Missing parts are taken from `base`, looking back.
    """
    found = _tokens(text)
    letters = "".join(token.kind for token in found)
    today = base.astimezone(site or UTC).date()
    pattern = (_FULL if whole else _PARTIAL).search(letters) or (None if whole else _CLOCK.search(letters))
    if pattern is None:
        return None
    inside = found[pattern.start() : pattern.end()]
    clock = _clock(inside)
    if pattern.re is _CLOCK:
        if len(clock) == 1 and not (_meridiem(clock[0].match) or clock[0].match["sign"]):
            return None  # "12:30" alone is a length or a score as often
        day: Date | None = today
    else:
        day = _day(inside, today, site)
    if day is None:
        return PrintedDate(None)
    if clock:
        return PrintedDate(_moment(day, clock, site), "minute")
    names_day = any(token.kind in "DINCRW" for token in inside)
    return PrintedDate(datetime.combine(day, time(), UTC), "day" if names_day else "month")


def _clock(inside: list[_Token]) -> list[_Token]:
    """The last clock time and the zone behind it."""
    marks = [token for token in inside if token.kind in "TZ"]
    start = max((position for position, token in enumerate(marks) if token.kind == "T"), default=len(marks))
    return marks[start : start + 2]


def _meridiem(clock: re.Match[str]) -> str | None:
    return clock["am1"] or clock["am2"] or clock["am3"]


def _day(inside: list[_Token], today: Date, site: ZoneInfo | None) -> Date | None:
    by_kind: dict[str, list[re.Match[str]]] = {}
    for token in inside:
        by_kind.setdefault(token.kind, []).append(token.match)
    try:
        if "I" in by_kind:
            match = by_kind["I"][0]
            return Date(*(int(match[g]) for g in (("y1", "m1", "d1") if match["y1"] else ("y2", "m2", "d2"))))
        weekday = WEEKDAYS[by_kind["W"][0][0]] if "W" in by_kind else None
        if "N" in by_kind:
            by_24_hours = any(not _meridiem(clock) for clock in by_kind.get("T", []))
            return _day_in_figures(by_kind["N"][0], weekday, by_24_hours, today, site)
        if "C" in by_kind:
            return _latest(today, int(by_kind["C"][0]["m2"]), int(by_kind["C"][0]["d2"]), None)
        if "R" in by_kind:
            return today + timedelta(days=DAYS[by_kind["R"][0][0]])
        if weekday is not None and "M" not in by_kind:
            back = (today.weekday() - weekday) % 7
            return today - timedelta(days=back or (7 if "L" in by_kind else 0))
        month = MONTHS[by_kind["M"][0][0]]
        numbers = [int(match["number"]) for match in by_kind.get("D", [])]
        if "Y" in by_kind:
            year = _year(by_kind["Y"][0][0], today)
        elif len(numbers) == 2:
            year = _year(str(numbers.pop()), today)
        else:
            return _latest(today, month, numbers[0], weekday)
        return Date(year, month, numbers[0] if numbers else 1)
    except ValueError:
        return None


def _year(digits: str, today: Date) -> int:
    """Four figures as they are; two as the year that is not after next year."""
    year = int(digits.lstrip("'’"))
    if len(digits.lstrip("'’")) == 4:
        return year
    year += today.year // 100 * 100
    return year if year <= today.year + 1 else year - 100


def _latest(today: Date, month: int, day: int, weekday: int | None) -> Date | None:
    """The last such day up to tomorrow, on the weekday if one is given."""
    fallback = None
    for year in range(today.year + 1, today.year - 12, -1):
        try:
            candidate = Date(year, month, day)
        except ValueError:
            continue
        if candidate > today + timedelta(days=1):
            continue
        if weekday is None or candidate.weekday() == weekday:
            return candidate
        fallback = fallback or candidate
    return fallback


def _day_in_figures(
    match: re.Match[str], weekday: int | None, by_24_hours: bool, today: Date, site: ZoneInfo | None
) -> Date:
    """The day of 1/2/2020: on the weekday that is given, not yet to come, in the order that the site's country writes.

    Where the site is not known, strokes put the month first, unless a clock of 24 hours stands beside them.
    """
    first, second, year = int(match["n1"]), int(match["n2"]), _year(match["n3"], today)
    month_first = match["s2"] == "/" and not by_24_hours if site is None else writes_month_first(site.key)
    orders = [(first, second), (second, first)] if month_first else [(second, first), (first, second)]
    dates = []
    for month, day in orders:
        try:
            dates.append(Date(year, month, day))
        except ValueError:
            continue
    if not dates:
        raise ValueError
    return min(dates, key=lambda date: (weekday not in (None, date.weekday()), date > today + timedelta(days=1)))


def _moment(day: Date, clock_tokens: list[_Token], site: ZoneInfo | None) -> datetime | None:
    clock = clock_tokens[0].match
    hour, minute = _hour_minute(clock)
    try:
        wall = datetime.combine(day, time(hour, minute, int(clock["sec"] or 0) % 60))
        zone: tzinfo = site or UTC
        if clock["sign"]:
            offset = timedelta(hours=int(clock["oh"]), minutes=int(clock["om"] or 0))
            zone = Offset(offset if clock["sign"] == "+" else -offset)
        elif len(clock_tokens) > 1:
            zone = named_zone(clock_tokens[1].match[0], wall, site)
        moment = wall.replace(tzinfo=zone)
        moment.astimezone(UTC)  # raises where it lies outside the calendar
        return moment
    except (ValueError, OverflowError):
        return datetime.combine(day, time(), UTC)


def _hour_minute(clock: re.Match[str]) -> tuple[int, int]:
    if clock["noon"]:
        return 12, 0
    if clock["midnight"]:
        return 0, 0
    hour = int(clock["h1"] or clock["h2"] or clock["h3"] or clock["h4"] or clock["h5"])
    minute = int(clock["min1"] or clock["min4"] or 0)
    mark = _meridiem(clock)
    if mark and hour <= 12:
        hour = hour % 12 + (12 if mark == "p" else MERIDIEMS.get(mark, 0))
    return hour, minute
