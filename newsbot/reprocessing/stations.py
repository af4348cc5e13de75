"""The stations of a crawl for pages of archives: the pipelines themselves, without an engine that fetches."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from newsbot.crawl.context import Session
from newsbot.crawl.reading_mark import NoMark
from newsbot.crawl.response import page_of_response, response_of
from newsbot.dedup import site_of
from newsbot.discovery.topics import is_on_topic
from newsbot.items import Article
from newsbot.pipelines.dedup import DedupPipeline
from newsbot.pipelines.store import StorePipeline
from newsbot.reprocessing.archives.records import ArchivedPage
from newsbot.reprocessing.ingest_job import IngestJob
from newsbot.reprocessing.page import STEPS, read_answer
from newsbot.reprocessing.reader import Reader, UnreadableError
from newsbot.reprocessing.report import Report
from newsbot.store.database.schema import Page

AT_ONCE = 64
"""Articles on their way to the store at once."""

_COUNTED = ("new", "changed", "unchanged", "copies", "refused", "quotes", "canonicals_disbelieved")


class Stations:
    """Reads pages one after the other, and stores their articles while the next are read. A context manager."""

    def __init__(self, settings: Settings, job: IngestJob, reader: Reader, report: Report) -> None:
        self._job = job
        self._reader = reader
        self._report = report
        self._seconds = settings.getfloat("EXTRACTION_SECONDS")
        self._crawler = Crawler(Spider, settings)
        self._crawler.stats = MemoryStatsCollector(self._crawler)
        self.session = Session(settings, "")
        self.session.reading = NoMark()  # a page that ends a reader is given up at once
        Session.use(self._crawler, self.session)
        self._dedup = DedupPipeline.from_crawler(self._crawler)
        self._store = StorePipeline.from_crawler(self._crawler)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._storing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Open the database."""
        await self.session.open(lost=lambda full: None)  # whoever waits for it gets a StoreLostError
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, and count what the pipelines counted."""
        for task in self._storing:
            task.cancel()
        await asyncio.gather(*self._storing, return_exceptions=True)
        await self.session.close()
        stats: dict[str, Any] = self._crawler.stats.get_stats() if self._crawler.stats else {}
        self._report.counts.update({name: n for name in _COUNTED if (n := int(stats.get(f"newsbot/{name}", 0)))})

    async def take(self, archived: ArchivedPage) -> None:
        """Read a page and send its article on; returns when the next may come."""
        response = response_of(archived.url, archived.headers, archived.body)
        page = page_of_response(response, archived.url, archived.fetched_at)
        self._report.counts["pages"] += 1
        try:
            article, published = await asyncio.to_thread(self._read, archived)
        except UnreadableError as error:
            is_no_page = error.kind == "ExtractionError"
            reason = str(error) if is_no_page else f"{error.kind}: {error}"[:500]
            await self._refuse(page, reason, broken=not is_no_page)
            return
        if unwanted := self._unwanted(article):
            self._report.counts[f"left out: {unwanted}"] += 1
            await self.session.frontier.rejected(archived.url, f"another {unwanted} by its text: {article.headline}")
            return
        page.aliases = (article.url,)
        page.published = published
        article.page = page
        await self._free.acquire()
        task = asyncio.create_task(self._send(article, page))
        self._storing.add(task)
        task.add_done_callback(self._sent)

    def _read(self, page: ArchivedPage) -> tuple[Article, datetime | None]:
        rules = self._job.rules.get(site_of(page.url))
        of_page = page.url, page.headers, page.body, page.fetched_at, rules
        return self._reader.call(
            STEPS * self._seconds, read_answer, *of_page, indirect=self._job.indirect, seconds=self._seconds
        )

    async def settled(self) -> None:
        """Return when everything taken is stored; raises what storing raised."""
        await asyncio.gather(*self._storing)
        self._storing.clear()

    def _unwanted(self, article: Article) -> str | None:
        job = self._job
        if job.language is not None and (article.language or job.language) != job.language:
            return "language"
        if job.topic and not is_on_topic(article.headline, article.standfirst, article.body, article.tags):
            return "topic"
        return None

    async def _send(self, article: Article, page: Page) -> None:
        try:
            await self._store.process_item(await self._dedup.process_item(article))
        except DropItem:  # a copy, or refused: the pipelines have counted it
            pass
        finally:
            self.session.claims.release(article, page)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._free.release()
        if not task.cancelled() and task.exception() is None:  # `settled` raises the others' errors
            self._storing.discard(task)

    async def _refuse(self, page: Page, reason: str, *, broken: bool) -> None:
        self._report.counts["refused"] += 1
        self._report.counts["broken"] += broken
        await self.session.refuse(page, reason)
