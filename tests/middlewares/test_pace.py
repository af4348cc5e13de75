"""The pace of a crawl, answer by answer: what each does to the delay of the site, and when the crawl ends.

The middleware is Scrapy's in all but the engine, of which it needs the downloader's slots and the way to close.
"""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader import Slot
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from newsbot.crawl.failures import REFUSED_ALONE
from newsbot.middlewares.throttle import PaceMiddleware, retry_after

HOST = "news.example"
USUAL = 2.0
SETTINGS = {"BACKOFF_WAITS": [30, 60], "BACKOFF_MOST": 600, "DOWNLOAD_DELAY": 1.0, "ROBOTSTXT_USER_AGENT": "newsbot"}


class Site:
    """A site that is being crawled: `answers` and `fails` are what it does, `delay` and `ended` what comes of it."""

    def __init__(self) -> None:
        crawler = get_crawler(settings_dict=SETTINGS)
        crawler.spider = SimpleNamespace(site=HOST, own_hosts=[HOST], name="news")
        self.slot = Slot(8, USUAL, jitter=0)
        self.slots = {HOST: self.slot}
        self.ended: list[str] = []
        self.per_slot: dict[str, dict[str, float]] = {}

        async def close(*, reason: str) -> None:
            self.ended.append(reason)

        downloader = SimpleNamespace(slots=self.slots, per_slot_settings=self.per_slot)
        crawler.engine = SimpleNamespace(downloader=downloader, close_spider_async=close)
        self.crawler, self.pace = crawler, PaceMiddleware.from_crawler(crawler)

    def request(self, path: str = "/1", host: str = HOST, **meta: Any) -> Request:
        return Request(f"https://{host}{path}", meta={"download_slot": host} | meta)

    def answers(self, status: int, *, request: Request | None = None, **headers: str) -> Request:
        """The site answers a request."""
        request = request or self.request()
        self.slot.lastseen = time.monotonic()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pace._response_downloaded(Response(request.url, status=status, headers=named), request)
        return request

    def fails(self, path: str) -> Request:
        """The site does not answer."""
        request = self.request(path)
        self.slot.lastseen = time.monotonic()
        self.pace.process_exception(request, TimeoutError())
        return request

    @property
    def waits(self) -> int:
        """Seconds until the next request, whole."""
        return round(self.slot.delay)

    def stat(self, name: str) -> int:
        return self.crawler.stats.get_value(f"newsbot/{name}", 0)


def crawl(scenario: Callable[[Site], None]) -> Site:
    """A crawl in which this happens, and what is left of it when the event loop has had its turn."""

    async def run() -> Site:
        site = Site()
        scenario(site)
        await asyncio.sleep(0.01)
        return site

    return asyncio.run(run())


def test_refusals_in_a_row_are_waited_out_longer_and_then_end_the_crawl() -> None:
    def scenario(site: Site) -> None:
        site.answers(429)
        assert (site.waits, site.ended) == (30, [])
        site.answers(503)
        assert (site.waits, site.ended) == (60, [])
        site.answers(429)

    site = crawl(scenario)
    assert (site.ended, site.stat("refusals"), site.stat("waits"), site.stat("waited_seconds")) == (
        ["refused"],
        3,
        2,
        90,
    )
    assert site.waits == 600  # nothing more is sent while the queues empty


def test_after_an_answer_the_pace_is_as_before_and_the_next_refusal_is_the_first() -> None:
    def scenario(site: Site) -> None:
        site.answers(429)
        cancelled: list[bool] = []
        site.slot.latercall = SimpleNamespace(cancel=lambda: cancelled.append(True))
        site.answers(200)
        assert (site.waits, cancelled, site.slot.latercall) == (2, [True], None)
        site.answers(429)
        assert site.waits == 30
        site.answers(200)
        assert site.waits == 2

    assert crawl(scenario).ended == []


def test_what_the_site_asks_for_is_kept() -> None:
    def scenario(site: Site) -> None:
        site.answers(429, Retry_After="5")
        assert site.waits == 5
        site.answers(429, Retry_After="5")
        assert site.waits == 60  # it was not enough
        site.answers(200)
        site.answers(503, Retry_After="600")
        assert (site.waits, site.ended) == (600, [])
        site.answers(200)
        site.answers(503, Retry_After="601")

    assert crawl(scenario).ended == ["refused"]


def test_single_pages_that_fail_are_nothing_but_many_in_a_row_are_waited_out() -> None:
    def scenario(site: Site) -> None:
        site.fails("/1")
        site.answers(500, request=site.request("/2"))
        assert (site.waits, site.stat("waits")) == (2, 0)
        site.fails("/3")
        assert (site.waits, site.stat("waits")) == (30, 1)
        site.answers(200)
        assert site.waits == 2
        for path in ("/4", "/5"):
            site.fails(path)
        assert site.waits == 2
        site.fails("/6")
        site.fails("/7")
        assert (site.waits, site.ended) == (60, [])
        site.fails("/8")

    assert crawl(scenario).ended == ["unreachable"]


