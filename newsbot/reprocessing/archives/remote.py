"""An archive on a server, read as it comes, over one connection that is taken up again where it broke."""

import http.client
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from newsbot.middlewares.private_network import is_public

logger = logging.getLogger(__name__)

WAITS = (1.0, 5.0, 20.0, 60.0, 180.0)
"""Seconds before each further try. Whatever arrives in between makes the count begin again."""

ANSWER_SECONDS = 60
"""How long a server may be silent."""

_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_TROUBLE = (OSError, http.client.HTTPException)  # URLError, timeouts and TLS errors are OSErrors


class RemoteError(OSError):
    """An archive that could not be had from its server, and why."""


class Remote:
    """The bytes behind a URL. `read` raises RemoteError where the server has no archive there or stays away.

    What a server sends after a break must be the rest of the same file: its ETag or its length says so.
    """

    def __init__(self, url: str, agent: str, waits: tuple[float, ...] | None = None) -> None:
        self._url = url
        self._agent = agent
        self._waits = WAITS if waits is None else waits
        self._answer: IO[bytes] | None = None
        self._position = 0
        self._total: int | None = None
        self._mark: str | None = None

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        tries = 0
        while self._total is None or self._position < self._total:
            try:
                answer = self._answer or self._open()
                data = answer.read(size)
                if data or self._total is None:
                    self._position += len(data)
                    return data
                raise http.client.IncompleteRead(b"")
            except RemoteError:
                raise
            except _TROUBLE as error:
                self.close()
                if tries == len(self._waits):
                    raise RemoteError(f"it broke off after {self._position:,} bytes and stays away: {error}") from None
                logger.warning("%s broke off after %d bytes (%s). Trying again.", self._url, self._position, error)
                time.sleep(self._waits[tries])
                tries += 1
        return b""

    def close(self) -> None:
        """Let go of the connection."""
        answer, self._answer = self._answer, None
        if answer is not None:
            with suppress(*_TROUBLE):
                answer.close()

    def _open(self) -> IO[bytes]:
        headers = {"User-Agent": self._agent, "Accept-Encoding": "identity"}
        if self._position:
            headers["Range"] = f"bytes={self._position}-"
            if self._mark:
                headers["If-Range"] = self._mark
        try:
            opener = build_opener(_Redirects(urlsplit(self._url).hostname or ""))
            answer = opener.open(Request(self._url, headers=headers), timeout=ANSWER_SECONDS)
        except HTTPError as error:
            error.close()
            if error.code in _PASSING:
                raise OSError(f"HTTP status {error.code}") from None
            raise RemoteError(f"the server answers with HTTP status {error.code}") from None
        self._answer = answer
        length = answer.headers.get("Content-Length")
        if not self._position:
            mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
            self._mark = mark if mark and not mark.startswith("W/") else None
            self._total = int(length) if length and length.isdecimal() else None
        elif answer.status == 206:
            given = answer.headers.get("Content-Range", "")
            if not given.startswith(f"bytes {self._position}-"):
                raise RemoteError(f"the server sent another part of the file than asked for: {given[:100]!r}")
        else:
            self._skip(answer, length)
        return self._answer

    def _skip(self, answer: IO[bytes], length: str | None) -> None:
        """Read over what was had already, where the server sends the whole file again."""
        if length is None or not length.isdecimal() or int(length) != self._total:
            raise RemoteError("the file on the server changed while it was read: start again")
        left = self._position
        while left and (data := answer.read(min(left, 1024 * 1024))):
            left -= len(data)
        if left:
            raise http.client.IncompleteRead(b"")


@contextmanager
def remote(url: str, agent: str) -> Iterator[Remote]:
    """The archive at a URL, while it is read."""
    opened = Remote(url, agent)
    try:
        yield opened
    finally:
        opened.close()


class _Redirects(HTTPRedirectHandler):
    """Follows a server to other servers, but not from the public web into a network, nor out of TLS."""

    def __init__(self, host: str) -> None:
        self._is_public = is_public(host)

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        """The request for where the server sends us; raises RemoteError where it may not."""
        there = urlsplit(newurl)
        if (self._is_public and not is_public(there.hostname or "")) or there.scheme not in (req.type, "https"):
            raise RemoteError(f"the server sends us to {newurl[:200]!r}, where no archive is read from")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
