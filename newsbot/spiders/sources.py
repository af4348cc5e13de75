"""Where a site's articles are: its feeds, its sitemaps, WordPress's REST interface, its listing pages."""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.dates import parse_date
from newsbot.discovery.addresses import may_be_article
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.listings import parse_listing
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.topics import Topic, topic_of
from newsbot.discovery.wordpress import parse_posts, posts_url
from newsbot.revisits import nothing_left
from newsbot.store.session import Session

DISCOVERY_PRIORITY = 2_000_000_000
"""What tells of articles before all articles, whose priority is their date in minutes since 1970."""

MOST_PAGES = 1000
"""Pages of one listing or REST interface that one crawl reads; a calendar's "next" never ends."""

_LOOK_SECONDS = 0.05
_OVERLAP = timedelta(days=1)
"""How far behind the newest known article a gap is looked for: sites publish out of order."""


class ArgumentError(ValueError):
    """A wrong `-a` argument; the message says what to give instead."""


class SourceSpider(scrapy.Spider):
    """Asks a site what it has, all of it before the first article is fetched, so that a crawl that is killed among its
    articles has every address in the frontier, and one that is killed before them begins anew.

    Feeds and sitemaps are always read; REST and listing pages, which cost the site more, only where those brought
    nothing, where all that a feed has is unknown (what came before it was missed), and to fill in the past (`since`,
    `until`).
    """

    feeds: tuple[str, ...] = ()
    """Addresses of RSS, Atom or JSON feeds."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps or sitemap indexes."""
    rest: str = ""
    """Address of the home page, where the site is WordPress's and its REST interface may be asked."""
    listings: tuple[str, ...] = ()
    """Addresses of pages that list articles, newest first; their older pages are followed."""
    section: str = ""
    """The site's own page about 5G, for people."""
    cms: str = ""
    """What the site runs on, where it is known."""
    articles: str = ""
    """Regular expression that the addresses of articles match; empty where the site's addresses do not tell."""
    skip: str = ""
    """Regular expression of addresses to leave alone: other languages, videos, events."""
    is_general: bool = False
    """Whether the site writes about much else, so that only stories about the topic are taken (discovery/topics.py)."""

    arguments: tuple[str, ...] = ("since", "until")
    """What `-a` may name."""

    def __init__(
        self, name: str | None = None, *, since: str | None = None, until: str | None = None, **kwargs: Any
    ) -> None:
        """Take the command line's arguments; raises ArgumentError for one that cannot be used."""
        for unknown in kwargs:
            raise self.has_no_argument(unknown)
        super().__init__(name)
        self.since, self.until = _date("since", since), _date("until", until)
        if self.since and self.until and self.since >= self.until:
            raise ArgumentError(f"since={since} is not before until={until}. Give the earlier date to since.")
        self._known: set[str] = set()  # so that an address in a feed and a sitemap counts once
        self._asked: set[str] = set()
        self._open = 0
        self._listed = 0
        self._newest: datetime | None = None
        self._to_fetch: list[Candidate] = []

    def has_no_argument(self, name: str) -> ArgumentError:
        """The error that says what `-a` takes instead of `name`."""
        takes = " and ".join(filter(None, [", ".join(self.arguments[:-1]), self.arguments[-1]]))
        return ArgumentError(f"This spider has no argument {name!r}; it takes {takes}.")

    @property
    def session(self) -> Session:
        """The crawl's open store."""
        return Session.of(self.crawler)

    @property
    def fills_in(self) -> bool:
        """Whether this crawl is about a period, not about what is new."""
        return self.since is not None or self.until is not None

    async def start(self) -> AsyncIterator[Request]:
        """What an earlier run left, then the sources, the cheapest first."""
        self._newest = await self.session.frontier.newest_done()
        self._to_fetch = await self.session.frontier.left_over()
        for request in self.first_requests():
            yield request
        await self._all_answered()
        if self._needs_more():
            for request in self._posts_requests() or self._listing_requests():
                yield request
            await self._all_answered()
        unique = {candidate.url: candidate for candidate in self._to_fetch}
        self._to_fetch = []
        for candidate in sorted(unique.values(), key=lambda candidate: candidate.newest, reverse=True):
            yield self.article_request(candidate)

    async def _all_answered(self) -> None:
        while self._open and not nothing_left(self.crawler):
            await asyncio.sleep(_LOOK_SECONDS)

    def first_requests(self) -> Iterable[Request]:
        """Requests for what is always read."""
        for url in self.feeds:
            yield self.feed_request(url)
        for url in self.sitemaps:
            yield self.sitemap_request(url)

    def article_request(self, candidate: Candidate) -> Request:
        """A request for an article."""
        raise NotImplementedError

    def count(self, name: str, by: int = 1) -> None:
        """Add to a count of the run."""
        if self.crawler.stats:
            self.crawler.stats.inc_value(f"newsbot/{name}", by)

    def feed_request(self, url: str) -> Request:
        """A request for a feed."""
        return self.discovery_request(url, self.parse_feed)

    def sitemap_request(self, url: str) -> Request:
        """A request for a sitemap or an index of them."""
        return self.discovery_request(url, self.parse_sitemap)

    def discovery_request(
        self, url: str, callback: Callable[..., Any], errback: Any = None, **cb_kwargs: Any
    ) -> Request:
        """A request for what tells where articles are: before all articles, and its failure ends nothing."""
        self._asked.add(url)
        self._open += 1
        return Request(
            url,
            self._answered,
            priority=DISCOVERY_PRIORITY,
            errback=self._unanswered,
            cb_kwargs={"callback": callback, "given": cb_kwargs, "errback": errback or self.discovery_failed},
            dont_filter=True,  # a redirect may lead to what was asked already
            meta={"allow_offsite": True},  # feeds and sitemaps may lie on another host; articles may not
        )

    async def _answered(
        self, response: Response, callback: Callable[..., Any], given: dict[str, Any], errback: Any
    ) -> AsyncIterator[Any]:
        try:
            async for result in _each(callback(response, **given)):
                yield result
        finally:
            self._open -= 1

    async def _unanswered(self, failure: Failure) -> AsyncIterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        try:
            async for result in _each(request.cb_kwargs["errback"](failure)):
                yield result
        finally:
            self._open -= 1

    def discovery_failed(self, failure: Failure) -> Any:
        """Say what could not be had; the others go on."""
        raise NotImplementedError

    async def parse_feed(self, response: Response) -> None:
        """Note the articles of a feed that are due."""
        candidates = parse_feed(response.body, response.url)
        if not candidates:
            self.logger.warning("No articles in the feed %s", response.url)
        await self.admit(candidates)

    async def parse_sitemap(self, response: Response) -> AsyncIterator[Request]:
        """Note the articles of a sitemap that are due; requests for the sitemaps of an index."""
        found = parse_sitemap(response.body, response.url)
        for sitemap in found.sitemaps:
            if sitemap.url not in self._asked and not self._too_old(sitemap.modified):
                yield self.sitemap_request(sitemap.url)
        await self.admit(c for c in found.articles if may_be_article(c.url))

    async def parse_posts(self, response: Response, page: int) -> AsyncIterator[Request]:
        """Note a page of WordPress's posts; a request for the next one, or for listing pages where there are none."""
        total = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
        posts = parse_posts(response.body, response.url, pages=int(total) if total.isdigit() else None)
        if not posts.articles and page == 1:
            self.logger.info("No posts at %s, reading listing pages instead", response.url)
            for request in self._listing_requests():
                yield request
        due = await self.admit(posts.articles)
        if posts.next_page and self._goes_on(posts.articles, due, page):
            yield self.discovery_request(posts.next_page, self.parse_posts, page=page + 1)

    async def parse_listing_page(self, response: Response, page: int) -> AsyncIterator[Request]:
        """Note the articles of a listing page that are due; a request for the page with older ones."""
        listing = parse_listing(response.body, response.url, articles=self.articles)
        if not listing.articles:
            self.logger.warning("No articles on the listing page %s", response.url)
        due = await self.admit(replace(article, complete=False) for article in listing.articles)
        older = listing.next_page
        if older and older not in self._asked and self._goes_on(listing.articles, due, page):
            yield self.discovery_request(older, self.parse_listing_page, page=page + 1)

    async def admit(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Keep for fetching, and return, those that are this site's articles and that the frontier says are due."""
        wanted = [self._plausible(candidate) for candidate in candidates if self.is_wanted(candidate)]
        due = await self.session.frontier.admit(wanted)
        known = {candidate.url for candidate in wanted} - {candidate.url for candidate in due} - self._known
        self._known |= known
        self._listed += len(wanted)
        self.count("known", len(known))
        kept = [candidate for candidate in due if await self._is_on_topic(candidate)]
        self._to_fetch += kept
        return kept

    async def reject(self, url: str, reason: str) -> None:
        """Leave an address alone from now on, because it is about something else."""
        self.count("off_topic")
        await self.session.frontier.rejected(url, reason)

    async def _is_on_topic(self, candidate: Candidate) -> bool:
        if not self.is_general or topic_of(candidate) is not Topic.OFF:
            return True
        await self.reject(candidate.url, f"off topic by its title or address: {candidate.title or candidate.url}")
        return False

    def _posts_requests(self) -> list[Request]:
        if not self.rest:
            return []
        since = self.since
        if not self.fills_in and self._listed and self._newest:
            since = self._newest - _OVERLAP
        url = posts_url(self.rest, since=since, until=self.until)
        return [self.discovery_request(url, self.parse_posts, self._posts_refused, page=1)]

    def _posts_refused(self, failure: Failure) -> list[Request]:
        self.logger.info("No posts by REST (%s), reading listing pages instead", failure.getErrorMessage())
        return self._listing_requests()

    def _listing_requests(self) -> list[Request]:
        return [self.discovery_request(url, self.parse_listing_page, page=1) for url in self.listings]

    def _needs_more(self) -> bool:
        missed = bool(self._listed) and not self._known and self._newest is not None
        return self.fills_in or not self._listed or missed

    def _goes_on(self, articles: list[Candidate], due: list[Candidate], page: int) -> bool:
        """Whether older pages can have more: not when a whole page is known, or is older than what is asked for."""
        if page >= MOST_PAGES:
            self.logger.warning("Read no further than %d pages of a listing", MOST_PAGES)
            return False
        oldest_wanted = self.since or (self._newest - _OVERLAP if self._newest and not self.fills_in else None)
        times = [article.published for article in articles]
        if oldest_wanted and times and all(time and time < oldest_wanted for time in times):
            return False
        return bool(articles) if self.fills_in else bool(due)

    def is_wanted(self, candidate: Candidate) -> bool:
        """Whether the address is one of the site's articles, and of the time asked for."""
        if self.articles and not re.search(self.articles, candidate.url):
            return False
        if self.skip and re.search(self.skip, candidate.url):
            return False
        if self.until and candidate.published and candidate.published >= self.until:
            return False
        return not self._too_old(candidate.published or candidate.modified)

    def _plausible(self, candidate: Candidate) -> Candidate:
        """A candidate without a date to come: feeds announce events by their day."""
        if candidate.published and candidate.published > datetime.now(UTC) + timedelta(days=1):
            candidate = replace(candidate, published=None)
        return replace(candidate, complete=False) if self.fills_in and candidate.complete else candidate

    def _too_old(self, moment: datetime | None) -> bool:
        return self.since is not None and moment is not None and moment < self.since


async def _each(results: Any) -> AsyncIterator[Any]:
    """What a callback gives, however it gives it."""
    if hasattr(results, "__aiter__"):
        async for result in results:
            yield result
    else:
        if inspect.isawaitable(results):
            results = await results
        for result in results or ():
            yield result


def _date(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = parse_date(text, base=datetime.now(UTC))
    if moment is None:
        raise ArgumentError(f"{name}={text!r} is no date. Give one as in -a {name}=2024-01-31.")
    return moment
