"""Where a site's articles are: its feeds, its sitemaps, WordPress's REST interface, its listing pages."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.crawl.failures import trouble_of
from newsbot.crawl.sources.admission import Admitted, AdmittingSpider
from newsbot.crawl.sources.bounds import DiscoveryBounds, WaitingSitemap
from newsbot.crawl.sources.past import Past, WaitingPage
from newsbot.crawl.sources.requests import FEED_BYTES, SITEMAP_BYTES
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.listings import Listing, parse_listing
from newsbot.discovery.periods import Period, named_periods
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.urls import may_be_article
from newsbot.discovery.wordpress import number, parse_posts, posts_url
from newsbot.store.database.retry import StoreLostError
from newsbot.store.frontier.unlisted import own_stamp

_OVERLAP = timedelta(days=1)
"""How far behind the newest known article a gap is looked for: sites publish out of order."""


class SourceSpider(AdmittingSpider):
    """Asks a site what it has before the first article is fetched, so that a crawl that is killed among its articles
    has every address in the frontier, and one that is killed before them begins anew. Of listings and of WordPress's
    posts that is twenty pages; then their articles are fetched, and so on. The next crawl gets the pages that are left.

    Feeds and sitemaps are always asked; REST and listing pages, which cost the site more, only where those brought
    nothing, where all that a feed has is unknown (what came before it was missed), and to fill in the past (`since`,
    `until`). What answers that it has not changed (304) is not read again, and a sitemap that cannot hold anything new,
    by what its index says of it, is not even asked (store/sources.py).
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
    """The content management system of the site, where it is known."""

    def __init__(self, name: str | None = None, **arguments: Any) -> None:
        """Take the command line's arguments; raises ArgumentError for one that cannot be used."""
        super().__init__(name, **arguments)
        self._newest: datetime | None = None
        self._went_past = self._reaches_back = False
        self._gap: datetime | None = None
        """From when on articles may have been missed, by this crawl or an earlier one."""
        self._is_unread = False
        """Whether what would fill the gap could not be had."""
        self._past = Past()

    async def start(self) -> AsyncIterator[Request]:
        """Request the sources, the cheapest first; then the articles that they or an earlier run left."""
        with suppress(StoreLostError):  # whoever gave the database up ends the crawl, and says why
            async for request in self._from_sources():
                yield request

    async def _from_sources(self) -> AsyncIterator[Request]:
        table = f"{self.articles} {self.skip}"
        self._bounds = DiscoveryBounds(self.settings)
        self._newest = await self.session.frontier.newest_done()
        left_over = await self.session.frontier.left_over()
        self._to_fetch = [candidate for candidate in left_over if self._can_be_fetched(candidate.url)]
        if self._newest and not self.fills_in:  # a crawl of a period takes a part only
            await self.session.frontier.sources.load(table)
            self._gap = await self.session.frontier.sources.gap()
        if not self.fills_in:
            self._past.restore(await self.session.frontier.sources.past())
        for request in self.first_requests():
            yield request
        await self.all_answered()
        while sitemaps := self._bounds.next():
            for sitemap in sitemaps:
                yield self.sitemap_request(sitemap)
            await self.all_answered()
        if self._newest and self._went_past and not self._reaches_back:
            self._gap = self._gap or self._newest
        if self.reads_older():
            for request in self.older_requests():
                yield request
            await self.all_answered()
        self.count("sitemaps_left_out", self._bounds.left_out)
        if not self.fills_in:
            await self._keep_past()
            await self.session.frontier.sources.keep(table)
        for request in self._found():
            yield request
        async for request in self._read_past():
            yield request

    def _found(self) -> list[Request]:
        """Requests for the articles found since the last call, the newest first."""
        unique = {candidate.url: candidate for candidate in self._to_fetch}
        self._to_fetch = []
        newest_first = sorted(unique.values(), key=lambda candidate: candidate.newest, reverse=True)
        return [self.article_request(candidate) for candidate in newest_first]

    async def _read_past(self) -> AsyncIterator[Request]:
        """Some pages of listings and then their articles, until none is left or this crawl has read enough."""
        await self.all_fetched()
        while pages := self._past.next():
            for page in pages:
                yield self._page_request(page)
            await self.all_answered()
            if not self.fills_in:
                await self._keep_past()
            for request in self._found():
                yield request
            await self.all_fetched()
        if not self.fills_in:
            await self._keep_past()
        if self._past.is_left:
            then = "Ask for a shorter period" if self.fills_in else "The next crawl goes on from here"
            self.logger.warning("Not all pages of the site's listings were read. %s.", then)

    async def _keep_past(self) -> None:
        """Keep what is left to read, and a gap in what is known as long as that may fill it."""
        if self._gap:
            is_open = self._is_unread or self._past.is_left
            await self.session.frontier.sources.keep_gap(self._gap if is_open else None)
        await self.session.frontier.sources.keep_past(self._past.documents())

    def _further(self, page: WaitingPage) -> list[Request]:
        """A request for a further page of a listing, where it may be asked for now."""
        return [self._page_request(page)] if self._past.takes(page) else []

    def _page_request(self, waiting: WaitingPage) -> Request:
        """A request for a page of a listing."""

        def failed(failure: Failure) -> list[Request]:
            trouble = trouble_of(failure)
            if not trouble.gone and not trouble.forbidden and not self.fills_in:
                self._past.put_off(waiting)
            return self._unread(failure) if not waiting.steps else []

        if waiting.kind == "posts":
            return self.source_request(waiting.url, self.parse_posts, failed, page=waiting.page)
        given = {"page": waiting.page, "steps": waiting.steps}
        return self.source_request(waiting.url, self.parse_listing_page, failed, **given)

    def first_requests(self) -> Iterable[Request]:
        """Requests for what is always read."""
        for url in self.feeds:
            yield self.feed_request(url)
        self.add_sitemaps(Candidate(url=url, source="") for url in self.sitemaps)

    def article_request(self, candidate: Candidate) -> Request:
        """A request for an article."""
        raise NotImplementedError

    def feed_request(self, url: str) -> Request:
        """A request for a feed."""
        return self.source_request(url, self.parse_feed, most_bytes=FEED_BYTES)

    def sitemap_request(self, sitemap: WaitingSitemap) -> Request:
        """A request for a sitemap or an index of them."""
        known = {"lastmod": sitemap.lastmod, "depth": sitemap.depth}
        return self.source_request(sitemap.url, self.parse_sitemap, most_bytes=SITEMAP_BYTES, **known)

    def add_sitemaps(self, sitemaps: Iterable[Candidate], depth: int = 0) -> None:
        """Let those of an index be asked for that can hold something new or asked for; news first, then the newest.

        `depth` is the number of indexes above them.
        """
        asked = {sitemap.url: sitemap for sitemap in sitemaps if sitemap.url not in self.asked}
        periods, stamp = named_periods(asked), own_stamp(asked.values())
        for sitemap in sorted(asked.values(), key=_news_first, reverse=True):
            lastmod = sitemap.modified if sitemap.modified != stamp else None
            if self._too_old(lastmod) or self._out_of(periods.get(sitemap.url)):
                continue
            if self.session.frontier.sources.needs_no_look(sitemap.url, lastmod, periods.get(sitemap.url)):
                self.unchanged(sitemap.url, self.parse_sitemap, depth)
            else:
                self.asked.add(sitemap.url)
                self._bounds.add(WaitingSitemap(sitemap.url, lastmod, depth))

    def unchanged(self, url: str, callback: Callable[..., Any], depth: int = 0) -> None:
        """Count a source that has nothing new; the sitemaps that it names may have."""
        self.asked.add(url)
        reading = self.session.frontier.sources.unchanged(url)
        if reading is None:
            self.logger.warning("%s answers 304 without having been asked whether it changed", url)
            return
        self.count("sources_unchanged")
        self._listed += reading.entries
        self._reaches_back |= callback == self.parse_sitemap and reading.entries > 0
        children = (Candidate(url=child["url"], source=url, modified=child["modified"]) for child in reading.children)
        self.add_sitemaps(children, depth + 1)

    async def parse_feed(self, response: Response) -> None:
        """Note the articles of a feed that are due."""
        candidates = await self.read(parse_feed, response)
        if not candidates:
            self.logger.warning("No articles in the feed %s", response.url)
            return
        admitted = await self.admit(candidates)
        self._note_reach(admitted)
        if not admitted.wanted and not self.fills_in:
            self.logger.warning("None of the %d addresses in %s is an article's", len(candidates), response.url)
        self.remember(response)

    async def parse_sitemap(self, response: Response, lastmod: datetime | None = None, depth: int = 0) -> None:
        """Note the articles of a sitemap that are due, and the sitemaps of an index."""
        found = await self.read(parse_sitemap, response)
        self.add_sitemaps(found.sitemaps, depth + 1)
        admitted = await self.admit(c for c in found.articles if may_be_article(c.url))
        self._note_reach(admitted)
        self._reaches_back |= admitted.known > 0
        if found.articles or found.sitemaps:
            self.remember(response, lastmod=lastmod, children=found.sitemaps)

    async def parse_posts(self, response: Response, page: int) -> AsyncIterator[Request]:
        """Note a page of WordPress's posts; a request for the next one, or for listing pages where there are none."""
        total = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
        posts = await self.read(parse_posts, response, pages=number(total))
        if not posts.articles and page == 1:
            self.logger.info("No posts at %s, reading listing pages instead", response.url)
            for request in self.listing_requests():
                yield request
        due = (await self.admit(posts.articles)).due
        if posts.next_page and self.goes_on(posts.articles, due, page):
            for request in self._further(WaitingPage(posts.next_page, "posts", page + 1)):
                yield request
        elif posts.articles:
            self.remember(response, name=posts.articles[0].source)

    async def parse_listing_page(self, response: Response, page: int, steps: int = 0) -> AsyncIterator[Request]:
        """Note the articles of a listing page that are due; requests for the page with older ones, and for others."""
        listing = await self.read(parse_listing, response, articles=self.articles)
        if not listing.articles and not steps:
            self.logger.warning("No articles on the listing page %s", response.url)
        due = (await self.admit(replace(article, complete=False) for article in listing.articles)).due
        older = listing.next_page
        further = [WaitingPage(url, "listing", 1, step) for url, step in self.other_lists(listing, due, steps)]
        if older and older not in self.asked and self.goes_on(listing.articles, due, page):
            further.insert(0, WaitingPage(older, "listing", page + 1, min(steps, 1)))
        elif listing.articles and not further:
            self.remember(response)
        for waiting in further:
            if waiting.url not in self.asked:
                self.asked.add(waiting.url)
                for request in self._further(waiting):
                    yield request

    def other_lists(self, listing: Listing, due: list[Candidate], steps: int) -> list[tuple[str, int]]:
        """Pages beside a listing's older ones to read as listings, each with its `steps`: none where a table names
        the listings.
        """
        return []

    def _note_reach(self, admitted: Admitted) -> None:
        """Notice a list of the newest that has moved on so far that nothing in it is known."""
        self._went_past |= admitted.wanted > 0 and admitted.known == 0

    def reads_older(self) -> bool:
        """Whether more is read than lists of the newest: for a period, after a gap, or where those bring nothing."""
        return self.fills_in or not self._listed or self._gap is not None

    def older_requests(self) -> list[Request]:
        """Requests for the first pages of what goes back into the past: WordPress's posts, else listings."""
        return self.posts_requests() or self.listing_requests()

    def posts_requests(self) -> list[Request]:
        """A request for the first page of WordPress's posts, where the site has them."""
        if not self.rest:
            return []
        since = self._oldest_wanted() if self.fills_in or self._listed else None
        url = posts_url(self.rest, since=since, until=self.until)
        return [self.source_request(url, self.parse_posts, self._posts_refused, page=1)]

    def _posts_refused(self, failure: Failure) -> list[Request]:
        if not self.listings:
            return self._unread(failure)
        self.logger.info("No posts by REST (%s), reading listing pages instead", failure.getErrorMessage())
        return self.listing_requests()

    def listing_requests(self) -> list[Request]:
        """Requests for the first page of each listing."""
        return [self.listing_request(url) for url in self.listings]

    def listing_request(self, url: str) -> Request:
        """A request for the first page of a listing."""
        self._past.begin()
        return self.source_request(url, self.parse_listing_page, self._unread, page=1)

    def _unread(self, failure: Failure) -> list[Request]:
        """Leave a gap open for the next crawl: what would fill it could not be had."""
        self._is_unread = True
        self.discovery_failed(failure)
        return []

    def _oldest_wanted(self) -> datetime | None:
        """How far back lists of the newest are read, if a time says it."""
        reached = self._gap or self._newest
        return self.since if self.fills_in or reached is None else reached - _OVERLAP

    def goes_on(self, articles: list[Candidate], due: list[Candidate], page: int) -> bool:
        """Whether older pages can have more: not when a whole page is known, or is older than what is asked for."""
        oldest_wanted = self._oldest_wanted()
        times = [article.published for article in articles]
        if oldest_wanted and times and all(time and time < oldest_wanted for time in times):
            return False
        reads_on = self.fills_in or (self._gap is not None and all(times))  # the known ones may lie before a gap
        return bool(articles) if reads_on else bool(due)

    def _out_of(self, period: Period | None) -> bool:
        """Whether a period has nothing of the time asked for."""
        if period is None:
            return False
        return self._too_old(period[1]) or (self.until is not None and period[0] >= self.until)


def _news_first(sitemap: Candidate) -> tuple[bool, datetime]:
    return "news" in urlsplit(sitemap.url).path, sitemap.newest
