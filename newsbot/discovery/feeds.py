"""RSS, Atom and JSON feeds -> candidates, however badly they are written.

feedparser reads what is well-formed and much that is not. Items that it loses (a file cut off, XML inside HTML,
undeclared namespaces) are looked for again in the bare text, between the tags of an item.
"""

import calendar
import html
import json
import logging
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from newsbot.dates import parse_date
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import is_web_url
from newsbot.text.printable import printable

logger = logging.getLogger(__name__)

_MOST_BYTES = 16 * 1024 * 1024
_MOST_ITEMS = 20_000
_LONGEST_TEXT = 4000
"""Bytes of one text of a feed that are read; a summary is cut to half of it."""

_ITEM = re.compile(
    r"<(?:\w+:)?(?:item|entry)\b[^<>]*>(.*?)(?=</(?:\w+:)?(?:item|entry)\s*>|<(?:item|entry)\b|\Z)", re.S | re.I
)
_ITEM_START = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.I)
_FIELD = r"<(?:\w+:)?{name}\b[^<>]*>(.*?)(?=</(?:\w+:)?{name}\s*>|<(?:/|link|guid|title|pubDate|item|entry)\b|\Z)"
_LINKS = tuple(  # an address that is cut off is another address
    re.compile(rf"<(?:\w+:)?{name}\b[^<>]*>(.*?)(?=</(?:\w+:)?{name}\s*>|<[a-z])", re.S | re.I)
    for name in ("link", "guid", "id")
)
_LINK_ATTRIBUTE = re.compile(
    r"<(?:\w+:)?link\b(?![^<>]*\brel\s*=\s*[\"']?(?!alternate)\w)[^<>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.I
)
"""Not those to replies, enclosures and the feed itself."""
_ABOUT = re.compile(r"\brdf:about\s*=\s*[\"']([^\"']+)", re.I)
_TITLE = re.compile(_FIELD.format(name="title"), re.S | re.I)
_PUBLISHED = re.compile(_FIELD.format(name="(?:pubDate|published|issued|date|created)"), re.S | re.I)
_UPDATED = re.compile(_FIELD.format(name="(?:updated|modified)"), re.S | re.I)
_BASE = re.compile(r"<(?:rss|feed|channel|rdf:RDF)\b[^<>]*\bxml:base\s*=\s*[\"']([^\"']+)", re.I)
_ITEM_BASE = re.compile(r"<(?:\w+:)?(?:item|entry)\b[^<>]{0,500}?\bxml:base\s*=\s*[\"']([^\"']+)", re.I)
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([\w-]+)""")


def parse_feed(body: bytes, url: str) -> list[Candidate]:
    """The first 20,000 entries of a feed, in its order; empty for what is no feed.

    An entry without an address is left out; relative addresses count from the feed's `xml:base` or its own address.
    """
    body = _IMPOSSIBLE.sub(_replaced, _unpacked(body)[:_MOST_BYTES]).lstrip(b"\xef\xbb\xbf \t\r\n")
    if (last := next(islice(_ITEM_START.finditer(body), _MOST_ITEMS, None), None)) is not None:
        body = body[: last.start()]
    if body.startswith(b"{"):
        found = _json_feed(body, url)
    else:
        found, is_sound = _parsed(body, url)
        if not is_sound:
            known = {candidate.url for candidate in found}
            found += [candidate for candidate in _salvaged(body, url) if candidate.url not in known]
    found = [replace(candidate, title=_whole(candidate.title), about=_whole(candidate.about)) for candidate in found]
    unique = {candidate.url: candidate for candidate in reversed(found)}
    return [candidate for candidate in dict.fromkeys(unique[c.url] for c in found) if _is_whole(candidate.url)]


def _is_whole(url: str) -> bool:
    return is_web_url(url) and "\ufffd" not in url


_IMPOSSIBLE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")


def _replaced(reference: re.Match[bytes]) -> bytes:
    """A character reference; the replacement character for one that stands for no character: one item loses no feed."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"\xef\xbf\xbd" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else reference[0]


def _whole(text: str) -> str:
    """The text without control characters and halves of characters."""
    return printable(text.encode("utf-8", "ignore").decode())


