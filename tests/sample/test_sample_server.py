"""The newsroom as a crawler meets it: over HTTP."""

import gzip
import http.client
import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import feedparser
import pytest
from lxml import etree, html

from newsbot.sample import serve, truth

SITEMAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
FEEDS = ["/signalpost/feed/", "/mastandwire/rss.xml", "/thebackhaul/atom.xml"]


@pytest.fixture(scope="module")
def newsroom():
    with serve() as running:
        yield running


def get(newsroom, address, method="GET", **headers):
    """Status, headers and body of one request; `headers` with underscores for hyphens."""
    address = urljoin(newsroom.url + "/", address)
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        path = address.removeprefix(newsroom.url)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def links(page):
    tree = html.fromstring(page)
    return [
        a for a in tree.xpath("//a/@href | //img/@src | //link/@href[starts-with(., '/')]") if not a.startswith("#")
    ]


def in_sitemaps(newsroom):
    """Address and lastmod of every story that the sitemaps list."""
    found = {}
    index = etree.fromstring(get(newsroom, "/sitemap.xml")[2])
    for address in index.xpath("//s:loc/text()", namespaces=SITEMAPS):
        body = get(newsroom, address)[2]
        tree = etree.fromstring(gzip.decompress(body) if address.endswith(".gz") else body)
        for row in tree.xpath("//s:url", namespaces=SITEMAPS):
            found[row.findtext("s:loc", namespaces=SITEMAPS)] = row.findtext("s:lastmod", namespaces=SITEMAPS)
    return found


def test_every_link_resolves_and_every_story_is_linked(newsroom):
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/calendar/"):
            continue
        seen.add(path)
        status, headers, body = get(newsroom, path)
        assert status == 200, path
        if headers["Content-Type"].startswith("text/html"):
            waiting += [urljoin(path, link) for link in links(body)]
    without_query = {path.split("?")[0] for path in seen}
    assert without_query >= set(truth())


def test_robots_txt_forbids_the_endless_calendar_only(newsroom):
    status, headers, body = get(newsroom, "/robots.txt")
    assert (status, headers["Content-Type"]) == (200, "text/plain")
    robots = RobotFileParser()
    robots.parse(body.decode().splitlines())
    assert robots.site_maps() == [f"{newsroom.url}/sitemap.xml"]
    assert not robots.can_fetch("newsbot", f"{newsroom.url}/calendar/2024/3/")
    assert all(robots.can_fetch("newsbot", newsroom.url + path) for path in truth())


def test_the_calendar_is_linked_from_listings_and_never_ends(newsroom):
    path = next(link for link in links(get(newsroom, "/thebackhaul/")[2]) if link.startswith("/calendar/"))
    visited = set()
    for _ in range(30):
        visited.add(path)
        path = links(get(newsroom, path)[2])[-1]
    assert len(visited) == 30


def test_sitemaps_list_every_story_once_with_its_last_change(newsroom):
    listed = in_sitemaps(newsroom)
    assert set(listed) == {newsroom.url + path for path in truth()}
    for path, article in truth().items():
        if article.published:
            assert datetime.fromisoformat(listed[newsroom.url + path]) == (article.modified or article.published)


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_parse_and_list_the_newest_stories(newsroom, path):
    feed = feedparser.parse(get(newsroom, path)[2])
    assert not feed.bozo
    own = [p for p in truth() if p.startswith(path.rsplit("/", 1)[0].removesuffix("/feed"))]
    assert [urlsplit(entry.link).path for entry in feed.entries] == own[:10]
    assert all(entry.link.startswith(newsroom.url) for entry in feed.entries)
    articles = [truth()[urlsplit(entry.link).path] for entry in feed.entries]
    assert [entry.title for entry in feed.entries] == [article.headline for article in articles]


def test_two_feeds_tell_dates_and_one_does_not(newsroom):
    dated = [["published" in entry for entry in feedparser.parse(get(newsroom, path)[2]).entries] for path in FEEDS]
    assert (all(dated[0]), any(dated[1]), all(dated[2])) == (True, False, True)


