"""The filters of an answer, and the sentences about filters that cannot be meant.

Nothing of what is asked is ever read as an operator or a pattern.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypedDict

from newsbot.quotes import KINDS, speaker_key
from newsbot.store.database.connection import Document

SAID = ("statement", "partial", "indirect")
"""What `kind="said"` stands for: everything that somebody said, in marks or not."""

Moment = str | date | datetime
"""A day or a moment: a datetime with its zone, a date, or text like "2024", "2024-01", "2024-01-31" (UTC)."""


class Filters(TypedDict, total=False):
    """The filters of quotes; the docstring of Corpus explains each."""

    about: str | None
    speaker: str | None
    organisation: str | None
    contains: str | None
    since: Moment | None
    until: Moment | None
    site: str | None
    kind: str | Sequence[str] | None
    dropped: bool | None
    tdm_allowed: bool | None
    speaker_key: str | None
    article_id: str | None
    quote_key: str | None


class ArticleFilters(TypedDict, total=False):
    """The filters of articles; the docstring of Corpus.articles explains each."""

    about: str | None
    contains: str | None
    speaker: str | None
    organisation: str | None
    author: str | None
    since: Moment | None
    until: Moment | None
    site: str | None
    revised: bool | None
    tdm_allowed: bool | None


class QuestionError(ValueError):
    """A filter that cannot be meant; the message says which ones can."""


def moment(name: str, value: Moment) -> datetime:
    """The moment with which `value` begins, aware."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise QuestionError(f"{name}={value!r} has no time zone; give it one: tzinfo=datetime.UTC.")
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str):
        for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
            try:
                return datetime.strptime(value, form).replace(tzinfo=UTC)
            except ValueError:
                continue
        try:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except ValueError:
            pass
    raise QuestionError(f"{name}={value!r} is no date; write it like 2024-01-31, 2024-01 or 2024.")


def _end_of(text: str) -> datetime | None:
    """The end of a year, a month or a day, exclusive; None for any other text."""
    for form, days in (("%Y", 366), ("%Y-%m", 31), ("%Y-%m-%d", 1)):
        try:
            first = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        after = first + timedelta(days=days)
        return after.replace(month=1, day=1) if form == "%Y" else after.replace(day=1) if days == 31 else after
    return None


def period(since: Moment | None, until: Moment | None) -> dict[str, datetime]:
    """The condition on a time: `since` inclusive, `until` exclusive; empty when both are None.

    The same year, month or day as both means all of it: `since="2024", until="2024"`.
    """
    bounds = {}
    if since is not None:
        bounds["$gte"] = moment("since", since)
    if until is not None:
        end = _end_of(until) if isinstance(until, str) and until == since else None
        bounds["$lt"] = end or moment("until", until)
    if len(bounds) == 2 and bounds["$gte"] >= bounds["$lt"]:
        raise QuestionError(f"since={since} must be before until={until}; until itself is not included.")
    return bounds


def kinds(kind: str | Sequence[str] | None, default: Sequence[str]) -> list[str]:
    """The kinds of quotes that are asked for."""
    asked = [kind] if isinstance(kind, str) else list(kind or default)
    wanted = list(dict.fromkeys(one for name in asked for one in (SAID if name == "said" else (name,))))
    for one in wanted:
        if one not in KINDS:
            every = ("said", *KINDS)
            raise QuestionError(f"kind={one!r}: the kinds are {', '.join(every)}.{_near(one, every)}")
    return wanted


def known(name: str, value: str, there: Iterable[str]) -> str:
    """`value`, if it is one of those that are there. Raises QuestionError with the nearest ones."""
    names = sorted(there)
    if value in names:
        return value
    held = [one for one in names if value.casefold() in one.casefold()][:3]
    near = f" Did you mean {' or '.join(held)}?" if held else _near(value, names)
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    raise QuestionError(f"{name}={value!r} is not in the corpus, which has {listed or 'none'}.{near}")


def known_names(given: Iterable[str], names: Iterable[str]) -> None:
    """Raise QuestionError when a filter is given that does not exist."""
    for name in given:
        if name not in (there := list(names)):
            raise QuestionError(f"There is no filter {name!r}; there are {', '.join(there)}.{_near(name, there)}")


def whole_words(literal: str) -> Document:
    """The condition that a text has these words, whole, in any case, with white space and apostrophes of any kind."""
    pattern = re.sub(r"(?:\\\s)+|\s+", lambda _: r"\s+", re.escape(literal.strip()))
    pattern = re.sub("['’]", "['’]", pattern)
    return {"$regex": rf"(*UCP)(?<!\w){pattern}(?!\w)", "$options": "i"}


def _near(value: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, names, n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def name_key(name: str, value: Any) -> str:
    """A filter that must be a name, folded as the names of articles are."""
    key = speaker_key(text_filter(name, value).replace(";", " "))
    if key is None:
        raise QuestionError(f"{name}={value!r} holds no name to look for; leave it out.")
    return key


def tdm_condition(allowed: Any) -> Document:
    """The condition that newsbot looked and found nothing that forbids text mining, or else that it found something."""
    if allowed not in (True, False):
        raise QuestionError(f"tdm_allowed={allowed!r} is True, False, or None for both.")
    return {"tdm": []} if allowed else {"tdm.0": {"$exists": True}}


def text_filter(name: str, value: Any) -> str:
    """A filter that must be text, and not only white space."""
    if not isinstance(value, str):
        raise QuestionError(f"{name}={value!r} must be text.")
    if not value.strip() or "\0" in value:
        raise QuestionError(f"{name}={value!r} holds nothing to look for; leave it out.")
    return value.strip()
