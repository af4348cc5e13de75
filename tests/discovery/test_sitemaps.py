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
