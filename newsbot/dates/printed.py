"""A date as it was printed: the moment in the zone that was written beside it, and how exact it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["minute", "day", "month"]


@dataclass(slots=True, frozen=True)
class PrintedDate:
    """The date that a text gives."""

    moment: datetime | None
    """Aware, in the zone that the text names, else the site's, else UTC; midnight UTC where there is no clock time.
    None for a date that does not exist, such as 30 February."""

    precision: Precision = "day"
    """How exact the text is: a clock time, a day, or only a month."""
