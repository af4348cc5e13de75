"""Dates as machines write them: ISO 8601 with and without separators, RFC 2822, HTTP, epochs, PDF, ASP.NET."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from newsbot.dates.printed import Precision, PrintedDate

_ISO = re.compile(
    r"(?:19|20)\d\d-?(?:\d\d-?\d\d|W\d\d-?\d)"
    r"(?:[T ]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_RFC = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UT)")
_COMPACT = re.compile(r"(?:D:)?((?:19|20)\d{6})(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)'?)?")
_EPOCH = re.compile(r"(?:/Date\()?(\d{9,10})(\d{3})?(?:\.\d+)?(?:\)/)?")
_ZONE_NAME = re.compile(r"\[[A-Za-z_/+-]{1,40}\]$")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def machine_time(text: str, base: datetime, site: ZoneInfo | None) -> PrintedDate | None:
    """The moment that `text` as a whole gives in a machine's format; None for anything else.

    A number is an epoch, in seconds or milliseconds, when it lies between 1990 and a year after `base`.
    """
    text = _ZONE_NAME.sub("", text)
    try:
        if _ISO.fullmatch(text):
            moment = datetime.fromisoformat(
                text.replace(" Z", "Z").replace(" +", "+").replace(" -", "-").replace(",", ".")
            )
            return _placed(moment, None) if len(text) <= 10 else _placed(moment, site, "minute")
        if _RFC.fullmatch(text):
            return _placed(parsedate_to_datetime(text), site, "minute")
        if match := _COMPACT.fullmatch(text):
            day, hour, minute, second, utc, hours, minutes = match.groups()
            zone = "+00:00" if utc else f"{hours}:{minutes}" if hours else ""
            return _placed(datetime.fromisoformat(f"{day}T{hour}:{minute}:{second or '00'}{zone}"), site, "minute")
        if match := _EPOCH.fullmatch(text):
            moment = datetime.fromtimestamp(int(match[1]), UTC)
            in_time = _EARLIEST <= moment <= base + timedelta(days=366)
            return PrintedDate(moment, "minute") if in_time else None
    except (ValueError, OverflowError):
        return None
    return None


def _placed(moment: datetime, site: ZoneInfo | None, precision: Precision = "day") -> PrintedDate:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=site or UTC)
    moment.astimezone(UTC)  # raises where it lies outside the calendar
    return PrintedDate(moment, precision)
