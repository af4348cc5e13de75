"""The run document of each crawl: what `newsbot status` and the monitors read."""

import asyncio
import os
import socket
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from bson import ObjectId
from pymongo.errors import PyMongoError
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from newsbot.crawl.context import Session
from newsbot.crawl.shutdown import NO_STORE
from newsbot.extensions.monitors.after_run import after_run
from newsbot.extensions.monitors.database_alert import database_is_away
from newsbot.items import Article
from newsbot.store.database.retry import StoreLostError, retrying
from newsbot.store.database.upsert import DURABLE

COUNTS = (
    *("pages", "new", "changed", "unchanged", "not_modified", "copies", "refused", "known", "failed", "gone"),
    *("forbidden", "quotes", "refusals", "waits", "waited_seconds", "sources_unchanged", "canonicals_disbelieved"),
    *("sitemaps_left_out", "broken", "discovered", "sources_read", "sources_failed", "clock_off"),
)
"""The counts of a run, as stats `newsbot/NAME` and as fields of its document."""

COVERED = ("standfirst", "authors", "published", "modified", "language", "tags", "image", "quotes")
"""Fields whose coverage shows that a site changed its layout; headline and body are never missing in a stored one."""

_AWAY = "The database went away in the middle of a crawl and did not come back. The next crawl takes what is left."
_FULL = "{}, so a crawl ended before its time. Make room on it. The next crawl takes what is left."

LEASE_LOST = "lease_lost"
"""Why a crawl ended: another one took over the site."""

_KIND = "newsbot/errors_by_kind/"


class RunRecorder:
    """Scrapy extension that writes a document to `runs` when a crawl opens, completes it when it closes, raises alerts,
    and closes the crawl's session.

    Settings: PAGES_KEEP_DAYS, and those of monitors/after_run.py.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session
        self._run_id = ObjectId()
        self._begun: dict[str, Any] = {}
        self._filled: Counter[str] = Counter()
        self._stored = 0
        self._takeover: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the crawl's beginning and end."""
        recorder = cls(crawler, Session.of(crawler))
        crawler.signals.connect(recorder.spider_opened, signals.spider_opened)
        crawler.signals.connect(recorder.item_scraped, signals.item_scraped)
        crawler.signals.connect(recorder.spider_closed, signals.spider_closed)
        return recorder

    async def spider_opened(self, spider: Spider) -> None:
        """Note who runs what since when, and which earlier runs were killed: whoever holds the lease knows."""
        session = self._session
        if not session.is_open:
            return  # another crawl of the site is running
        site = getattr(spider, "site", None)
        self._begun = {
            "spider": spider.name,
            "site": site,
            "started_at": datetime.now(UTC),
            "host": socket.gethostname(),
            "pid": os.getpid(),
        }
        with suppress(StoreLostError):  # whoever gave the database up ends the crawl
            await self._begin(session, site)
        self._takeover = asyncio.create_task(self._end_when_taken_over(session))

    @retrying
    async def _begin(self, session: Session, site: str | None) -> None:
        if site:
            unfinished = {"site": site, "finished_at": None, "reason": None, "_id": {"$ne": self._run_id}}
            await session.database["runs"].update_many(unfinished, {"$set": {"reason": "killed"}})
        await self._set(session, {})

    async def _set(self, session: Session, fields: dict[str, Any]) -> None:
        """Durably: a MongoDB that dies of a full disk forgets what it has not written to its journal."""
        runs = session.database.get_collection("runs", write_concern=DURABLE)
        await runs.update_one({"_id": self._run_id}, {"$set": self._begun | fields}, upsert=True)

    async def _end_when_taken_over(self, session: Session) -> None:
        await session.lease.taken.wait()
        assert self._crawler.engine is not None
        await self._crawler.engine.close_spider_async(reason=LEASE_LOST)

    def item_scraped(self, item: Any) -> None:
        """Note which fields a stored article has."""
        if isinstance(item, Article):
            self._stored += 1
            self._filled.update(name for name in COVERED if getattr(item, name))

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        """Note how it ended and what it brought, say so in one line, alert whom it concerns, and close the session."""
        session = self._session
        if self._takeover is not None and reason != LEASE_LOST:
            self._takeover.cancel()
        if not session.is_open:  # there was no database to begin with, or it went away
            if reason in NO_STORE:
                await database_is_away(self._crawler.settings, self._away())
            return
        try:
            if days := self._crawler.settings.getfloat("PAGES_KEEP_DAYS"):
                dropped = await session.drop_raw_pages(datetime.now(UTC) - timedelta(days=days))
                spider.logger.info("The HTML of %d pages is dropped (PAGES_KEEP_DAYS)", dropped)
            run = await self._finish(session, reason)
            spider.logger.info(
                "%(new)d new articles with %(quotes)d quotes, %(changed)d changed, %(unchanged)d unchanged, "
                "%(copies)d copies, %(known)d addresses known already, %(sources_unchanged)d sources unchanged, "
                "%(refused)d pages refused, %(failed)d failed",
                run,
            )
            if site := getattr(spider, "site", ""):
                await after_run(
                    session, site, run | {"_id": self._run_id, "spider": spider.name}, self._crawler.settings
                )
        except (PyMongoError, StoreLostError) as error:
            spider.logger.error("How the crawl ended could not be stored: %s", type(error).__name__)
            await database_is_away(self._crawler.settings, self._away())
        finally:
            await session.close()

    def _away(self) -> str:
        full = self._crawler.stats.get_value("newsbot/full_disk") if self._crawler.stats else None
        return _FULL.format(full) if full else _AWAY

    @retrying
    async def _finish(self, session: Session, reason: str) -> dict[str, Any]:
        stats: dict[str, Any] = self._crawler.stats.get_stats() if self._crawler.stats else {}
        now = datetime.now(UTC)
        began = stats.get("start_time", now)
        run = {name: int(stats.get(f"newsbot/{name}", 0)) for name in COUNTS} | {
            "finished_at": now,
            "reason": reason,
            "seconds": round((now - began).total_seconds(), 1),
            "requests": int(stats.get("downloader/request_count", 0)),
            "errors": int(stats.get("log_count/ERROR", 0)),
            "errors_by_kind": {name.removeprefix(_KIND): n for name, n in stats.items() if name.startswith(_KIND)},
            "bytes": int(stats.get("downloader/response_bytes", 0)),
            "coverage": {name: round(self._filled[name] / self._stored, 3) for name in COVERED} if self._stored else {},
        }
        await self._set(session, run)
        return run
