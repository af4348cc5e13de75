"""The sample newsroom over HTTP: a real threaded server on loopback, for the demo, the tests and the notebook."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from newsbot.sample.routes import NOT_FOUND, Resource, find


class Request(NamedTuple):
    """One answered request: its method, its path with the query, and the status it got."""

    method: str
    path: str
    status: int


class Newsroom(ThreadingHTTPServer):
    """The running server. Setting `as_of` turns the newsroom to what it showed at that moment."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, as_of: datetime | None) -> None:
        """Bind to `host` and `port`; OSError when the port is taken."""
        super().__init__((host, port), _Handler)
        self.as_of = as_of
        self.requests: list[Request] = []
        """Every request answered so far, in order."""

    def server_bind(self) -> None:
        """Bind without asking the name service for the host's name, as http.server would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def url(self) -> str:
        """The base address, without a slash at its end."""
        return f"http://{self.server_name}:{self.server_port}"

    def count(self, prefix: str = "/", status: int | None = None) -> int:
        """How many requests went to paths that begin with `prefix`, of those with `status` where it is given."""
        return sum(r.path.startswith(prefix) and status in (None, r.status) for r in list(self.requests))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up in the middle: crawlers that are stopped do."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, with ETag and Last-Modified, and 304 to who has the page already."""

    server: Newsroom
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the page."""
        base = f"http://{escape(self.headers.get('Host') or urlsplit(self.server.url).netloc)}"
        found = find(unquote(urlsplit(self.path).path), base, self.server.as_of)
        if found is None:
            self._answer(HTTPStatus.NOT_FOUND, NOT_FOUND)
            return
        etag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        self._answer(HTTPStatus.NOT_MODIFIED if self._known(found, etag) else HTTPStatus.OK, found, etag)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _known(self, found: Resource, etag: str) -> bool:
        """Whether the client's copy is current; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
        if tags := self.headers.get("If-None-Match"):
            return etag in tags or tags.strip() == "*"
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
            return found.changed is not None and found.changed <= since
        except (TypeError, ValueError):
            return False

    def _answer(self, status: HTTPStatus, resource: Resource, etag: str | None = None) -> None:
        self.server.requests.append(Request(self.command, self.path, status))
        body = b"" if status == HTTPStatus.NOT_MODIFIED else resource.body
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        if resource.changed:
            self.send_header("Last-Modified", format_datetime(resource.changed.astimezone(UTC), usegmt=True))
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who wants to know reads `Newsroom.requests`."""


@contextmanager
def serve(host: str = "127.0.0.1", port: int = 0, *, as_of: datetime | None = None) -> Iterator[Newsroom]:
    """Run the newsroom in a thread until the block ends; port 0 takes a free one.

    With `as_of` (aware) it shows what the outlets had published by then, rewritten stories in the version of that day.
    """
    newsroom = Newsroom(host, port, as_of)
    thread = Thread(target=newsroom.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield newsroom
    finally:
        newsroom.shutdown()
        thread.join()
        newsroom.server_close()
