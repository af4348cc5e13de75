"""How many quotes there are by month and by speaker, counted once and not at every question.

`months` has a document for each month and site, `speakers` one for each speaker; both are derived from `quotes` and
may be dropped at any time. Each query brings them up to date first. Months and speakers of quotes that were stored
since are counted again: a quote that is new, changed, dropped or merged has a new `stored_at`. What left a month or a
speaker in another way (an article's date changed, a twin was merged) leaves more in the aggregates than there is, and
nothing else can: then everything is counted again. So they are exact as of the moment when they were brought up to
date.
"""

import time
from contextlib import suppress
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, OperationFailure

from newsbot.quotes import KINDS
from newsbot.store.database.schema import DERIVED, STATEMENTS, Document

_LATE = timedelta(minutes=15)
"""How long after its `stored_at` a quote may arrive: crawls wait for a database that went away."""
_MOST_SPEAKERS = 2_000
"""When quotes of more speakers changed, counting everything is quicker."""
_MOST_COMPARISONS = 3
_LEASE_MS = 120_000
_WAIT_SECONDS = 30.0
_REFUSED = (8000, 13)
"""Error codes of a user who may only read."""

_EPOCH = datetime.min.replace(tzinfo=UTC)
_STANDING = {"$eq": [{"$type": "$dropped_at"}, "missing"]}
_MONTH = {"$dateToString": {"date": "$published", "format": "%Y-%m"}}


def bring_up_to_date(db: Database[Document], *, tolerate: float = 0.0) -> str | None:
    """Count again what changed since the last time; returns the version of what is counted now.

    Versions are equal when nothing was stored in between. None when the aggregates cannot be used: the user of the
    database may only read, or somebody else has been counting for half a minute. Costs a millisecond where nothing
    changed; a database of a million quotes is counted in seconds. Counts of less than `tolerate` seconds ago are
    taken as it is.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    holder = uuid4().hex
    while (known := db["aggregates"].find_one({"_id": "state"}) or {}).get("counted") != (now := _version(db)):
        if tolerate and datetime.now(UTC) - known.get("at", _EPOCH) < timedelta(seconds=tolerate):
            return str(known["counted"])
        if time.monotonic() > deadline:
            return None
        try:
            # in a context of its own: who has but a second for an answer must not leave the lease on what is half done
            if Context().run(_count_leased, db, holder, known.get("counted"), now):
                return str(now)
        except OperationFailure as error:
            if error.code in _REFUSED:
                return None
            raise
        time.sleep(0.05)
    return str(now)


def differences(db: Database[Document]) -> list[str]:
    """The `_id`s of `months` and `speakers` that are not what `quotes` gives, both counted now.

    There are none where they cannot be compared: quotes are stored all the time, or this user may only read.
    """
    for _ in range(_MOST_COMPARISONS):
        before = bring_up_to_date(db)
        if before is None:
            return []
        months = {row["_id"]: row for row in db["quotes"].aggregate(_BY_MONTH, allowDiskUse=True)}
        wrong = [row["_id"] for row in db["months"].find() if months.pop(row["_id"], None) != row]
        by_key: list[Document] = [
            {"$group": {"_id": {"$ifNull": ["$speaker_key", ""]}, "documents": {"$sum": 1}}},
            {
                "$unionWith": {
                    "coll": "speakers",
                    "pipeline": [{"$project": {"documents": {"$multiply": ["$documents", -1]}}}],
                }
            },
            {"$group": {"_id": "$_id", "documents": {"$sum": "$documents"}}},
            {"$match": {"documents": {"$ne": 0}}},
        ]
        wrong += [*months, *(row["_id"] for row in db["quotes"].aggregate(by_key, allowDiskUse=True))]
        if version(db) == before:
            return wrong
    return []


def recount(db: Database[Document]) -> None:
    """Count everything anew."""
    for name in DERIVED:
        db[name].drop()
    bring_up_to_date(db)


def version(db: Database[Document]) -> str:
    """A value that changes whenever quotes do, whether they are counted or not."""
    return str(_version(db))


def _version(db: Database[Document]) -> Document:
    newest = db["quotes"].find_one({}, {"stored_at": 1}, sort=[("stored_at", -1)]) or {}
    return {"newest": newest.get("stored_at"), "documents": db["quotes"].estimated_document_count()}


def _count_leased(db: Database[Document], holder: str, before: Document | None, now: Document) -> bool:
    """Count unless somebody else is counting; returns whether it did."""
    if not _lease(db, holder):
        return False
    counted: Document = {}
    try:
        _count(db, before, now)
        counted = {"$set": {"counted": now, "at": datetime.now(UTC)}}
    finally:  # another one may try at once where this one failed
        mine = {"_id": "state", "holder": holder}
        db["aggregates"].update_one(mine, counted | {"$unset": {"until": "", "holder": ""}})
    return True


def _lease(db: Database[Document], holder: str) -> bool:
    """Whether `holder` is the one to count; by the server's clock, and until it is released or too old."""
    free = {"_id": "state", "$expr": {"$lt": [{"$ifNull": ["$until", _EPOCH]}, "$$NOW"]}}
    taken = [{"$set": {"holder": holder, "until": {"$add": ["$$NOW", _LEASE_MS]}}}]
    with suppress(DuplicateKeyError):  # another one did the same
        db["aggregates"].update_one({"_id": "state"}, {"$setOnInsert": {"counted": None}}, upsert=True)
    return db["aggregates"].update_one(free, taken).modified_count == 1


