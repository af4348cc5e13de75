"""Dates in the languages that this package has no tables for, by dateparser."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LANGUAGES = ("fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr", "ru", "uk", "el", "hu", "ro",
             "id", "vi", "th", "hi", "ar", "he", "fa", "zh", "ja", "ko")  # fmt: skip
_LONGEST = 60
_DATELIKE = re.compile(r"\d")


def foreign_time(text: str, base: datetime, site: ZoneInfo | None) -> datetime | None:
    """What dateparser makes of `text` in LANGUAGES, in UTC; None for texts without a figure or over 60 characters."""
    if len(text) > _LONGEST or not _DATELIKE.search(text):
        return None
    return None


@lru_cache(maxsize=64)
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
