"""Ask again only for what changed (RFC 9110, 13)."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot.crawl.context import Session


class ConditionalGetMiddleware:
    """Asks again only for what changed: sends the ETag and Last-Modified that the frontier remembers of an article, and
    those of the feed, sitemap or listing that `Request.meta["source"]` names.

    A 304 comes to the spider as an answer without a page. The target of a redirect is requested without conditions:
    they are about another page.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawler."""
        return cls(Session.of(crawler))

    def process_request(self, request: Request) -> None:
        """Set the headers for what was fetched before, and no others."""
        session, source = self._session, request.meta.get("source")
        is_article = "candidate" in request.cb_kwargs
        if not (is_article or source) or not session.is_open:
            return
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        if source:
            request.headers.update(session.frontier.sources.validators(source, request.url))
        elif not request.meta.get("redirect_times"):
            request.headers.update(session.frontier.validators(request.url))
