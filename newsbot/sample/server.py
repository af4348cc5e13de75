"""The sample newsroom over HTTP: a real threaded server on loopback, for the demo, the tests and the notebook."""

import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from newsbot.sample import lists, render
from newsbot.sample.newsroom import PAGES, Outlet, edition, outlets

HTML, XML, GZIP, TEXT, SVG = "text/html", "application/xml", "application/gzip", "text/plain", "image/svg+xml"
FEED_TYPES = {"signalpost": "application/rss+xml", "mastandwire": "text/xml", "thebackhaul": "application/atom+xml"}

_PAGE = re.compile(r"/page/(\d{1,4})/")
_MONTH = re.compile(r"/calendar/(\d{4})/(\d{1,2})/")


class Resource(NamedTuple):
    """What an address answers with."""

    body: bytes
    content_type: str
    changed: datetime | None = None


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

    @property
    def url(self) -> str:
        """The base address, without a slash at its end."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def count(self, prefix: str = "/", status: int | None = None) -> int:
        """How many requests went to paths that begin with `prefix`, of those with `status` where it is given."""
        return sum(r.path.startswith(prefix) and status in (None, r.status) for r in list(self.requests))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up in the middle: crawlers that are stopped do."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def find(self, path: str, base: str) -> Resource | None:
        """What stands at `path`; addresses in feeds and sitemaps begin with `base`. None when there is nothing."""
        everyone = list(outlets().values())
        if path == "/":
            return _html(render.home_page(everyone))
        if path == "/robots.txt":
            return Resource(lists.robots(base), TEXT)
        if path == "/sitemap.xml":
            return Resource(lists.sitemap_index(base, everyone), XML)
        if path.startswith("/img/"):
            return _picture(path.removeprefix("/img/"))
        if (month := _MONTH.fullmatch(path)) and 1 <= int(month[2]) <= 12:
            return _html(render.calendar_page(int(month[1]), int(month[2])))
        for outlet in everyone:
            if path.startswith(f"/{outlet.key}/"):
                return self._of_outlet(outlet, path, base)
        return None

    def _of_outlet(self, outlet: Outlet, path: str, base: str) -> Resource | None:
        now = self.as_of or datetime.now(UTC)
        shown = [it for it in edition(now, live=self.as_of is None) if it.outlet is outlet]
        for it in shown:
            if path == it.path:
                return _html(render.story_page(it, now, shown), outlet.charset, lists.changed(it, now))
            if it.story.amp and path == f"{it.path}amp/":
                return _html(render.amp_page(it, now, shown), outlet.charset, lists.changed(it, now))
        rest = path.removeprefix(f"/{outlet.key}")
        if rest == outlet.feed:
            return Resource(lists.FEEDS[outlet.key](base, outlet, shown, now), FEED_TYPES[outlet.key])
        if rest == outlet.sitemap:
            content = lists.sitemap(base, outlet, shown, now)
            return Resource(content, GZIP if outlet.sitemap.endswith(".gz") else XML)
        if rest == "/about/":
            return _html(render.about_page(outlet, now), outlet.charset)
        number = _PAGE.fullmatch(rest)
        page = render.front_page(outlet, int(number[1]) if number else 1, now, shown) if number or rest == "/" else None
        return _html(page, outlet.charset) if page else None


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
        found = self.server.find(unquote(urlsplit(self.path).path), base)
        if found is None:
            missing = Resource(b"<!doctype html><title>404</title><h1>Page not found</h1>\n", f"{HTML}; charset=utf-8")
            self._answer(HTTPStatus.NOT_FOUND, missing)
            return
        etag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        self._answer(HTTPStatus.NOT_MODIFIED if self._known(found, etag) else HTTPStatus.OK, found, etag)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _known(self, found: Resource, etag: str) -> bool:
        """Whether the client's copy is current; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
        if tags := self.headers.get("If-None-Match"):
            return etag in tags or tags.strip() == "*"
        if since := self.headers.get("If-Modified-Since"):
            try:
                return found.changed is not None and found.changed.replace(microsecond=0) <= parsedate_to_datetime(
                    since
                )
            except (TypeError, ValueError):
                return False
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


def _html(page: str, charset: str = "utf-8", changed: datetime | None = None) -> Resource:
    # The old system's pages name their charset themselves, as its kind does; the others say it in the header.
    header = f"{HTML}; charset=utf-8" if charset == "utf-8" else HTML
    return Resource(page.encode(charset, "xmlcharrefreplace"), header, changed)


def _picture(name: str) -> Resource | None:
    pictures = {path.name: path for path in (PAGES / "img").iterdir()}
    return Resource(pictures[name].read_bytes(), SVG) if name in pictures else None
