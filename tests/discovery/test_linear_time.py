"""No source of articles takes quadratic time: a megabyte of anything is read within seconds of CPU time."""

import signal
from collections.abc import Callable, Iterable

import pytest

from newsbot.dedup import canonical_url, site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.listings import parse_listing
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.topics import topic_of
from newsbot.discovery.urls import feeds_of_page, may_be_article, sitemaps_of_robots, wordpress_of_page
from newsbot.discovery.wordpress import parse_posts
from tests.support.warm import code_within

SIZES = (100_000, pytest.param(1_000_000, marks=pytest.mark.slow))
"""Bytes, and a second of CPU time for every 50,000 of them."""

ITEM = "<item><title>Auction opens</title><link>https://a.example/{n}</link></item>"
ROW = '{{"link":"https://a.example/{{n}}","date_gmt":"2024-05-01T10:00:00","title":{{"rendered":"{0}"}}}},'

CASES = {  # what reads it, what stands before, the unit that is repeated, what stands after
    "items of a feed": ("feed", "<rss><channel>", ITEM, "</channel></rss>"),
    "items of a feed that is cut off": ("feed", "<rss><channel>", ITEM, "<item><title>"),
    "items opened": ("feed", "<rss><channel>", "<item ", ""),
    "items begun": ("feed", "<rss><channel>", "<item>", ""),
    "titles opened": ("feed", "<rss><channel><item>", "<title ", ""),
    "links opened": ("feed", "<rss><channel><item>", "<link ", "</item>"),
    "links with relations": ("feed", "<rss><channel><item>", "<link rel=self ", "</item>"),
    "links begun": ("feed", "<rss><channel><item>", "<link>", "</item>"),
    "feeds opened": ("feed", "<rss><channel><item>", "<rss ", "</item>"),
    "brackets in a feed": ("feed", "<rss><channel>", "<", ""),
    "brackets in a title": ("feed", "<rss><channel><item><title>", "<", "</title></item>"),
    "sections of text opened": ("feed", "<rss><channel><item><title>", "<![CDATA[", ""),
    "declarations opened": ("feed", "<rss><channel>", "<!", ""),
    "comments opened": ("feed", "<rss><channel>", "<!--", ""),
    "instructions opened": ("feed", "<rss><channel>", "<?", ""),
    "ampersands in a feed": ("feed", "<rss><channel><item><title>", "&", "</title></item>"),
    "references in a feed": ("feed", "<rss><channel><item><title>", "&#8217", "</title></item>"),
    "entities in a feed": ("feed", "<rss><channel><item><title>", "&amp;lt;", "</title></item>"),
    "attributes in a feed": ("feed", "<rss><channel><item ", 'a{n}="1" ', "></item></channel></rss>"),
    "namespaces in a feed": ("feed", "<rss ", 'xmlns:a{n}="urn:x" ', "><channel><item></item></channel></rss>"),
    "depth in a feed": ("feed", "<rss><channel>", "<a>", ""),
    "spaces in a date": (
        "feed",
        "<rss><channel><item><link>https://a.example/1</link><pubDate>Mon",
        " ",
        "1</pubDate>",
    ),
    "digits in a date": ("feed", "<rss><channel><item><link>https://a.example/1</link><pubDate>", "1", "</pubDate>"),
    "a title of one word": ("feed", "<rss><channel><item><link>https://a.example/1</link><title>", "a", "</title>"),
    "entries without end": ("feed", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry><id>x", ""),
    "types in a feed": ("feed", "<feed><entry><content type='xhtml'>", "<div>", ""),
    "items of a JSON feed": ("feed", '{"items":[', '{"url":"https://a.example/{n}","title":"<<<"},', "{}]}"),
    "depth in a JSON feed": ("feed", '{"items":', "[", ""),
    "brackets in a JSON feed": ("feed", '{"items":[{"url":"https://a.example/1","title":"', "<", '"}]}'),
    "URLs of a sitemap": ("sitemap", "<urlset>", "<url><loc>https://a.example/{n}</loc></url>", "</urlset>"),
    "URLs begun": ("sitemap", "<urlset>", "<url><loc>", ""),
    "text opened in a sitemap": ("sitemap", "<urlset><url><loc>", "<![CDATA[", ""),
    "ampersands in a sitemap": ("sitemap", "<urlset><url><loc>", "&", "</loc></url></urlset>"),
    "attributes in a sitemap": ("sitemap", "<urlset ", 'a{n}="1" ', "><url></url></urlset>"),
    "namespaces in a sitemap": ("sitemap", "<urlset ", 'xmlns:a{n}="urn:x" ', "><url></url></urlset>"),
    "depth in a sitemap": ("sitemap", "<urlset>", "<url>", ""),
    "parts of a URL": ("sitemap", "<urlset><url><loc>https://a.example/", "a/../", "</loc></url></urlset>"),
    "lines of a sitemap": ("sitemap", "", "https://a.example/{n}\n", ""),
    "brackets in a sitemap": ("sitemap", "<urlset>", "<", ""),
    "titles in a sitemap": ("sitemap", "<urlset><url><loc>https://a.example/1</loc><title>", "a ", "</title></url>"),
    "posts": ("posts", "[", ROW.format("x"), "{}]"),
    "brackets in a post's title": ("posts", "[", ROW.format("<" * 5000), "{}]"),
    "depth of posts": ("posts", "", "[", ""),
    "digits of posts": ("posts", '[{"link":', "1", "}]"),
    "links of a listing": ("listing", "<ul>", "<li><a href=/2024/one-long-head-line-{n}>One long</a>", "</ul>"),
    "links and times": ("listing", "", "<time>1 May 2024</time><a href=/one-long-head-line-{n}>x</a>", ""),
    "times": ("listing", "<p><a href=/one-long-head-line>x</a>", "<time datetime=2024-05-01>", ""),
    "links in links": ("listing", "", "<div><a href=/one-long-head-line-{n}>", ""),
    "numbered pages": ("listing", "", "<a href='/news/page/{n}'> - - - </a>", ""),
    "signs in a label": ("listing", "<a href='/news/page/9'>", "- ", "x</a>"),
    "attributes of a link": ("listing", "<a href='/one-long-head-line' ", 'a{n}="1" ', ">x</a>"),
    "brackets in a listing": ("listing", "", "<", ""),
    "elements in a title": ("listing", "<a href='/one-long-head-line'>", "<b>x</b>", "</a>"),
    "a long address": ("listing", "<a href='/one-long-head-line", "-a", "'>x</a>"),
    "links of a home page": ("home", "<html><head>", "<link rel=alternate type=application/rss+xml href=/{n}>", ""),
    "links opened in a home page": ("home", "<html><head>", "<link ", ""),
    "relations in a home page": ("home", "<html><head>", "<link rel='https://api.w.org/' ", ""),
    "attributes in a home page": ("home", "<html><head><link ", 'a{n}="1" ', ">"),
    "words of a relation": ("home", "<html><head><link href=/x rel='", "alternate ", "'>"),
    "lines of robots.txt": ("robots", "", "Sitemap: https://a.example/{n}\n", ""),
    "spaces in robots.txt": ("robots", "Sitemap:", " ", "x"),
    "a URL of slashes": ("url", "https://a.example/", "/", ""),
    "a URL of AMP endings": ("url", "https://a.example/x", ".amp", ""),
    "a URL of AMP parts": ("url", "https://a.example", "/amp", "/x"),
    "a host of prefixes": ("url", "https://", "www.", "a.example/x"),
    "a URL of sessions": ("url", "https://a.example/x", ";jsessionid=", ""),
    "a URL of parameters": ("url", "https://a.example/x?", "utm_a=1&", ""),
    "a URL of parts": ("url", "https://a.example/", "a/../", ""),
    "a URL of percents": ("url", "https://a.example/", "%2f", ""),
}

URL = "https://a.example/news/"


def addresses(text: str) -> None:
    for url in (text[:4096], text):
        for function in (canonical_url, site_of, may_be_article):
            function(url)


def home(body: bytes) -> None:
    feeds_of_page(body, URL)
    wordpress_of_page(body, URL)


def topics(candidates: Iterable[Candidate]) -> None:
    for candidate in candidates:
        topic_of(candidate)
        addresses(candidate.url)


READERS: dict[str, Callable[[bytes], object]] = {
    "feed": lambda body: topics(parse_feed(body, URL)),
    "sitemap": lambda body: topics(parse_sitemap(body, URL).articles),
    "posts": lambda body: topics(parse_posts(body, URL).articles),
    "listing": lambda body: topics(parse_listing(body, URL).articles),
    "home": home,
    "robots": lambda body: sitemaps_of_robots(body, URL),
    "url": lambda body: addresses(body.decode()),
}


def read(kind: str, body: bytes) -> None:
    READERS[kind](body)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_a_megabyte_of_anything_is_read(name: str, size: int) -> None:
    kind, before, unit, after = CASES[name]
    units = (unit.replace("{n}", str(n)) for n in range(size // len(unit)))
    assert code_within(size // 50_000, read, kind, f"{before}{''.join(units)}{after}".encode()) == (0, "")


def spin() -> None:
    while True:
        pass


def test_the_limit_and_a_failure_are_noticed() -> None:
    code, _ = code_within(1, spin)
    assert code == -signal.SIGXCPU
    code, complaint = code_within(5, read, "no such kind", b"")
    assert code == 1
    assert "no such kind" in complaint
