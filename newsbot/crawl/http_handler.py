"""Scrapy's HTTP handler, with a bound on the headers of an answer: they may be sent without end.

It extends classes that Scrapy keeps to itself; tests/spiders/test_bounds.py fails if they change.
"""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.python.failure import Failure
from twisted.web._newclient import BODY

MOST_HEADER_BYTES = 256 * 1024
"""What is read of an answer before its body begins; servers send some kilobytes."""


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
