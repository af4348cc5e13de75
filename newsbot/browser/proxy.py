"""The browser's only way out: a proxy on loopback that connects to the public web and to nothing else.

Playwright sees a page's requests but not where they are redirected to, and a name may resolve to another address when
the browser asks than when we looked. So the browser resolves nothing: every connection of it, redirects and web sockets
included, is asked of this proxy, which connects to the very address that it has checked.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler

from newsbot.middlewares.private_network import is_public

logger = logging.getLogger(__name__)

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port -> addresses."""

_MOST_HEAD = 64 * 1024
_CHUNK = 64 * 1024


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)
    return [str(address[4][0]) for address in found]


class PublicProxy:
    """An HTTP proxy (RFC 9110, 3.7; CONNECT too) that refuses hosts with any address that is not `allowed`: 403."""

    def __init__(self, *, resolve: Resolve = resolve, allowed: Callable[[str], bool] = is_public) -> None:
        self._resolve, self._allowed = resolve, allowed
        self._server: asyncio.Server | None = None
        self._conversations: set[asyncio.Task[Any]] = set()

    async def start(self) -> str:
        """Listen on a free port of the loopback; returns the proxy's address."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MOST_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """End every connection."""
        if self._server is not None:
            self._server.close()
            for task in list(self._conversations):
                task.cancel()
            await asyncio.gather(*self._conversations, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._conversations.add(task)
        try:
            await self._converse(reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the browser sees that the connection ended
        finally:
            self._conversations.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, or one tunnel; the browser opens another connection for the next."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, version = head.partition("\r\n")[0].split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname or "", parts.port or 80
        address = await self._address(host, port)
        if address is None:
            logger.warning("The browser was kept from %s, which is not on the public web", host)
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return await writer.drain()
        there, out = await asyncio.open_connection(address, port)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _both_ways(reader, writer, there, out)
            else:
                path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
                headers = re.sub(r"(?im)^(?:proxy-connection|connection):.*\r\n", "", head.partition("\r\n")[2])
                out.write(f"{method} {path} {version}\r\nConnection: close\r\n{headers}".encode("latin-1"))
                length = re.search(r"(?im)^content-length:\s*(\d+)", headers)
                out.write(await reader.readexactly(int(length[1]) if length else 0))
                await _relay(there, writer)
        finally:
            out.close()
        return None

    async def _address(self, host: str, port: int) -> str | None:
        try:
            addresses = await self._resolve(host, port)
        except OSError:
            return None
        return addresses[0] if addresses and all(map(self._allowed, addresses)) else None


async def _both_ways(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: asyncio.StreamReader, out: asyncio.StreamWriter
) -> None:
    ways = [asyncio.ensure_future(_relay(reader, out)), asyncio.ensure_future(_relay(there, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _relay(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while chunk := await source.read(_CHUNK):
        sink.write(chunk)
        await sink.drain()


class BrowserProxyMiddleware:
    """Downloader middleware that sends the browser's requests over a PublicProxy of the crawl's own."""

    def __init__(self, crawler: Crawler) -> None:
        self._proxy = PublicProxy()
        self._address: asyncio.Future[str] | None = None
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl; the proxy starts with the first page that takes the browser."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Name the proxy to the browser."""
        if not request.meta.get("playwright"):
            return
        if self._address is None:
            self._address = asyncio.ensure_future(self._proxy.start())
        # without the last rule a browser goes to loopback addresses by itself
        proxy = {"server": await self._address, "bypass": "<-loopback>"}
        request.meta["playwright_context_kwargs"] = {"proxy": proxy}

    async def _closed(self) -> None:
        with contextlib.suppress(OSError):
            await self._proxy.stop()
