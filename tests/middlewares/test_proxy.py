"""Behind a proxy (http_proxy): everything goes through it, and what it must refuse itself is documented."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.articles import html
from tests.support.newspaper import respond

PARAGRAPHS = [
    "The operator will build its masts in the valley before the winter, it said on Monday in the town hall.",
    "Construction starts in June near the village and follows the river to the coast, the plans show.",
]
SITE = "http://news.example"
ANSWERS = {
    f"{SITE}/": '<link rel="alternate" type="application/rss+xml" href="http://10.0.0.1/feed"><h1>News</h1>',
    f"{SITE}/sitemap.xml": f"<urlset><url><loc>{SITE}/2024/masts-rise-in-the-valley</loc></url></urlset>",
    f"{SITE}/2024/masts-rise-in-the-valley": html("Masts rise", PARAGRAPHS),
}


@contextmanager
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that knows one site; its port and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            known = ANSWERS.get(self.path)
            respond(self, 404 if known is None else 200, known or "", {"Content-Type": "text/html"})

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield str(server.server_port), asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_crawl_goes_through_a_proxy_of_the_operators_own_network(scrapy, db) -> None:
    with proxy() as (port, asked):
        address = f"http://localhost:{port}"  # a name, which resolves to a private address
        done = scrapy(
            "crawl", "site", "-a", f"url={SITE}", "-L", "WARNING", "-s", "DOWNLOAD_DELAY=0", http_proxy=address
        )
    assert done.returncode == 0, done.stderr
    assert [article["url"] for article in db["articles"].find()] == [f"{SITE}/2024/masts-rise-in-the-valley"]
    assert "http://10.0.0.1/feed" not in asked
    assert "10.0.0.1 is not on the public web" in done.stderr
