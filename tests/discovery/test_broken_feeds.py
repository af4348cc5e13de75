"""Feeds as they come: every item that a person can read in them is found."""

import gzip
import json

import pytest

from newsbot.discovery.feeds import parse_feed

URL = "https://news.example/feed/"
ONE, TWO = "https://news.example/2024/masts-for-the-valleys", "https://news.example/2024/ferries-get-5g"


def item(link: str = ONE, more: str = "", title: str = "Masts for the valleys") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', root: str = '<rss version="2.0">') -> str:
    return f"{head}{root}<channel><title>News</title><link>https://news.example/</link>{''.join(items)}</channel></rss>"


BOTH = rss(item(ONE), item(TWO))
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><title>News</title>{entries}</feed>'

KINDS: dict[str, str | bytes] = {
    "whole": BOTH,
    "byte order mark": b"\xef\xbb\xbf" + BOTH.encode(),
    "blank lines before the declaration": "\n\n  " + BOTH,
    "a warning of the server before it": "<br />\n<b>Warning</b>: Undefined variable in /srv/feed.php<br />" + BOTH,
    "cut off in the second item": rss(item(ONE), item(TWO))[: -len("</item></channel></rss>")],
    "cut off in the second title": rss(item(ONE), f"<item><link>{TWO}</link><title>Ferr")[: -len("</channel></rss>")],
    "items never closed": BOTH.replace("</item>", ""),
    "no closing root": BOTH.replace("</channel></rss>", ""),
    "bare ampersand in a link": rss(item(ONE), item(TWO + "?a=1&b=2")),
    "bare ampersand in a title": rss(item(ONE, title="AT&T and masts"), item(TWO)),
    "undeclared entity": rss(item(ONE, title="Masts&nbsp;for all &mdash; soon"), item(TWO)),
    "undeclared namespace": rss(item(ONE, "<media:thumbnail url='x'/><dc:creator>Ann</dc:creator>"), item(TWO)),
    "control characters": rss(item(ONE, title="Masts\x0b for\x1f all"), item(TWO)),
    "null bytes": rss(item(ONE, title="Masts\0 for all"), item(TWO)).encode(),
    "declared UTF-8, written in cp1252": rss(item(ONE, title="Ann’s “masts”"), item(TWO)).encode("cp1252"),
    "declared UTF-16, written in UTF-8": BOTH.replace("UTF-8", "UTF-16").encode(),
    "really UTF-16": BOTH.replace("UTF-8", "UTF-16").encode("utf-16"),
    "unknown encoding": BOTH.replace("UTF-8", "x-unknown").encode(),
    "gzip without a header": gzip.compress(BOTH.encode()),
    "gzip cut off": gzip.compress((BOTH + "<!--" + "".join(map(str, range(3000))) + "-->").encode())[:-900],
    "link in CDATA": rss(item(f"<![CDATA[{ONE}]]>"), item(f"<![CDATA[ {TWO} ]]>")),
    "CDATA never closed": rss(item(ONE, "<description><![CDATA[Masts <b>rise"), item(TWO)),
    "HTML in the description": rss(item(ONE, "<description><p>Masts<br>rise<img src=x></description>"), item(TWO)),
    "escaped twice": rss(item(ONE, "<description>&amp;lt;p&amp;gt;Masts</description>"), item(TWO)),
    "no link but a permalink as guid": rss(
        f"<item><title>M</title><guid isPermaLink='true'>{ONE}</guid></item>", f"<item><guid>{TWO}</guid></item>"
    ),
    "empty link beside a guid": rss(f"<item><link></link><guid>{ONE}</guid></item>", item(TWO)),
    "empty guid": rss(item(ONE, "<guid></guid>"), item(TWO, "<guid/>")),
    "relative links": rss(item("/2024/masts-for-the-valleys"), item("../2024/ferries-get-5g")),
    "space and line breaks in links": rss(item(f"\n   {ONE}\n  "), item(f"{TWO} ")),
    "upper case tags": BOTH.replace("item>", "ITEM>").replace("link>", "LINK>").replace("title>", "TITLE>"),
    "no channel": f'<rss version="2.0">{item(ONE)}{item(TWO)}</rss>',
    "items after the channel": f"<rss><channel><title>N</title></channel>{item(ONE)}{item(TWO)}</rss>",
    "RSS 1.0": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="x"><title>N</title></channel><item rdf:about="{ONE}"><title>M</title><link>{ONE}</link>'
        f'</item><item rdf:about="{TWO}"><title>F</title><link>{TWO}</link></item></rdf:RDF>'
    ),
    "Atom": ATOM.format(
        attributes="", entries=f'<entry><title>M</title><link href="{ONE}"/></entry><entry><link href="{TWO}"/></entry>'
    ),
    "Atom with several links": ATOM.format(
        attributes="",
        entries=f'<entry><link rel="replies" href="{ONE}/comments"/><link rel="alternate" href="{ONE}"/></entry>'
        f'<entry><link rel="alternate" type="text/html" href="{TWO}"/><link rel="enclosure" href="x.mp3"/></entry>',
    ),
    "Atom with xml:base": ATOM.format(
        attributes=' xml:base="https://news.example/2024/"',
        entries='<entry><link href="masts-for-the-valleys"/></entry><entry><link href="ferries-get-5g"/></entry>',
    ),
    "Atom whose id is the address": ATOM.format(
        attributes="", entries=f"<entry><id>{ONE}</id></entry><entry><id>{TWO}</id></entry>"
    ),
    "escaped as a whole inside HTML": "<html><body><pre>" + BOTH.replace("<", "&lt;").replace(">", "&gt;") + "</pre>",
    "JSON Feed": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": ONE}, {"id": TWO}]}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_is_found(kind: str) -> None:
    body = KINDS[kind]
    found = [candidate.url for candidate in parse_feed(body if isinstance(body, bytes) else body.encode(), URL)]
    assert [url.partition("?")[0] for url in found] == [ONE, TWO]


def test_what_a_damaged_item_tells_is_kept() -> None:
    cut = rss(item(ONE), item(TWO, "<pubDate>Thu, 02 May 2024 09:30:00 GMT</pubDate>", title="Ferries &amp; 5G"))
    first, second = parse_feed(cut[: -len("</item></channel></rss>")].replace("<channel>", "<channel <").encode(), URL)
    assert (first.url, first.title) == (ONE, "Masts for the valleys")
    assert (second.title, f"{second.published:%Y-%m-%d %H:%M}") == ("Ferries & 5G", "2024-05-02 09:30")


@pytest.mark.parametrize("body", [b"", b"<html><body><p>Not found</p></body></html>", b"{}", b"[]", b'{"items": 3}'])
def test_what_is_no_feed_has_no_items(body: bytes) -> None:
    assert parse_feed(body, URL) == []
