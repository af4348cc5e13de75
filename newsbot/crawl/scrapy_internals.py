"""All that leans on parts of Scrapy that it keeps to itself, so that a new Scrapy breaks this file and no other.

tests/crawl/test_scrapy_internals.py names what is missing when it does.
"""

from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.commands import genspider
from scrapy.core.downloader import Slot as Slot
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler
from twisted.python.failure import Failure
from twisted.web._newclient import BODY


def is_idle(crawler: Crawler) -> bool:
    """Whether a crawl downloads nothing, works through no answer and has no request waiting."""
    engine = _engine(crawler)
    assert engine.scraper.slot is not None
    return not (
        engine.downloader.active
        or not engine.scraper.slot.is_idle()
        or (engine.scheduler is not None and engine.scheduler.has_pending_requests())
    )


def slots(crawler: Crawler) -> dict[str, Slot]:
    """The downloader's slots, one a host: `delay` and `lastseen` (seconds) may be read, `delay` may be set."""
    return _engine(crawler).downloader.slots


def set_delay(crawler: Crawler, host: str, seconds: float) -> None:
    """The delay between requests to a host, for a slot that is not made yet."""
    _engine(crawler).downloader.per_slot_settings.setdefault(host, {})["delay"] = seconds


def wait_no_longer(slot: Slot) -> None:
    """Take back the waiting time that was set for a slot's next request; it is worked out anew."""
    if slot.latercall is not None:
        slot.latercall.cancel()
        slot.latercall = None


def drop_waiting(crawler: Crawler, error: Exception) -> None:
    """Fail all requests that wait in the downloader for their turn."""
    for slot in slots(crawler).values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(error)


def caught_signals(process: Any) -> list[int]:
    """The signals by which somebody ends a crawler process, noted while it runs; it ends as Scrapy ends it."""
    caught: list[int] = []
    shutdown = process._signal_shutdown

    def note(signal: int, frame: Any) -> None:
        caught.append(signal)
        shutdown(signal, frame)

    process._signal_shutdown = note
    return caught


def _engine(crawler: Crawler) -> ExecutionEngine:
    assert crawler.engine is not None
    return crawler.engine


class RobotsRules(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with names for what it has inside."""

    priority = RobotsTxtMiddleware.DOWNLOAD_PRIORITY

    def rules_of(self, body: bytes) -> RobotParser:
        """A robots.txt, read by the parser that the settings name."""
        return build_from_crawler(self._parserimpl, self.crawler, body)

    def check(self, rules: RobotParser, request: Request) -> None:
        """Raise IgnoreRequest for what the rules forbid."""
        self.process_request_2(rules, request)

    def count(self, name: str) -> None:
        """Add one to a stat of the crawl."""
        self._stats.inc_value(name)


class GenspiderCommand(genspider.Command):
    """Scrapy's `genspider`, with names for the steps that another command may replace."""

    def find_template(self, template: str) -> Path | None:
        """The file of a template; None when there is none."""
        return super()._find_template(template)

    def write_spider(self, module: str, name: str, url: str, template_name: str, template_file: Any) -> Path:
        """Write the spider; returns its file."""
        return super()._genspider(module, name, url, template_name, template_file)

    def template_variables(self, module: str, name: str, url: str, *rest: Any) -> dict[str, Any]:
        """The values of a template's $names."""
        return super()._generate_template_variables(module, name, url, *rest)

    def list_templates(self) -> None:
        """Print the templates' names."""
        super()._list_templates()

    def _find_template(self, template: str) -> Path | None:
        return self.find_template(template)

    def _genspider(self, module: str, name: str, url: str, template_name: str, template_file: Any) -> Path:
        return self.write_spider(module, name, url, template_name, template_file)

    def _generate_template_variables(self, module: str, name: str, url: str, *rest: Any) -> dict[str, Any]:
        return self.template_variables(module, name, url, *rest)

    def _list_templates(self) -> None:
        self.list_templates()


MOST_HEADER_BYTES = 256 * 1024
"""Bytes that are read of an answer before its body begins; servers send some kilobytes."""


class HeadersTooLongError(Exception):
    """An answer's headers did not end."""


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection that is closed when the headers of an answer do not end."""

    _of_headers = 0

    def request(self, request: Any) -> Any:
        """Send a request; the headers of its answer are counted anew."""
        self._of_headers = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take what comes."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state != BODY:
            self._of_headers += len(data)
            if self._of_headers > MOST_HEADER_BYTES:
                error = HeadersTooLongError(f"headers of more than {MOST_HEADER_BYTES} bytes")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes such connections."""

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: N802 - Twisted's name
        """A connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedHandler(HTTP11DownloadHandler):
    """The download handler for http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
