"""robots.txt by RFC 9309, on a real site."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from scrapy.http import Response

from newsbot.middlewares.throttle import retry_after
from tests.support.newspaper import Newspaper, hang_up, respond


@pytest.fixture
def crawl(scrapy, site: Newspaper) -> Callable[..., Any]:
    def run(*arguments: str) -> Any:
        site.asked.clear()
        fast = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-s", "BACKOFF_WAITS=0.1,0.1,0.1,0.1")
        return scrapy("crawl", "site", "-a", f"url={site.url}", *fast, "-L", "WARNING", *arguments)

    return run


def stored(db) -> int:
    return db["articles"].count_documents({})


def test_what_it_forbids_is_recorded_and_not_fetched(crawl, db, site: Newspaper) -> None:
    site.robots = f"User-agent: newsbot\nDisallow: /2024/story-1\nSitemap: {site.url}/sitemap.xml\n"
    assert crawl().returncode == 0
    assert "/2024/story-1" not in site.paths()
    refused = db["frontier"].find_one({"state": "forbidden"})
    assert (refused["url"], refused["reason"]) == (f"{site.url}/2024/story-1", "robots.txt forbids it")
    run = db["runs"].find_one()
    assert (run["new"], run["forbidden"], run["errors_by_kind"]) == (2, 1, {"forbidden by robots": 1})


def test_what_it_forbids_is_not_fetched_over_a_redirect_either(crawl, db, site: Newspaper) -> None:
    site.robots = f"User-agent: *\nDisallow: /private\nSitemap: {site.url}/sitemap.xml\n"
    site.misbehave = lambda handler: (
        handler.path == "/2024/story-1" and not respond(handler, 302, headers={"Location": "/private/1"})
    )
    crawl()
    assert "/private/1" not in site.paths()
    assert db["frontier"].find_one({"url": f"{site.url}/2024/story-1"})["state"] == "forbidden"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_4xx_allows_everything(crawl, db, site: Newspaper, status: int) -> None:
    site.misbehave = lambda handler: (
        handler.path == "/robots.txt" and not respond(handler, status, "User-agent: *\nDisallow: /\n")
    )
    assert crawl().returncode == 0
    assert stored(db) == 3


@pytest.mark.parametrize("how", ["500", "reset"])
def test_when_it_cannot_be_read_nothing_is_fetched_unless_a_copy_is_known(crawl, db, site: Newspaper, how: str) -> None:
    def broken(handler) -> bool:
        if handler.path != "/robots.txt":
            return False
        if how == "500":
            respond(handler, 500)
        else:
            hang_up(handler)
        return True

    site.misbehave = broken
    done = crawl()
    assert done.returncode == 6
    why = "HTTP status 500" if how == "500" else "connection lost"
    sentence = f"robots.txt could not be read ({why}), so nothing may be fetched; run the crawl again later."
    assert sentence in done.stderr
    assert set(site.paths()) == {"/robots.txt"}
    assert db["runs"].find_one()["reason"] == "robots_unreachable"

    site.misbehave = lambda handler: False
    site.robots = f"User-agent: *\nDisallow: /2024/story-2\nSitemap: {site.url}/sitemap.xml\n"
    assert crawl().returncode == 0
    site.misbehave = broken
    site.publish(1)
    done = crawl()
    assert done.returncode == 0
    assert "the last copy of it counts" in done.stderr
    assert "/2024/story-2" not in site.paths()
    assert stored(db) == 3


def test_500_kb_of_it_are_read_and_no_line_is_cut(crawl, db, site: Newspaper) -> None:
    filler = "".join(f"Disallow: /filler-{n:06}/\n" for n in range(18_000))
    assert 400_000 < len(filler) < 500_000
    late = "Disallow: /2024/story-0\n"
    beyond = "Disallow: /nothing/of-that-kind/whatsoever\n" * 3000 + "Disallow: /2024/story-1\n"
    site.robots = f"User-agent: *\nSitemap: {site.url}/sitemap.xml\n" + filler + late + beyond
    crawl()
    assert "/2024/story-0" not in site.paths()
    assert "/2024/story-1" in site.paths()


def test_a_robots_txt_behind_a_redirect_counts(crawl, db, site: Newspaper) -> None:
    rules = f"User-agent: *\nDisallow: /2024/story-1\nSitemap: {site.url}/sitemap.xml\n"
    answers = {"/robots.txt": lambda h: respond(h, 301, headers={"Location": "/rules.txt"})}
    answers["/rules.txt"] = lambda h: respond(h, 200, rules, {"Content-Type": "text/plain"})
    site.misbehave = lambda handler: handler.path in answers and not answers[handler.path](handler)
    crawl()
    assert "/2024/story-1" not in site.paths()
    assert stored(db) == 2


def test_crawl_delay_is_kept_between_all_requests(crawl, db, site: Newspaper) -> None:
    site.robots = f"User-agent: *\nCrawl-delay: 0.4\nSitemap: {site.url}/sitemap.xml\n"
    assert crawl().returncode == 0
    assert stored(db) == 3
    first, *others = [request.at for request in site.asked]
    # robots.txt is answered before the second request is sent; a slow machine only makes the last one come later
    assert max(others) - first >= 0.4 * (len(others) - 1)


def test_the_user_agent_names_who_to_turn_to(crawl, db, site: Newspaper) -> None:
    agents = set()
    site.misbehave = lambda handler: agents.add(handler.headers["User-Agent"]) or False
    crawl("-s", "USER_AGENT=newsbot/1 (news research crawler; +ops@crawler.example)")
    assert len(agents) == 1
    assert re.fullmatch(r"newsbot/1 \(news research crawler; \+ops@crawler\.example\)", agents.pop())


@pytest.mark.parametrize(
    "value",
    ["Mon, 99 Foo 99999 99:99:99 GMT", "31 Feb 0000", "Thu, 01 Jan 99999999999 00:00:00", "-5", "½"],
)
def test_an_impossible_retry_after_is_none(value: str) -> None:
    assert retry_after(Response("https://wire.example/", headers={"Retry-After": value.encode("latin-1")})) is None
