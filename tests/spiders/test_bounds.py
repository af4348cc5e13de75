"""No source is without end: sitemaps, time, bytes, items and headers have bounds, and the articles are still had."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest

from tests.support.newspaper import Newspaper, newspaper, respond

INDEX = "<sitemapindex>{}</sitemapindex>"


@pytest.fixture
def crawl(crawl_site):
    """Crawls a served site, which must succeed; returns the finished process."""

    def run(site: Newspaper, *settings: str):
        done = crawl_site(site.url, *settings)
        assert done.returncode == 0, done.stderr
        return done

    return run


def last_run(db) -> dict:
    return db["runs"].find_one(sort=[("started_at", -1)])


def at(path: str, text: Callable[[], str] | str, **headers: str):
    """A misbehaviour: what lies under `path` is `text`."""

    def misbehave(handler: BaseHTTPRequestHandler) -> bool:
        if not handler.path.startswith(path):
            return False
        respond(handler, 200, text() if callable(text) else text, headers)
        return True

    return misbehave


def test_an_index_that_names_new_indexes_for_ever_ends(crawl, db) -> None:
    number = count()
    with newspaper() as site:
        site.publish(3)
        site.misbehave = at(
            "/sitemap", lambda: INDEX.format("".join(f"<sitemap><loc>/sitemap-{next(number)}</loc></sitemap>" * 2))
        )
        done = crawl(site)
    assert db["articles"].count_documents({}) == 3
    assert done.stderr.count("more than 3 indexes deep") == 1
    assert last_run(db)["sitemaps_left_out"] > 0


@pytest.mark.slow
def test_an_index_of_many_is_read_up_to_the_bound_and_the_next_crawl_goes_on(crawl, db) -> None:
    children = "".join(f"<sitemap><loc>/part-{n}.xml</loc></sitemap>" for n in range(40))
    with newspaper() as site:
        site.publish(3)
        feed = [f"<url><loc>{site.url}{path}</loc></url>" for path in site.stories]
        parts = at("/part-", "<urlset>" + feed[0] + "</urlset>")
        index = at("/sitemap.xml", INDEX.format(children), ETag='"1"')
        site.misbehave = lambda handler: index(handler) or parts(handler)
        done = crawl(site, "DISCOVERY_SITEMAPS=30")
        first = {path for path in site.paths() if path.startswith("/part-")}
        assert (len(first), last_run(db)["sitemaps_left_out"]) == (29, 11)
        assert done.stderr.count("DISCOVERY_SITEMAPS") == 1
        assert db["articles"].count_documents({}) == 3
        crawl(site)
        assert len({path for path in site.paths() if path.startswith("/part-")}) == 40


def test_sitemaps_of_endless_addresses_fill_no_disk(crawl, db) -> None:
    number = count()

    def part() -> str:
        rows = "".join(f"<url><loc>/2024/none-{next(number)}</loc></url>" for _ in range(20))
        return f"<urlset>{rows}</urlset>"

    children = "".join(f"<sitemap><loc>/part-{n}.xml</loc></sitemap>" for n in range(100))
    with newspaper() as site:
        site.publish(3)
        index, parts = at("/sitemap.xml", INDEX.format(children)), at("/part-", part)
        site.misbehave = lambda handler: index(handler) or parts(handler)
        done = crawl(site, "DISCOVERY_ARTICLES=50")
    assert done.stderr.count("DISCOVERY_ARTICLES") == 1
    assert db["frontier"].count_documents({}) < 300
    assert db["articles"].count_documents({}) == 3


def test_when_the_time_for_discovery_is_over_the_articles_are_fetched(crawl, db) -> None:
    children = "".join(f"<sitemap><loc>/part-{n}.xml</loc></sitemap>" for n in range(100))
    with newspaper() as site:
        site.publish(3)
        site.misbehave = at("/sitemap.xml", INDEX.format(children))
        done = crawl(site, "DISCOVERY_SECONDS=0.001")
    assert db["articles"].count_documents({}) == 3
    assert done.stderr.count("DISCOVERY_SECONDS") == 1


def test_a_list_that_is_too_large_is_left_unread_and_the_others_are_read(crawl, db) -> None:
    with newspaper() as site:
        site.publish(3)
        site.misbehave = at("/feed/", "<rss><channel>" + " " * 17_000_000)
        crawl(site)
    assert db["articles"].count_documents({}) == 3  # by the sitemap
    assert last_run(db)["errors_by_kind"]


@pytest.mark.slow
def test_a_large_feed_is_parsed_apart_and_up_to_so_many_items(crawl, db) -> None:
    with newspaper() as site:
        paths = site.publish(3)
        items = "".join(f"<item><link>{site.url}{path}</link></item>" for path in paths)
        more = "<item><link>https://elsewhere.example/1</link></item>" * 30_000
        robots, feed = at("/robots.txt", "Sitemap: /none.xml"), at("/feed/", f"<rss><channel>{items}{more}")
        site.misbehave = lambda handler: robots(handler) or feed(handler)
        crawl(site)
    assert db["articles"].count_documents({}) == 3


@pytest.mark.slow
def test_a_source_that_takes_too_long_is_given_up(crawl, db) -> None:
    deep = "<item><author>" + "a" * 4000 + "</author></item>"
    with newspaper() as site:
        site.publish(3)
        site.misbehave = at("/feed/", "<rss><channel>" + deep * 1000)
        done = crawl(site, "EXTRACTION_SECONDS=1")
    assert "EXTRACTION_SECONDS (1)" in done.stderr
    assert db["articles"].count_documents({}) == 3


@pytest.mark.parametrize("line", ["X-{n}: 1\r\n", " continued\r\n"], ids=["headers", "lines of a header"])
def test_headers_without_end_cost_their_own_page_alone(crawl, db, line: str) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> bool:
        if handler.path != "/2024/story-1":
            return False
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-First: 1\r\n")
            for n in range(300_000):
                handler.wfile.write(line.replace("{n}", str(n)).encode())
        except OSError:
            handler.close_connection = True
            return True
        raise AssertionError("all headers were read")

    with newspaper() as site:
        site.publish(3)
        site.misbehave = endless
        crawl(site, "RETRY_ENABLED=0")
    assert db["articles"].count_documents({}) == 2
    assert last_run(db)["failed"] == 1
    assert last_run(db)["errors_by_kind"] == {"connection lost": 1}
