"""Batched, acknowledged, idempotent writes, in the order that makes a crash harmless.

pages, quotes, articles, frontier: an address is done only when all that came of it is on disk.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError

from newsbot.items import Article
from newsbot.store.articles.copies import OF_COPY
from newsbot.store.articles.merge_duplicates import DuplicateMerger
from newsbot.store.articles.write_operations import (
    KNOWN,
    Outcome,
    UnstorableError,
    Write,
    article_writes,
    check,
    copy_document,
    copy_quotes,
    copy_writes,
    is_stub_of,
    outcome_of,
    page_write,
    quote_write,
    quote_writes,
    quotes_changed,
)
from newsbot.store.database.retry import is_full, retrying
from newsbot.store.database.schema import Document, Page, article_document, key
from newsbot.store.database.upsert import DURABLE, Upsert
from newsbot.store.frontier.frontier import Frontier, url_id
from newsbot.store.frontier.schedule import CLOCK_ERROR
from newsbot.store.frontier.tombstones import REMOVED
from newsbot.store.speakers.aliases import Aliases, follow
from newsbot.store.speakers.annotations import apply

BATCH_ARTICLES = 100
BATCH_BYTES = 2 * 1024 * 1024
BATCH_SECONDS = 1.0
"""A batch leaves when it has so many articles or bytes (of text and raw pages), or its first article waited so long."""

QUIET_SECONDS = 0.05
"""It also leaves when nobody joined for so long: who would join may be waiting for it."""

IN_FLIGHT = 2
"""Batches on their way to the server at once."""

_MOST_TRIES = 5
_PASSING = frozenset({11000, 50, 64, 91, 112, 189, 262, 10107, 11600, 11602, 13435, 13436})
"""Codes of write errors that another try may not meet: two upserts at once, a failover, a time limit."""


class RemovedError(Exception):
    """The article has a URL that a person removed from the corpus; it is not to be stored again."""


class StoryMovedError(Exception):
    """The article whose copy this is was folded into another one meanwhile; ask for the original again."""


@dataclass(slots=True, eq=False)
class _Entry:
    article_id: str
    article: Article
    page: Page
    copy_of: str | None
    similarity: float
    acknowledged: asyncio.Future[Outcome]
    writes: dict[str, list[Write]] = field(default_factory=dict)
    outcome: Outcome = "new"

    @property
    def target(self) -> str:
        """The id of the article that it writes to."""
        return self.copy_of or self.article_id

    @property
    def size(self) -> int:
        return len(self.article.body) + len(self.page.body)

    def fail(self, error: Exception) -> None:
        if not self.acknowledged.done():
            self.acknowledged.set_exception(error)


class Writer:
    """Collects articles and writes them in batches; `put` returns when its article is on disk."""

    def __init__(self, database: AsyncDatabase[Document], frontier: Frontier) -> None:
        self._database = database.with_options(write_concern=DURABLE)
        self._frontier = frontier
        self._merger = DuplicateMerger(self._database)
        self._waiting: list[_Entry] = []
        self._writing: set[str] = set()  # targets of the batches in flight
        self._deliveries: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()  # somebody joined, or a batch arrived
        self._task: asyncio.Task[None] | None = None

    async def put(
        self, article: Article, page: Page, *, copy_of: str | None = None, similarity: float = 1.0
    ) -> Outcome:
        """Store an article with its page and quotes, or as a copy of the article `copy_of`.

        Returns what became of it once that is acknowledged on disk. Raises UnstorableError for a record that MongoDB
        cannot hold, RemovedError for a URL that a person removed, StoryMovedError when `copy_of` is there no longer,
        and StoreLostError when the database went away for good; others of its batch are affected by the last alone.
        """
        entry = _Entry(
            key(article.url_key), article, page, copy_of, similarity, asyncio.get_running_loop().create_future()
        )
        self._waiting.append(entry)
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await entry.acknowledged

    async def _run(self) -> None:
        """Send batch after batch until nothing waits; `put` starts it again."""
        while self._waiting:
            await self._gather()
            batch = self._next_batch() if len(self._deliveries) < IN_FLIGHT else []
            if batch:
                delivery = asyncio.create_task(self._deliver(batch))
                self._deliveries.add(delivery)
            else:
                await asyncio.wait(self._deliveries, return_when=asyncio.FIRST_COMPLETED)

    async def _gather(self) -> None:
        """Wait until there is enough to write, or nothing to be gained by waiting."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + BATCH_SECONDS
        while len(self._waiting) < BATCH_ARTICLES and sum(entry.size for entry in self._waiting) < BATCH_BYTES:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), min(QUIET_SECONDS, deadline - clock()))
            except TimeoutError:
                return

    def _next_batch(self) -> list[_Entry]:
        """The next articles, no two of one id and none that is in flight: the later must see what the earlier left."""
        batch: dict[str, _Entry] = {}
        rest: list[_Entry] = []
        size = 0
        for entry in self._waiting:
            free = entry.target not in batch and entry.target not in self._writing
            if free and len(batch) < BATCH_ARTICLES and size < BATCH_BYTES:
                batch[entry.target] = entry
                size += entry.size
            else:
                rest.append(entry)
        self._waiting = rest
        self._writing |= batch.keys()
        return list(batch.values())

    async def _deliver(self, batch: list[_Entry]) -> None:
        try:
            await self._write(batch)
        except Exception as error:  # the server is gone, or it refuses everything: who waits must know
            for entry in batch:
                entry.fail(error)
        finally:
            self._writing -= {entry.target for entry in batch}
            task = asyncio.current_task()
            assert task is not None
            self._deliveries.discard(task)

    async def _write(self, batch: list[_Entry]) -> None:
        """Write a batch; whoever cannot go on with it gets the error and is left out."""
        entries = await self._prepare(batch)
        for collection in ("pages", "quotes", "articles"):
            entries = await self._send(collection, entries)
        entries = await self._with_original(entries)
        merged = await self._merger.merge(
            {entry.article_id: entry.article.signature for entry in entries if entry.copy_of is None}
        )
        for entry in entries:
            if entry.article_id in merged and entry.outcome == "new":
                entry.outcome = "copy"  # one of the two is: the corpus has no article more
        entries = await self._send("frontier", entries)
        await self._merger.follow({entry.target: key(entry.page.url) for entry in entries})
        for entry in entries:
            entry.acknowledged.set_result(entry.outcome)

    @retrying
    async def _prepare(self, batch: list[_Entry]) -> list[_Entry]:
        """Find out what each entry changes; refuse those that MongoDB cannot hold."""
        own = [entry.article_id for entry in batch if entry.copy_of is None]
        known = {d["_id"]: d async for d in self._database["articles"].find({"_id": {"$in": own}}, KNOWN)}
        stored: dict[str, list[Document]] = defaultdict(list)
        fields = {"article_id": 1, "part": 1, "start": 1, "text": 1, "dropped_at": 1}
        async for quote in self._database["quotes"].find({"article_id": {"$in": own}, OF_COPY: None}, fields):
            stored[quote["article_id"]].append(quote)
        aliases = Aliases([alias async for alias in self._database["aliases"].find()])
        annotated: dict[str, list[Document]] = defaultdict(list)
        async for annotation in self._database["annotations"].find({"article_id": {"$in": own}}).sort("_id", 1):
            annotated[annotation["article_id"]].append(annotation)
        of_copies = {entry.copy_of for entry in batch if entry.copy_of is not None}
        found = self._database["articles"].find({"_id": {"$in": list(of_copies)}}, {"body": 1, "quotes": 1})
        known |= {d["_id"]: d async for d in found}
        prepared = []
        for entry in batch:
            try:
                mine = annotated[entry.article_id]
                entry.writes = self._writes(entry, known.get(entry.target), stored[entry.article_id], aliases, mine)
                news = entry.outcome != "unchanged"
                entry.writes["frontier"] = list(self._frontier.done(entry.page, entry.target, changed=news))
                prepared.append(entry)
            except UnstorableError as error:
                entry.fail(error)
        await self._leave_removed(prepared)
        for collection in ("pages", "frontier"):
            await self._find_new(collection, prepared)
        return [entry for entry in prepared if not entry.acknowledged.done()]

    async def _leave_removed(self, entries: list[_Entry]) -> None:
        """Fail the entries of URLs that a person removed, and write no other address of theirs that was."""
        asked = {write.document["_id"] for entry in entries for write in _upserts(entry)}
        asked |= {entry.article_id for entry in entries}
        found = self._database["frontier"].find({"_id": {"$in": list(asked)}, "state": REMOVED}, {"_id": 1})
        removed = {document["_id"] async for document in found}
        if not removed:
            return
        for entry in entries:
            if removed & {entry.article_id, *map(url_id, (entry.page.url, entry.page.requested_url))}:
                entry.fail(RemovedError("Removed from the corpus by `newsbot remove`"))
            entry.writes["frontier"] = [write for write in _upserts(entry) if write.document["_id"] not in removed]

    async def _find_new(self, collection: str, entries: list[_Entry]) -> None:
        """Find out which of the documents to be written are not there."""
        writes = [write for entry in entries for write in entry.writes.get(collection, ())]
        upserts = {write.document["_id"]: write for write in writes if isinstance(write, Upsert)}
        counters = {name for upsert in upserts.values() for name in upsert.added}
        found = self._database[collection].find(
            {"_id": {"$in": list(upserts)}}, {"_id": 1, "fetched_at": 1, "state": 1, **dict.fromkeys(counters, 1)}
        )
        there = {document["_id"]: document async for document in found}
        for entry in entries:
            if collection in entry.writes:
                entry.writes[collection] = [w for w in entry.writes[collection] if not _is_overtaken(w, there)]
        for _id, upsert in upserts.items():
            upsert.new = _id not in there
            for name, more in upsert.added.items():
                upsert.document[name] = int(there.get(_id, {}).get(name, 0)) + more

    def _writes(
        self,
        entry: _Entry,
        known: Document | None,
        stored: list[Document],
        aliases: Aliases,
        annotated: list[Document],
    ) -> dict[str, list[Write]]:
        now = datetime.now(UTC)
        writes: dict[str, list[Write]] = {}
        pages: list[Write] = [page_write(entry.page, entry.target)]
        if entry.copy_of is not None:
            return self._copy_writes(entry, known, aliases, now) | {"pages": pages}
        document = article_document(entry.article)
        apply(document["quotes"], annotated)
        follow(document["quotes"], aliases, document["site"])
        check(document)
        if is_stub_of(document, known):
            entry.outcome = "unchanged"
            return writes
        if known is not None and _is_later(known, document["fetched_at"]):
            entry.outcome = "unchanged"  # an older capture, of an archive: another worker was faster
            return {"pages": pages}
        entry.outcome = outcome_of(document, known)
        writes["pages"] = pages
        if quotes_changed(document, known):
            writes["quotes"] = quote_writes(entry.article_id, document, stored, now)
        return writes | {"articles": article_writes(entry.article_id, document, known, now)}

    def _copy_writes(
        self, entry: _Entry, original: Document | None, aliases: Aliases, now: datetime
    ) -> dict[str, list[Write]]:
        assert entry.copy_of is not None
        entry.outcome = "copy"
        if original is None:
            return {}  # `_with_original` fails it
        document = article_document(entry.article)
        follow(document["quotes"], aliases, document["site"])
        quotes = copy_quotes(entry.copy_of, document, original, now)
        copy = copy_document(document, entry.similarity, original, quotes)
        check(copy)
        return {"quotes": [quote_write(quote) for quote in quotes], "articles": copy_writes(entry.copy_of, copy)}

    @retrying
    async def _send(self, collection: str, entries: list[_Entry]) -> list[_Entry]:
        """Write one collection's part of the batch; returns the entries that may go on.

        Writes that failed for a passing reason are sent again, and only they. A document that has gone or come since
        it was looked for is no error: an insert that meets its document is sent again as an upsert.
        """
        owners = [(entry, write) for entry in entries for write in entry.writes.get(collection, ())]
        for last_try in (*(False,) * (_MOST_TRIES - 1), True):
            if not owners:
                break
            try:
                sent = [write.operation() if isinstance(write, Upsert) else write for _, write in owners]
                await self._database[collection].bulk_write(sent, ordered=False)
                break
            except BulkWriteError as error:
                if is_full(error):
                    raise
                errors = error.details["writeErrors"]
                unsure = not errors or bool(error.details["writeConcernErrors"])
                retries = []
                for item in errors:
                    entry, write = owners[item["index"]]
                    if item["code"] in _PASSING and not last_try:
                        if isinstance(write, Upsert):
                            write.new = False  # another crawler's, or its own, whose acknowledgement was lost
                        retries.append((entry, write))
                    else:
                        entry.fail(UnstorableError(str(item["errmsg"])))
                if last_try and unsure:
                    raise
                if unsure:  # the others are written too, but perhaps on this server alone
                    retries = [(entry, write) for entry, write in owners if not entry.acknowledged.done()]
                owners = retries
        return [entry for entry in entries if not entry.acknowledged.done()]

    @retrying
    async def _with_original(self, entries: list[_Entry]) -> list[_Entry]:
        """Those entries that are no copies, or copies that an article names."""
        originals = [entry.copy_of for entry in entries if entry.copy_of is not None]
        if not originals:
            return entries
        found = self._database["articles"].find({"_id": {"$in": originals}}, {"copies.url_key": 1})
        named = {d["_id"]: {copy["url_key"] for copy in d["copies"]} async for d in found}
        for entry in entries:
            if entry.copy_of is not None and entry.article.url_key not in named.get(entry.copy_of, ()):
                entry.fail(StoryMovedError(entry.copy_of))
        return [entry for entry in entries if not entry.acknowledged.done()]


def _is_later(stored: Document, moment: datetime | None) -> bool:
    """Whether something is stored of a later time; one that is yet to come was a wrong clock's."""
    then = stored.get("fetched_at")
    return then is not None and moment is not None and moment < then <= datetime.now(UTC) + CLOCK_ERROR


def _is_overtaken(write: Write, there: Mapping[str, Document]) -> bool:
    """Whether a page or a URL that is done is stored of a later time than this write's."""
    if not isinstance(write, Upsert):
        return False
    stored = there.get(write.document["_id"], {})
    return stored.get("state", "done") == "done" and _is_later(stored, write.document.get("fetched_at"))


def _upserts(entry: _Entry) -> list[Upsert]:
    """The frontier's part of the writes."""
    return [write for write in entry.writes["frontier"] if isinstance(write, Upsert)]
