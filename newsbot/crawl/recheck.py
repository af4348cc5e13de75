"""Look again at articles whose time has come, once everything that is new was fetched."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.dupefilters import RFPDupeFilter

from newsbot.crawl.context import Session
from newsbot.crawl.scrapy_internals import is_idle
from newsbot.crawl.shutdown import end_crawl
from newsbot.store.database.retry import StoreLostError

logger = logging.getLogger(__name__)

BROKEN = "broken"
"""Why a crawl ended: newsbot failed while it asked the site what it has."""

_LOOK_SECONDS = 0.05
_LOOKS = 3
"""An answer is with neither downloader nor scraper for a moment on its way between them."""


class RevisitsMiddleware:
    """Spider middleware that adds the frontier's re-checks to a crawl of a site, after all else is done.

    Only then is it known which articles the site's feeds and sitemaps list no longer.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawler."""
        return cls(crawler, Session.of(crawler))

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The spider's own requests, and when nothing is left of them, what is due again."""
        try:
            async for request in start:
                yield request
        except StoreLostError:
            raise  # whoever waits for the database ends the crawl
        except Exception:
            logger.exception("The crawl cannot go on")
            end_crawl(self._crawler, BROKEN)
            return
        spider: Any = self._crawler.spider
        if not getattr(spider, "site", "") or not self._session.is_open:
            return  # archives, spiders that are not ours, and `newsbot probe`, which stores nothing
        quiet = 0
        while quiet < _LOOKS:
            await asyncio.sleep(_LOOK_SECONDS)
            quiet = quiet + 1 if nothing_left(self._crawler, self._session) else 0
        for candidate in await self._session.frontier.due_again():
            yield spider.article_request(candidate)


def nothing_left(crawler: Crawler, session: Session) -> bool:
    """Whether a crawl has nothing in hand and nothing to do."""
    return is_idle(crawler) and not session.frontier.is_admitting


class ArticleDupeFilter(RFPDupeFilter):
    """Scrapy's filter of repeated requests, but an article that a redirect leads to is asked for again.

    Otherwise the address that was redirected would never be joined to the article.
    """

    def request_seen(self, request: Request) -> bool:
        """Whether the request was made before."""
        redirected = "candidate" in request.cb_kwargs and request.meta.get("redirect_times")
        return not redirected and super().request_seen(request)
