"""How a spider asks a site where its articles are: before all articles, and not for what it knows already."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from typing import Any, Self, TypeVar

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.crawl.context import Session
from newsbot.crawl.recheck import nothing_left
from newsbot.crawl.sources.reading import read_source
from newsbot.crawl.time_limit import TooSlowError
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.http_validators import NOT_MODIFIED, Validators

DISCOVERY_PRIORITY = 2_000_000_000
"""Sources of articles go before all articles, whose priority is their date in minutes since 1970."""

FEED_BYTES, SITEMAP_BYTES, LISTING_BYTES = 16 * 1024**2, 64 * 1024**2, 8 * 1024**2
"""Bytes that are read of a source; the protocol of sitemaps allows 50 MB. Anything else is a listing."""

_LOOK_SECONDS, _LOOKS = 0.05, 3

T = TypeVar("T")


class AskingSpider(scrapy.Spider):
    """Requests for feeds, sitemaps and listings, and the handling of their answers."""

    session: Session
    """The crawl's open database."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.asked: set[str] = set()
        self._open = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider of a crawl and give it the crawl's store, which the pipelines open."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = Session.of(crawler, getattr(spider, "site", ""))
        return spider

    def count(self, name: str, by: int = 1) -> None:
        """Add to a count of the run."""
        if self.crawler.stats:
            self.crawler.stats.inc_value(f"newsbot/{name}", by)

    def source_request(
        self,
        url: str,
        callback: Callable[..., Any],
        errback: Any = None,
        most_bytes: int = LISTING_BYTES,
        **cb_kwargs: Any,
    ) -> Request:
        """A request for a list of articles, which is not read when it is as it was (304): then `unchanged` is called.

        It is known by its address: `callback` notes by `remember` that it was read. An answer of more than `most_bytes`
        is not read.
        """
        request = self.discovery_request(url, callback, errback, **cb_kwargs)
        request.meta.update(source=url, download_maxsize=most_bytes)
        return request

    async def read(self, parse: Callable[..., T], response: Response, **kwargs: object) -> T:
        """What `parse` makes of an answer; raises TooSlowError when that takes too long."""
        seconds = self.settings.getfloat("EXTRACTION_SECONDS")
        return await read_source(parse, response.body, response.url, seconds=seconds, **kwargs)

    def discovery_request(
        self, url: str, callback: Callable[..., Any], errback: Any = None, **cb_kwargs: Any
    ) -> Request:
        """A request for a source of articles: it goes before all articles, and its failure ends nothing."""
        self.asked.add(url)
        self._open += 1
        return Request(
            url,
            self.answered,
            priority=DISCOVERY_PRIORITY - len(self.asked),  # about in this order
            errback=self.unanswered,
            cb_kwargs={"callback": callback, "given": cb_kwargs, "errback": errback or self.discovery_failed},
            dont_filter=True,  # a redirect may lead to what was asked already
            meta={
                "allow_offsite": True,  # feeds and sitemaps may lie on another host; articles may not
                "handle_httpstatus_list": [NOT_MODIFIED],
                "download_maxsize": LISTING_BYTES,
            },
        )

    async def answered(
        self, response: Response, callback: Callable[..., Any], given: dict[str, Any], errback: Any
    ) -> AsyncIterator[Any]:
        """Pass the answer of a source to its callback."""
        try:
            if response.status == NOT_MODIFIED:
                self.unchanged(response.meta.get("source", response.url), callback, given.get("depth", 0))
            else:
                async for result in _each(callback(response, **given)):
                    yield result
            self.count("sources_read")
        except TooSlowError as error:
            failure: Failure = Failure(error)  # type: ignore[no-untyped-call]
            failure.request = response.request  # type: ignore[attr-defined]
            async for result in _each(errback(failure)):
                yield result
        finally:
            self._open -= 1

    def unchanged(self, url: str, callback: Callable[..., Any], depth: int = 0) -> None:
        """Take account of a source that has nothing new."""
        raise NotImplementedError

    def remember(
        self, response: Response, name: str = "", lastmod: datetime | None = None, children: Iterable[Candidate] = ()
    ) -> None:
        """Note that a source was read in full; not one of which more pages are wanted, or its end could be missed."""
        self.session.frontier.sources.read(
            response.meta["source"],
            answered=response.url,
            name=name or response.url,
            validators=Validators.of(response),
            lastmod=lastmod,
            children=children,
        )

    async def unanswered(self, failure: Failure) -> AsyncIterator[Any]:
        """Pass the failure of a source to its errback."""
        request: Request = failure.request  # type: ignore[attr-defined]
        try:
            async for result in _each(request.cb_kwargs["errback"](failure)):
                yield result
        finally:
            self._open -= 1

    def discovery_failed(self, failure: Failure) -> Any:
        """Say what could not be had; the others go on."""
        raise NotImplementedError

    async def all_answered(self) -> None:
        """Wait until all that was asked is answered and worked through."""
        while self._open and not nothing_left(self.crawler, self.session):
            await asyncio.sleep(_LOOK_SECONDS)

    async def all_fetched(self) -> None:
        """Wait until everything that was requested is worked through. One look is not enough: an answer is with neither
        downloader nor scraper for a moment on its way between them.
        """
        quiet = 0
        while quiet < _LOOKS:
            await asyncio.sleep(_LOOK_SECONDS)
            quiet = quiet + 1 if nothing_left(self.crawler, self.session) else 0


async def _each(results: Any) -> AsyncIterator[Any]:
    """The results of a callback: a list, a generator or an asynchronous one."""
    if hasattr(results, "__aiter__"):
        async for result in results:
            yield result
    else:
        if inspect.isawaitable(results):
            results = await results
        for result in results or ():
            yield result
