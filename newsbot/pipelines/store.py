"""Last station: the article, its page and its quotes on disk; only then is its address done."""

import asyncio
import logging
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem

from newsbot.crawl.context import Session
from newsbot.crawl.item_page import page_of
from newsbot.crawl.shutdown import DATABASE_LOST, DISK_FULL
from newsbot.items import Article
from newsbot.store.articles.write_operations import UnstorableError
from newsbot.store.articles.writer import RemovedError
from newsbot.store.database.lease import SiteBusyError
from newsbot.store.database.schema import STATEMENTS

logger = logging.getLogger(__name__)

SITE_BUSY = "site_busy"
"""Why a crawl ended: another crawl of the site is running."""


class StorePipeline:
    """Stores articles; what cannot be stored goes to `dead_letters` with the reason.

    Settings: MONGO_URI, MONGO_DATABASE, NEWSBOT_HOME, MONGO_WAIT_SECONDS. Stats: newsbot/new, changed, unchanged,
    copies, refused, quotes; newsbot/no_store, why the database was given up (DATABASE_LOST, DISK_FULL), and
    newsbot/full_disk, what is full.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session
        self._is_open = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler."""
        return cls(crawler, Session.of(crawler))

    async def open_spider(self) -> None:
        """Connect before the first request; the crawl does not start without a database."""
        try:
            await self._session.open(lost=self._give_up)
        except SiteBusyError as error:
            if self._crawler.stats:
                self._crawler.stats.set_value("newsbot/held_by", str(error))
            raise CloseSpider(SITE_BUSY) from None
        self._is_open = True

    def _give_up(self, full: str) -> None:
        reason = DISK_FULL if full else DATABASE_LOST
        logger.error(
            "%s, so the crawl ends (%s). URLs that it has not stored stay pending: the next crawl takes them.",
            full or "MongoDB did not come back",
            reason,
        )
        if self._crawler.stats:
            self._crawler.stats.set_value("newsbot/no_store", reason)
            self._crawler.stats.set_value("newsbot/full_disk", full)
        self._ending = asyncio.create_task(self._end(reason))

    async def _end(self, reason: str) -> None:
        if not self._is_open:
            await self._session.close()  # so that opening fails
            return
        assert self._crawler.engine is not None
        closing = asyncio.create_task(self._crawler.engine.close_spider_async(reason=reason))
        await asyncio.sleep(0)  # so that it is the reason
        await self._session.close()  # whoever waits for the database need not wait longer
        await closing

    async def process_item(self, article: Article) -> Article:
        """Return when the article is acknowledged on disk."""
        page = page_of(article)
        try:
            if reason := _missing(article):
                raise UnstorableError(reason)
            outcome = await self._session.writer.put(article, page)
        except UnstorableError as error:
            await self._session.refuse(page, str(error))
            self._count("refused")
            raise DropItem(str(error)) from error
        except RemovedError as error:
            await self._session.leave_removed(page)
            raise DropItem(str(error)) from error
        self._count("copies" if outcome == "copy" else outcome)
        if outcome != "unchanged":
            self._count("quotes", sum(quote.kind in STATEMENTS for quote in article.quotes))
        return article

    def _count(self, name: str, by: int = 1) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"newsbot/{name}", by)


def _missing(article: Article) -> str | None:
    missing = [name for name in ("headline", "body") if not getattr(article, name).strip()]
    return f"The page has no {' and no '.join(missing)}" if missing else None
