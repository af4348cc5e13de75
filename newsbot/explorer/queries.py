"""The pages' queries to the corpus. Everything here blocks, so the app calls it in threads."""

import re
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from newsbot.corpus import Corpus, Rows
from newsbot.corpus.people import Person
from newsbot.corpus.quotes import WITHOUT
from newsbot.explorer.params import Asked
from newsbot.store.database.connection import DatabaseError, Document, within
from newsbot.store.speakers import aggregates

PAGE_SIZE = 20
COUNTED = 1_000
"""More matches than this are shown as "more than"."""
PLACES = 200
"""A statement's page shows at most so many."""
SPEAKERS = 100
"""The list of speakers shows at most so many."""
NEWEST = "newest"
_REMEMBERED = 256

T = TypeVar("T")


class Queries:
    """Questions to an open corpus. Answers that take a scan are remembered until something new is stored."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._version: str | None = None
        self._known: dict[Hashable, Any] = {}

    def remembered(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question, asked anew when something was stored since."""
        version = aggregates.version(self.corpus.db)
        if version != self._version or len(self._known) >= _REMEMBERED:
            self._version, self._known = version, {}
        known = self._known  # another thread may begin a new one
        if question not in known:
            known[question] = ask()
        answer: T = known[question]
        return answer

    def quotes(self, asked: Asked) -> tuple[list[Document], bool]:
        """One page of quotes, and whether there are more."""
        skip = (asked.page - 1) * PAGE_SIZE
        found = list(self.corpus.quotes(**asked.filters, order=asked.order or NEWEST, skip=skip, limit=PAGE_SIZE + 1))
        return found[:PAGE_SIZE], len(found) > PAGE_SIZE

    def articles(self, asked: Asked) -> tuple[list[Document], bool]:
        """One page of articles, and whether there are more."""
        last = self.corpus.story(asked.after).article if asked.after else None
        order = asked.order or NEWEST
        found = list(self.corpus.articles(**asked.article_filters, order=order, after=last, limit=PAGE_SIZE + 1))
        return found[:PAGE_SIZE], len(found) > PAGE_SIZE

    def all_articles(self, asked: Asked) -> Rows:
        """Every article of a view."""
        return self.corpus.articles(**asked.article_filters, order=asked.order or NEWEST)

    def all_quotes(self, asked: Asked) -> Rows:
        """Every quote of a view."""
        return self.corpus.quotes(**asked.filters, order=asked.order or NEWEST)

    def speakers(self, asked: Asked) -> Rows:
        """The most quoted speakers."""
        return self.corpus.speakers(SPEAKERS, **asked.filters)

    def person(self, key: str) -> Person | None:
        """The speaker with this key."""
        return next((person for person in self.corpus.people.all() if person.key == key), None)

    def places(self, quote_key: str) -> list[Document]:
        """Where a statement was carried, earliest first, PLACES of them and one more if there are more."""
        found = self.corpus.db["quotes"].find({"quote_key": quote_key}, WITHOUT)
        return list(found.sort([("published", 1), ("_id", 1)]).limit(PLACES + 1))

    def places_of(self, quotes: list[Document]) -> dict[str, int]:
        """How many places carried the statements of quotes, by quote_key."""
        keys = [quote["quote_key"] for quote in quotes if quote.get("quote_key")]
        stages: list[Document] = [
            {"$match": {"quote_key": {"$in": keys}}},
            {"$group": {"_id": "$quote_key", "places": {"$sum": 1}}},
        ]
        return {row["_id"]: row["places"] for row in self.corpus.db["quotes"].aggregate(stages)}

    def texts(self, quotes: list[Document]) -> dict[str, Document]:
        """The articles around quotes, by id: headline, standfirst and body."""
        wanted = {"headline": 1, "standfirst": 1, "body": 1}
        ids = [quote["article_id"] for quote in quotes]
        return {article["_id"]: article for article in self.corpus.db["articles"].find({"_id": {"$in": ids}}, wanted)}

    def suggest(self, kind: str, words: str, top: int = 12) -> list[str]:
        """Names of a kind ("about", "speaker", "organisation" or "site") that hold words beginning so."""

        def speakers() -> list[str]:
            return [person.name for person in self.corpus.people.all() if person.key]

        organisations = self.corpus.people.organisations
        lists: dict[str, Callable[[], list[str]]] = {
            "about": lambda: list(dict.fromkeys([*organisations(), *speakers()])),
            "speaker": speakers,
            "organisation": organisations,
            "site": self.corpus.sites,
        }
        begins = re.compile(rf"(?<!\w){re.escape(words.casefold())}")
        found: list[str] = []
        for name in self.remembered(kind, lists[kind]):
            if begins.search(name.casefold()):
                found.append(name)
                if len(found) == top:
                    break
        return found