def test_addresses_in_feeds_follow_the_host_that_was_asked(newsroom):
    body = get(newsroom, "/signalpost/feed/", Host="sample.localhost:8000")[2]
    assert feedparser.parse(body).entries[0].link.startswith("http://sample.localhost:8000/signalpost/")


def test_unchanged_pages_answer_304(newsroom):
    path = next(iter(truth()))
    status, headers, body = get(newsroom, path)
    assert status == 200
    assert body
    assert get(newsroom, path, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert get(newsroom, path, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert get(newsroom, path, If_None_Match='"another"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert get(newsroom, path, If_Modified_Since="Mon, 02 Jan 2023 10:00:00 GMT")[0] == 200
    assert get(newsroom, path, If_Modified_Since="some day")[0] == 200


def test_head_tells_the_length_and_sends_nothing(newsroom):
    status, headers, body = get(newsroom, "/signalpost/", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == len(get(newsroom, "/signalpost/")[2])


@pytest.mark.parametrize("path", ["/nothing", "/signalpost/page/99/", "/img/../outlets.toml", "/calendar/2024/13/"])
def test_what_is_not_there_is_404(newsroom, path):
    assert get(newsroom, path)[0] == 404


def test_requests_are_counted():
    with serve() as newsroom:
        get(newsroom, "/signalpost/")
        get(newsroom, "/nothing?x=1")
        assert [tuple(request) for request in newsroom.requests] == [
            ("GET", "/signalpost/", 200),
            ("GET", "/nothing?x=1", 404),
        ]
        assert (newsroom.count(), newsroom.count("/signalpost/"), newsroom.count(status=404)) == (2, 1, 1)


def test_the_old_system_declares_its_charset_in_the_page_alone(newsroom):
    path = next(path for path in truth() if "1263-kavcic" in path)
    _, headers, body = get(newsroom, path)
    assert headers["Content-Type"] == "text/html"
    assert b"charset=windows-1252" in body
    assert b"Kav&#269;i&#263;" in body
    assert "Quispe-Nyström".encode("windows-1252") in body


def test_the_second_addresses_of_a_story_declare_the_first(newsroom):
    path = "/signalpost/2024/08/27/port-of-selke-private-network/"
    tracked = next(link for link in links(get(newsroom, "/signalpost/")[2]) if link.startswith(path))
    assert "utm_source=" in tracked
    for address in (path, tracked, f"{path}amp/"):
        canonical = html.fromstring(get(newsroom, address)[2]).xpath("//link[@rel='canonical']/@href")
        assert canonical == [truth()[path].url]


def test_a_rewritten_story_keeps_its_address():
    path = "/signalpost/2024/07/09/kestria-caps-qintara-at-35-percent/"
    with serve(as_of=datetime(2024, 7, 9, 18, tzinfo=UTC)) as newsroom:
        first = get(newsroom, path)[2].decode()
        newsroom.as_of = datetime(2024, 7, 11, tzinfo=UTC)
        status, headers, second = get(newsroom, path)
    dropped = "We will see the government in court,"
    assert dropped in first
    assert status == 200
    assert dropped not in second.decode()
    assert headers["Last-Modified"] == "Wed, 10 Jul 2024 06:45:00 GMT"
    assert re.search(r'"dateModified": "2024-07-10T08:45:00\+02:00"', second.decode())


def test_an_earlier_day_shows_only_what_was_out_by_then():
    with serve(as_of=datetime(2024, 3, 13, tzinfo=UTC)) as newsroom:
        shown = {address.removeprefix(newsroom.url) for address in in_sitemaps(newsroom)}
        out = {p for p, a in truth().items() if a.published and a.published <= datetime(2024, 3, 13, tzinfo=UTC)}
        assert shown == out
        assert {get(newsroom, path)[0] for path in truth().keys() - out} == {404}
