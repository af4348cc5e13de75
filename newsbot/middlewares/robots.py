"""robots.txt as RFC 9309 wants it read."""

import asyncio
import logging
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from newsbot.crawl.context import Session
from newsbot.crawl.failures import RobotsForbid, RobotsUnknown, trouble_of
from newsbot.crawl.scrapy_internals import RobotsRules
from newsbot.crawl.shutdown import end_crawl
from newsbot.dedup import site_of
from newsbot.discovery.http_validators import NOT_MODIFIED, Validators
from newsbot.store.frontier.robots_cache import RobotsCopy

logger = logging.getLogger(__name__)

MOST_BYTES = 512 * 1024
"""The standard asks for 500 KiB at least; what comes behind is not read."""

ROBOTS_UNREACHABLE = "robots_unreachable"
"""Why a crawl ended: the site's robots.txt could not be read, and no copy of it was there."""


class RobotsMiddleware(RobotsRules):
    """Downloader middleware in place of Scrapy's, with the standard's answers to a robots.txt that is not there.

    A 4xx allows everything. A 5xx, 429 or no answer at all forbids everything, unless a copy of the last thirty days is
    at hand; without one the crawl of that site ends. A redirect is followed. Settings: ROBOTSTXT_OBEY,
    ROBOTSTXT_USER_AGENT. The robots_parsed signal is sent as by Scrapy.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        super().__init__(crawler)
        self._session = session
        self._rules: dict[str, asyncio.Task[RobotParser]] = {}
        self._answered: set[str] = set()  # sites of which some origin has answered

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawler."""
        return cls(crawler, Session.of(crawler))

    async def process_request(self, request: Request, spider: None = None) -> None:  # type: ignore[override]
        """Let a request pass that robots.txt allows."""
        if request.meta.get("dont_obey_robotstxt") or urlparse_cached(request).scheme not in ("http", "https"):
            return
        rules = await self.robot_parser(request)
        try:
            self.check(rules, request)
        except IgnoreRequest as error:
            raise RobotsForbid(str(error)) from None

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of the request's site, read once; raises RobotsUnknown."""
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read(origin, request))
        try:
            return await asyncio.shield(self._rules[origin])
        except RobotsUnknown as error:
            raise RobotsUnknown(str(error)) from None

    async def _read(self, origin: str, request: Request) -> RobotParser:
        body = await self._body(origin)
        parser = self.rules_of(body)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser

    async def _body(self, origin: str) -> bytes:
        copies = self._session.robots if self._session.is_open else None  # `newsbot probe` and `fixture` have no store
        copy = await copies.last(origin) if copies is not None else None
        self.count("robotstxt/request_count")
        try:
            response = await self._ask(origin, copy)
        except IgnoreRequest as error:
            if "redirections" in str(error):
                return b""  # the standard lets a robots.txt behind more than five redirects count as missing
            why = str(error)
        except Exception as error:
            why = trouble_of(Failure(error)).reason  # type: ignore[no-untyped-call]
        else:
            self.count(f"robotstxt/response_status_count/{response.status}")
            if response.status < 300 or (response.status == NOT_MODIFIED and copy is not None):
                read = copy if copy is not None and response.status == NOT_MODIFIED else _copy(response, origin)
                if copies is not None:
                    await copies.keep(origin, read)
                self._answered.add(site_of(origin))
                return read.body
            if 400 <= response.status < 500 and response.status != 429:
                self._answered.add(site_of(origin))
                return b""
            why = f"HTTP status {response.status}"
        if copy is not None:
            logger.warning("%s/robots.txt could not be read (%s); the last copy of it counts.", origin, why)
            return copy.body
        logger.error(
            "%s/robots.txt could not be read (%s), so nothing of that site may be fetched (RFC 9309).", origin, why
        )
        # another origin of the site, such as a port where nobody listens to https, is one link's fault
        if site_of(origin) == self._site() and self._site() not in self._answered:
            if self.crawler.stats:
                self.crawler.stats.set_value("newsbot/robots_unreachable", why)
            end_crawl(self.crawler, ROBOTS_UNREACHABLE)
        raise RobotsUnknown(why)

    async def _ask(self, origin: str, copy: RobotsCopy | None) -> Response:
        assert self.crawler.engine is not None
        asked = Request(
            f"{origin}/robots.txt",
            headers=copy.validators.headers if copy is not None else {},
            priority=self.priority,
            meta={"dont_obey_robotstxt": True, "allow_offsite": True},
            callback=NO_CALLBACK,
        )
        response = await self.crawler.engine.download_async(asked)
        if response.status == NOT_MODIFIED and copy is not None and response.url != asked.url:
            return await self._ask(origin, None)  # said of the page that a redirect led to, not of what was read before
        return response

    def _site(self) -> str:
        return getattr(self.crawler.spider, "site", "") or ""


def _copy(response: Response, origin: str) -> RobotsCopy:
    body = response.body[:MOST_BYTES]
    if len(response.body) > MOST_BYTES:
        body = body.rpartition(b"\n")[0]
    if response.url != f"{origin}/robots.txt":
        return RobotsCopy(body)
    return RobotsCopy(body, Validators.of(response))
