"""`newsbot crawl site -a url=https://…`: any site through its own feeds, sitemaps and front page, without code."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.crawl.discovery_requests import SITEMAP_BYTES
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import (
    USUAL_FEEDS,
    USUAL_SITEMAPS,
    feeds_of_page,
    is_web_url,
    sitemaps_of_robots,
    wordpress_of_page,
)
from newsbot.spiders.news import ArgumentError, NewsSpider


class SiteSpider(NewsSpider):
    """Finds feeds on the home page and sitemaps in robots.txt; tries the usual places where they name none.

    Where neither brings articles, WordPress's REST interface is asked if the home page names it, and the home page read
    as a listing. Arguments: `url`, any address of the site; `since` and `until` as for every spider.
    """

    name = "site"
    arguments = ("url", *NewsSpider.arguments)

    address: str = ""
    """The site's address, where a spider is about one site: then `url` is no argument."""

    def __init__(self, name: str | None = None, *, url: str | None = None, **kwargs: Any) -> None:
        """Take the site's address; raises ArgumentError where it is none."""
        if self.address and url is not None:
            raise self.has_no_argument("url")
        url = self.address or url or ""
        full = url if "//" in url else f"https://{url}"
        if not is_web_url(full):
            raise ArgumentError(f"url={url!r} is no web address. Give the site's: -a url=https://www.example.com")
        parts = urlsplit(full)
        self.home = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
        self.site = site_of(self.home)
        self.listings = (self.home,)
        super().__init__(name, **kwargs)

    def first_requests(self) -> Iterable[Request]:
        """The home page and robots.txt."""
        yield self.discovery_request(self.home, self.parse_home, self.home_failed)
        yield self.discovery_request(urljoin(self.home, "/robots.txt"), self.parse_robots, self.robots_failed)

    async def parse_home(self, response: Response) -> list[Request]:
        """The feeds that the home page names, or the usual ones."""
        self.rest = await self.read(wordpress_of_page, response)
        named = await self.read(feeds_of_page, response)
        return [self.feed_request(url) for url in named] or self._guesses(USUAL_FEEDS, self.parse_feed)

    def parse_robots(self, response: Response) -> list[Request]:
        """The sitemaps that robots.txt names, or the usual ones."""
        named = sitemaps_of_robots(response.body, response.url)
        if not named:
            return self._guesses(USUAL_SITEMAPS, self.parse_sitemap)
        return self.sitemap_requests(Candidate(url=url, source=response.url) for url in named)

    def home_failed(self, failure: Failure) -> list[Request]:
        """Without a home page there may still be feeds."""
        self.discovery_failed(failure)
        return self._guesses(USUAL_FEEDS, self.parse_feed)

    def robots_failed(self, failure: Failure) -> list[Request]:
        """Without a robots.txt there may still be sitemaps."""
        return self._guesses(USUAL_SITEMAPS, self.parse_sitemap)

    def _guesses(self, paths: tuple[str, ...], callback: Callable[..., Any]) -> list[Request]:
        """Requests for places that need not exist, so nothing is said when they do not."""
        return [
            self.source_request(urljoin(self.home, path), callback, _not_there, most_bytes=SITEMAP_BYTES)
            for path in paths
        ]


def _not_there(failure: Failure) -> None:
    """A guess was wrong."""
