"""A site that sends a reader in a circle until it has a cookie is read; nothing else gets cookies."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from tests.support.newspaper import Newspaper, newspaper, respond

STORY = "/2024/story-1"


@pytest.fixture
def sent(site: Newspaper) -> list[tuple[str, str | None]]:
    """Path and cookies of each request."""
    return []


def behaves(site: Newspaper, sent: list, wall: Callable[[BaseHTTPRequestHandler, str | None], bool]) -> None:
    def misbehave(handler: BaseHTTPRequestHandler) -> bool:
        cookies = handler.headers["Cookie"]
        sent.append((handler.path, cookies))
        return wall(handler, cookies)

    site.misbehave = misbehave


def to(handler: BaseHTTPRequestHandler, url: str, cookie: str | None = None) -> bool:
    respond(handler, 302, headers={"Location": url} | ({"Set-Cookie": cookie} if cookie else {}))
    return True


def test_every_page_behind_a_cookie_wall_is_read(crawl_site, site: Newspaper, sent: list, db) -> None:
    def wall(handler: BaseHTTPRequestHandler, cookies: str | None) -> bool:
        return "seen=1" not in (cookies or "") and to(handler, handler.path, "seen=1; Path=/; HttpOnly")

    behaves(site, sent, wall)
    done = crawl_site(site.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert db["articles"].count_documents({}) == 3
    assert [cookies for path, cookies in sent if path == STORY] == [None, "seen=1"]
    assert [cookies for path, cookies in sent if path == "/robots.txt"][:2] == [None, "seen=1"]


def test_by_way_of_another_page_too(crawl_site, site: Newspaper, sent: list, db) -> None:
    def wall(handler: BaseHTTPRequestHandler, cookies: str | None) -> bool:
        if handler.path == "/consent":
            return to(handler, STORY, "consent=yes; Path=/")
        return handler.path == STORY and not cookies and to(handler, "/consent", "from=here; Path=/")

    behaves(site, sent, wall)
    assert crawl_site(site.url).returncode == 0
    assert db["articles"].count_documents({}) == 3
    assert (STORY, "from=here; consent=yes") in sent


def test_no_cookie_goes_along_with_another_request(crawl_site, site: Newspaper, sent: list, db) -> None:
    def wall(handler: BaseHTTPRequestHandler, cookies: str | None) -> bool:
        if handler.path == "/2024/story-2":
            respond(handler, 200, site.stories[handler.path].page, {"Content-Type": "text/html", "Set-Cookie": "a=b"})
            return True
        return handler.path == STORY and not cookies and to(handler, STORY, "seen=1; Path=/")

    behaves(site, sent, wall)
    crawl_site(site.url)
    assert [path for path, cookies in sent if cookies] == [STORY]


def test_nor_to_another_host(crawl_site, site: Newspaper, sent: list, db) -> None:
    with newspaper() as other:
        others: list[tuple[str, str | None]] = []
        behaves(other, others, lambda handler, cookies: False)
        elsewhere = other.url.replace("127.0.0.1", "localhost")

        def wall(handler: BaseHTTPRequestHandler, cookies: str | None) -> bool:
            return handler.path == "/feed/" and to(handler, f"{elsewhere}/feed/", "secret=1; Path=/")

        behaves(site, sent, wall)
        crawl_site(site.url)
    assert "/feed/" in [path for path, _ in others]
    assert all(cookies is None for _, cookies in others)


@pytest.mark.parametrize("cookie", [None, "n={}; Path=/", "n=1; Path=/elsewhere", "n=1; Domain=com", "=;;=\x01"])
def test_a_circle_that_no_cookie_opens_ends(crawl_site, site: Newspaper, sent: list, db, cookie: str | None) -> None:
    def wall(handler: BaseHTTPRequestHandler, cookies: str | None) -> bool:
        return handler.path == STORY and to(handler, STORY, cookie.format(len(sent)) if cookie else None)

    behaves(site, sent, wall)
    assert crawl_site(site.url).returncode == 0
    assert db["articles"].count_documents({}) == 2
    tries = [path for path, _ in sent if path == STORY]
    assert len(tries) == 7  # the page and REDIRECT_MAX_TIMES
    assert "too many redirects" in db["frontier"].find_one({"url": f"{site.url}{STORY}"})["reason"]
