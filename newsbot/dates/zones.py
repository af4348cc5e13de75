"""Time zones as news pages write them, and the zone of a site."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

ABBREVIATIONS: dict[str, tuple[float, ...]] = {
    # hours east of Greenwich; where several zones share a name the first is meant unless the site lies in another
    "z": (0,), "gmt": (0,), "utc": (0,), "ut": (0,), "wet": (0,),
    "bst": (1, 6), "ist": (5.5, 1, 2), "west": (1,), "cet": (1,), "mez": (1,), "met": (1,), "wat": (1,),
    "cest": (2,), "mesz": (2,), "eet": (2,), "cat": (2,), "sast": (2,), "idt": (3,), "eest": (3,), "msk": (3,),
    "eat": (3,), "trt": (3,), "irst": (3.5,), "gst": (4,), "pkt": (5,), "npt": (5.75,), "mmt": (6.5,),
    "ict": (7,), "wib": (7,), "wita": (8,), "wit": (9,), "sgt": (8,), "hkt": (8,), "myt": (8,), "pht": (8,),
    "awst": (8,), "jst": (9,), "kst": (9,), "acst": (9.5,), "acdt": (10.5,), "aest": (10,), "aedt": (11,),
    "nzst": (12,), "nzdt": (13,),
    "nst": (-3.5,), "ndt": (-2.5,), "brt": (-3,), "art": (-3,), "ast": (-4, 3), "adt": (-3,), "clt": (-4,),
    "est": (-5, 10), "edt": (-4, 11), "cst": (-6, 8, 9.5), "cdt": (-5,), "mst": (-7, 8), "mdt": (-6,),
    "pst": (-8, 8), "pdt": (-7,), "cot": (-5,), "pet": (-5,), "akst": (-9,), "akdt": (-8,), "hst": (-10,),
}  # fmt: skip

REGIONS = {
    # names that follow the clock of a place, summer time included
    "et": "America/New_York", "eastern": "America/New_York", "eastern time": "America/New_York",
    "ct": "America/Chicago", "central time": "America/Chicago",
    "mt": "America/Denver", "mountain time": "America/Denver",
    "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "pacific time": "America/Los_Angeles",
    "uk time": "Europe/London", "london time": "Europe/London", "uk": "Europe/London",
    "new york time": "America/New_York", "beijing time": "Asia/Shanghai", "singapore time": "Asia/Singapore",
    "hong kong time": "Asia/Hong_Kong", "paris time": "Europe/Paris", "indian standard time": "Asia/Kolkata",
}  # fmt: skip

MONTH_FIRST = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")
MONTH_FIRST_ZONES = frozenset(
    {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
     "America/Anchorage", "America/Detroit", "America/Boise", "America/Juneau", "America/Sitka", "America/Nome",
     "America/Menominee", "America/Toronto", "America/Vancouver", "America/Winnipeg", "America/Edmonton",
     "America/Halifax", "America/Puerto_Rico", "Pacific/Honolulu", "Pacific/Guam", "Asia/Manila"}
)  # fmt: skip
"""Zones of countries that write 1/23/2020."""


@lru_cache(maxsize=256)
def site_zone(name: str) -> ZoneInfo:
    """The IANA zone of a site; ValueError when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name!r}: give an IANA name such as 'Europe/London'") from None


def writes_month_first(zone: str) -> bool:
    """Whether sites in this zone put the month before the day in 1/2/2020."""
    return zone in MONTH_FIRST_ZONES or zone.startswith(MONTH_FIRST)


def named_zone(name: str, wall: datetime, site: ZoneInfo | None) -> tzinfo:
    """The zone that `name` (casefolded) means beside the time `wall` on a site in `site`; KeyError for no zone."""
    if name == "local time":
        return site or UTC
    if name in REGIONS:
        return ZoneInfo(REGIONS[name])
    offsets = [timedelta(hours=hours) for hours in ABBREVIATIONS[name]]
    if site is not None:
        seasons = [wall.replace(month=month, day=1, tzinfo=site) for month in (1, 7)]
        # a zone without a name of its own ("+06") may have any; Australia's AEST is also written EST
        own = {
            s.utcoffset()
            for s in seasons
            if s.strftime("%Z").casefold().endswith(name) or not s.strftime("%Z").isalpha()
        }
        offsets.sort(key=lambda offset: offset not in own)
    return timezone(offsets[0])
