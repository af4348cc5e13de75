"""A question about quotes: which ones are meant, and how they are found quickly."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Self

from pymongo.collection import Collection

from newsbot.corpus.filters import (
    Filters,
    QuestionError,
    kinds,
    known,
    known_names,
    name_key,
    period,
    tdm_condition,
    text_filter,
)
from newsbot.corpus.order import BATCH, by_field, newest, oldest
from newsbot.corpus.people import People
from newsbot.corpus.search.conditions import condition, planned
from newsbot.corpus.search.grammar import parse
from newsbot.corpus.search.word_index import WordIndex
from newsbot.quotes.search_terms import OTHERS
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import STATEMENTS

NEWEST_FIRST = [("published", -1), ("article_id", 1), ("part", -1), ("start", 1)]
"""A total order: the same quotes are always in the same order. Undated ones come last."""

OLDEST_FIRST = [("published", 1), *NEWEST_FIRST[1:]]

_MOST_IN_PYTHON = 1_000
"""Of more, MongoDB sorts what comes out of an index."""

WITHOUT = dict.fromkeys(("words", "pairs", "month", "about"), 0)
"""Fields by which quotes are found, and which nobody reads."""

_INDEXED = {"about", "$and", "speaker_key", "$or", "site"}
"""Conditions that have an index in the order of time, but not in the total order."""

_NARROWING = (
    *("about", "speaker", "organisation", "contains", "site"),
    *("tdm_allowed", "speaker_key", "article_id", "quote_key"),
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Checked filters on quotes; None does not filter. `since` is inclusive, `until` exclusive, both aware."""

    about: str | None = None
    """Folded."""
    speaker: str | None = None
    organisation: str | None = None
    contains: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    site: str | None = None
    kinds: Sequence[str] = STATEMENTS
    dropped: bool | None = False
    tdm_allowed: bool | None = None
    speaker_key: str | None = None
    article_id: str | None = None
    quote_key: str | None = None

    @classmethod
    def of(cls, given: Filters, sites: Callable[[], Iterable[str]]) -> Self:
        """The question that filters ask; `sites` gives those of the corpus. Raises QuestionError for a wrong filter."""
        known_names(given, Filters.__annotations__)
        texts = {
            name: text_filter(name, value)
            for name, value in given.items()
            if value is not None and name not in ("since", "until", "kind", "dropped", "tdm_allowed")
        }
        if "site" in texts:
            known("site", texts["site"], sites())
        if "about" in texts:
            texts["about"] = name_key("about", texts["about"])
        if "contains" in texts:
            parse(texts["contains"])
        if (dropped := given.get("dropped", False)) not in (True, False, None):
            raise QuestionError(f"dropped={dropped!r} is True, False, or None for both.")
        if given.get("tdm_allowed") is not None:
            tdm_condition(given["tdm_allowed"])
        bounds = period(given.get("since"), given.get("until"))
        return cls(
            since=bounds.get("$gte"), until=bounds.get("$lt"), kinds=kinds(given.get("kind"), STATEMENTS),
            dropped=dropped, tdm_allowed=given.get("tdm_allowed"), **texts,
        )  # fmt: skip

    @property
    def everything(self) -> bool:
        """Whether it is about all that was said and stands, of all times."""
        return self.of_what_was_said() and not self.published

    @property
    def said(self) -> bool:
        """Whether it is about all that was said and stands."""
        return self.dropped is False and set(self.kinds) == set(STATEMENTS)

    def of_what_was_said(self, *names: str) -> bool:
        """Whether it is about all that was said and stands, narrowed by these filters and whole months at most."""
        return self.said and self.only(*names)

    def only(self, *names: str) -> bool:
        """Whether no other filter than those named is set, except for a period of whole months."""
        return self._free_but(*names) and self.dropped is False and all(map(_begins_month, (self.since, self.until)))

    def _free_but(self, *names: str) -> bool:
        return all(getattr(self, name) is None for name in _NARROWING if name not in names)

    @property
    def published(self) -> Document:
        """The condition on the time; empty for any."""
        return ({"$gte": self.since} if self.since else {}) | ({"$lt": self.until} if self.until else {})

    def query(self, people: People, index: WordIndex | None = None) -> Document:
        """The MongoDB query; `index` is the one over the words of quotes, where it is there."""
        exact = {"site": self.site, "article_id": self.article_id, "quote_key": self.quote_key}
        query: Document = {name: value for name, value in exact.items() if value is not None}
        every: list[Document] = []
        if self.published:
            query["published"] = self.published
        if self.tdm_allowed is not None:
            query |= tdm_condition(self.tdm_allowed)
        if self.speaker_key is not None:
            query["speaker_key"] = self.speaker_key
        if self.speaker is not None:
            keys = {"speaker_key": {"$in": people.keys_of(self.speaker)}}
            if "speaker_key" in query:
                every.append(keys)
            query = keys | query
        if self.organisation is not None:
            own, roles = people.keys_of(self.organisation), people.roles_of(self.organisation)
            query["$or"] = [{"speaker_key": {"$in": own}}, {"speaker_role": {"$in": roles}}]
        if self.about is not None:
            query["about"] = {"$in": [mark + name for mark in self._marks for name in people.namesakes(self.about)]}
        if self.contains is not None:
            search = parse(self.contains)
            if index and self._free_but("contains", "site"):  # a speaker may be rarer than any word
                every.append(planned(search, ("text",), self._marks, index))
            else:
                every.append(condition(search, ("text",), self._marks))
        if every:
            query["$and"] = every
        if self.said and not (self.about is None and self.contains is None):
            return query  # the index knows who stands, and needs no look at the documents
        if self.dropped is not None:
            query["dropped_at"] = {"$exists": self.dropped}
        return query | {"kind": {"$in": list(self.kinds)}}

    @property
    def _marks(self) -> tuple[str, ...]:
        """How the terms begin by which such quotes are found."""
        statements = [kind in STATEMENTS for kind in self.kinds]
        if self.dropped is False and all(statements):
            return ("",)
        return (OTHERS,) if self.dropped or not any(statements) else ("", OTHERS)


def find(
    quotes: Collection[Document], query: Document, *, order: str = "newest", skip: int = 0, limit: int = 0
) -> Iterable[Document]:
    """The quotes in one of ORDERS, `limit` 0 being all."""
    if order == "oldest":
        return oldest(quotes, query, WITHOUT, OLDEST_FIRST, skip=skip, limit=limit)
    if order != "newest":
        return islice(by_field(quotes, query, WITHOUT, order, NEWEST_FIRST), skip, skip + limit if limit else None)
    if 0 < skip + limit <= _MOST_IN_PYTHON and limit and query.keys() & _INDEXED:
        return newest(quotes, query, WITHOUT, NEWEST_FIRST, skip + limit)[skip:]
    return quotes.find(query, WITHOUT).sort(NEWEST_FIRST).skip(skip).limit(limit).allow_disk_use(True).batch_size(BATCH)


def _begins_month(time: datetime | None) -> bool:
    return time is None or (time.day, time.hour, time.minute, time.second, time.microsecond) == (1, 0, 0, 0, 0)
