"""A server of archives on a real socket that breaks off, and counts who asks for what."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class ArchiveServer:
    """Files by their paths, and how they are served."""

    files: dict[str, bytes] = field(default_factory=dict)
    url: str = ""
    breaks_after: int | None = None
    """Bytes of an answer after which the connection is cut, as long as `breaks` lasts."""
    breaks: int = 0
    takes_ranges: bool = True
    refusals: int = 0
    """Answers with status 503 before the first that has a file."""
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """The paths and Range headers of all requests."""
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            self._answer(request)
        finally:
            with self._lock:
                self._now -= 1

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.asked.append((request.path, wanted))
        if request.path in self.redirects:
            request.send_response(302)
            request.send_header("Location", self.redirects[request.path])
            request.end_headers()
            return
        data = self.files.get(request.path)
        if self.refusals or data is None:
            request.send_response(503 if self.refusals else 404)
            self.refusals = max(0, self.refusals - 1)
            request.end_headers()
            return
        start = 0
        etag = f'"{hash(data)}"'
        if wanted and self.takes_ranges and request.headers.get("If-Range", etag) == etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            request.send_response(200)
        request.send_header("ETag", etag)
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        rest = data[start:]
        if self.breaks:
            self.breaks -= 1
            rest = rest[: self.breaks_after]
        request.wfile.write(rest)
        request.close_connection = True


@contextmanager
def archive_server() -> Iterator[ArchiveServer]:
    """A running server on a free port of this machine."""
    served = ArchiveServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield served
        server.shutdown()
        thread.join()