class Glance:
    """The parts of one page that may come later: counts that can take a scan of all that matches.

    Each is None if it is not known and would not be within `seconds` of the page's beginning; `seconds` None waits.
    """

    def __init__(self, queries: Queries, asked: Asked, seconds: float | None) -> None:
        self._queries = queries
        self._corpus = queries.corpus
        self._asked = asked
        self._deadline = None if seconds is None else time.monotonic() + seconds

    def months(self) -> list[tuple[str, int]] | None:
        """Quotes by day, "YYYY-MM-DD", oldest first, when a period of up to 62 days is asked for; else by month."""
        by = "day" if self._asked.days <= 62 else "month"
        return self._soon(
            by, lambda: [(row["period"], row["quotes"]) for row in self._corpus.timeline(by, **self._asked.filters)]
        )

    def count(self) -> int | None:
        """How many quotes match, at most COUNTED + 1."""
        rows = self._corpus.quotes(**self._asked.filters, limit=COUNTED + 1)
        return self._soon("count", rows.count, share=0.5)

    def roles(self) -> list[Document] | None:
        """The roles of the speakers, earliest first: `{_id: role, quotes, first, last}`."""
        return self._by("speaker_role", {"first": 1, "_id": 1})

    def outlets(self) -> list[Document] | None:
        """The sites, most quotes first: `{_id: site, quotes, first, last}`."""
        return self._by("site", {"quotes": -1, "_id": 1})

    def carried(self, top: int = 5) -> list[tuple[Document, list[Document]]] | None:
        """The statements that several articles carried: `{_id: quote_key, text, places}`, most first; with places."""
        group = {"_id": "$quote_key", "text": {"$first": "$text"}, "articles": {"$addToSet": "$article_id"}}
        stages: list[Document] = [
            {"$match": {"quote_key": {"$type": "string"}}},
            {"$group": group},
            {"$project": {"text": 1, "places": {"$size": "$articles"}}},
            {"$match": {"places": {"$gt": 1}}},
            {"$sort": {"places": -1, "_id": 1}},
            {"$limit": top},
        ]
        return self._soon(
            "carried", lambda: [(row, self._queries.places(row["_id"])) for row in self._aggregate(stages)]
        )

    def _by(self, field: str, order: Document, top: int = 12) -> list[Document] | None:
        times = {"first": {"$min": "$published"}, "last": {"$max": "$published"}}
        stages: list[Document] = [
            {"$match": {field: {"$type": "string"}}},
            {"$group": {"_id": f"${field}", "quotes": {"$sum": 1}, **times}},
            {"$sort": order},
            {"$limit": top},
        ]
        return self._soon(field, lambda: self._aggregate(stages))

    def _aggregate(self, stages: list[Document]) -> list[Document]:
        query = self._corpus.query(**self._asked.filters)
        return list(self._corpus.db["quotes"].aggregate([{"$match": query}, *stages]))

    def _soon(self, name: str, ask: Callable[[], T], share: float = 1.0) -> T | None:
        def at_once() -> T:
            if self._deadline is None:
                return ask()
            left = share * (self._deadline - time.monotonic())
            if left <= 0:
                raise _LaterError
            with within(left):
                return ask()

        try:
            return self._queries.remembered((name, self._asked.address(order="", view="")), at_once)
        except _LaterError:
            return None
        except DatabaseError as error:
            if self._deadline is None or not error.timeout:
                raise
            return None


class _LaterError(Exception):
    """The time for a glance is over."""
