"""A site that is empty without JavaScript."""

import asyncio
import json
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.settings import Settings

from newsbot.browser.chromium import missing, use_browser
from newsbot.browser.proxy import PublicProxy, resolve
from tests.support.articles import STORY
from tests.support.website import website

NEEDS_BROWSER = pytest.mark.skipif(bool(missing()), reason=missing() or "a browser is there")


def script(paragraphs: list[str]) -> str:
    return (
        "<!doctype html><html lang='en'><head><title>Harbour Telecom brings 5G to the valleys</title></head><body>"
        "<div id='app'></div><img src='/logo.png'><script>"
        f"const story = {json.dumps(paragraphs)};"
        "document.getElementById('app').innerHTML = '<article><h1>Harbour Telecom brings 5G to the valleys</h1>'"
        " + story.map(text => '<p>' + text + '</p>').join('') + '</article>';</script></body></html>"
    )


@NEEDS_BROWSER
def test_articles_are_read_as_a_browser_shows_them(scrapy, db) -> None:
    feed = "<rss><channel><item><title>x</title><link>{url}/2024/valleys</link></item></channel></rss>"
    with website() as site:
        site.add("/", "<link rel='alternate' type='application/rss+xml' href='/feed/'>")
        site.add("/feed/", feed, content_type="application/rss+xml")
        site.add("/2024/valleys", script(STORY.split("\n\n")))
        local = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-L", "ERROR")
        done = scrapy("crawl", "site", "-a", f"url={site.url}", "-s", "JAVASCRIPT=1", *local)
        assert (done.returncode, done.stderr) == (0, "")
        assert site.requests.count("/2024/valleys") == 1
        assert "/logo.png" not in site.requests
        assert all(agent.startswith("newsbot/") for agent in site.user_agents)
    article = db["articles"].find_one()
    assert article["body"] == STORY
    assert db["quotes"].find_one({"kind": "statement"})["speaker"] == "Petra Lindqvist"


def get(proxy: str, url: str) -> bytes:
    """An answer by way of a proxy."""
    with socket.create_connection((urlsplit(proxy).hostname, urlsplit(proxy).port), timeout=30) as connection:
        connection.sendall(f"GET {url} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def shown(proxy: str, profile: Path, url: str) -> str:
    """What Chromium makes of a page that it reaches by way of a proxy."""
    chromium = Settings()
    use_browser(chromium)
    options = chromium.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")
    by_proxy = [f"--proxy-server={proxy}", "--proxy-bypass-list=<-loopback>"]
    return subprocess.run(
        [options["executable_path"], "--headless", "--no-sandbox", "--disable-gpu", *options["args"]]
        + [*by_proxy, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


NAMES = {"news.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"], "both.example": ["127.0.0.1", "127.0.0.2"]}


async def look_up(host: str, port: int) -> list[str]:
    return NAMES.get(host) or await resolve(host, port)


def through_proxy(look: Callable[..., Any], *arguments: Any, **rules: Any) -> Any:
    """What `look` gives, called with the address of a running proxy."""

    async def scenario() -> Any:
        proxy = PublicProxy(resolve=look_up, **rules)
        address = await proxy.start()
        try:
            return await asyncio.to_thread(look, address, *arguments)
        finally:
            await proxy.stop()

    return asyncio.run(scenario())


@NEEDS_BROWSER
def test_a_redirect_to_a_private_address_ends_in_the_browser_too(tmp_path) -> None:
    """Loopback stands for the public web, another address of it for the network that the crawler is in."""
    with website() as public, website(host="127.0.0.2") as inside:
        port, other = urlsplit(public.url).port, urlsplit(inside.url).port
        public.add("/", "<p>outside")
        inside.add("/", "<p>inside")
        targets = {"/to-name": f"http://inside.example:{other}/", "/to-address": f"{inside.url}/", "/home": "/"}
        for path, target in targets.items():
            public.add(path, status=302, headers={"Location": target})
        seen = [
            through_proxy(shown, tmp_path / path[1:], f"http://news.example:{port}{path}", allowed="127.0.0.1".__eq__)
            for path in targets
        ]
        assert ["inside" in page for page in seen] == [False] * 3
        assert "outside" in seen[2]
        assert inside.requests == []
        unguarded = through_proxy(shown, tmp_path / "un", f"http://news.example:{port}/to-name", allowed=bool)
        assert "inside" in unguarded


def test_the_proxy_connects_to_the_public_web_only() -> None:
    with website() as site:
        site.add("/", "<p>page")
        port = urlsplit(site.url).port
        hosts = ("127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "news.example", "nothing.invalid")
        answers = [through_proxy(get, f"http://{host}:{port}/") for host in hosts]
        assert all(answer.startswith(b"HTTP/1.1 403 ") for answer in answers)
        assert site.requests == []
        mixed = through_proxy(get, f"http://both.example:{port}/", allowed="127.0.0.1".__eq__)
        assert mixed.startswith(b"HTTP/1.1 403 ")
        allowed = through_proxy(get, f"http://news.example:{port}/", allowed="127.0.0.1".__eq__)
        assert allowed.endswith(b"<p>page")


@NEEDS_BROWSER
def test_a_crawl_sends_its_browser_over_the_proxy(scrapy, db) -> None:
    """Without a proxy around its own resolver, nothing of this machine can be reached: the page is refused by it."""
    with website() as site:
        done = scrapy("runspider", "tests/support/browsing.py", "-a", f"url={site.url}/", "-L", "WARNING")
        assert "The browser was kept from 127.0.0.1, which is not on the public web" in done.stderr
        assert site.requests == []


def test_a_missing_browser_is_told(scrapy, tmp_path) -> None:
    done = scrapy("crawl", "site", "-a", "url=https://news.example", "-s", "JAVASCRIPT=1", PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("newsbot: JavaScript needs ")
