"""How fast a site is asked, how long it is left alone when it refuses, and when a crawl gives up."""

import logging
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from newsbot.crawl.failures import REFUSALS, REFUSED_ALONE, CrawlEnds
from newsbot.crawl.own_urls import is_own_host
from newsbot.crawl.scrapy_internals import Slot, set_delay, slots, wait_no_longer
from newsbot.crawl.shutdown import end_crawl, is_ending

logger = logging.getLogger(__name__)

REFUSED = "refused"
"""Why a crawl ended: the site refused it (429, 503, or one 403 after another)."""
UNREACHABLE = "unreachable"
"""Why a crawl ended: the site did not answer any longer, or with server errors only."""

WALLS = frozenset({401, 403, 407, 451})
_MOST_WALLS = 10
"""Refusals of this kind in a row after which the crawl ends."""

_FREE_FAILURES = 2
"""Addresses that fail in a row which are nothing yet: single pages fail on every site."""

_MOST_ALONE = 3
"""Refusals of one address, while the site answers others, until it is taken for that page's own failure."""


class PaceMiddleware:
    """Downloader middleware beside Scrapy's AutoThrottle: Crawl-delay, waits of the whole site, circuit breaker.

    After a 429 or 503 nothing at all is asked of the site for as long as its Retry-After says; without one, and when it
    refuses again, at least as long as the setting BACKOFF_WAITS says (seconds: after the first, second… refusal in a
    row). Then the refused address has its turn behind the others. Failures in a row are waited out in the same way.
    When the waits are used up, or a Retry-After or Crawl-delay is longer than BACKOFF_MOST seconds, it ends, with
    the reason `refused` or `unreachable`; where another host than the site's own does so, that host is left alone.
    Stats: newsbot/waits, newsbot/waited_seconds, newsbot/refusals.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._waits = [float(seconds) for seconds in crawler.settings.getlist("BACKOFF_WAITS")]
        self._most = crawler.settings.getfloat("BACKOFF_MOST")
        self._floors: dict[str, float] = {}
        self._usual: dict[str, float] = {}  # delays of the sites that are left alone now
        self._refusals: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._walls: Counter[str] = Counter()
        self._answers = 0
        self._given_up: set[str] = set()
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl; it is created after AutoThrottle, so its word on the delay is the last."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send nothing once the crawl is given up."""
        if is_ending(self._crawler):
            raise CrawlEnds("the crawl ends")
        if (host := urlparse_cached(request).hostname) in self._given_up:
            raise IgnoreRequest(f"{host} is left alone for the rest of this crawl")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Put a refused request behind the others; it is not its fault."""
        if response.status not in REFUSALS or is_ending(self._crawler):
            return response
        answers, times = request.meta.get("refused_at", (self._answers, 0))
        times = times + 1 if self._answers > answers else 1
        if times > _MOST_ALONE:
            request.meta[REFUSED_ALONE] = True
            return response
        again = request.replace(dont_filter=True, priority=min(request.priority, 2_000_000_000) - 50_000_000)
        again.meta["refused_at"] = (self._answers, times)
        return again

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count what did not answer; Scrapy's retry middleware asks again."""
        key = request.meta.get("download_slot")
        slot = slots(self._crawler).get(key) if key else None
        if key and slot is not None:
            self._failed(request, key, slot, type(exception).__name__)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Never ask more often than the site's Crawl-delay allows."""
        delay = robotparser.crawl_delay(self._agent)
        host = urlparse_cached(request).hostname or ""
        if not delay or delay <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        if delay > self._most:
            self._give_up(host, REFUSED, f"{host} asks for {delay:g} s between requests (Crawl-delay)")
            return
        logger.info("%s asks for %g s between requests (Crawl-delay)", host, delay)
        self._floors[host] = delay
        set_delay(self._crawler, host, delay)
        if (slot := slots(self._crawler).get(host)) is not None:
            slot.delay = max(slot.delay, delay)

    def _response_downloaded(self, response: Response, request: Request) -> None:
        """Set the delay before the downloader sends the next request."""
        key = request.meta.get("download_slot")
        slot = slots(self._crawler).get(key) if key else None
        if not key or slot is None:
            return
        if response.status in REFUSALS:
            self._count("refusals")
            self._refusals[key] += 1
            asked_for = retry_after(response)
            self._leave_alone(key, slot, f"HTTP status {response.status}", self._refusals[key], asked_for, REFUSED)
            return
        if response.status >= 500:
            self._failed(request, key, slot, f"HTTP status {response.status}")
            return
        self._answers += 1
        self._refusals[key] = self._failures[key] = 0
        if key in self._usual:
            slot.delay = self._usual.pop(key)
            wait_no_longer(slot)  # the next request was set to wait as long as this one
        slot.delay = max(slot.delay, self._floors.get(key, 0.0))
        self._walls[key] = self._walls[key] + 1 if response.status in WALLS else 0
        if self._walls[key] >= _MOST_WALLS:
            self._give_up(key, REFUSED, f"{key} answered {response.status} {_MOST_WALLS} times in a row")

    def _failed(self, request: Request, key: str, slot: Slot, what: str) -> None:
        """Count addresses that fail in a row, each once.

        What failed is asked again behind all else, so a handful of broken pages would look like a site that is down.
        """
        if request.meta.get("failed_before"):
            return
        request.meta["failed_before"] = True
        self._failures[key] += 1
        if self._failures[key] > _FREE_FAILURES:
            self._leave_alone(key, slot, what, self._failures[key] - _FREE_FAILURES, None, UNREACHABLE)

    def _leave_alone(self, key: str, slot: Slot, what: str, times: int, asked_for: float | None, reason: str) -> None:
        if times > len(self._waits):
            self._give_up(key, reason, f"{key} failed {times} times in a row, at last with {what}")
            return
        wait = self._waits[times - 1]
        if asked_for is not None:
            wait = asked_for if times == 1 else max(wait, asked_for)
        if wait > self._most:
            self._give_up(key, reason, f"{key} asks to be left alone for {wait:.0f} s ({what})")
            return
        self._usual.setdefault(key, slot.delay)
        slot.delay = wait + monotonic() - slot.lastseen  # the downloader counts from when the last request was sent
        self._count("waits")
        self._count("waited_seconds", round(wait))
        says = " (Retry-After)" if asked_for is not None and wait == asked_for else ""
        logger.warning("%s from %s: the whole site is left alone for %g s%s", what, key, round(wait, 1), says)

    def _give_up(self, host: str, reason: str, why: str) -> None:
        if not is_own_host(self._crawler.spider, host):  # only the crawled site can end its crawl
            logger.warning("%s, so this crawl asks nothing more of it.", why)
            self._given_up.add(host)
            return
        for slot in slots(self._crawler).values():
            slot.delay = self._most  # until the queues are empty
        if not is_ending(self._crawler):
            logger.error("%s, so the crawl ends (%s). URLs that it has not fetched stay pending.", why, reason)
            end_crawl(self._crawler, reason)

    def _count(self, name: str, by: int = 1) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"newsbot/{name}", by)


def retry_after(response: Response) -> float | None:
    """The seconds that a Retry-After header asks for, given as a number or as a date; None for none."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):  # whatever a header may hold
        return None
