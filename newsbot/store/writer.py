"""Batched, acknowledged, idempotent writes, in the order that makes a crash harmless.

pages, quotes, articles, frontier: an address is done only when all that came of it is on disk.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import bson
from bson.binary import Binary
from bson.errors import BSONError
from pymongo import UpdateMany, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError
from pymongo.write_concern import WriteConcern
from zstandard import ZstdCompressor

from newsbot.items import Article
from newsbot.store.frontier import Frontier
from newsbot.store.schema import Document, Page, article_document, key, quote_documents

Outcome = Literal["new", "changed", "unchanged", "copy"]
Write = UpdateOne | UpdateMany

DURABLE = WriteConcern("majority", j=True)
"""Acknowledged on disk: a killed server loses none of it."""

BATCH_ARTICLES = 100
BATCH_SECONDS = 0.25
_ORDER = ("pages", "quotes", "articles", "frontier")
_MOST_REVISIONS = 20
MOST_BYTES = 15 * 1024 * 1024
"""Under MongoDB's 16 MB for a document, with room for what an update adds."""


class UnstorableError(Exception):
    """A record that MongoDB can never store, and why."""


@dataclass(slots=True)
class _Entry:
    article_id: str
    article: Article
    page: Page
    copy_of: str | None
    similarity: float
    acknowledged: asyncio.Future[Outcome]
    writes: dict[str, list[Write]] = field(default_factory=dict)
    outcome: Outcome = "new"


class Writer:
    """Collects articles and writes them in batches; `put` returns when its article is on disk."""

    def __init__(self, database: AsyncDatabase[Document], frontier: Frontier) -> None:
        self._database = database.with_options(write_concern=DURABLE)
        self._frontier = frontier
        self._waiting: list[_Entry] = []
        self._full = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def put(
        self, article: Article, page: Page, *, copy_of: str | None = None, similarity: float = 1.0
    ) -> Outcome:
        """Store an article with its page and quotes, or as a copy of the article `copy_of`.

        Returns what became of it once that is acknowledged on disk. Raises UnstorableError for a record that MongoDB
        cannot hold; others of its batch are not affected.
        """
        entry = _Entry(
            key(article.canonical_url), article, page, copy_of, similarity, asyncio.get_running_loop().create_future()
        )
        self._waiting.append(entry)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        if len(self._waiting) >= BATCH_ARTICLES:
            self._full.set()
        return await entry.acknowledged

    async def _run(self) -> None:
        """Write batch after batch until nothing waits; `put` starts it again."""
        while self._waiting:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), BATCH_SECONDS)
            self._full.clear()
            batch = self._next_batch()
            try:
                await self._write(batch)
            except Exception as error:  # the server is gone, or it refuses everything: who waits must know
                for entry in batch:
                    if not entry.acknowledged.done():
                        entry.acknowledged.set_exception(error)

    def _next_batch(self) -> list[_Entry]:
        """The next articles, no two of one id: the later of two must see what the earlier left."""
        batch: dict[str, _Entry] = {}
        rest: list[_Entry] = []
        for entry in self._waiting:
            target = entry.copy_of or entry.article_id
            if target in batch or len(batch) >= BATCH_ARTICLES:
                rest.append(entry)
            else:
                batch[target] = entry
        self._waiting = rest
        return list(batch.values())

    async def _write(self, batch: list[_Entry]) -> None:
        known = {
            document["_id"]: document
            async for document in self._database["articles"].find(
                {"_id": {"$in": [entry.article_id for entry in batch]}},
                {"content_hash": 1, "headline": 1, "body": 1, "fetched_at": 1, "first_published": 1},
            )
        }
        entries = []
        for entry in batch:
            try:
                self._prepare(entry, known.get(entry.article_id))
                entries.append(entry)
            except UnstorableError as error:
                entry.acknowledged.set_exception(error)
        for collection in _ORDER:
            entries = await self._send(collection, entries)
        for entry in entries:
            entry.acknowledged.set_result(entry.outcome)

    def _prepare(self, entry: _Entry, known: Document | None) -> None:
        quotes: list[Write] = []
        articles: list[Write] = []
        if entry.copy_of is not None:
            entry.outcome = "copy"
            articles = _copy_writes(entry)
        else:
            document = article_document(entry.article)
            _check(document)
            articles = [_article_write(entry, document, known)]
            if known is None:
                entry.outcome = "new"
            else:
                entry.outcome = "unchanged" if known["content_hash"] == document["content_hash"] else "changed"
            if entry.outcome != "unchanged":  # quotes go before their article, so they are there
                quotes = _quote_writes(entry, document)
        entry.writes = {
            "pages": [page_write(entry.page, entry.copy_of or entry.article_id)],
            "quotes": quotes,
            "articles": articles,
            "frontier": list(self._frontier.done(entry.page, entry.copy_of or entry.article_id)),
        }

    async def _send(self, collection: str, entries: list[_Entry]) -> list[_Entry]:
        """Write one collection's part of the batch; returns the entries that may go on."""
        owners = [(entry, write) for entry in entries for write in entry.writes[collection]]
        if not owners:
            return entries
        try:
            await self._database[collection].bulk_write([write for _, write in owners], ordered=False)
        except BulkWriteError as error:
            failed: dict[int, str] = {
                id(owners[item["index"]][0]): str(item["errmsg"]) for item in error.details["writeErrors"]
            }
            if not failed:
                raise
            for entry in entries:
                if id(entry) in failed:
                    entry.acknowledged.set_exception(UnstorableError(failed[id(entry)]))
            return [entry for entry in entries if id(entry) not in failed]
        return entries


