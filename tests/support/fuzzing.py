"""Inputs that nobody meant, for everything that reads what the web sends: by structure, and the same for every seed."""

import io
import json
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from protego import Protego
from scrapy.http import Response
from warcio.exceptions import ArchiveLoadFailed

from newsbot.corpus import QuestionError
from newsbot.dates import parse_date, printed_date
from newsbot.dedup import canonical_url, content_hash, host_key, names_article, same_story, signature, site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.http_validators import Validators
from newsbot.discovery.listings import parse_listing
from newsbot.discovery.periods import named_periods
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.topics import topic_of
from newsbot.discovery.urls import (
    feeds_of_page,
    is_web_url,
    joined,
    may_be_article,
    sitemaps_of_robots,
    wordpress_of_page,
)
from newsbot.discovery.wordpress import number, parse_posts
from newsbot.explorer.params import Asked
from newsbot.extraction import ExtractionError, extract_article
from newsbot.extraction.jsonld import read_jsonld
from newsbot.middlewares.private_network import is_public
from newsbot.middlewares.throttle import retry_after
from newsbot.quotes import extract_quotes
from newsbot.reprocessing.archives.records import archived_pages
from newsbot.store.database.schema import speaker_key
from tests.support.articles import STORY, html

URL = "https://wire.example/2024/05/masts-rise-in-the-valley"
NOW = datetime(2024, 5, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """Something that reads what the web sends."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    allowed: tuple[type[Exception], ...] = ()
    """What its documentation says that it raises."""


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode())


def _addresses(text: str) -> None:
    for url in (text, joined(URL, text)):
        canonical = canonical_url(url)
        assert canonical_url(canonical) == canonical
        host_key(url), is_public(site_of(url))
        if is_web_url(url):
            may_be_article(url), names_article(url, URL), named_periods([url, f"{url}2"])


def _candidates(found: list[Candidate]) -> None:
    for candidate in found[:50]:
        assert is_web_url(candidate.url)
        topic_of(candidate)


def _headers(data: bytes) -> None:
    names = ("Retry-After", "ETag", "Last-Modified", "X-WP-TotalPages")
    response = Response(URL, headers=dict.fromkeys(names, data.replace(b"\r", b" ").replace(b"\n", b" ")))
    wait = retry_after(response)
    assert wait is None or wait >= 0
    Validators.of(response), number(data.decode("latin-1"))


def _names(text: str) -> None:
    speaker_key(text), content_hash(text), signature(text), same_story(text, STORY)


def _robots(data: bytes) -> None:
    sitemaps_of_robots(data, URL)
    rules = Protego.parse(data.decode("utf-8", "ignore"))
    rules.can_fetch(URL, "newsbot"), rules.crawl_delay("newsbot")


def _asked(text: str) -> None:
    pairs = parse_qsl(text, keep_blank_values=True)
    Asked.read(dict(pairs), [name for name, _ in pairs]).filters  # noqa: B018 - computed


def _archive() -> bytes:
    page = html("Masts rise", [STORY]).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (len(page), page)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %b\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n"
    return (head % URL.encode() + b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (len(http), http)) * 2


_RSS = (
    f"<?xml version='1.0'?><rss version='2.0'><channel><link>https://wire.example</link><item><title>Masts &amp; 5G"
    f"</title><link>{URL}</link><guid>x</guid><pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate>"
    "<description><![CDATA[<p>They rise</p>]]></description><category>5G</category></item></channel></rss>"
).encode()
_ATOM = (
    f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='html'>&lt;b&gt;Masts</title><link href='{URL}'/>"
    "<id>x</id><updated>2024-05-01T10:00:00Z</updated><content type='xhtml'><div>They rise</div></content>"
    "</entry></feed>"
).encode()
_JSON = json.dumps({"items": [{"url": URL, "title": "Masts", "date_published": "2024-05-01T10:00:00Z"}]}).encode()
_SITEMAP = (
    f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{URL}</loc><lastmod>2024-05-01</lastmod>"
    "<news:news><news:publication_date>2024-05-01T10:00:00Z</news:publication_date><news:title>Masts</news:title>"
    "</news:news></url></urlset>"
).encode()
_INDEX = b"<sitemapindex><sitemap><loc>/2024-05.xml</loc><lastmod>2024-05-01</lastmod></sitemap></sitemapindex>"
_POSTS = json.dumps(
    [{"link": URL, "date_gmt": "2024-05-01T10:00:00", "title": {"rendered": "Masts &#8211; 5G"}}]
).encode()
_LISTING = (
    f"<ul><li><time datetime='2024-05-01'>1 May</time><a href='{URL}'>Masts rise in the valley</a></ul>"
    "<a href='/news/page/2' rel='next'>Older posts</a>"
).encode()
_HOME = (
    b"<head><link rel='alternate' type='application/rss+xml' href='/feed/'>"
    b"<link rel='https://api.w.org/' href='https://wire.example/wp-json/'></head>"
)
_GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["NewsArticle"],
            "headline": "Masts rise",
            "author": {"name": "Ann Lee"},
            "datePublished": "2024-05-01",
        },
        {"@type": "BreadcrumbList", "itemListElement": [{"@id": "#x"}]},
    ],
}
_JSONLD = json.dumps(_GRAPH).encode()
_PAGE = html(
    "Masts rise in the valley",
    STORY.split("\n\n"),
    head=f'<script type="application/ld+json">{json.dumps(_GRAPH)}</script><meta name="author" content="Ann Lee">'
    '<link rel="canonical" href="/2024/05/masts-rise-in-the-valley"><time datetime="2024-05-01">1 May 2024</time>',
).encode()

ENTRIES: dict[str, Entry] = {
    "feeds": Entry(lambda data: _candidates(parse_feed(data, URL)), (_RSS, _ATOM, _JSON)),
    "sitemaps": Entry(lambda data: _candidates(parse_sitemap(data, URL).articles), (_SITEMAP, _INDEX)),
    "robots": Entry(_robots, (b"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 2\nSitemap: /sitemap.xml\n",)),
    "REST": Entry(lambda data: _candidates(parse_posts(data, URL + "?page=2").articles), (_POSTS,)),
    "listings": Entry(lambda data: _candidates(parse_listing(data, URL).articles), (_LISTING,)),
    "home pages": Entry(lambda data: (feeds_of_page(data, URL), wordpress_of_page(data, URL)), (_HOME,)),
    "JSON-LD": Entry(_text(read_jsonld), (_JSONLD,)),
    "HTML": Entry(lambda data: extract_article(data, URL, fetched_at=NOW), (_PAGE,), (ExtractionError,)),
    "dates": Entry(
        _text(lambda text: (parse_date(text, base=NOW), printed_date(text, base=NOW))),
        (b"Wednesday, 1 May 2024, 10:30 a.m. CEST", b"3 hours ago", b"2024-05-01T10:00:00.123+02:00", b"01.05.24"),
    ),
    "names": Entry(_text(_names), ("Dr. Ann-Marie O\u2019Neill Jr., chief executive of Arvo".encode(), STORY.encode())),
    "quotes": Entry(
        _text(lambda text: extract_quotes(text, indirect=True)),
        (
            STORY.encode(),
            "\u201cWe will,\u201d said Ann Lee. He said that it would rise. \u00abNein\u00bb, sagte sie.".encode(),
        ),
    ),
    "URLs": Entry(
        _text(_addresses),
        (
            URL.encode() + b"?utm_source=x&p=1#top\nhttps://wire.example/2024/06.xml",
            b"//cdn.ampproject.org/c/s/a.co.uk/b.amp",
        ),
    ),
    "headers": Entry(_headers, (b"Wed, 01 May 2024 10:00:00 GMT", b"120", b'W/"abc"')),
    "explorer parameters": Entry(
        _text(_asked),
        (b"contains=5g&speaker=Ann+Lee&since=2024-01-01&until=2024-06&kind=statement&page=2",),
        (QuestionError,),
    ),
    "WARC": Entry(
        lambda data: list(archived_pages(io.BytesIO(data), most_bytes=1_000_000)),
        (_archive(),),
        (ArchiveLoadFailed, EOFError, OSError, ValueError),
    ),
}

_TOKENS = (
    *("<", ">", "</", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE", "<item>", "<url>", "<a href=", "rel=next", "page="),
    *("&#99999999;", "&#xD800;", "&amp;", "&", "\x00", "\x1b[2J", "\ud83d", "\u0301" * 40, "\u202e", "\u00b2"),
    *("\uff11", "\ufeff", "\u2028", "\xa0", "\u201c", "\u201d", '"', "'", "\\u", "\\", "\r\n\r\n", "Sitemap:"),
    *("http://[", "http://a:99999/", "file:///dev/zero", "javascript:x", "//", "/../", "%", "%00", "?", "#", ";", "@"),
    *(":0", "{", "}", "[", "]", ",", ":", "null", "NaN", "1e999", "-1", "0", "9" * 400, "99999-99-99", "T25:61:61Z"),
    *("said", "according to", " he said.", "Monday", "1 May"),
)


def inputs(entry: Entry, seed: int, n: int) -> Iterator[bytes]:
    """`n` inputs for an entry: its seeds, each changed in one to six ways."""
    dice = random.Random(seed)
    for _ in range(n):
        data = dice.choice(entry.seeds)
        for _ in range(dice.randrange(1, 7)):
            data = dice.choice(_CHANGES)(data, entry, dice)
        yield data[:60_000]


def _place(data: bytes, dice: random.Random) -> int:
    return dice.randrange(len(data) + 1)


def _token(data: bytes, _: Entry, dice: random.Random) -> bytes:
    at = _place(data, dice)
    return (
        data[:at] + dice.choice(_TOKENS).encode("utf-8", "surrogatepass") * dice.choice((1, 1, 1, 3, 200)) + data[at:]
    )


def _cut(data: bytes, _: Entry, dice: random.Random) -> bytes:
    start = _place(data, dice)
    return data[:start] + data[start + dice.randrange(1, 40) :]


def _repeat(data: bytes, _: Entry, dice: random.Random) -> bytes:
    start = _place(data, dice)
    piece = data[start : start + dice.randrange(1, 60)]
    return data[:start] + piece * dice.choice((2, 5, 50, 500)) + data[start:]


def _splice(data: bytes, entry: Entry, dice: random.Random) -> bytes:
    other = dice.choice(entry.seeds)
    return data[: _place(data, dice)] + other[_place(other, dice) :]


def _bytes(data: bytes, _: Entry, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randrange(1, 8) if changed else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _value(data: bytes, _: Entry, dice: random.Random) -> bytes:
    """Another value between two marks: in an attribute, an element or a string."""
    marks = [at for at, byte in enumerate(data) if byte in b"\"'>=:< "]
    if len(marks) < 2:
        return data
    at = dice.randrange(len(marks) - 1)
    return data[: marks[at] + 1] + dice.choice(_TOKENS).encode("utf-8", "surrogatepass") + data[marks[at + 1] :]


_CHANGES = (_token, _token, _cut, _repeat, _splice, _bytes, _value)


class OverTimeError(BaseException):
    """A read took too long; not an Exception, so that nothing swallows it."""


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise OverTimeError when the block takes more CPU time."""

    def stop(*_: object) -> None:
        raise OverTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