def _count(db: Database[Document], before: Document | None, now: Document) -> None:
    since, until = (before or {}).get("newest"), now["newest"]
    if since is None or until is None or since > until or not _count_changed(db, since - _LATE, now):
        _count_all(db)


def _count_changed(db: Database[Document], since: datetime, now: Document) -> bool:
    """Count again what was stored later than `since`, `now` being the version; False when that does not suffice."""
    changed: Document = {"stored_at": {"$gt": since}}
    keys = {"_id": {"month": _MONTH, "speaker": "$speaker_key"}}
    rows = [row["_id"] for row in db["quotes"].aggregate([{"$match": changed}, {"$group": keys}])]
    months = {row.get("month") for row in rows}
    speakers = {row.get("speaker") for row in rows}
    if len(speakers) > _MOST_SPEAKERS:
        return False
    for month in sorted(months, key=str):
        published = {"$gte": _first(month), "$lt": _after(month)} if month else None
        db["quotes"].aggregate(
            [{"$match": {"published": published}}, *_BY_MONTH, {"$merge": _INTO | {"into": "months"}}]
        )
    of_them = {"$match": {"speaker_key": {"$in": list(speakers)}}}
    db["quotes"].aggregate([of_them, *_BY_SPEAKER, {"$merge": _INTO | {"into": "speakers"}}])
    there = db["quotes"].count_documents({"stored_at": {"$gte": _EPOCH}})  # by the index: the estimate may be wrong
    sums = {_sum(db, "months"), _sum(db, "speakers")}
    being_written = _version(db) != now
    return sums == {there} or (being_written and max(sums) <= there)  # what came meanwhile is counted the next time


def _count_all(db: Database[Document]) -> None:
    db["quotes"].aggregate([*_BY_MONTH, {"$out": "months"}], allowDiskUse=True)
    db["quotes"].aggregate([*_BY_SPEAKER, {"$out": "speakers"}], allowDiskUse=True)


def _sum(db: Database[Document], name: str) -> int:
    row = next(iter(db[name].aggregate([{"$group": {"_id": None, "documents": {"$sum": "$documents"}}}])), None)
    return int(row["documents"]) if row else 0


def _first(month: str) -> datetime:
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)


def _after(month: str) -> datetime:
    return (_first(month) + timedelta(days=31)).replace(day=1)


_INTO = {"whenMatched": "replace", "whenNotMatched": "insert"}

_BY_MONTH: list[Document] = [
    {
        "$group": {
            "_id": {"month": _MONTH, "site": "$site", "kind": {"$cond": [_STANDING, "$kind", "dropped"]}},
            "documents": {"$sum": 1},
        }
    },
    {
        "$group": {
            "_id": {"month": "$_id.month", "site": "$_id.site"},
            "documents": {"$sum": "$documents"},
            **{kind: {"$sum": {"$cond": [{"$eq": ["$_id.kind", kind]}, "$documents", 0]}} for kind in KINDS},
        }
    },
    {"$set": {"month": "$_id.month", "site": "$_id.site"}},
    {"$set": {"_id": {"$concat": [{"$ifNull": ["$month", "undated"]}, " ", "$site"]}}},
]
"""`{_id: "2024-03 news.example", month, site, documents: all, each kind: those that stand}`."""

_SAID: Document = {"$and": [{"$in": ["$kind", list(STATEMENTS)]}, _STANDING]}
LATEST_ROLE: Document = {
    "$cond": [{"$eq": [{"$type": "$speaker_role"}, "string"]}, {"at": "$published", "role": "$speaker_role"}, None]
}
_IF_SAID = {name: {"$cond": ["$_id.said", f"${name}", None]} for name in ("documents", "first", "last")}

_BY_SPEAKER: list[Document] = [
    {
        "$group": {
            "_id": {"key": {"$ifNull": ["$speaker_key", ""]}, "month": _MONTH, "said": _SAID},
            "documents": {"$sum": 1},
            "names": {"$addToSet": "$speaker"},
            "roles": {"$addToSet": "$speaker_role"},
            "first": {"$min": "$published"},
            "last": {"$max": "$published"},
            "role": {"$max": LATEST_ROLE},
        }
    },
    {
        "$group": {
            "_id": "$_id.key",
            "documents": {"$sum": "$documents"},
            "said": {"$sum": _IF_SAID["documents"]},
            "names": {"$push": "$names"},
            "roles": {"$push": "$roles"},
            "first": {"$min": _IF_SAID["first"]},
            "last": {"$max": _IF_SAID["last"]},
            "role": {"$max": "$role"},
            "months": {
                "$push": {"$cond": ["$_id.said", {"month": "$_id.month", "said": "$documents"}, "$$REMOVE"]},
            },
        }
    },
]
"""`{_id: speaker_key or "", documents: all, said: statements that stand, names, roles, first, last, role: {at, role} of
the latest, months: [{month, said}]}`."""


def _union(field: str) -> Document:
    united = {"$reduce": {"input": f"${field}", "initialValue": [], "in": {"$setUnion": ["$$value", "$$this"]}}}
    return {"$filter": {"input": united, "cond": {"$eq": [{"$type": "$$this"}, "string"]}}}


_BY_SPEAKER.append({"$set": {"names": _union("names"), "roles": _union("roles")}})


def speakers_live(db: Database[Document]) -> Any:
    """What `speakers` would hold, counted now: for users of the database who may only read."""
    return db["quotes"].aggregate(_BY_SPEAKER, allowDiskUse=True)
