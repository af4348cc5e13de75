"""Sitemaps, news sitemaps and indexes."""

import gzip
from datetime import UTC, datetime

from newsbot.discovery.sitemaps import parse_sitemap

URL = "https://news.example/sitemap.xml"
NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc> https://news.example/a </loc><lastmod>2024-05-03</lastmod><news:news><news:publication>"
    "<news:name>News</news:name></news:publication><news:publication_date>2024-05-01T08:00:00+02:00"
    "</news:publication_date><news:title>A</news:title></news:news></url></urlset>"
)


def test_a_news_sitemap_tells_when_a_story_came_out_and_when_it_changed() -> None:
    [candidate] = parse_sitemap(NEWS.encode(), URL).articles
    assert candidate.url == "https://news.example/a"
    assert candidate.published == datetime(2024, 5, 1, 6, tzinfo=UTC)
    assert candidate.modified == datetime(2024, 5, 3, tzinfo=UTC)


def test_its_title_and_keywords_are_the_storys_not_those_of_its_picture() -> None:
    picture = "<image:image><image:loc>/mast.png</image:loc><image:title>A mast</image:title></image:image>"
    words = "<news:keywords>5G, masts</news:keywords><news:title>A</news:title>"
    for spaces in ('xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" ', ""):
        page = NEWS.replace("<urlset ", f"<urlset {spaces}").replace("<news:news>", f"{picture}<news:news>")
        [candidate] = parse_sitemap(page.replace("<news:title>A</news:title>", words).encode(), URL).articles
        assert (candidate.url, candidate.title, candidate.about) == ("https://news.example/a", "A", "5G, masts")


def test_prefixes_that_are_not_declared_do_not_hide_the_rest() -> None:
    bare = NEWS.replace(' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "")
    [candidate] = parse_sitemap(bare.encode(), URL).articles
    assert (candidate.title, candidate.published) == ("A", datetime(2024, 5, 1, 6, tzinfo=UTC))


def test_gzip_is_told_by_its_content() -> None:
    assert len(parse_sitemap(gzip.compress(NEWS.encode()), URL).articles) == 1


def test_an_index_names_sitemaps() -> None:
    index = "<sitemapindex><sitemap><loc>/map-1.xml</loc><lastmod>2024-05-01</lastmod></sitemap></sitemapindex>"
    found = parse_sitemap(index.encode(), URL)
    assert [s.url for s in found.sitemaps] == ["https://news.example/map-1.xml"]
    assert found.articles == []


def test_what_is_broken_is_read_as_far_as_it_goes() -> None:
    cut = NEWS.replace("</urlset>", "<url><loc>https://news.example/b</loc></url><url><loc>https://n")
    found = [candidate.url for candidate in parse_sitemap(cut.encode(), URL).articles]
    assert found[:2] == ["https://news.example/a", "https://news.example/b"]
    for nothing in (b"", b"<html><p>404", b"\x1f\x8bnot gzip at all", bytes(range(256))):
        assert parse_sitemap(nothing, URL).articles == []


def test_entities_are_not_expanded_and_nothing_is_read_from_disk() -> None:
    bomb = (
        '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>https://news.example/&b;&f;</loc></url></urlset>"
    )
    found = parse_sitemap(bomb.encode(), URL).articles
    assert [c.url for c in found] in ([], ["https://news.example/"])


def test_ampersands_and_html_entities_stand_for_themselves() -> None:
    body = (
        b"<urlset><url><loc>https://news.example/story.asp?id=5&cat=7&amp;page=2</loc></url>"
        b"<url><loc>https://news.example/caf&eacute;</loc></url>"
        b"<url><loc><![CDATA[https://news.example/a?x=1&y=2]]></loc></url></urlset>"
    )
    assert [candidate.url for candidate in parse_sitemap(body, "https://news.example/sitemap.xml").articles] == [
        "https://news.example/story.asp?id=5&cat=7&page=2",
        "https://news.example/caf\u00e9",
        "https://news.example/a?x=1&y=2",
    ]


def test_a_warning_of_the_server_before_the_sitemap_is_passed_over() -> None:
    body = (
        b"<br />\n<b>Warning</b>: Undefined variable in <b>/srv/map.php</b><br />\n"
        b"<?xml version='1.0' encoding='UTF-8'?><urlset><url><loc>https://news.example/a</loc></url></urlset>"
    )
    assert [candidate.url for candidate in parse_sitemap(body, "https://news.example/sitemap.xml").articles] == [
        "https://news.example/a"
    ]


def test_feeds_and_plain_lists_are_sitemaps_too() -> None:
    url = "https://news.example/sitemap"
    feed = b"<rss version='2.0'><channel><item><link>https://news.example/a</link></item></channel></rss>"
    assert [candidate.url for candidate in parse_sitemap(feed, url).articles] == ["https://news.example/a"]
    lines = b"\xef\xbb\xbfhttps://news.example/a\r\nnot a URL\r\n\r\nhttps://news.example/b\r\n"
    assert [candidate.url for candidate in parse_sitemap(lines, url).articles] == [
        "https://news.example/a",
        "https://news.example/b",
    ]
