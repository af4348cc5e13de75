"""The version of the database's schema, and how an older one becomes the current.

`meta` holds one document, "schema", with the version. A migration runs once, under a lease that expires when its holder
is killed; each step may be run again, so the next crawl goes on where the killed one ended.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import uuid4

from pymongo import UpdateMany, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database as BlockingDatabase
from pymongo.errors import DuplicateKeyError

from newsbot.items import Quote
from newsbot.quotes import article_names, quote_key, search_words, speaker_keys
from newsbot.store.database.connection import Connection
from newsbot.store.database.schema import (
    INDEXES,
    STATEMENTS,
    TEXT_INDEXES,
    Document,
    article_found_by,
    found_by,
    mentioned,
)
from newsbot.store.embedded.mongod import StoreError

logger = logging.getLogger(__name__)

SCHEMA_VERSION = 7
"""The version that this code reads and writes."""

LEASE_SECONDS = 30.0
_BATCH = 200
_LARGE_BATCH = 5_000
"""Documents that MongoDB changes by itself."""
_QUOTE_FIELDS = ("text", "start", "end", "kind", "speaker")

Database = AsyncDatabase[Document]


async def ensure_version(database: Database) -> None:
    """Bring the database to SCHEMA_VERSION, or wait for another process that does.

    Raises StoreError for a database of a newer newsbot; it is not touched.
    """
    holder = uuid4().hex
    while (found := await _version(database)) != SCHEMA_VERSION:
        refuse_newer(found, database.name)
        if await _lease(database, found, holder):
            await _migrate(database, found, holder)
        else:
            await asyncio.sleep(0.2)


def bring_up_to_date(connection: Connection) -> None:
    """`ensure_version` for plain, blocking code."""

    async def ensure() -> None:
        async with connection.async_client() as client:
            await ensure_version(client[connection.database])

    asyncio.run(ensure())


def version_of(db: BlockingDatabase[Document]) -> int:
    """The schema version of a database; one without quotes has that of today."""
    meta = db["meta"].find_one({"_id": "schema"})
    if meta is not None:
        return int(meta["version"])
    return _unversioned(db["quotes"].find_one({}, {"speaker_key": 1}))


def _unversioned(quote: Document | None) -> int:
    """The version of a database that does not name it, by one of its quotes: version 1 knew no keys."""
    return 1 if quote is not None and "speaker_key" not in quote else SCHEMA_VERSION


def refuse_newer(version: int, name: str) -> None:
    """Raise StoreError when a database has a version that this newsbot does not know."""
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"The database {name!r} has schema version {version}; this newsbot knows versions up to {SCHEMA_VERSION}. "
            "Install the newsbot that wrote it, or set MONGO_DATABASE to another name."
        )


def refuse_other(db: BlockingDatabase[Document]) -> None:
    """Raise StoreError when a database has another version than what reads it today, and say what to do about it."""
    version = version_of(db)
    refuse_newer(version, db.name)
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"The database {db.name!r} has schema version {version}; this newsbot reads version {SCHEMA_VERSION}. "
            "Run `newsbot db migrate` (MONGO_DATABASE names the database) or any crawl into it, once."
        )


async def _version(database: Database) -> int:
    meta = await database["meta"].find_one({"_id": "schema"})
    if meta is None:
        quote = await database["quotes"].find_one({}, {"speaker_key": 1})
        meta = {"_id": "schema", "version": _unversioned(quote)}
        try:
            await database["meta"].insert_one(dict(meta))
        except DuplicateKeyError:
            return await _version(database)
    return int(meta["version"])


async def _lease(database: Database, version: int, holder: str) -> bool:
    """Whether `holder` is the one to migrate from `version`; for LEASE_SECONDS, by the server's clock, from now.

    False also when it was so slow that another one took over.
    """
    free = [{"leased_until": {"$exists": False}}, {"$expr": {"$lt": ["$leased_until", "$$NOW"]}}, {"holder": holder}]
    until = {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]}
    taken = await database["meta"].update_one(
        {"_id": "schema", "version": version, "$or": free}, [{"$set": {"leased_until": until, "holder": holder}}]
    )
    return taken.matched_count == 1


async def _migrate(database: Database, version: int, holder: str) -> None:
    """One version up, a batch at a time; ends early when another process took over."""
    logger.warning("Bringing the database %s from schema version %d to %d", database.name, version, version + 1)
    async for _ in MIGRATIONS[version](database):
        if not await _lease(database, version, holder):
            return
    await database["meta"].update_one(
        {"_id": "schema", "version": version, "holder": holder},
        {
            "$set": {"version": version + 1, "migrated_at": datetime.now(UTC)},
            "$unset": {"leased_until": "", "holder": ""},
        },
    )


async def _add_keys(database: Database) -> AsyncIterator[None]:
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
        await database["quotes"].bulk_write(flat, ordered=False)  # first: the embedded ones show what is done
        await database["articles"].bulk_write(embedded, ordered=False)
        yield
    left = {"stored_at": {"$exists": False}}  # those that a later version of their article dropped
    while quotes := await database["quotes"].find(left).limit(_BATCH).to_list():
        writes = []
        for quote in quotes:
            record = Quote(**{name: quote[name] for name in _QUOTE_FIELDS})
            keys = {"speaker_key": speaker_keys([record])[0], "quote_key": quote_key(record)}
            writes.append(UpdateOne({"_id": quote["_id"]}, {"$set": keys | {"stored_at": datetime.now(UTC)}}))
        await database["quotes"].bulk_write(writes, ordered=False)
        yield


async def _add_words(database: Database) -> AsyncIterator[None]:
    """2 to 3: `words` in what was said and still stands; the indexes "newest" give way to "newest_first"."""
    quotes = database["quotes"]
    for collection in (quotes, database["articles"]):
        if "newest" in await collection.index_information():
            await collection.drop_index("newest")
    left = {"kind": {"$in": list(STATEMENTS)}, "dropped_at": {"$exists": False}, "words": {"$exists": False}}
    last = ""
    while batch := await quotes.find(left | {"_id": {"$gt": last}}, {"text": 1}).sort("_id", 1).limit(_BATCH).to_list():
        writes = [UpdateOne({"_id": q["_id"]}, {"$set": {"words": search_words(q["text"])}}) for q in batch]
        await quotes.bulk_write(writes, ordered=False)
        last = batch[-1]["_id"]
        yield


RENAMED_IN_4: dict[str, dict[str, str]] = {
    "frontier": {"in_vain": "unchanged_checks", "suspected": "change_suspected"},
    "sources": {"said": "lastmod", "stamp": "uniform_lastmod"},
}


async def _use_field_names(database: Database) -> AsyncIterator[None]:
    """3 to 4: `url_key` for what was `canonical_url`, links of quotes that open, and the names of RENAMED_IN_4.

    An article's `url` was the URL fetched, which opens. All counts are made anew, reported speech included.
    """
    for collection, names in RENAMED_IN_4.items():
        for old, new in names.items():
            await database[collection].update_many({old: {"$exists": True}}, {"$rename": {old: new}})
            yield
    articles, quotes = database["articles"], database["quotes"]
    old_copies: Document = {
        "$map": {
            "input": "$copies",
            "in": {
                "$cond": [
                    {"$eq": [{"$type": "$$this.canonical_url"}, "missing"]},
                    "$$this",
                    {
                        "url": "$$this.url",
                        "url_key": "$$this.canonical_url",
                        "site": "$$this.site",
                        "headline": "$$this.headline",
                        "published": "$$this.published",
                        "similarity": "$$this.similarity",
                    },
                ]
            },
        }
    }
    left = {"canonical_url": {"$exists": True}}
    while batch := await articles.find(left, {"url": 1}).limit(_BATCH).to_list():
        links = [UpdateMany({"article_id": a["_id"]}, {"$set": {"url": a["url"]}}) for a in batch]
        await quotes.bulk_write(links, ordered=False)  # first: the articles show what is done
        renamed: list[Document] = [
            {"$set": {"url_key": "$canonical_url", "copies": old_copies}},
            {"$unset": "canonical_url"},
        ]
        await articles.update_many({"_id": {"$in": [a["_id"] for a in batch]}} | left, renamed)
        yield
    for name in ("months", "speakers", "tallies"):
        await database[name].drop()
        yield


async def _list_names(database: Database) -> AsyncIterator[None]:
    """4 to 5: the names in articles, and the words by which articles and quotes are found, with their stems."""
    articles, quotes = database["articles"], database["quotes"]
    for collection in (quotes, articles):
        if "words" in await collection.index_information():  # MongoDB's own text index
            await collection.create_indexes(TEXT_INDEXES[collection.name])
            await collection.drop_index("words")
    await quotes.create_indexes(INDEXES["quotes"])
    await articles.create_indexes(INDEXES["articles"])
    wanted = dict.fromkeys(("headline", "standfirst", "body", "tags", "language"), 1)
    while batch := await articles.find({"named": {"$exists": False}}, wanted).limit(_BATCH).to_list():
        found = {article["_id"]: _names(article) for article in batch}
        of_them = quotes.find({"article_id": {"$in": list(found)}}, _FOUND_BY)
        flat = [_found_again(quote, found[quote["article_id"]]["about"]) async for quote in of_them]
        if flat:
            await quotes.bulk_write(flat, ordered=False)  # first: the articles show what is done
        await articles.bulk_write([UpdateOne({"_id": _id}, {"$set": new}) for _id, new in found.items()])
        yield
    last = ""
    left = {"about": {"$exists": False}}  # of no article
    while rest := await quotes.find(left | {"_id": {"$gt": last}}, _FOUND_BY).sort("_id", 1).limit(_BATCH).to_list():
        await quotes.bulk_write([_found_again(quote, ()) for quote in rest], ordered=False)
        last = rest[-1]["_id"]
        yield


_TEXTS = ("headline", "standfirst", "body")
_FOUND_BY = dict.fromkeys(("article_id", "text", "kind", "dropped_at"), 1)


def _names(article: Document) -> Document:
    texts = [article.get(part) or "" for part in _TEXTS]
    names = article_names(texts, article.get("tags") or (), article.get("language"))
    return {"names": [asdict(name) for name in names]} | article_found_by(*texts) | mentioned(names)


def _found_again(quote: Document, about: Iterable[str]) -> UpdateOne:
    return UpdateOne({"_id": quote["_id"]}, {"$set": found_by(quote["text"], about, said=_stands(quote))})


def _stands(quote: Document) -> bool:
    return quote["kind"] in STATEMENTS and "dropped_at" not in quote


async def _add_pairs(database: Database) -> AsyncIterator[None]:
    """5 to 6: the pairs of words by which phrases are found, in articles and in quotes."""
    left = {"pairs": {"$exists": False}}
    for name, fields in (("quotes", ("text", "kind", "dropped_at")), ("articles", _TEXTS)):
        collection, wanted = database[name], dict.fromkeys(fields, 1)
        last = ""
        while batch := await collection.find(left | {"_id": {"$gt": last}}, wanted).sort("_id").limit(_BATCH).to_list():
            writes = [UpdateOne({"_id": one["_id"]}, {"$set": {"pairs": _pairs(name, one)}}) for one in batch]
            await collection.bulk_write(writes, ordered=False)
            last = batch[-1]["_id"]
            yield


def _pairs(collection: str, document: Document) -> list[int]:
    if collection == "articles":
        found = article_found_by(*(document.get(part) for part in _TEXTS))
    else:
        found = found_by(document["text"], (), said=_stands(document))
    pairs: list[int] = found["pairs"]
    return pairs


_MONTH: Document = {"$add": [{"$multiply": [100, {"$year": "$published"}]}, {"$month": "$published"}]}
"""What `schema.month_of` gives, as MongoDB works it out itself; null of what is not dated."""

_REPLACED_IN_7 = {"word_pairs", "in_articles_about"}
"""Indexes in whose place stand `pairs_of_month` and `who_speaks_about`."""


async def _add_months(database: Database) -> AsyncIterator[None]:
    """6 to 7: the month of articles and quotes, first in the index of pairs; indexes of languages and who speaks."""
    left = {"month": {"$exists": False}}
    for name in ("quotes", "articles"):
        collection = database[name]
        last = ""
        while (
            batch := await collection.find(left | {"_id": {"$gt": last}}, {"_id": 1})
            .sort("_id")
            .limit(_LARGE_BATCH)
            .to_list()
        ):
            between = {"_id": {"$gt": last, "$lte": batch[-1]["_id"]}}
            await collection.update_many(left | between, [{"$set": {"month": _MONTH}}])
            last = batch[-1]["_id"]
            yield
        await collection.create_indexes(INDEXES[name])
        there = await collection.index_information()
        if "whole_words" in there:
            await collection.create_indexes(TEXT_INDEXES[name])
        for old in _REPLACED_IN_7 & there.keys():
            await collection.drop_index(old)
        yield


MIGRATIONS: dict[int, Callable[[Database], AsyncIterator[None]]] = {
    1: _add_keys,
    2: _add_words,
    3: _use_field_names,
    4: _list_names,
    5: _add_pairs,
    6: _add_months,
}
"""The steps from each version to the next; each yields after every batch, and may be run again."""
