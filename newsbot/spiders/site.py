"""`newsbot crawl site -a url=https://…`: any site through its own feeds, sitemaps and front page, without code."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.crawl.sources.requests import SITEMAP_BYTES
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import (
    USUAL_FEEDS,
    USUAL_SITEMAPS,
    feeds_of_page,
    is_web_url,
    joined,
    sitemaps_of_robots,
    wordpress_of_page,
)
from newsbot.spiders.news import ArgumentError, NewsSpider


class SiteSpider(NewsSpider):
    """Finds feeds on the home page and sitemaps in robots.txt; tries the usual places where they name none.

    Where neither brings articles, WordPress's REST interface is asked if the home page names it, and the home page read
    as a listing. Arguments: `url`, any address of the site; `articles` and `skip`, regular expressions that the URLs of
    its articles match and do not match; `listing`, a page that lists articles, which is read in every crawl; `since`
    and `until` as for every spider.
    """

    name = "site"
    arguments = ("url", "articles", "skip", "listing", *NewsSpider.arguments)

    address: str = ""
    """The site's address, where a spider is about one site: then `url` is no argument."""

    def __init__(
        self,
        name: str | None = None,
        *,
        url: str | None = None,
        articles: str | None = None,
        skip: str | None = None,
        listing: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Take the site's address; raises ArgumentError where it or another argument cannot be used."""
        for argument, value in (("url", url), ("articles", articles), ("skip", skip), ("listing", listing)):
            if value is not None and argument not in self.arguments:
                raise self.has_no_argument(argument)
        self.articles, self.skip = _pattern("articles", articles, self.articles), _pattern("skip", skip, self.skip)
        url = self.address or url or ""
        full = url if "//" in url else f"https://{url}"
        if not is_web_url(full):
            raise ArgumentError(f"url={url!r} is no web address. Give the site's: -a url=https://www.example.com")
        parts = urlsplit(full)
        self.home = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
        self.site = site_of(self.home)
        self.listings = (self.home,)
        self._listing = joined(self.home, listing) if listing is not None else ""
        if listing is not None and site_of(self._listing) != self.site:
            raise ArgumentError(f"listing={listing!r} is no page of {self.site}. Give one: -a listing=/news/")
        super().__init__(name, **kwargs)

    def first_requests(self) -> Iterable[Request]:
        """The home page and robots.txt."""
        yield self.discovery_request(self.home, self.parse_home, self.home_failed)
        yield self.discovery_request(urljoin(self.home, "/robots.txt"), self.parse_robots, self.robots_failed)
        if self._listing:
            yield self.listing_request(self._listing)

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
        self.add_sitemaps(Candidate(url=url, source=response.url) for url in named)
        return []

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


def _pattern(name: str, given: str | None, usual: str) -> str:
    """A regular expression that `-a` gave, else the usual one."""
    try:
        return re.compile(given).pattern if given is not None else usual
    except re.error as error:
        raise ArgumentError(f"{name}={given!r} is no regular expression: {error}.") from None


def _not_there(failure: Failure) -> None:
    """A guess was wrong."""
