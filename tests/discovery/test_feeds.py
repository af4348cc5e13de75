"""Feeds, well and badly written."""

from datetime import UTC, datetime

import pytest

from newsbot.discovery.feeds import parse_feed

URL = "https://news.example/feed"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{}</channel></rss>'


def urls(body: str | bytes) -> list[str]:
    return [c.url for c in parse_feed(body if isinstance(body, bytes) else body.encode(), URL)]


def test_rss_with_dates_in_any_zone() -> None:
    item = "<item><link>https://news.example/a</link><pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate></item>"
    [candidate] = parse_feed(RSS.format(item).encode(), URL)
    assert candidate.published == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert candidate.source == URL


def test_atom_keeps_published_apart_from_updated() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="alternate" href="/b"/>'
        "<published>2024-05-01T08:00:00Z</published><updated>2024-05-03T09:00:00Z</updated></entry></feed>"
    )
    [candidate] = parse_feed(feed.encode(), URL)
    assert candidate.url == "https://news.example/b"
    assert (candidate.published.day, candidate.modified.day) == (1, 3)


@pytest.mark.parametrize(
    ("case", "body", "expected"),
    [
        ("no date", RSS.format("<item><link>https://news.example/a</link></item>"), ["https://news.example/a"]),
        ("relative link", RSS.format("<item><link>/a</link></item>"), ["https://news.example/a"]),
        (
            "space around the link",
            RSS.format("<item><link>\n https://news.example/a \n</link></item>"),
            ["https://news.example/a"],
        ),
        (
            "unescaped ampersand",
            RSS.format("<item><title>A & B</title><link>https://news.example/a</link></item>"),
            ["https://news.example/a"],
        ),
        (
            "cut in the middle",
            RSS.format("<item><link>https://news.example/a</link></item><item><link>https://n")[:150],
            ["https://news.example/a"],
        ),
        (
            "only a guid",
            RSS.format('<item><guid isPermaLink="true">https://news.example/a</guid></item>'),
            ["https://news.example/a"],
        ),
        (
            "impossible date",
            RSS.format("<item><link>/a</link><pubDate>never</pubDate></item>"),
            ["https://news.example/a"],
        ),
        ("not for the web", RSS.format("<item><link>javascript:alert(1)</link></item>"), []),
        ("a web page", "<!doctype html><title>Not a feed</title><p>Hello", []),
        ("nothing", "", []),
        ("binary", bytes(range(256)), []),
    ],
)
def test_every_entry_that_can_be_read_is_found(case: str, body: str | bytes, expected: list[str]) -> None:
    assert urls(body) == expected


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2017/7/30 09:15:00", datetime(2017, 7, 30, 9, 15, tzinfo=UTC)),
        ("24 May 2018 2:17:57 PM GMT", datetime(2018, 5, 24, 14, 17, 57, tzinfo=UTC)),
        ("Tue, 03 Mar 2020 10:00:00 IST", datetime(2020, 3, 3, 4, 30, tzinfo=UTC)),
        ("Mon, 06 Jul 2020 10:00:00 BST", datetime(2020, 7, 6, 9, 0, tzinfo=UTC)),
        ("29-06-2016 15:07", datetime(2016, 6, 29, 15, 7, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_news_sites_write_them(printed: str, moment: datetime) -> None:
    body = (
        "<rss version='2.0'><channel><title>t</title><item><title>a</title><link>https://news.example/a</link>"
        f"<pubDate>{printed}</pubDate></item></channel></rss>"
    )
    [candidate] = parse_feed(body.encode(), "https://news.example/feed")
    assert candidate.published == moment


def test_an_entry_has_a_base_of_its_own() -> None:
    body = (
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://news.example/blog/'><title>t</title>"
        b"<entry xml:base='2024/05/'><title>a</title><id>1</id><link href='masts'/></entry></feed>"
    )
    assert [candidate.url for candidate in parse_feed(body, "https://news.example/feed")] == [
        "https://news.example/blog/2024/05/masts"
    ]


@pytest.mark.parametrize("declared", ["x-unknown", "utf-8", "windows-1252"])
def test_a_broken_feed_in_other_characters_than_it_names(declared: str) -> None:
    item = b"<item><link>https://news.example/a</link><title>A \x93mast\x94 & more</title></item>"
    feed = f'<?xml version="1.0" encoding="{declared}"?><rss><channel>'.encode() + item + b"<item><br></channel></rss>"
    [found] = parse_feed(feed, URL)
    assert found.title == "A “mast” & more"
