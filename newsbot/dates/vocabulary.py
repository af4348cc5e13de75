"""The words that dates are written with, as vocabulary.toml has them."""

from newsbot.text.tables import tree

_TREE = tree(__name__)

MONTHS: dict[str, int] = {
    name: number for language in _TREE["months"] for number, names in enumerate(language, 1) for name in names
}
"""Month name, casefolded, without a full stop -> 1 to 12."""

WEEKDAYS: dict[str, int] = {
    name: number for language in _TREE["weekdays"] for number, names in enumerate(language) for name in names
}
"""Weekday name, casefolded -> 0 (Monday) to 6."""

DAYS: dict[str, int] = _TREE["days"]
COUNTS: dict[str, float] = _TREE["counts"]
UNITS: dict[str, str] = _TREE["units"]
MERIDIEMS: dict[str, int] = _TREE["meridiems"]
MOMENTS = tuple[str, ...](_TREE["moments"])
PUBLISHED_LABELS = tuple[str, ...](_TREE["published_labels"])
UPDATED_LABELS = tuple[str, ...](_TREE["updated_labels"])
FILLERS = frozenset[str](_TREE["fillers"])
BREAKS = frozenset[str](_TREE["breaks"])
