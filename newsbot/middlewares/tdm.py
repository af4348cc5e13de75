"""What the servers of articles say about text and data mining."""

import asyncio
import logging
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser

from newsbot.crawl.response import TDM
from newsbot.extraction.metadata.tdm import AGENTS, FILE, Rules, by_file, rules_of

logger = logging.getLogger(__name__)


class TdmMiddleware:
    """Leaves in `Request.meta["tdm"]` of an article what its origin's tdmrep.json says of it, and whether robots.txt
    forbids it to robots that gather text for mining.

    The file is requested once a crawl, of origins that had an article to fetch; no answer counts as no file. Where
    robots.txt is not obeyed nothing is left, because nobody looked.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._robots: dict[str, RobotParser] = {}
        self._files: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawler."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.robots_parsed, signals.robots_parsed)
        return middleware

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep an origin's rules."""
        self._robots[_origin(request.url)] = robotparser

    async def process_response(self, request: Request, response: Response) -> Response:
        """Look once the page is there: most that is requested in a crawl is none."""
        origin = _origin(response.url)
        robots = self._robots.get(origin)
        if "candidate" in request.cb_kwargs and response.status == 200 and robots is not None:
            if origin not in self._files:
                self._files[origin] = asyncio.create_task(self._file(origin))
            rules = await asyncio.shield(self._files[origin])
            forbidden = not all(robots.allowed(response.url, agent) for agent in AGENTS)
            request.meta[TDM] = (by_file(rules, response.url), forbidden)
        return response

    async def _file(self, origin: str) -> Rules:
        assert self._crawler.engine is not None
        asked = Request(f"{origin}{FILE}", meta={"allow_offsite": True, "dont_retry": True}, callback=NO_CALLBACK)
        try:
            answer = await self._crawler.engine.download_async(asked)
        except Exception as error:  # whatever keeps it from being read
            logger.debug("%s could not be read: %s", asked.url, type(error).__name__)
            return ()
        return rules_of(answer.body) if answer.status == 200 else ()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
