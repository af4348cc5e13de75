"""`newsbot crawl warc -a path=FILE_OR_GLOB`: pages of web archives go the same way as crawled ones, with no network."""

import glob
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from newsbot.crawl.response import response_of
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.extraction import SiteRules
from newsbot.reprocessing.archives.records import DAMAGE, ArchivedPage, archived_pages
from newsbot.spiders.news import ArgumentError, NewsSpider
from newsbot.spiders.site_rules import rules_of_sites

_RECORDS_AT_ONCE = 100
"""Records whose addresses are looked up in the frontier together."""


class RecordHandler(BaseDownloadHandler):
    """Scrapy download handler that answers with the archived response in `meta["record"]`."""

    async def download_request(self, request: Request) -> Response:
        """The response as it was archived."""
        status, headers, body = request.meta["record"]
        return response_of(request.url, headers, body, status)


class WarcSpider(NewsSpider):
    """Reads the HTML responses of WARC files (ISO 28500), gzipped, in Zstandard or plain, in one process.

    Arguments: `path`, a file or a glob pattern. A page whose address is known from a later or the same time is skipped.
    """

    name = "warc"
    arguments = ("path",)
    site = ""
    custom_settings = {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "newsbot.spiders.warc.RecordHandler"),
        "ALLOW_PRIVATE_ADDRESSES": True,  # nothing is fetched
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "URLLENGTH_LIMIT": 0,
    }

    def __init__(self, name: str | None = None, *, path: str = "", **kwargs: Any) -> None:
        """Find the files; raises ArgumentError when there are none."""
        super().__init__(name, **kwargs)
        self._rules: dict[str, SiteRules] = {}
        self._files = sorted(found for found in glob.glob(path, recursive=True) if Path(found).is_file())
        if not self._files:
            raise ArgumentError(
                f"path={path!r} matches no file. Give a WARC file or a pattern: -a path='crawl/*.warc.gz'"
            )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider of a crawl; it reads each page as the site's own spider would."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._rules = rules_of_sites(crawler.settings)
        return spider

    def rules_of(self, url: str) -> SiteRules:
        """The corrections that the spider of the page's site has."""
        return self._rules.get(site_of(url), self.rules)

    async def start(self) -> AsyncIterator[Request]:
        """A request for each archived page that is due, read from the file no faster than pages are stored."""
        for file in self._files:
            batch: list[Request] = []
            for request in self._requests(file):
                batch.append(request)
                if len(batch) == _RECORDS_AT_ONCE:
                    async for due in self._due(batch):
                        yield due
                    batch = []
            async for due in self._due(batch):
                yield due

    async def _due(self, batch: list[Request]) -> AsyncIterator[Request]:
        by_address = {request.url: request for request in batch}
        candidates = [request.cb_kwargs["candidate"] for request in by_address.values()]
        due = await self.session.frontier.admit(candidates)
        self.count("discovered", len(batch))
        self.count("known", len(batch) - len(due))
        for candidate in due:
            engine = self.crawler.engine
            if engine is not None and engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
            yield by_address[candidate.url]

    def _requests(self, file: str) -> Iterator[Request]:
        """The pages of one file; damage ends the file, not the crawl."""
        pages = 0
        try:
            with open(file, "rb") as stream:
                for page in archived_pages(stream, most_bytes=self.settings.getint("DOWNLOAD_MAXSIZE")):
                    pages += 1
                    yield self._request(page, file)
        except DAMAGE as error:
            self.logger.error("%s is damaged after %d pages, the rest of it is lost: %s", file, pages, error)
            self.count("damaged_archives")
            return
        if not pages:
            self.logger.warning("%s has no HTML responses", file)

    def _request(self, page: ArchivedPage, file: str) -> Request:
        return Request(
            page.url,
            self.parse_article,
            cb_kwargs={"candidate": Candidate(url=page.url, source=file, modified=page.fetched_at)},
            errback=self.article_failed,
            dont_filter=True,
            meta={"record": (200, page.headers, page.body), "fetched_at": page.fetched_at},
        )
