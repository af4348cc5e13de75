"""The open database of one crawl; spiders, pipelines and extensions of a crawler share it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import pymongo
from pymongo import AsyncMongoClient, UpdateOne
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from newsbot.crawl.reading_mark import ReadingMark
from newsbot.dedup import site_of
from newsbot.store.articles.story_claims import StoryClaims
from newsbot.store.articles.write_operations import page_write
from newsbot.store.articles.writer import Writer
from newsbot.store.database.connection import Connection
from newsbot.store.database.lease import Lease
from newsbot.store.database.migrations import ensure_version
from newsbot.store.database.retry import Watch, retrying
from newsbot.store.database.schema import Document, Page, ensure_indexes, key
from newsbot.store.database.turns import Turn
from newsbot.store.database.upsert import Operation
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.frontier.robots_cache import RobotsCopies
from newsbot.store.housekeeping.raw_pages import DROPPED, old
from newsbot.store.speakers import aliases

logger = logging.getLogger(__name__)

_GOODBYE_SECONDS = 2

DIED = "the process died while the page was read"
"""Why a page is given up that ended several crawls."""


class Session:
    """The open store of a crawl. `open` must have been awaited before anything else is used."""

    frontier: Frontier
    writer: Writer
    claims: StoryClaims

    def __init__(self, settings: BaseSettings, site: str) -> None:
        self._settings = settings
        self._site = site
        self._connection: Connection | None = None
        self._client: AsyncMongoClient[Document] | None = None
        self.reading = ReadingMark.of(settings["NEWSBOT_HOME"], site)

    @classmethod
    def of(cls, crawler: Crawler, site: str = "") -> "Session":
        """The crawler's session, for `from_crawler` methods; made at the first call, not open yet.

        The first is the spider's own, which names its site.
        """
        if crawler not in _sessions:
            _sessions[crawler] = cls(crawler.settings, site or getattr(crawler.spider, "site", ""))
        return _sessions[crawler]

    @classmethod
    def use(cls, crawler: Crawler, session: "Session") -> None:
        """Give a crawler this one in the place of its own; to be called before `of`."""
        _sessions[crawler] = session

    async def open(self, lost: Callable[[str], None]) -> None:
        """Connect, make the indexes and take the site's lease.

        Raises StoreError when no database answers or this user may not write to it, SiteBusyError when the
        site is being crawled already.

        A database that goes away later is waited for (setting MONGO_WAIT_SECONDS); then `lost` is called, once, with
        what is full where a full disk is the reason, else with nothing.
        """
        if self._client is not None:
            return
        try:
            await self._open(lost)
        except BaseException as error:
            connection = self._connection
            await self.close()
            if connection is not None:
                connection.refuse(error)
            raise

    async def _open(self, lost: Callable[[str], None]) -> None:
        logging.getLogger("pymongo").setLevel(logging.INFO)  # Scrapy makes all debug lines; these hold whole commands
        self._connection = await asyncio.to_thread(Connection.from_settings, self._settings)
        seconds = self._settings.getfloat("MONGO_WAIT_SECONDS")
        self._watch = Watch(seconds, lost, self._connection.full_disk)
        self._client = self._connection.async_client(
            serverSelectionTimeoutMS=int(seconds * 1000), event_listeners=[self._watch]
        )
        self.database = self._client[self._connection.database]
        self.lease = Lease(self.database, self._site) if self._site else Turn(self.database, "Archives are being read")
        await self._prepare(self._connection, seconds)
        self.frontier = Frontier(self.database, self._site)
        self.writer = Writer(self.database, self.frontier)
        self.claims = StoryClaims(self.database)
        self.robots = RobotsCopies(self.database)
        await self.lease.acquire()
        if url := self.reading.left():
            await self._died_on(url)

    @retrying
    async def _prepare(self, connection: Connection, seconds: float) -> None:
        await ensure_version(self.database)
        await ensure_indexes(self.database)
        await asyncio.to_thread(_follow_merged_speakers, connection, seconds)

    async def _died_on(self, url: str) -> None:
        """Count an attempt for the page that an earlier crawl was reading when its process died."""
        if await self.frontier.died_on(url, DIED):
            await self._dead_letter(url, DIED)
        self.reading.clear()

    @property
    def is_open(self) -> bool:
        """Whether `open` succeeded and `close` was not called."""
        return self._client is not None

    async def close(self) -> None:
        """Let go of the server; everything put is on disk by then, because `put` waits for it."""
        if self._client is not None:
            client, self._client = self._client, None
            self._watch.stop()
            self.reading.clear()
            with pymongo.timeout(_GOODBYE_SECONDS):  # the server may be gone
                await self.lease.release()
                await client.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def refuse(self, page: Page, reason: str) -> None:
        """Note in dead_letters and the frontier that a page is no article or cannot be stored; the page is kept."""
        logger.warning("Not stored: %s (%s)", reason, page.url)
        if page.body:
            await self._update("pages", page_write(page, None).operation())
        await self._dead_letter(page.url, reason)
        await self.frontier.refused(page.requested_url, reason)

    async def leave_removed(self, page: Page) -> None:
        """Note that a page's URL leads to an article that a person removed from the corpus; nothing of it is kept."""
        logger.info("Left alone, because it was removed from the corpus: %s", page.url)
        await self.frontier.removed(page.requested_url)

    @retrying
    async def drop_raw_pages(self, before: datetime) -> int:
        """Drop the HTML of pages that were fetched before a moment; returns of how many."""
        return (await self.database["pages"].update_many(old(before), DROPPED)).modified_count

    async def _dead_letter(self, url: str, reason: str) -> None:
        now = datetime.now(UTC)
        times = await self._times_dead(key(url)) + 1  # once, so that a write that is sent twice counts once
        fields = {"url": url, "site": self._site or site_of(url), "reason": reason, "last_seen": now, "times": times}
        update = {"$set": fields, "$setOnInsert": {"first_seen": now}}
        await self._update("dead_letters", UpdateOne({"_id": key(url)}, update, upsert=True))

    @retrying
    async def _times_dead(self, key_: str) -> int:
        letter = await self.database["dead_letters"].find_one({"_id": key_}, {"times": 1})
        return int(letter["times"]) if letter else 0

    @retrying
    async def _update(self, collection: str, operation: Operation) -> None:
        await self.database[collection].bulk_write([operation])


def _follow_merged_speakers(connection: Connection, seconds: float) -> None:
    """Finish what a merge or split left that was killed, or that another crawl's batch overlapped."""
    with connection.client(serverSelectionTimeoutMS=int(seconds * 1000)) as client:
        aliases.bring_up_to_date(client[connection.database])


_sessions: WeakKeyDictionary[Crawler, Session] = WeakKeyDictionary()
