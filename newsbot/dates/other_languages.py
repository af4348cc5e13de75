"""Dates in languages that this package has no tables for, by dateparser."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsbot.dates.printed import PrintedDate

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LANGUAGES = ("fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr", "ru", "uk", "el", "hu", "ro",
             "id", "vi", "hi", "ar", "he", "fa", "zh", "ja", "ko")  # fmt: skip
_LONGEST = 60
_AGO = "il y a|vor|hace|fa|ha|geleden|sedan|siden|sitten|temu|once|lalu|yang lalu"
_YEAR = r"(?:19|20)\d\d"
# dateparser takes 4 ms to say no, so ASCII text must have a year and a day, or a word for "ago"
_DATELIKE = re.compile(rf"(?=.*\d)(?:.*[^\W\d_a-z]|.*\d\W.*{_YEAR}|.*{_YEAR}\W.*\d|(?:.*\b)?(?:{_AGO})\b)")


@lru_cache(maxsize=64)  # a page's dates are read twice
def foreign_time(text: str, base: datetime, site: ZoneInfo | None) -> PrintedDate | None:
    """The reading that dateparser gives of `text` (casefolded) in LANGUAGES; None beyond 60 characters."""
    if len(text) > _LONGEST or not _DATELIKE.match(text):
        return None
    try:
        found = _parser(base, site.key if site else "UTC").get_date_data(text)
    except Exception:  # its errors on odd input are of many kinds, and none of them is a date
        return None
    moment: datetime | None = found.date_obj
    if moment is None or not 1900 <= moment.year < 2100:
        return None
    if found.period != "time" and not (moment.hour or moment.minute or moment.second):
        return PrintedDate(moment.replace(tzinfo=UTC), "month" if found.period in ("month", "year") else "day")
    return PrintedDate(moment, "minute")


@lru_cache(maxsize=8)
def _parser(base: datetime, zone: str) -> "DateDataParser":
    from dateparser.date import DateDataParser  # 0.1 s to import: only when needed

    return DateDataParser(
        languages=list(LANGUAGES),
        settings={
            "RELATIVE_BASE": base.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
            "TIMEZONE": zone,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RETURN_TIME_AS_PERIOD": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
        },
    )
