"""URLs that sources name and that are none, or not the web's: one bad item never costs its source."""

import json

import pytest

from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.urls import feeds_of_page, is_web_url, wordpress_of_page
from newsbot.discovery.wordpress import parse_posts

BAD = (
    "file:///etc/passwd",
    "file://wire.example/etc/passwd",
    "ftp://wire.example/feed",
    "data:text/html,x",
    "http://[",
    "http://wire.example:99999/story",
    "https://wire.example:port/",
    "https:///story",
    "https://wire.example/" + "a" * 5_000,
)
GOOD = "https://wire.example/a-real-story"


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_web_url(url: str) -> None:
    assert not is_web_url(url)


@pytest.mark.parametrize("url", [url for url in BAD if url != "https:///story"])  # feedparser makes it another host
def test_a_bad_item_is_left_out_and_the_others_are_read(url: str) -> None:
    feed = (
        f"<rss version='2.0'><channel><item><link>{url}</link></item><item><link>{GOOD}</link></item></channel></rss>"
    )
    assert [candidate.url for candidate in parse_feed(feed.encode(), "https://wire.example/feed")] == [GOOD]
    sitemap = f"<urlset><url><loc>{url}</loc></url><url><loc>{GOOD}</loc></url></urlset>"
    assert [candidate.url for candidate in parse_sitemap(sitemap.encode(), "https://wire.example/map").articles] == [
        GOOD
    ]
    posts = json.dumps([{"link": url}, {"link": GOOD}])
    found = parse_posts(posts.encode(), "https://wire.example/wp-json/wp/v2/posts?page=1")
    assert [candidate.url for candidate in found.articles] == [GOOD]
    head = f"<link rel='alternate' type='application/rss+xml' href='{url}'>"
    page = f"<html><head>{head}<link rel='https://api.w.org/' href='{url}/wp-json/'></head><p>x</html>".encode()
    assert feeds_of_page(page, "https://wire.example/") == []
    assert wordpress_of_page(page, "https://wire.example/") == ""


@pytest.mark.parametrize("reference", ["&#99999999;", "&#xD800;", "&#xFFFFFFFF;", "&#55357;"])
def test_a_character_that_is_none_loses_no_feed(reference: str) -> None:
    items = "".join(
        f"<item><title>{title}</title><link>https://wire.example/{n}</link></item>"
        for n, title in enumerate(("One", f"Two {reference}", "Three"))
    )
    found = parse_feed(f"<rss><channel>{items}</channel></rss>".encode(), "https://wire.example/feed")
    assert [candidate.url for candidate in found] == [f"https://wire.example/{n}" for n in range(3)]
    assert all(candidate.title.encode() for candidate in found)


def test_half_an_emoji_loses_no_json_feed() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1", "items": '
    body += b'[{"url": "https://a.example/1", "title": "A \\ud83d"}]}'
    [found] = parse_feed(body, "https://wire.example/feed.json")
    assert found.title.encode().startswith(b"A")
