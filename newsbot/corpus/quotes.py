"""A question about quotes: which ones are meant, and how they are found quickly."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pymongo.collection import Collection
from pymongo.cursor import Cursor

from newsbot.corpus.filters import (
    Filters,
    QuestionError,
    kinds,
    known,
    known_names,
    period,
    single_word,
    text_filter,
    whole_words,
)
from newsbot.corpus.people import People
from newsbot.quotes import search_words
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import STATEMENTS

NEWEST_FIRST = [("published", -1), ("article_id", 1), ("part", -1), ("start", 1)]
"""A total order: the same quotes are always in the same order. Undated ones come last."""

BATCH = 1_000
"""Documents in memory at once; by default it would be 16 MB of them."""

_WITHOUT = {"words": 0}
_INDEXED = {"words", "speaker_key", "$or", "site"}
"""Conditions that have an index in the order of time, but not in the total order."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Checked filters on quotes; None does not filter. `since` is inclusive, `until` exclusive, both aware."""

    speaker: str | None = None
    organisation: str | None = None
    contains: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    site: str | None = None
    kinds: Sequence[str] = STATEMENTS
    dropped: bool | None = False
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
            if value is not None and name not in ("since", "until", "kind", "dropped")
        }
        if "site" in texts:
            known("site", texts["site"], sites())
        if (dropped := given.get("dropped", False)) not in (True, False, None):
            raise QuestionError(f"dropped={dropped!r} is True, False, or None for both.")
        bounds = period(given.get("since"), given.get("until"))
        return cls(
            since=bounds.get("$gte"), until=bounds.get("$lt"), kinds=kinds(given.get("kind"), STATEMENTS),
            dropped=dropped, **texts,
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
        filters = ("speaker", "organisation", "contains", "site", "speaker_key", "article_id", "quote_key")
        free = all(getattr(self, name) is None for name in filters if name not in names)
        return free and self.dropped is False and all(map(_begins_month, (self.since, self.until)))

    @property
    def published(self) -> Document:
        """The condition on the time; empty for any."""
        return ({"$gte": self.since} if self.since else {}) | ({"$lt": self.until} if self.until else {})

    def query(self, people: People, *, indexed: bool) -> Document:
        """The MongoDB query; `indexed` says whether the index over `words` is there."""
        exact = {"site": self.site, "article_id": self.article_id, "quote_key": self.quote_key}
        query: Document = {name: value for name, value in exact.items() if value is not None}
        if self.published:
            query["published"] = self.published
        if self.speaker_key is not None:
            query["speaker_key"] = self.speaker_key
        if self.speaker is not None:
            keys = {"$in": people.keys_of(self.speaker)}
            query |= {"$and": [{"speaker_key": keys}]} if "speaker_key" in query else {"speaker_key": keys}
        if self.organisation is not None:
            own, roles = people.keys_of(self.organisation), people.roles_of(self.organisation)
            query["$or"] = [{"speaker_key": {"$in": own}}, {"speaker_role": {"$in": roles}}]
        if self.contains is not None and indexed and self.said:
            if word := single_word(self.contains):
                return query | {"words": word}  # only what was said and stands has words
            if words := search_words(self.contains):
                query["words"] = {"$all": words}
        if self.contains is not None:
            query["text"] = whole_words(self.contains)
        if self.dropped is not None:
            query["dropped_at"] = {"$exists": self.dropped}
        return query | {"kind": {"$in": list(self.kinds)}}


def find(quotes: Collection[Document], query: Document, *, skip: int = 0, limit: int = 0) -> Cursor[Document]:
    """The quotes, newest first, `limit` 0 being all."""
    if limit and query.keys() & _INDEXED:  # find the time of the last one first, so that only few need sorting
        newest = quotes.find(query, {"published": 1}).sort("published", -1).skip(skip + limit - 1).limit(1)
        last = next(iter(newest), {}).get("published")
        if last is not None:
            query = query | {"published": query.get("published", {}) | {"$gte": last}}
    return (
        quotes.find(query, _WITHOUT).sort(NEWEST_FIRST).skip(skip).limit(limit).allow_disk_use(True).batch_size(BATCH)
    )


def _begins_month(time: datetime | None) -> bool:
    return time is None or (time.day, time.hour, time.minute, time.second, time.microsecond) == (1, 0, 0, 0, 0)
