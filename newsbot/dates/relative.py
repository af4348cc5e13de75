"""Times counted back from the moment of reading: "3 hours ago", "2d", "just now"."""

import re
from calendar import monthrange
from datetime import datetime, timedelta

from newsbot.dates.printed import Precision, PrintedDate
from newsbot.dates.vocabulary import COUNTS, MOMENTS, UNITS

_COUNT = r"\d{1,4}|" + "|".join(sorted(COUNTS, key=len, reverse=True))
_WORDS = "|".join(sorted((unit for unit in UNITS if len(unit) > 1), key=len, reverse=True))
_LETTERS = "|".join(unit for unit in UNITS if len(unit) == 1)
_HEDGE = r"(?:(?:about|around|approximately|over|almost|nearly|less than|more than|some|~)\s?)?"
_STEP = rf"(?P<count>{_COUNT})\s?(?P<unit>(?:{_WORDS})s?|{_LETTERS})\b\.?"
_STEPS = rf"{_STEP}(?:,?\s(?:and\s)?(?P<count2>\d{{1,4}})\s?(?P<unit2>(?:{_WORDS})s?|{_LETTERS})\b\.?)?"
_START = r"(?:^|[|•·,(–—/:-]\s?)"
_END = r"\s?(?:$|[|•·)(–—/-]|\b(?:by|in|at)\b)"
_AGO = re.compile(rf"{_START}{_HEDGE}{_STEPS}\s?ago\b{_END}")
_BARE = re.compile(rf"{_START}(?P<count>\d{{1,2}})\s?(?P<unit>[smhdwy]|mo|hrs?|hours?)(?P<count2>)(?P<unit2>){_END}")
_LABELLED = re.compile(rf"^{_HEDGE}{_STEPS}$")
_PRECISIONS: dict[str, Precision] = {"days": "day", "weeks": "day", "months": "month", "years": "month"}
"""How exact a count of units is; of smaller ones it is exact to the minute."""

_NOW = re.compile(rf"{_START}(?:{'|'.join(MOMENTS)}){_END}")


def relative_time(text: str, base: datetime, *, labelled: bool) -> PrintedDate | None:
    """The moment that `text` (casefolded) counts back to from `base`; None when it does not count back.

    A bare "5 days" counts only where a label stands before it (`labelled`); "35m", "2d" and "5 hours" always do.
    """
    if _NOW.search(text):
        return PrintedDate(base, "minute")
    match = _AGO.search(text) or _BARE.search(text) or (_LABELLED.search(text) if labelled else None)
    if match is None:
        return None
    moment, precision = base, _PRECISIONS["days"]
    for count, unit in ((match["count"], match["unit"]), (match["count2"], match["unit2"])):
        if not count:
            continue
        number = COUNTS[count] if count in COUNTS else int(count)
        name = UNITS.get(unit) or UNITS[unit.removesuffix("s")]
        try:
            moment = _back(moment, number, name)
            precision = _PRECISIONS.get(name, "minute")
        except (OverflowError, ValueError):
            return None
    return PrintedDate(moment, precision)


def _back(moment: datetime, number: float, unit: str) -> datetime:
    if unit not in ("months", "years"):
        return moment - timedelta(**{unit: number})
    month = moment.year * 12 + moment.month - 1 - int(number * (12 if unit == "years" else 1))
    year, month = month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
