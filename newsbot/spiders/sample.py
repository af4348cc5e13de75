"""`scrapy crawl sample`: the bundled newsroom, three fictional outlets served over real HTTP on loopback."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler

from newsbot.sample import serve
from newsbot.sample.newsroom import outlets
from newsbot.spiders.base import NewsSpider
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
    """Starts the sample newsroom, crawls it as any site is crawled, and stops it."""

    name = "sample"
    address = "http://newsroom.example/"
    arguments = NewsSpider.arguments
    canonical_hosts = tuple(outlet.site for outlet in outlets().values())
    custom_settings = {
        "DOWNLOADER_MIDDLEWARES": {"newsbot.spiders.sample.ThroughNewsroom": 740},
        "DOWNLOAD_DELAY": 0,  # it is our own server
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    }

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        """Take `since` and `until`, as every spider does."""
        super().__init__(name, **kwargs)
        self._running = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Stop the server when the crawl ends."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stop_server, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Start the server before the first request."""
        self.server = self._running.enter_context(serve()).url
        async for request in super().start():
            yield request

    def stop_server(self) -> None:
        """Nothing is left running."""
        self._running.close()
