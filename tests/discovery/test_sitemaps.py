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
