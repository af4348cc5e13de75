"""Saved searches, and which quotes each has found: every one once, also across runs that were killed.

`watches` has one document a search, `watch_matches` one a search and quote. A match is noted before the feed is
written, and the feed is made of what is noted: a run that was killed in between loses nothing and finds nothing twice.
What is noted as not `told` is for a message (newsbot.extensions.monitors.digest).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from pymongo import UpdateOne

from newsbot.corpus.corpus import Corpus
from newsbot.corpus.files import write_text
from newsbot.corpus.filters import QuestionError
from newsbot.corpus.quotes import WITHOUT
from newsbot.corpus.watches.atom import atom
from newsbot.store.database.connection import Document

_NAME = re.compile(r"[\w-]{1,60}")
_BATCH = 1_000
_LATE = timedelta(hours=1)
"""So much later than its `stored_at` a quote may become visible."""

MOST_IN_FEED = 200


def add(corpus: Corpus, name: str, filters: Mapping[str, object], feed: str | None = None) -> int:
    """Save a search under a name, with the file of its feed, if it has one; what it finds already is not new. Returns
    how many.

    Raises QuestionError for a name that is taken or none, and for filters that cannot be meant.
    """
    if not _NAME.fullmatch(name):
        raise QuestionError(f"{name!r} is no name for a search: use letters, digits, - and _.")
    if not filters:
        raise QuestionError("A search needs at least one filter: --about Huawei.")
    corpus.quotes(**filters)  # type: ignore[arg-type]
    if corpus.db["watches"].find_one({"_id": name}):
        raise QuestionError(f"There is a search {name!r} already; `newsbot watch remove {name}` removes it.")
    began = datetime.now(UTC)
    found = _note(corpus, name, corpus.quotes(**filters), at=None)  # type: ignore[arg-type]
    watch = {"_id": name, "filters": dict(filters), "feed": feed, "added_at": began, "run_at": began}
    corpus.db["watches"].insert_one(watch)
    return found


def listed(corpus: Corpus) -> list[Document]:
    """The searches by name: `{_id, filters, feed, added_at, run_at}`."""
    return list(corpus.db["watches"].find().sort("_id", 1))


def remove(corpus: Corpus, name: str) -> None:
    """Forget a search and what it has found; its feed's file stays. Raises QuestionError for an unknown name."""
    one(corpus, name)
    corpus.db["watches"].delete_one({"_id": name})
    corpus.db["watch_matches"].delete_many({"watch": name})


def one(corpus: Corpus, name: str) -> Document:
    """The search of a name. Raises QuestionError when there is none."""
    watch = corpus.db["watches"].find_one({"_id": name})
    if watch is None:
        names = ", ".join(one["_id"] for one in listed(corpus)) or "none"
        raise QuestionError(f"There is no search {name!r}; there are {names}.")
    return watch


def run(corpus: Corpus, watch: Document) -> int:
    """Note the quotes that are new to a search; returns how many."""
    began = datetime.now(UTC)
    since = {"stored_at": {"$gte": watch["run_at"] - _LATE}}
    query = {"$and": [corpus.query(**watch["filters"]), since]}
    found = _note(corpus, watch["_id"], corpus.db["quotes"].find(query, {"_id": 1}), at=began)
    corpus.db["watches"].update_one({"_id": watch["_id"]}, {"$max": {"run_at": began}})
    return found


def write_feed(corpus: Corpus, watch: Document) -> None:
    """Write what runs of a search have found to its feed, if it has one. Raises FileError."""
    if watch["feed"]:
        write_text(Path(watch["feed"]), atom(watch["_id"], watch["added_at"], matches(corpus, watch["_id"])))


def matches(corpus: Corpus, name: str) -> list[Document]:
    """The quotes that runs of a search have found, the latest first, MOST_IN_FEED at most; each with `found_at`."""
    noted = corpus.db["watch_matches"].find({"watch": name, "at": {"$type": "date"}})
    found = {one["quote_id"]: one["at"] for one in noted.sort([("at", -1), ("_id", 1)]).limit(MOST_IN_FEED)}
    quotes = {quote["_id"]: quote for quote in corpus.db["quotes"].find({"_id": {"$in": list(found)}}, WITHOUT)}
    return [quotes[quote_id] | {"found_at": at} for quote_id, at in found.items() if quote_id in quotes]


def _note(corpus: Corpus, name: str, quotes: Iterable[Document], *, at: datetime | None) -> int:
    """Note matches that are not noted yet; returns how many."""
    new, remaining = 0, iter(quotes)
    while batch := list(islice(remaining, _BATCH)):
        writes = [
            UpdateOne(
                {"_id": f"{name}|{quote['_id']}"},
                {"$setOnInsert": {"watch": name, "quote_id": quote["_id"], "at": at, "told": at is None}},
                upsert=True,
            )
            for quote in batch
        ]
        new += corpus.db["watch_matches"].bulk_write(writes, ordered=False).upserted_count
    return new
