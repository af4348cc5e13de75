"""A news site on a real socket that can misbehave: feed, sitemap, conditional requests, refusals, broken answers."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from socket import SHUT_RDWR

from newsbot.extraction.metadata.tdm import FILE
from tests.support.articles import html

WORDS = [
    "antenna",
    "barge",
    "cable",
    "dawn",
    "engineer",
    "fibre",
    "glacier",
    "harvest",
    "inspector",
    "journey",
    "kiosk",
    "lantern",
    "meadow",
    "notice",
    "office",
    "pilot",
    "quarry",
    "radio",
    "signal",
    "tower",
    "union",
    "valley",
    "winter",
    "yard",
    "auction",
    "bridge",
    "council",
    "delay",
    "estate",
    "frost",
    "garden",
    "harbour",
    "island",
]


FAST = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-L", "WARNING")
"""Options of a crawl of such a site that need not be polite."""


@dataclass
class Story:
    """An article of the site."""

    path: str
    published: datetime
    modified: datetime
    version: int = 1
    text_of: str = ""
    """The path of the story whose words it has, if it is a reprint."""

    @property
    def page(self) -> str:
        named = self.text_of or self.path
        order = Random(f"{named} {self.version}")
        text = [" ".join(order.choices(WORDS, k=40)).capitalize() + f" near {named[1:]}." for _ in range(3)]
        said = " ".join(order.choices(WORDS, k=12))
        return html(
            f"News of {self.path[6:].replace('-', ' ')}",
            [*text, f"“We saw the {said},” said Petra Lindqvist of the {named[6:]} board."],
            published=self.published.isoformat(),
        )

    @property
    def etag(self) -> str:
        return f'"{self.path}-{self.version}"'


@dataclass
class Asked:
    """A request that reached the site."""

    path: str
    at: float
    conditional: bool


Misbehaviour = Callable[[BaseHTTPRequestHandler], bool]
"""Answers in the site's stead; false to let it answer."""


@dataclass
class Newspaper:
    """The site. `misbehave` has first say on every request."""

    url: str = ""
    stories: dict[str, Story] = field(default_factory=dict)
    robots: str = "User-agent: *\nAllow: /\nSitemap: {url}/sitemap.xml\n"
    feed_length: int = 20
    published: int = 0
    misbehave: Misbehaviour = lambda _: False
    asked: list[Asked] = field(default_factory=list)

    def publish(self, n: int, *, since: datetime = datetime(2023, 1, 1, tzinfo=UTC)) -> list[str]:
        """Add `n` stories, an hour between one and the next."""
        first, self.published = self.published, self.published + n
        paths = [f"/2024/story-{number}" for number in range(first, self.published)]
        for number, path in enumerate(paths, first):
            at = since + timedelta(hours=number)
            self.stories[path] = Story(path, at, at)
        return paths

    def reprint(self, path: str) -> None:
        """Publish a story once more, a day later under another headline and address."""
        story = self.stories[path]
        at = story.published + timedelta(days=1)
        self.stories[f"{path}-again"] = Story(f"{path}-again", at, at, text_of=path)

    def change(self, path: str, at: datetime) -> None:
        """Publish a new version."""
        self.stories[path].version += 1
        self.stories[path].modified = at

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def answer(self, path: str) -> tuple[int, str, str, str]:
        """Status, content type, ETag, text."""
        if path == "/robots.txt":
            return 200, "text/plain", "", self.robots.replace("{url}", self.url)
        if path == "/":
            return 200, "text/html", "", '<link rel="alternate" type="application/rss+xml" href="/feed/"><h1>News</h1>'
        if path == "/feed/":
            newest = sorted(self.stories.values(), key=lambda story: story.published)[-self.feed_length :]
            items = "".join(
                f"<item><link>{self.url}{s.path}</link><pubDate>{format_datetime(s.published)}</pubDate></item>"
                for s in reversed(newest)
            )
            return 200, "application/rss+xml", "", f'<rss version="2.0"><channel>{items}</channel></rss>'
        if path == "/sitemap.xml":
            rows = "".join(
                f"<url><loc>{self.url}{s.path}</loc><lastmod>{s.modified.isoformat()}</lastmod></url>"
                for s in self.stories.values()
            )
            return 200, "application/xml", "", f"<urlset>{rows}</urlset>"
        if path in self.stories:
            return 200, "text/html; charset=utf-8", self.stories[path].etag, self.stories[path].page
        return 404, "text/html", "", "<h1>Not here</h1>"


@contextmanager
def newspaper(tls: ssl.SSLContext | None = None) -> Iterator[Newspaper]:
    """Serve on a free port of the loopback until the block ends, by https where there is a certificate."""
    site = Newspaper()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # an answer in one piece: small ones wait for each other's acknowledgement

        def do_GET(self) -> None:
            if self.path != FILE:  # each crawl looks for it
                site.asked.append(Asked(self.path, time.monotonic(), "If-None-Match" in self.headers))
            if site.misbehave(self):
                return
            status, content_type, etag, text = site.answer(self.path)
            if etag and self.headers.get("If-None-Match") == etag:
                status, text = 304, ""
            headers = {"Content-Type": content_type} | ({"ETag": etag} if etag else {})
            respond(self, status, text, headers)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is nothing to tell."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def respond(
    handler: BaseHTTPRequestHandler, status: int, text: str = "", headers: dict[str, str] | None = None
) -> None:
    """A complete answer; `headers` may replace the true Content-Length."""
    body = text.encode()
    handler.send_response(status)
    for name, value in ({} if status == 304 else {"Content-Length": str(len(body))} | (headers or {})).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """End the connection without an answer, as a crash does."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    handler.connection.shutdown(SHUT_RDWR)
