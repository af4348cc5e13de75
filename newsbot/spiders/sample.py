"""`newsbot crawl sample`: the bundled newsroom, three fictional outlets served over real HTTP on loopback."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler

from newsbot.sample import serve
from newsbot.sample.newsroom import moment, outlets
from newsbot.spiders.news import ArgumentError, NewsSpider
from newsbot.spiders.site import SiteSpider


class ThroughNewsroom:
    """Downloader middleware that reaches the newsroom's address through the local server, as through a proxy.

    So the pages keep one address, whatever port is free: a second crawl knows them.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl of the sample."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send every request to the local server, that for robots.txt too."""
        spider: Any = self._crawler.spider
        request.meta["proxy"] = spider.server


class SampleSpider(SiteSpider):
    """Starts the sample newsroom, crawls it as any site is crawled, and stops it.

    Arguments: `as_of`, a moment: what the newsroom showed then, so that a later crawl meets what was rewritten since;
    `since` and `until` as for every spider.
    """

    name = "sample"
    address = "http://newsroom.example/"
    arguments = ("as_of", *NewsSpider.arguments)
    canonical_hosts = tuple(outlet.site for outlet in outlets().values())
    custom_settings = {
        "DOWNLOADER_MIDDLEWARES": {"newsbot.spiders.sample.ThroughNewsroom": 740},
        "DOWNLOAD_DELAY": 0,  # it is our own server
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    }

    def __init__(self, name: str | None = None, *, as_of: str | None = None, **kwargs: Any) -> None:
        """Take `as_of`, and `since` and `until`; raises ArgumentError for one that cannot be used."""
        super().__init__(name, **kwargs)
        try:
            self.as_of = None if as_of is None else moment(as_of)
        except ValueError:
            raise ArgumentError(f"as_of={as_of!r} is no time. Give one as in -a as_of=2024-07-09T18:00.") from None
        self._running = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Stop the server when the crawl ends."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stop_server, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Start the server before the first request."""
        self.server = self._running.enter_context(serve(as_of=self.as_of)).url
        async for request in super().start():
            yield request

    def stop_server(self) -> None:
        """Nothing is left running."""
        self._running.close()
