"""Where feeds and sitemaps are, and which addresses can be stories."""

import pytest

from newsbot.discovery.urls import feeds_of_page, may_be_article, sitemaps_of_robots

URL = "https://news.example/"


def test_feeds_are_found_in_the_head_without_those_of_comments() -> None:
    page = """
        <link rel="alternate" type="application/rss+xml" href="/feed/">
        <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
        <link rel="alternate" type="application/json" href="/wp-json/posts/1">
        <link rel="stylesheet" href="/style.css">
        <link rel='ALTERNATE home' type='application/atom+xml' href='https://feeds.example/news'>
    """
    assert feeds_of_page(page.encode(), URL) == ["https://news.example/feed/", "https://feeds.example/news"]


@pytest.mark.parametrize("page", [b"", b"\x00\x01", b"plain text"])
def test_a_page_without_links_has_no_feeds(page: bytes) -> None:
    assert feeds_of_page(page, URL) == []


def test_sitemaps_of_robots() -> None:
    robots = b"User-agent: *\nDisallow: /x\nSITEMAP: /map.xml\nSitemap:https://cdn.example/m.xml\nSitemap: ftp://x/y\n"
    assert sitemaps_of_robots(robots, f"{URL}robots.txt") == [
        "https://news.example/map.xml",
        "https://cdn.example/m.xml",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "2024/05/01/harbour-telecom-5g",
        "story/1187-waits-for-a-signal.html",
        "?p=1234",
        "5g/events-in-the-valleys",
        "about-5g",
    ],
)
def test_stories_may_be_articles(path: str) -> None:
    assert may_be_article(URL + path)


@pytest.mark.parametrize("path", ["", "tag/5g/", "category/5g", "author/ann", "about-us/", "page/2/", "logo.png"])
def test_other_pages_are_not(path: str) -> None:
    assert not may_be_article(URL + path)
