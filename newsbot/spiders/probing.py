"""A site's spider that notes what each source gives and reads three articles: what `newsbot probe` runs."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsbot.crawl.context import Session
from newsbot.crawl.failures import trouble_of
from newsbot.crawl.sources.admission import Admitted
from newsbot.crawl.unstored import UnstoredSession
from newsbot.discovery.candidate import Candidate
from newsbot.items import Article
from newsbot.spiders.news import NewsSpider

ARTICLES, LISTING_PAGES, SITEMAPS = 3, 1, 10
"""How many are read."""

_NAMES = {"parse_feed": "feed", "parse_sitemap": "sitemap", "parse_posts": "REST", "parse_listing_page": "listing"}


@dataclass
class Finding:
    """The yield of one source of a site."""

    what: str
    url: str
    status: str = ""
    trouble: str = ""
    """Why it could not be read."""
    named: int = 0
    """URLs that it names."""
    wanted: int = 0
    """Those that are the site's articles."""
    articles: list[Candidate] = field(default_factory=list)
    """Those of them that no other source named before, and that are about the topic."""
    sitemaps: int = 0
    """Sitemaps that it names, where it is an index."""

    @property
    def fix(self) -> str:
        """What is wrong with it; empty when nothing is."""
        if self.trouble or self.status != "200" or self.what not in _NAMES.values() or self.sitemaps:
            return self.trouble
        if not self.named:
            return "it names no articles"
        return "" if self.wanted else f"none of its {self.named} URLs match the spider's `articles` pattern"


@dataclass
class Report:
    """The findings of a probe."""

    title: str = ""
    home: str = ""
    """The URL of the home page."""
    findings: list[Finding] = field(default_factory=list)
    pages: list[tuple[str, Article | str]] = field(default_factory=list)
    """URLs with their articles, or with the reason why there is none."""


class ProbingSpider(NewsSpider):
    """Crawls by a site's own plan, with no store, and takes a few of its articles; `probing` makes it of a spider."""

    custom_settings = {
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {
            "newsbot.extensions.runs.RunRecorder": None,
            "newsbot.extensions.progress.ProgressBar": None,
        },
        "RETRY_TIMES": 1,
        "DISCOVERY_SITEMAPS": SITEMAPS,
    }
    session: UnstoredSession
    report: Report
    _of_answer: dict[str, Finding]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "ProbingSpider":
        """Make the spider; `report` is filled by its crawl."""
        report: Report = kwargs.pop("report")
        report.title = str(cls.name)  # until its arguments are read
        Session.use(crawler, UnstoredSession(crawler.settings, ""))
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.report, spider._of_answer = report, {}
        first = next(filter(None, (spider.rest, *spider.feeds, *spider.sitemaps, *spider.listings)), "")
        report.title, report.home = f"{spider.name}: {spider.site}", urljoin(first, "/")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Request the sources of a first crawl, then the first articles."""
        articles = 0
        async for request in super().start():
            if "candidate" in request.cb_kwargs:
                articles += 1
                if articles > ARTICLES:
                    break
            yield request

    def discovery_request(self, url: str, callback: Callable[..., Any], errback: Any = None, **given: Any) -> Request:
        """Begin a line of the report."""
        request = super().discovery_request(url, callback, errback, **given)
        what = _NAMES.get(callback.__name__) or callback.__name__.removeprefix("parse_")
        request.meta["finding"] = Finding(what, url)
        self.report.findings.append(request.meta["finding"])
        return request

    async def answered(
        self, response: Response, callback: Callable[..., Any], given: dict[str, Any], errback: Any
    ) -> AsyncIterator[Any]:
        """Note the status of an answer."""
        finding: Finding = response.meta["finding"]
        finding.status = str(response.status)
        for url in (response.url, response.url.partition("?")[0]):
            self._of_answer.setdefault(url, finding)
        async for result in super().answered(response, callback, given, errback):
            yield result

    async def unanswered(self, failure: Failure) -> AsyncIterator[Any]:
        """Note why there is no answer."""
        finding, trouble = failure.request.meta["finding"], trouble_of(failure)  # type: ignore[attr-defined]
        finding.status = trouble.kind
        if not trouble.gone:  # a usual place that is merely not there is no fault
            finding.trouble = trouble.reason
        async for result in super().unanswered(failure):
            yield result

    def discovery_failed(self, failure: Failure) -> None:
        """Note that a source that the site or its table names could not be had."""
        failure.request.meta["finding"].trouble = trouble_of(failure).reason  # type: ignore[attr-defined]

    def add_sitemaps(self, sitemaps: Iterable[Candidate], depth: int = 0) -> None:
        """Note how many sitemaps an index names."""
        named = [*sitemaps]
        if named and (finding := self._of_answer.get(named[0].source)) is not None:
            finding.sitemaps = len(named)
        super().add_sitemaps(named, depth)

    async def admit(self, candidates: Iterable[Candidate]) -> Admitted:
        """Note what a source names."""
        named = [*candidates]
        admitted = await super().admit(named)
        if named:
            source = named[0].source
            finding = self._of_answer.get(source) or self._of_answer.get(source.partition("?")[0])
            if finding is not None:
                finding.named, finding.wanted, finding.articles = len(named), admitted.wanted, admitted.due
        return admitted

    def reads_older(self) -> bool:
        """Ask WordPress and read the listings that a table names, too: a crawl needs them after a pause."""
        return bool(type(self).listings or type(self).rest) or super().reads_older()

    def older_requests(self) -> list[Request]:
        """Both of them, where a crawl would read the listings only if WordPress does not answer."""
        return [*self.posts_requests(), *self.listing_requests()]

    def goes_on(self, articles: list[Candidate], due: list[Candidate], page: int) -> bool:
        """Read no more pages of a listing than a few."""
        return page < LISTING_PAGES and super().goes_on(articles, due, page)

    async def parse_article(self, response: Response, candidate: Candidate) -> AsyncIterator[Article]:
        """Keep an article for the report, or why there is none."""
        async for article in super().parse_article(response, candidate):
            self.report.pages.append((candidate.url, article))
            yield article
        self._note_reason(candidate.url)

    async def article_failed(self, failure: Failure) -> None:
        """Note why a page could not be had."""
        await super().article_failed(failure)
        self._note_reason(failure.request.cb_kwargs["candidate"].url)  # type: ignore[attr-defined]

    def _note_reason(self, url: str) -> None:
        if (reason := self.session.reasons.get(url)) is not None:
            self.report.pages.append((url, reason))


def probing(spider: type[NewsSpider]) -> type[ProbingSpider]:
    """The same spider, but probing."""
    settings = {**(spider.custom_settings or {}), **ProbingSpider.custom_settings}
    return type(spider.__name__, (ProbingSpider, spider), {"custom_settings": settings})
