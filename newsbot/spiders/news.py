"""NewsSpider: from the addresses that a site's sources name to its articles."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from newsbot.browser.chromium import missing, use_browser
from newsbot.crawl.failures import Trouble, trouble_of
from newsbot.crawl.response import article_of_response, page_of_response
from newsbot.crawl.sources.admission import ArgumentError
from newsbot.crawl.sources.plan import SourceSpider
from newsbot.crawl.time_limit import time_limit
from newsbot.discovery.advertising import is_advertisement
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.http_validators import NOT_MODIFIED
from newsbot.discovery.topics import is_on_topic
from newsbot.discovery.urls import may_be_article
from newsbot.extraction import ExtractionError, SiteRules
from newsbot.items import Article

__all__ = ["ArgumentError", "NewsSpider"]


class NewsSpider(SourceSpider):
    """A news site: what its sources name is fetched and read. A site's own spider is a table of the fields below and of
    SourceSpider's.

    Arguments: `since` and `until`, dates: what its source dates before `since`, or on `until` or later, is left alone,
    and the site's past is looked through.
    """

    site: str
    """The host without "www.", with its port where that is not the usual one: "rcrwireless.com"."""
    own_hosts: list[str]
    """The hosts whose URLs are the site's: its own first, without a port."""
    canonical_hosts: tuple[str, ...] = ()
    """Other hosts, without "www.", that a page's canonical link may name as the story's home."""

    javascript: bool = False
    """Whether the site's articles are empty without JavaScript, so that they need a browser (browser.py)."""

    rules: SiteRules = SiteRules()
    """Corrections to extraction for the site: its time zone, where the body is, what to drop."""

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        """Take the command line's arguments; raises ArgumentError for one that cannot be used."""
        super().__init__(name, **kwargs)
        if getattr(self, "site", ""):
            self.own_hosts = [urlsplit(f"//{self.site}").hostname or self.site, *self.canonical_hosts]
            if ":" not in self.own_hosts[0]:  # Scrapy takes an IPv6 address for a domain with a port
                self.allowed_domains = self.own_hosts
        self.rules = replace(self.rules, canonical_hosts=self.canonical_hosts)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Bring in the browser where the site or the setting JAVASCRIPT asks for it."""
        super().update_settings(settings)
        if cls.javascript or settings.getbool("JAVASCRIPT"):
            settings.set("JAVASCRIPT", True, priority="spider")
            use_browser(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider of a crawl; raises ArgumentError where a browser is asked for that is not there."""
        if crawler.settings.getbool("JAVASCRIPT") and (sentence := missing()):
            raise ArgumentError(sentence)
        return super().from_crawler(crawler, *args, **kwargs)

    def article_request(self, candidate: Candidate) -> Request:
        """A request for an article; newer ones go first."""
        newest = candidate.published or candidate.modified
        return Request(
            candidate.url,
            self.parse_article,
            cb_kwargs={"candidate": candidate},
            errback=self.article_failed,
            priority=int(newest.timestamp() // 60) if newest else 0,
            meta={"handle_httpstatus_list": [NOT_MODIFIED]}
            | ({"playwright": True} if self.settings.getbool("JAVASCRIPT") else {}),
        )

    async def parse_article(self, response: Response, candidate: Candidate) -> AsyncIterator[Article]:
        """The article of a page. A response that is no page is rejected, with the reason."""
        if response.status == NOT_MODIFIED:
            self.count("not_modified")
            await self.session.frontier.unchanged(candidate.url)
            return
        if may_be_article(candidate.url) and not may_be_article(response.url):
            await self._not_had(candidate, Trouble("moved to a page of another kind", gone=True))
            return
        page = response.meta["page"] = page_of_response(response, candidate.url, _fetched_at(response))
        self.count("pages")
        self.session.reading.set(candidate.url)
        try:
            seconds = self.settings.getfloat("EXTRACTION_SECONDS")
            rules = self.rules_of(response.url)
            article = article_of_response(response, page.fetched_at, rules, tdm=page.tdm, seconds=seconds)
            with time_limit(seconds):
                no_story = self.is_no_story(article, response, candidate)
        except ExtractionError as error:
            await self.session.refuse(page, str(error))
            self.count("refused")
            return
        except Exception as error:  # whatever a page makes happen is that page's own
            await self.session.refuse(page, self.broken_by(error))
            return
        if self.is_general and not is_on_topic(article.headline, article.standfirst, article.body, article.tags):
            await self.reject(candidate.url, f"off topic by its text: {article.headline}")
            return
        if is_advertisement(article.headline, article.tags):
            no_story = f"an advertisement, by its own words: {article.headline}"
        if no_story:
            self.count("no_stories")
            await self.session.frontier.rejected(candidate.url, no_story)
            return
        page.aliases = (*response.meta.get("redirect_urls", ()), article.url)
        page.published = article.published or candidate.published
        article.page = page
        if article.published is None and candidate.published is not None:
            article.published_raw = candidate.published.isoformat()
            article.published_source = "feed"
        yield article

    def is_no_story(self, article: Article, response: Response, candidate: Candidate) -> str:
        """Why a page is no article of the site, as far as the page shows it; empty where it may be one."""
        return ""

    def broken_by(self, error: BaseException) -> str:
        """Count and log a page that our own code could not read; returns the reason for its dead letter."""
        kind = type(error).__name__
        self.count("refused")
        self.count("broken")
        self.count(f"errors_by_kind/{kind}")
        self.logger.error("A page could not be read: %s", kind, exc_info=error)
        return f"{kind}: {error}"[:500]

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
        self.count("sources_failed")
        self.logger.warning("Feed or sitemap could not be read: %s (%s)", request.url, trouble.reason)

    def rules_of(self, url: str) -> SiteRules:
        """The corrections to extraction for a page."""
        return self.rules


def _fetched_at(response: Response) -> datetime:
    """When the page was read: what an archive says, else now."""
    archived: datetime | None = response.meta.get("fetched_at")
    return archived or datetime.now(UTC).replace(microsecond=0)
