"""`newsbot crawl site -a url=https://…`: any site through its own feeds, sitemaps and front page, without code."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.crawl.sources.past import WaitingPage
from newsbot.crawl.sources.requests import SITEMAP_BYTES
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.listings import Listing
from newsbot.discovery.story_pages import Kind, kind_of
from newsbot.discovery.urls import (
    USUAL_FEEDS,
    USUAL_SITEMAPS,
    feeds_of_page,
    is_web_url,
    joined,
    sitemaps_of_robots,
    wordpress_of_page,
)
from newsbot.items import Article
from newsbot.spiders.news import ArgumentError, NewsSpider

MOST_STEPS = 3
"""Pages in a row without a new article that are followed: an archive names its years, a year its months."""

MOST_OTHERS = 100
"""Links of one page that are followed to see whether they list articles."""

FEWEST_DATED = 3
"""Stories with a date from which on a page without one is taken for something else."""


class SiteSpider(NewsSpider):
    """Finds feeds on the home page and sitemaps in robots.txt; tries the usual places where they name none.

    Where neither brings articles, WordPress's REST interface is asked if the home page names it, and the home page read
    as a listing, with the sections and archives that it names. Arguments: `url`, any address of the site; `articles`
    and `skip`, regular expressions that the URLs of its articles match and do not match; `listing`, a page that lists
    articles, which is read in every crawl; `since` and `until` as for every spider.
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
        self._judges = articles is None and not self.articles
        self._dated = 0
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

    def other_lists(self, listing: Listing, due: list[Candidate], steps: int) -> list[tuple[str, int]]:
        """The sections, archives and further pages that a page names, as far as they are worth a look: not beyond
        MOST_STEPS without a new article, and in later crawls only those of the front page and of pages with new ones.
        """
        if not self._judges or not (due or steps == 0 or self._newest is None):
            return []
        step = 1 if due else steps + 1
        return [(url, step) for url in listing.others[:MOST_OTHERS]] if step <= MOST_STEPS else []

    def is_no_story(self, article: Article, response: Response, candidate: Candidate) -> str:
        """What a page is that links or a sitemap name; a list of articles is read as such in the next round."""
        if not self._judges:
            return ""
        dated = candidate.published is not None
        kind = kind_of(article, response.body, dated=dated, stories_are_dated=self._dated >= FEWEST_DATED)
        if kind is Kind.STORY:
            self._dated += article.published is not None
            return ""
        if kind is Kind.LIST and response.url not in self.asked:
            self.asked.add(response.url)
            self._past.wait(WaitingPage(response.url, "listing", 1, 1))
        return f"no article: {kind.value}"

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
