"""The version of the database's schema, and how an older one becomes the current.

`meta` holds one document, "schema", with the version. A migration runs once, under a lease that expires when its holder
is killed; each step may be run again, so the next crawl goes on where the killed one ended.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from pymongo import ReturnDocument, UpdateMany, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database as BlockingDatabase
from pymongo.errors import DuplicateKeyError

from newsbot.items import Quote
from newsbot.quotes import quote_key, speaker_keys
from newsbot.store.mongod import StoreError
from newsbot.store.schema import Document

logger = logging.getLogger(__name__)

SCHEMA_VERSION = 2
"""What the code of today reads and writes."""

LEASE_SECONDS = 30.0
_BATCH = 200
_QUOTE_FIELDS = ("text", "start", "end", "kind", "speaker")

Database = AsyncDatabase[Document]


async def ensure_version(database: Database) -> None:
    """Bring the database to SCHEMA_VERSION, or wait for another crawl that does.

    Raises StoreError for a database of a newer newsbot; it is not touched.
    """
    while (found := await _version(database)) != SCHEMA_VERSION:
        refuse_newer(found, database.name)
        if await _lease(database, found):
            await _migrate(database, found)
        else:
            await asyncio.sleep(0.2)


def version_of(db: BlockingDatabase[Document]) -> int:
    """The schema version of a database; an empty one has that of today."""
    meta = db["meta"].find_one({"_id": "schema"})
    if meta is not None:
        return int(meta["version"])
    return SCHEMA_VERSION if db["articles"].find_one({}, {"_id": 1}) is None else 1


def refuse_newer(version: int, name: str) -> None:
    """Raise StoreError when a database has a version that this newsbot does not know."""
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"The database {name!r} has schema version {version}; this newsbot knows versions up to {SCHEMA_VERSION}. "
            "Install the newsbot that wrote it, or set MONGO_DATABASE to another name."
        )


async def _version(database: Database) -> int:
    meta = await database["meta"].find_one({"_id": "schema"})
    if meta is None:
        stored = await database["articles"].find_one({}, {"_id": 1})
        meta = {"_id": "schema", "version": SCHEMA_VERSION if stored is None else 1}
        try:
            await database["meta"].insert_one(dict(meta))
        except DuplicateKeyError:
            return await _version(database)
    return int(meta["version"])


async def _lease(database: Database, version: int) -> bool:
    """Whether this crawl is the one to migrate from `version`; for LEASE_SECONDS since it last said so."""
    now = datetime.now(UTC)
    free = {
        "_id": "schema",
        "version": version,
        "$or": [{"leased_until": {"$exists": False}}, {"leased_until": {"$lt": now}}],
    }
    taken = await database["meta"].find_one_and_update(
        free,
        {"$set": {"leased_until": now + timedelta(seconds=LEASE_SECONDS)}},
        return_document=ReturnDocument.AFTER,
    )
    return taken is not None


async def _migrate(database: Database, version: int) -> None:
    logger.warning("Bringing the database %s from schema version %d to %d", database.name, version, SCHEMA_VERSION)
    while version < SCHEMA_VERSION:
        await MIGRATIONS[version](database)
        version += 1
        done: Document = {"$set": {"version": version, "migrated_at": datetime.now(UTC)}}
        if version == SCHEMA_VERSION:
            done["$unset"] = {"leased_until": ""}
        await database["meta"].update_one({"_id": "schema"}, done)


async def _still_mine(database: Database) -> None:
    until = datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)
    await database["meta"].update_one({"_id": "schema"}, {"$set": {"leased_until": until}})


async def _add_keys(database: Database) -> None:
    """1 to 2: `speaker_key` and `quote_key` in the articles' quotes and the flat ones, `stored_at` in the flat ones."""
    bare = {"quotes": {"$elemMatch": {"speaker_key": {"$exists": False}}}}
    while articles := await database["articles"].find(bare, {"quotes": 1}).limit(_BATCH).to_list():
        flat: list[UpdateOne | UpdateMany] = []
        embedded = []
        for article in articles:
            records = [Quote(**{name: quote[name] for name in _QUOTE_FIELDS}) for quote in article["quotes"]]
            keyed = []
            for quote, record, key in zip(article["quotes"], records, speaker_keys(records), strict=True):
                keys = {"speaker_key": key, "quote_key": quote_key(record)}
                keyed.append(quote | keys)
                place = {"article_id": article["_id"], "part": quote["part"], "start": quote["start"]}
                flat.append(UpdateMany(place, {"$set": keys | {"stored_at": datetime.now(UTC)}}))
            unchanged = {"_id": article["_id"], "quotes": article["quotes"]}
            embedded.append(UpdateOne(unchanged, {"$set": {"quotes": keyed}}))
        await database["quotes"].bulk_write(flat, ordered=False)  # first: the embedded ones tell what is done
        await database["articles"].bulk_write(embedded, ordered=False)
        await _still_mine(database)
    left = {"stored_at": {"$exists": False}}  # those that a later version of their article dropped
    while quotes := await database["quotes"].find(left).limit(_BATCH).to_list():
        writes = []
        for quote in quotes:
            record = Quote(**{name: quote[name] for name in _QUOTE_FIELDS})
            keys = {"speaker_key": speaker_keys([record])[0], "quote_key": quote_key(record)}
            writes.append(UpdateOne({"_id": quote["_id"]}, {"$set": keys | {"stored_at": datetime.now(UTC)}}))
        await database["quotes"].bulk_write(writes, ordered=False)
        await _still_mine(database)


MIGRATIONS: dict[int, Callable[[Database], Awaitable[None]]] = {1: _add_keys}
"""What brings a database from each version to the next."""
