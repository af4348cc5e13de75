"""A small real web server, for crawls of sites that behave as a test wants."""

import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from newsbot.extraction.metadata.tdm import FILE


@dataclass
class Answer:
    """What an address answers."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def crawl_of(site: "Website", *settings: str) -> list[str]:
    """The command that crawls it, twenty pages a second at most."""
    command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", "-L", "WARNING"]
    for setting in ("ALLOW_PRIVATE_ADDRESSES=1", "DOWNLOAD_DELAY=0.05", *settings):
        command += ["-s", setting]
    return command


Route = Answer | Callable[[], Answer]


class Website:
    """Addresses and answers; `requests` are the paths asked for, in order."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.routes: dict[str, Route] = {}
        self.requests: list[str] = []
        self.user_agents: set[str] = set()
        self.otherwise: Callable[[str], Answer] = lambda path: Answer("not here", 404)

    def add(self, path: str, body: bytes | str = b"", **kwargs: object) -> None:
        """Answer `path` with `body`; "{url}" in text stands for the site's address."""
        text = body.replace("{url}", self.url) if isinstance(body, str) else body
        self.routes[path] = Answer(text, **kwargs)  # type: ignore[arg-type]

    def answer(self, path: str) -> Answer:
        """What `path` answers now."""
        if path != FILE:  # each crawl looks for it
            self.requests.append(path)
        route = self.routes.get(path) or self.otherwise(path)
        return route() if callable(route) else route


@contextmanager
def website(host: str = "127.0.0.1") -> Iterator[Website]:
    """Serve on a free port of an address of the loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.user_agents.add(self.headers.get("User-Agent", ""))
            answer = site.answer(self.path)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True

    server = Server((host, 0), Handler)
    site = Website(f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
