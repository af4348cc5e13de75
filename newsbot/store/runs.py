"""The run document of each crawl: what `scrapy status` and the monitors read."""

import os
import socket
from datetime import UTC, datetime
from typing import Any, Self

from bson import ObjectId
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from newsbot.store.session import Session

COUNTS = ("pages", "new", "changed", "unchanged", "copies", "refused", "known", "failed", "quotes")
"""What a run counts, as stats `newsbot/NAME` and as fields of its document."""


class RunRecorder:
    """Scrapy extension that writes a document to `runs` when a crawl opens, completes it when it closes, and closes
    the crawl's session.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run_id = ObjectId()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the crawl's beginning and end."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.spider_opened, signals.spider_opened)
        crawler.signals.connect(recorder.spider_closed, signals.spider_closed)
        return recorder

    async def spider_opened(self, spider: Spider) -> None:
        """Note who runs what since when."""
        await (
            Session.of(self._crawler)
            .database["runs"]
            .insert_one(
                {
                    "_id": self._run_id,
                    "spider": spider.name,
                    "site": getattr(spider, "site", None),
                    "started_at": datetime.now(UTC),
                    "host": socket.gethostname(),
                    "pid": os.getpid(),
                }
            )
        )

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        """Note how it ended and what it brought, say so in one line, and close the session."""
        session = Session.of(self._crawler)
        if not session.is_open:
            return  # there was no database to begin with
        stats: dict[str, Any] = self._crawler.stats.get_stats() if self._crawler.stats else {}
        counts = {name: int(stats.get(f"newsbot/{name}", 0)) for name in COUNTS}
        await session.database["runs"].update_one(
            {"_id": self._run_id},
            {
                "$set": {
                    "finished_at": datetime.now(UTC),
                    "reason": reason,
                    "errors": int(stats.get("log_count/ERROR", 0)),
                    "bytes": int(stats.get("downloader/response_bytes", 0)),
                    **counts,
                }
            },
        )
        await session.close()
        spider.logger.info(
            "%(new)d new articles with %(quotes)d quotes, %(changed)d changed, %(unchanged)d unchanged, "
            "%(copies)d copies, %(known)d addresses known already, %(refused)d pages refused, %(failed)d failed",
            counts,
        )
