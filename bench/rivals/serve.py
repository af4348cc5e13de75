"""Serve a folder of stored pages as a news site of today: python serve.py FOLDER PORT_FILE.

FOLDER holds `urls.txt`, the path of each page, and the pages themselves in that order as `0.html`, `1.html` and so on;
`limit.txt` says how many of them the sitemap names, and is read anew for each request. PORT_FILE gets the port.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(sys.argv[1])
PATHS = (FOLDER / "urls.txt").read_text().split()
FEED = 20
"""Stories that the feed holds."""

HOME = b"""<!doctype html><title>Stored pages</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>All addresses are in the sitemap."""
NUMBERS = {path: number for number, path in enumerate(PATHS)}


class Site(BaseHTTPRequestHandler):
    """Pages, a feed, a sitemap and a robots.txt that names it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one request."""
        number = NUMBERS.get(self.path)
        if number is not None:
            self.answer(200, "text/html", (FOLDER / f"{number}.html").read_bytes())
        elif self.path == "/robots.txt":
            self.answer(200, "text/plain", f"Sitemap: http://{self.headers['Host']}/sitemap.xml\n".encode())
        elif self.path == "/sitemap.xml":
            named = PATHS[: int((FOLDER / "limit.txt").read_text())]
            places = "".join(f"<url><loc>http://{self.headers['Host']}{path}</loc></url>" for path in named)
            self.answer(200, "application/xml", f"<urlset>{places}</urlset>".encode())
        elif self.path == "/":
            self.answer(200, "text/html", HOME)
        elif self.path == "/feed.xml":
            newest = PATHS[: int((FOLDER / "limit.txt").read_text())][:FEED]
            items = "".join(f"<item><link>http://{self.headers['Host']}{path}</link></item>" for path in newest)
            feed = f"<rss version='2.0'><channel><title>Stored pages</title>{items}</channel></rss>"
            self.answer(200, "application/rss+xml", feed.encode())
        else:
            self.answer(404, "text/html", b"<title>Not here</title>")

    def answer(self, status: int, kind: str, body: bytes) -> None:
        """One whole response."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
Path(sys.argv[2]).write_text(str(server.server_port))
server.serve_forever()