def _unpacked(body: bytes) -> bytes:
    """The feed itself, where the server sent it compressed without saying so."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _MOST_BYTES)
    except zlib.error:
        return body


def _parsed(body: bytes, url: str) -> tuple[list[Candidate], bool]:
    """The entries that feedparser finds, and whether it had no complaints and missed no item."""
    # what stands before the first tag of the feed makes an XML parser give up
    start = re.search(rb"<\?xml|<(?:rss|feed|rdf:RDF)\b", body[:4096], re.I)
    source = _shortened(body[start.start() :] if start else body)
    try:
        feed = feedparser.parse(
            source, response_headers={"content-location": url}, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # it raises KeyErrors and more for elements in odd places
        logger.debug("feedparser gave up on %s", url, exc_info=True)
        return [], False
    candidates = []
    for entry in feed.entries:
        link = _link(entry)
        if link:
            tags = [str(tag.get("term") or "") for tag in entry.get("tags") or []]
            candidates.append(
                Candidate(
                    url=_absolute(link, url),
                    source=url,
                    published=_date(dict.get(entry, "published")) or _moment(dict.get(entry, "published_parsed")),
                    modified=_date(dict.get(entry, "updated")) or _moment(dict.get(entry, "updated_parsed")),
                    title=_text(str(entry.get("title") or "")),
                    about=" ".join([_text(str(entry.get("summary") or ""))[:2000], *tags]).strip(),
                )
            )
    items = sum(1 for _ in _ITEM_START.finditer(body))
    return candidates, len(candidates) >= items > 0 and not feed.bozo


def _shortened(body: bytes) -> bytes:
    """The feed with long texts cut and tags of many attributes bared: feedparser takes quadratic time for both."""
    parts = body.split(b"<")
    if max(map(len, parts)) <= _LONGEST_TEXT:
        return body
    return b"<".join(part if len(part) <= _LONGEST_TEXT else _cut(part) for part in parts)


def _cut(part: bytes) -> bytes:
    """A tag and the text after it, or a section of text or a comment, shortened to what is read of them."""
    for start, end in ((b"![CDATA[", b"]]>"), (b"!--", b"-->"), (b"!", b">")):
        if part.startswith(start):
            inside, closed, after = part.partition(end)
            return _beginning(inside) + closed + _beginning(after)
    tag, closed, text = part.partition(b">")
    if len(tag) > _LONGEST_TEXT:
        tag = (tag[:_LONGEST_TEXT].split() or [b""])[0]
    return tag + closed + _beginning(text)


def _beginning(text: bytes) -> bytes:
    """A text cut to what is read of it, with a mark: an address that is cut off is another address."""
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "\ufffd".encode()


def _link(entry: Any) -> str:
    if entry.get("link"):
        return str(entry.link)
    identifier = str(entry.get("id") or "")
    return identifier if identifier.startswith("http") else ""


def _salvaged(body: bytes, url: str) -> list[Candidate]:
    """The items of a text that is hardly XML any more."""
    text = _decoded(body)
    if "&lt;item" in text[:20_000] or "&lt;entry" in text[:20_000]:
        text = html.unescape(text)
    base = _BASE.search(text)
    url_base = urljoin(url, base[1]) if base else url
    candidates = []
    for item in _ITEM.finditer(text):
        link = _salvaged_link(item[0])
        if link:
            title = _TITLE.search(item[1])
            published, updated = _PUBLISHED.search(item[1]), _UPDATED.search(item[1])
            candidates.append(
                Candidate(
                    url=_absolute(link, _item_base(item[0], url_base)),
                    source=url,
                    published=_date(_text(published[1])) if published else None,
                    modified=_date(_text(updated[1])) if updated else None,
                    title=_text(title[1]) if title else "",
                )
            )
    return candidates


def _item_base(item: str, base: str) -> str:
    own = _ITEM_BASE.match(item)
    return _absolute(own[1], base) if own else base


def _salvaged_link(item: str) -> str:
    for pattern in _LINKS[:1]:
        if (found := pattern.search(item)) and (link := _text(found[1])):
            return link.split()[0]
    if found := _LINK_ATTRIBUTE.search(item):
        return html.unescape(found[1])
    for pattern in _LINKS[1:]:
        if (found := pattern.search(item)) and (link := _text(found[1])).startswith("http"):
            return link.split()[0]
    return html.unescape(found[1]) if (found := _ABOUT.search(item)) else ""


def _json_feed(body: bytes, url: str) -> list[Candidate]:
    """A JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
        items = [item for item in feed["items"][:_MOST_ITEMS] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return [
        Candidate(
            url=_absolute(str(link), url),
            source=url,
            published=_date(item.get("date_published")),
            modified=_date(item.get("date_modified")),
            title=_text(str(item.get("title") or "")),
            about=_text(str(item.get("summary") or item.get("content_text") or ""))[:2000],
        )
        for item in items
        if (link := item.get("url") or item.get("external_url") or item.get("id"))
    ]


def _decoded(body: bytes) -> str:
    body = body.replace(b"\0", b"") if b"\0<" in body or b"<\0" in body else body
    declared = _ENCODING.search(body[:200])
    for encoding in ("utf-8-sig", declared[1].decode("ascii") if declared else "", "cp1252"):
        try:
            return body.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("latin-1")


def _text(markup: str) -> str:
    """A field as a person would read it: no CDATA, no tags, no entities, one space."""
    markup = re.sub(r"<!\[CDATA\[|\]\]>?", "", markup)
    if "&lt;" in markup or "&amp;" in markup:
        markup = html.unescape(markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>?", " ", markup)).split())


def _absolute(link: str, base: str) -> str:
    link = html.unescape(link.strip())
    try:
        return urljoin(base, re.sub(r"[\s\x00-\x1f]+", "", link))
    except ValueError:
        return ""


def _date(text: Any) -> datetime | None:
    return parse_date(text, base=datetime.now(UTC)) if isinstance(text, str) and text.strip() else None


def _moment(parsed: struct_time | None) -> datetime | None:
    """Feedparser gives UTC as a struct_time; years out of range happen in the wild."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (OverflowError, ValueError, OSError):
        return None