def _check(document: Document) -> None:
    try:
        size = len(bson.encode(document))
    except (BSONError, UnicodeError, OverflowError) as error:
        raise UnstorableError(f"MongoDB cannot hold it: {error}") from error
    if size > MOST_BYTES:
        raise UnstorableError(f"it has {size / 1e6:.0f} MB; MongoDB holds documents up to 16 MB")


def _article_write(entry: _Entry, document: Document, known: Document | None) -> UpdateOne:
    now = datetime.now(UTC)
    update: dict[str, Any] = {
        "$set": document,
        "$setOnInsert": {"first_seen": now, "copies": []},
    }
    if entry.article.published is not None and (known is None or known.get("first_published") is None):
        document["first_published"] = entry.article.published
    elif entry.article.published is not None:
        update["$min"] = {"first_published": entry.article.published}
    if known is not None and known["content_hash"] != document["content_hash"]:
        revision = {
            "seen_at": known["fetched_at"],
            "headline": known["headline"],
            "body": known["body"],
            "content_hash": known["content_hash"],
        }
        update["$push"] = {"revisions": {"$each": [revision], "$slice": -_MOST_REVISIONS}}
    elif known is None:
        update["$setOnInsert"]["revisions"] = []
    return UpdateOne({"_id": entry.article_id}, update, upsert=True)


def _quote_writes(entry: _Entry, article: Document) -> list[Write]:
    documents = quote_documents(article, entry.article_id, datetime.now(UTC))
    writes: list[Write] = [
        UpdateOne({"_id": document.pop("_id")}, {"$set": document, "$unset": {"dropped_at": ""}}, upsert=True)
        for document in documents
    ]
    kept = [f"{entry.article_id}:{quote.part}:{quote.start}" for quote in entry.article.quotes]
    gone = {"article_id": entry.article_id, "_id": {"$nin": kept}, "dropped_at": {"$exists": False}}
    writes.append(UpdateMany(gone, {"$set": {"dropped_at": datetime.now(UTC)}}))
    return writes


def _copy_writes(entry: _Entry) -> list[Write]:
    article = entry.article
    copy = {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "site": article.site,
        "headline": article.headline,
        "published": article.published,
        "similarity": round(entry.similarity, 3),
    }
    writes: list[Write] = [
        UpdateOne(
            {"_id": entry.copy_of, "copies.canonical_url": {"$ne": article.canonical_url}}, {"$push": {"copies": copy}}
        )
    ]
    if article.published is not None:
        later = {"_id": entry.copy_of, "first_published": {"$gt": article.published}}
        writes.append(UpdateOne(later, {"$set": {"first_published": article.published}}))
    return writes


def page_write(page: Page, article_id: str | None) -> UpdateOne:
    """The write that keeps a page, for the article made of it or for none."""
    document = {
        "url": page.url,
        "article_id": article_id,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "content_type": page.content_type,
        "size": len(page.body),
        "html_zstd": Binary(ZstdCompressor(level=6).compress(page.body)),
    }
    return UpdateOne({"_id": key(page.url)}, {"$set": document}, upsert=True)
