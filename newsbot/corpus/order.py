"""The orders of answers: by time from either end, as indexes have it, and by fields where few enough match.

Orders are total: the same documents are always in the same order.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from pymongo.collection import Collection
from pymongo.cursor import Cursor

from newsbot.corpus.filters import QuestionError
from newsbot.corpus.search.conditions import is_by_pair
from newsbot.corpus.search.word_index import EVERY_MONTH, PAIRS
from newsbot.store.database.connection import Document

BATCH = 1_000
"""Documents in memory at once; by default it would be 16 MB of them."""

MOST_SORTED = 10_000
"""More quotes than this are sorted by time alone, which indexes do: a million would take minutes and all memory."""

Order = Sequence[tuple[str, int]]
"""Fields, the first of them `published`, each with 1 (ascending) or -1."""

FIELDS: dict[str, Callable[[Document], Any]] = {
    "speaker": lambda quote: (quote["speaker_key"] is None, quote["speaker_key"]),
    "site": lambda quote: quote["site"],
    "surest": lambda quote: -quote["confidence"],
    "doubtful": lambda quote: quote["confidence"],
}
"""Orders of quotes other than by time -> what comes first in them."""

BY_TIME = ("newest", "oldest")
ORDERS = (*BY_TIME, *FIELDS)
"""The orders of quotes; articles have those by time. Undated ones come last in both."""


def known_order(order: str, orders: Sequence[str] = ORDERS) -> None:
    """Raise QuestionError for an order that is not there."""
    if order not in orders:
        raise QuestionError(f"order={order!r}: the orders are {', '.join(orders)}.")


def newest(
    collection: Collection[Document], query: Document, without: Document, order: Order, count: int
) -> list[Document]:
    """The first `count` that match, the newest first: read in the order of time, which indexes have, and with them all
    that came out at the same time as the last.
    """
    found: list[Document] = []
    if "$or" in query:  # asked at once, MongoDB reads all that match and sorts it
        each = (newest(collection, branch, without, order, count) for branch in _branches(query))
        found = list({document["_id"]: document for branch in each for document in branch}.values())
        return ordered(found, order)[:count]
    with _by_time(collection, query, without, -1).batch_size(count + 1) as cursor:
        for document in cursor:
            if len(found) >= count and document["published"] != found[-1]["published"]:
                break
            found.append(document)
    return ordered(found, order)[:count]


def oldest(
    collection: Collection[Document], query: Document, without: Document, order: Order, *, skip: int, limit: int
) -> Iterator[Document]:
    """What matches after the first `skip`, the oldest first, at most `limit`, 0 being all; sorted as it is read."""
    batch = min(skip + limit + 1, BATCH) if limit else BATCH
    return islice(_oldest(collection, query, without, order, batch), skip, skip + limit if limit else None)


def _oldest(
    collection: Collection[Document], query: Document, without: Document, order: Order, batch: int
) -> Iterator[Document]:
    (time, _), *rest = order
    bounds = query.get(time, {})
    dated = query | {time: {"$type": "date"} | bounds}
    branches = _branches(dated) if "$or" in dated else [dated]
    cursors = [_by_time(collection, branch, without, 1).batch_size(batch) for branch in branches]
    for _, same in groupby(heapq.merge(*cursors, key=_published), key=_published):
        yield from ordered(list({document["_id"]: document for document in same}.values()), rest)
    if not bounds:
        yield from collection.find(query | {time: None}, without).sort(rest).allow_disk_use(True).batch_size(batch)


def by_field(
    collection: Collection[Document], query: Document, without: Document, name: str, order: Order
) -> Iterator[Document]:
    """What matches, by one of FIELDS, and where that is the same in an order of time.

    Raises QuestionError when more than MOST_SORTED match.
    """
    wanted = dict.fromkeys(("speaker_key", "site", "confidence", *(field for field, _ in order)), 1)
    found = list(collection.find(query, wanted).limit(MOST_SORTED + 1))
    if len(found) > MOST_SORTED:
        raise QuestionError(
            f"More than {MOST_SORTED:,} quotes match, too many to put in this order ({name}); narrow the search, or "
            f"take them {' or '.join(BY_TIME)} first."
        )
    sorted_by = sorted(ordered(found, order), key=FIELDS[name])
    for at in range(0, len(sorted_by), BATCH):
        ids = [document["_id"] for document in sorted_by[at : at + BATCH]]
        documents = {one["_id"]: one for one in collection.find({"_id": {"$in": ids}}, without)}
        yield from (documents[one] for one in ids if one in documents)


def after(query: Document, place: Document, order: Order) -> Document:
    """The query for what follows a document in an order of time; undated ones come last."""
    (time, ascending), *rest = order
    following: list[Document] = []
    same: Document = {time: place[time]}
    for name, direction in rest:
        following.append(same | {name: {"$gt" if direction > 0 else "$lt": place[name]}})
        same = same | {name: place[name]}
    if place[time] is not None:
        following += [{time: {"$gt" if ascending > 0 else "$lt": place[time]}}, {time: None}]
    return {"$and": [query, {"$or": following}]}


def ordered(found: list[Document], order: Order) -> list[Document]:
    """Documents in an order, in which those that lack a field come last."""
    for name, direction in reversed(order):
        found.sort(key=lambda one: (one[name] is not None, one[name]), reverse=direction < 0)
    return found


def _branches(query: Document) -> Iterable[Document]:
    """The queries that together are one with an `$or`; asked at once, MongoDB reads all that match and sorts it."""
    rest = {name: value for name, value in query.items() if name != "$or"}
    return (rest | branch for branch in query["$or"])


def _by_time(collection: Collection[Document], query: Document, without: Document, direction: int) -> Cursor[Document]:
    """What matches in the order of time, as an index gives it: that of pairs has one month after the other."""
    if is_by_pair(query) and PAIRS in collection.index_information():
        found = collection.find(query | EVERY_MONTH, without)
        return found.sort([("month", direction), ("published", direction)]).hint(PAIRS)
    return collection.find(query, without).sort("published", direction)


def _published(document: Document) -> datetime:
    moment: datetime = document["published"]
    return moment
