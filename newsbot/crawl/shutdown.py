"""End a crawl before its time, so that nothing more is asked of the site."""

import asyncio
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from newsbot.crawl.failures import CrawlEnds
from newsbot.crawl.scrapy_internals import drop_waiting

DATABASE_LOST = "database_lost"
"""Why a crawl ended (Scrapy's finish_reason): MongoDB went away for longer than MONGO_WAIT_SECONDS."""

DISK_FULL = "disk_full"
"""Why a crawl ended: there was no room on MongoDB's disk for longer than MONGO_WAIT_SECONDS."""

NO_STORE = {DATABASE_LOST, DISK_FULL}

_endings: WeakKeyDictionary[Crawler, asyncio.Task[None]] = WeakKeyDictionary()


def is_ending(crawler: Crawler) -> bool:
    """Whether `end_crawl` was called."""
    return crawler in _endings


def end_crawl(crawler: Crawler, reason: str) -> None:
    """Close the spider with `reason` (Scrapy's finish_reason); what waits for its turn stays in the frontier."""
    if crawler in _endings:
        return
    _endings[crawler] = asyncio.get_running_loop().create_task(_end(crawler, reason))


async def _end(crawler: Crawler, reason: str) -> None:
    engine = crawler.engine
    assert engine is not None
    closing = asyncio.create_task(engine.close_spider_async(reason=reason))
    await asyncio.sleep(0)  # from here on nothing new is sent
    drop_waiting(crawler, CrawlEnds(reason))  # Scrapy would wait until each had its turn, however long the pause
    await closing
