"""Listing pages."""

from datetime import UTC, datetime

import pytest

from newsbot.discovery.listings import parse_listing

URL = "https://news.example/5g/"


def listing(*articles: str, after: str = "") -> bytes:
    return f"<html><body><nav><a href='/about'>About</a></nav>{''.join(articles)}{after}</body></html>".encode()


def teaser(path: str, date: str = "", title: str = "Masts for the valleys") -> str:
    time = f"<time datetime='{date}'>then</time>" if date else ""
    return f"<article><a href='{path}'><img src=x></a><h2><a href='{path}'>{title}</a></h2>{time}</article>"


def test_articles_with_their_titles_and_dates() -> None:
    body = listing(teaser("/5g/masts-for-the-valleys", "2024-05-01T08:00:00Z"), teaser("/5g/ferries-get-new-antennas"))
    one, two = parse_listing(body, URL).articles
    assert (one.url, one.title) == ("https://news.example/5g/masts-for-the-valleys", "Masts for the valleys")
    assert (one.published, two.published) == (datetime(2024, 5, 1, 8, tzinfo=UTC), None)


def test_no_section_no_other_site_no_file_no_page() -> None:
    links = (
        "/5g/",
        "/tag/a-b-c-d/",
        "https://other.example/a-b-c-d",
        "/a-b-c-d.pdf",
        "/5g/page/2/",
        "mailto:x",
        "#top",
    )
    assert parse_listing(listing(*map(teaser, links)), URL).articles == []


def test_the_sites_own_pattern_goes_first() -> None:
    body = listing(teaser("/news/masts"), teaser("/video/a-b-c-d"))
    found = parse_listing(body, URL, articles=r"/news/").articles
    assert [candidate.url for candidate in found] == ["https://news.example/news/masts"]


@pytest.mark.parametrize(
    ("url", "after", "next_page"),
    [
        (URL, "<a rel='next' href='/5g/page/2/'>2</a>", "/5g/page/2/"),
        (URL, "<link rel='next' href='?page=2'>", "/5g/?page=2"),
        (URL, "<a href='/5g/page/3/'>3</a><a href='/5g/page/2/'>2</a>", "/5g/page/2/"),
        (f"{URL}page/2/", "<a href='/5g/page/1/'>1</a><a href='/5g/page/3/'>3</a>", "/5g/page/3/"),
        (f"{URL}?start=20", "<a href='/5g/?start=0'>1</a><a href='/5g/?start=40'>Next »</a>", "/5g/?start=40"),
        (f"{URL}page/9/", "<a href='/5g/page/8/'>« Newer</a>", None),
        (URL, "", None),
    ],
)
def test_the_page_with_older_articles(url: str, after: str, next_page: str | None) -> None:
    found = parse_listing(listing(teaser("/5g/a-b-c-d"), after=after), url).next_page
    assert found == (f"https://news.example{next_page}" if next_page else None)


def test_what_is_no_page() -> None:
    assert parse_listing(b"", URL).articles == []
