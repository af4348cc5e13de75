"""NewsSpider: from a site's feeds and sitemaps to its articles."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.http import Request, Response, TextResponse
from twisted.python.failure import Failure

from newsbot.dates import parse_date
from newsbot.discovery.addresses import may_be_article
from newsbot.discovery.candidate import Candidate, site_of
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.listings import parse_listing
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.topics import Topic, is_on_topic, topic_of
from newsbot.discovery.wordpress import parse_posts, posts_url
from newsbot.extraction import ExtractionError, SiteRules, extract_article
from newsbot.items import Article
from newsbot.manners.trouble import Trouble, trouble_of
from newsbot.store.schema import Page
from newsbot.store.session import Session

DISCOVERY_PRIORITY = 2_000_000_000
"""Feeds and sitemaps before all articles, whose priority is their date in minutes since 1970."""

NOT_MODIFIED = 304


class ArgumentError(ValueError):
    """A wrong `-a` argument; the message says what to give instead."""


class NewsSpider(scrapy.Spider):
    """A site that names its articles in feeds and sitemaps. A site's own spider is a table of the fields below.

    Arguments: `since` and `until`, dates: what came out before the one or from the other on is left alone where the
    source tells its date, and what sitemaps, WordPress's REST interface or listing pages tell of the time between is
    fetched too.
    """

    site: str
    """The host without "www.": "rcrwireless.com"."""
    feeds: tuple[str, ...] = ()
    """Addresses of RSS or Atom feeds."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps or sitemap indexes."""
    rest: str = ""
    """Address of the home page, where the site is WordPress's and its REST interface may be asked."""
    listings: tuple[str, ...] = ()
    """Addresses of pages that list articles, newest first: read where nothing else tells enough."""
    finds_sources: bool = False
    """Whether the spider looks for feeds and sitemaps itself."""
    section: str = ""
    """The site's own page about 5G, for people."""
    cms: str = ""
    """What the site runs on, where it is known."""
    is_general: bool = False
    """Whether the site writes about much else, so that only stories about the topic are taken (discovery/topics.py)."""
    articles: str = ""
    """Regular expression that the addresses of articles match; empty where the site's addresses do not tell."""
    skip: str = ""
    """Regular expression of addresses to leave alone: other languages, videos, events."""
    canonical_hosts: tuple[str, ...] = ()
    """Other hosts, without "www.", that a page's canonical link may name as the story's home."""

    rules: SiteRules = SiteRules()
    """What extraction should know of the site: its time zone, where the body is, what to drop."""

    def __init__(
        self, name: str | None = None, *, since: str | None = None, until: str | None = None, **kwargs: Any
    ) -> None:
        """Take the command line's arguments; raises ArgumentError for one that cannot be used."""
        if kwargs:
            raise ArgumentError(f"This spider has no argument {next(iter(kwargs))!r}; it takes since and until.")
        super().__init__(name)
        self.since, self.until = _date("since", since), _date("until", until)
        if self.since and self.until and self.since >= self.until:
            raise ArgumentError(f"since={since} is not before until={until}.")
        self._is_deep = False
        self._known: set[str] = set()  # so that an address in a feed and a sitemap counts once
        if getattr(self, "site", ""):
            self.allowed_domains = [self.site, *self.canonical_hosts]

    @property
    def session(self) -> Session:
        """The crawl's open store."""
        return Session.of(self.crawler)

    async def start(self) -> AsyncIterator[Request]:
        """What an earlier run left, then the feeds and sitemaps."""
        for candidate in await self.session.frontier.left_over():
            yield self.article_request(candidate)
        for url in self.feeds:
            yield self.feed_request(url)
        for url in self.sitemaps:
            yield self.sitemap_request(url)
        if self.since or self.until or not (self.feeds or self.sitemaps or self.finds_sources):
            for request in self.deeper():
                yield request

    def deeper(self) -> list[Request]:
        """Requests for what tells more than feeds and sitemaps, once a crawl: WordPress's REST, or listing pages."""
        if self._is_deep:
            return []
        self._is_deep = True
        if not self.rest:
            return self._listing_requests()
        url = posts_url(self.rest, since=self.since, until=self.until)
        return [self.discovery_request(url, self.parse_posts, self.rest_failed)]

    def _listing_requests(self) -> list[Request]:
        return [self.discovery_request(url, self.parse_listing) for url in self.listings]

    def feed_request(self, url: str) -> Request:
        """A request for a feed."""
        return self.discovery_request(url, self.parse_feed)

    def sitemap_request(self, url: str) -> Request:
        """A request for a sitemap or an index of them."""
        return self.discovery_request(url, self.parse_sitemap)

    def discovery_request(self, url: str, callback: Any, errback: Any = None) -> Request:
        """A request for what tells where articles are: before all articles, and its failure ends nothing."""
        return Request(
            url,
            callback,
            priority=DISCOVERY_PRIORITY,
            errback=errback or self.discovery_failed,
            meta={"allow_offsite": True},  # feeds and sitemaps may lie on another host; articles may not
        )

    def article_request(self, candidate: Candidate) -> Request:
        """A request for an article; newer ones go first."""
        newest = candidate.published or candidate.modified
        return Request(
            candidate.url,
            self.parse_article,
            cb_kwargs={"candidate": candidate},
            errback=self.article_failed,
            priority=int(newest.timestamp() // 60) if newest else 0,
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
        )

    async def parse_feed(self, response: Response) -> AsyncIterator[Request]:
        """The articles of a feed that are due."""
        candidates = parse_feed(response.body, response.url)
        if not candidates:
            self.logger.warning("No articles in the feed %s", response.url)
        wanted = [candidate for candidate in candidates if self.is_wanted(candidate)]
        was_known = await self.session.frontier.knows_site()
        due = await self._due(wanted)
        for candidate in due:
            yield self.article_request(candidate)
        if wanted and was_known and len(due) == len(wanted):  # the feed may have moved on past some
            for request in self.deeper():
                yield request

    async def parse_posts(self, response: Response) -> AsyncIterator[Request]:
        """The articles of a page of WordPress's REST that are due, and the next page unless all were known."""
        pages = _header(response, "X-WP-TotalPages") or ""
        posts = parse_posts(response.body, response.url, pages=int(pages) if pages.isdecimal() else None)
        if not posts.articles:
            for request in self._listing_requests():
                yield request
        due = await self._due(filter(self.is_wanted, posts.articles))
        for candidate in due:
            yield self.article_request(candidate)
        if posts.next_page and due:
            yield self.discovery_request(posts.next_page, self.parse_posts)

    def rest_failed(self, failure: Failure) -> list[Request]:
        """Many sites close their REST interface; their listing pages are left."""
        if not self.listings:
            self.discovery_failed(failure)
        return self._listing_requests()

    async def parse_listing(self, response: Response) -> AsyncIterator[Request]:
        """The articles of a listing page that are due, and the page with older ones unless none was."""
        listing = parse_listing(response.body, response.url, articles=self.articles)
        if not listing.articles:
            self.logger.warning("No articles on the listing page %s", response.url)
        due = await self._due(filter(self.is_wanted, listing.articles))
        for candidate in due:
            yield self.article_request(candidate)
        if listing.next_page and due:
            yield self.discovery_request(listing.next_page, self.parse_listing)

    async def parse_sitemap(self, response: Response) -> AsyncIterator[Request]:
        """The articles of a sitemap that are due, and the sitemaps of an index."""
        found = parse_sitemap(response.body, response.url)
        for sitemap in found.sitemaps:
            if not self._too_old(sitemap.modified):
                yield self.sitemap_request(sitemap.url)
        async for request in self.requests_for(c for c in found.articles if may_be_article(c.url)):
            yield request

    async def requests_for(self, candidates: Iterable[Candidate]) -> AsyncIterator[Request]:
        """Requests for those candidates that are this site's articles and that the frontier says are due."""
        for candidate in await self._due(filter(self.is_wanted, candidates)):
            yield self.article_request(candidate)

    async def _due(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that the frontier says are due, without those that are plainly about something else."""
        wanted = list(candidates)
        due = await self.session.frontier.admit(wanted)
        known = {candidate.url for candidate in wanted} - {candidate.url for candidate in due} - self._known
        self._known |= known
        self.count("known", len(known))
        if not self.is_general:
            return due
        kept = []
        for candidate in due:
            if topic_of(candidate) is Topic.OFF:
                await self._reject(candidate)
            else:
                kept.append(candidate)
        return kept

    async def _reject(self, candidate: Candidate) -> None:
        """Remember that a story is about something else, so that it is not fetched again."""
        self.count("off_topic")
        await self.session.frontier.rejected(candidate.url, "not about the topic")

    async def parse_article(self, response: Response, candidate: Candidate) -> AsyncIterator[Article]:
        """The article of a page. What is no page at all is refused, with the reason."""
        if response.status == NOT_MODIFIED:
            self.count("not_modified")
            await self.session.frontier.unchanged(candidate.url)
            return
        if may_be_article(candidate.url) and not may_be_article(response.url):
            await self._not_had(candidate, Trouble("moved to a page of another kind", gone=True))
            return
        page = self._page(response, candidate)
        self.count("pages")
        try:
            article = extract_article(_markup(response), response.url, fetched_at=page.fetched_at, site=self.rules)
        except ExtractionError as error:
            await self.session.refuse(page, str(error))
            self.count("refused")
            return
        if self.is_general and not is_on_topic(article.headline, article.standfirst, article.body, article.tags):
            await self._reject(candidate)
            return
        self._identify(article)
        page.aliases = (*response.meta.get("redirect_urls", ()), article.canonical_url)
        page.published = article.published or candidate.published
        self.session.hold(page)
        if article.published is None and candidate.published is not None:
            article.published_raw = candidate.published.isoformat()
            article.published_source = "feed"
        yield article

    async def article_failed(self, failure: Failure) -> None:
        """Remember that an article could not be had, and whether for good."""
        request: Request = failure.request  # type: ignore[attr-defined]
        await self._not_had(request.cb_kwargs["candidate"], trouble_of(failure))

    async def _not_had(self, candidate: Candidate, trouble: Trouble) -> None:
        frontier, reason = self.session.frontier, trouble.reason
        self.count(f"errors_by_kind/{trouble.kind}")
        if trouble.forbidden:
            self.count("forbidden")
            await frontier.forbidden(candidate.url)
        elif trouble.refusal:
            await frontier.put_off(candidate.url, reason)
        else:
            self.logger.warning("Not fetched: %s (%s)", reason, candidate.url)
            self.count("gone" if trouble.gone else "failed")
            await frontier.failed(candidate.url, reason, gone=trouble.gone, for_good=trouble.for_good)

    def discovery_failed(self, failure: Failure) -> None:
        """Say which feed or sitemap could not be had; the others go on."""
        request: Request = failure.request  # type: ignore[attr-defined]
        trouble = trouble_of(failure)
        self.count(f"errors_by_kind/{trouble.kind}")
        self.logger.warning("Feed or sitemap not to be had: %s (%s)", request.url, trouble.reason)

    def count(self, name: str, by: int = 1) -> None:
        """Add to a count of the run."""
        if self.crawler.stats:
            self.crawler.stats.inc_value(f"newsbot/{name}", by)

    def is_wanted(self, candidate: Candidate) -> bool:
        """Whether the address is one of the site's articles, and of the time asked for."""
        if self.articles and not re.search(self.articles, candidate.url):
            return False
        if self.skip and re.search(self.skip, candidate.url):
            return False
        if self.until and candidate.published and candidate.published >= self.until:
            return False
        return not self._too_old(candidate.published or candidate.modified)

    def _too_old(self, moment: datetime | None) -> bool:
        return self.since is not None and moment is not None and moment < self.since

    def _identify(self, article: Article) -> None:
        """Believe a canonical link only where it stays with the site: elsewhere it may name anybody's page.

        One to the front page is a template's mistake, and would make one story of all.
        """
        home = site_of(article.canonical_url)
        if home in self.canonical_hosts:
            article.site = home
        elif not _same_site(home, site_of(article.url)) or not may_be_article(article.canonical_url):
            article.canonical_url = article.url

    def _page(self, response: Response, candidate: Candidate) -> Page:
        return Page(
            url=response.url,
            requested_url=candidate.url,
            body=response.body,
            fetched_at=_fetched_at(response),
            status=response.status,
            content_type=_header(response, "Content-Type") or "",
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )


def _date(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = parse_date(text, base=datetime.now(UTC))
    if moment is None:
        raise ArgumentError(f"{name}={text!r} is no date. Give one as in -a {name}=2024-01-31.")
    return moment


def _markup(response: Response) -> bytes | str:
    """The page's bytes; decoded where only the response's header tells the encoding and it is not UTF-8."""
    if not isinstance(response, TextResponse):
        return response.body
    try:
        response.body.decode("utf-8")
    except UnicodeDecodeError:
        return response.text
    return response.body


def _fetched_at(response: Response) -> datetime:
    """When the page was read: what an archive says, else now."""
    archived: datetime | None = response.meta.get("fetched_at")
    return archived or datetime.now(UTC).replace(microsecond=0)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