def test_a_page_that_fails_again_counts_once() -> None:
    def scenario(site: Site) -> None:
        for _ in range(5):
            request = site.request("/1", failed_before=True)
            site.pace.process_exception(request, TimeoutError())
        assert site.waits == 2
        request = site.fails("/2")
        assert request.meta["failed_before"] is True

    assert crawl(scenario).stat("waits") == 0


def test_ten_walls_in_a_row_end_the_crawl_and_nine_do_not() -> None:
    def scenario(site: Site) -> None:
        for _ in range(9):
            site.answers(403)
        site.answers(200)
        for _ in range(9):
            site.answers(451)
        assert site.ended == []
        site.answers(401)

    assert crawl(scenario).ended == ["refused"]


def test_a_refused_request_goes_behind_the_others() -> None:
    def scenario(site: Site) -> None:
        request = site.request(host=HOST).replace(priority=7)
        again = site.pace.process_response(request, Response(request.url, status=429))
        assert isinstance(again, Request)
        assert (again.priority, again.dont_filter) == (7 - 50_000_000, True)
        assert isinstance(site.pace.process_response(request, Response(request.url, status=404)), Response)

    crawl(scenario)


def test_a_page_that_alone_is_refused_is_that_pages_own_failure() -> None:
    def scenario(site: Site) -> None:
        request = site.request()
        refused = Response(request.url, status=429)
        for _ in range(3):
            request = site.pace.process_response(request, refused)
            assert isinstance(request, Request)
            site.answers(200, request=site.request("/other"))
        last = site.pace.process_response(request, refused)
        assert last is refused
        assert request.meta[REFUSED_ALONE] is True

    crawl(scenario)


def test_a_page_that_is_refused_with_all_the_others_stays() -> None:
    def scenario(site: Site) -> None:
        request = site.request()
        for _ in range(9):
            request = site.pace.process_response(request, Response(request.url, status=429))
            assert isinstance(request, Request)

    crawl(scenario)


class Rules:
    def __init__(self, delay: float | None) -> None:
        self._delay = delay

    def crawl_delay(self, agent: str) -> float | None:
        assert agent == "newsbot"
        return self._delay


@pytest.mark.parametrize(("asked_for", "delay"), [(None, 2), (1, 2), (5, 5), (600, 600)])
def test_a_crawl_delay_is_the_least_pause(asked_for: float | None, delay: float) -> None:
    def scenario(site: Site) -> None:
        site.pace._robots_parsed(Rules(asked_for), site.request("/robots.txt"))
        assert site.slot.delay == delay
        site.slot.delay = 0.5  # AutoThrottle's word
        site.answers(200)
        assert site.slot.delay == (delay if asked_for and asked_for > 1 else 0.5)

    site = crawl(scenario)
    assert site.ended == []
    assert site.per_slot == ({HOST: {"delay": asked_for}} if asked_for and asked_for > 1 else {})


def test_a_crawl_delay_that_is_too_long_ends_the_crawl() -> None:
    assert crawl(lambda site: site.pace._robots_parsed(Rules(601), site.request("/robots.txt"))).ended == ["refused"]


def test_another_host_is_left_alone_and_the_crawl_goes_on() -> None:
    def scenario(site: Site) -> None:
        site.slots["cdn.other"] = Slot(8, USUAL, jitter=0)
        site.answers(429, request=site.request(host="cdn.other"), Retry_After="9999")
        with pytest.raises(IgnoreRequest):
            site.pace.process_request(site.request(host="cdn.other"))
        assert site.pace.process_request(site.request()) is None

    assert crawl(scenario).ended == []


def test_nothing_is_sent_once_the_crawl_ends() -> None:
    def scenario(site: Site) -> None:
        site.answers(429, Retry_After="9999")
        with pytest.raises(IgnoreRequest, match="the crawl ends"):
            site.pace.process_request(site.request())
        request = site.request()
        refused = Response(request.url, status=429)
        assert site.pace.process_response(request, refused) is refused

    assert crawl(scenario).ended == ["refused"]


def test_an_answer_of_no_slot_is_nobodys() -> None:
    def scenario(site: Site) -> None:
        site.answers(429, request=Request("https://news.example/"))
        site.answers(429, request=Request("https://news.example/", meta={"download_slot": "unknown"}))
        site.pace.process_exception(Request("https://news.example/"), TimeoutError())
        assert site.waits == 2

    assert crawl(scenario).stat("refusals") == 0


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("0", 0), ("", None), ("soon", None), ("Fri, 31 Dec 1999 23:59:59 GMT", 0)]
)
def test_retry_after_is_a_number_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(Response("https://news.example/", headers={"Retry-After": header})) == seconds
