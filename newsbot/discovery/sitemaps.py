"""Sitemaps, news sitemaps and sitemap indexes -> candidates and further sitemaps (https://www.sitemaps.org/protocol.html)."""

import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.entities import html5
from io import BytesIO
from urllib.parse import urljoin

from lxml import etree
from scrapy.utils.gz import gunzip

from newsbot.dates import parse_date
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.urls import is_web_url

_MOST_BYTES = 64 * 1024 * 1024
"""The protocol allows 50 MB; more than this is an attack or a mistake."""

_MOST_ENTRIES = 100_000
"""Twice what the protocol allows."""

_PREAMBLE = 65_536
"""Bytes in which the first tag of a sitemap must stand."""

_START = re.compile(rb"<\?xml|<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b", re.I)
_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][\da-fA-F]{1,6});)(\w{1,32};)?", re.S
)
_WEB = re.compile(r"https?://\S+")

_IN_PICTURE = re.compile(r"sitemap-(?:image|video)/|^(?:image|video):")
"""Tags of pictures and videos, which have titles and dates of their own."""


@dataclass(slots=True)
class Sitemap:
    """The contents of a sitemap file."""

    articles: list[Candidate] = field(default_factory=list)
    """Addresses of pages, as listed."""
    sitemaps: list[Candidate] = field(default_factory=list)
    """Addresses of further sitemaps, when the file is an index."""


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or an index, gzipped or not, up to 100,000 entries; what is broken is read as far as it goes."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = gunzip(body, max_size=_MOST_BYTES)
        except (OSError, EOFError, zlib.error):
            return Sitemap()
    if not re.search(rb"<[?!\w]", body[:_PREAMBLE]):
        return _plain_text(body, url)
    if re.search(rb"<(?:rss|feed|rdf:RDF)\b", body[:_PREAMBLE], re.I):
        return Sitemap(articles=parse_feed(body, url))
    found = Sitemap()
    body = _sound(body)
    events = etree.iterparse(
        BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in events:
            tag = _local(element)
            if tag in ("url", "sitemap"):
                if candidate := _candidate(element, url):
                    (found.articles if tag == "url" else found.sitemaps).append(candidate)
                element.clear()
                if max(len(found.articles), len(found.sitemaps)) >= _MOST_ENTRIES:
                    break
    except (etree.XMLSyntaxError, UnicodeDecodeError):
        pass  # an empty file, one that is no XML at all, or a tag that is no text
    return found


def _sound(body: bytes) -> bytes:
    """The XML without warnings of the server before it and with every ampersand that stands for itself written out."""
    if b"<!DOCTYPE" in body[:_PREAMBLE]:
        return body  # it may declare entities, which are not expanded
    if start := _START.search(body, 0, _PREAMBLE):
        body = body[start.start() :]
    return _AMPERSAND.sub(_written_out, body)


def _written_out(match: re.Match[bytes]) -> bytes:
    """A bare ampersand, or an entity that HTML has and XML has not."""
    name = match[1]
    if match[0] != b"&" + (name or b""):
        return match[0]  # CDATA, which is written as it is meant
    if name and (meant := html5.get(name.decode("ascii"))):
        return "".join(f"&#{ord(character)};" for character in meant).encode("ascii")
    return b"&amp;" + (name or b"")


def _plain_text(body: bytes, url: str) -> Sitemap:
    """A sitemap with a URL on each line."""
    lines = (line.strip() for line in body.decode("utf-8-sig", "replace").split("\n", _MOST_ENTRIES)[:_MOST_ENTRIES])
    return Sitemap(articles=[Candidate(url=line, source=url) for line in lines if _WEB.fullmatch(line)])


def _candidate(element: etree._Element, url: str) -> Candidate | None:
    texts: dict[str, str] = {}
    for child in element.iter():
        if isinstance(child.tag, str) and child.text and not _IN_PICTURE.search(child.tag):
            texts.setdefault(_local(child), child.text.strip())
    try:
        address = urljoin(url, texts.get("loc", ""))
    except ValueError:
        return None
    if not texts.get("loc") or not is_web_url(address):
        return None
    return Candidate(
        url=address,
        source=url,
        published=_moment(texts.get("publication_date")),
        modified=_moment(texts.get("lastmod")),
        title=texts.get("title", ""),
        about=texts.get("keywords", ""),
    )


def _moment(text: str | None) -> datetime | None:
    return parse_date(text, base=datetime.now(UTC)) if text else None


def _local(element: etree._Element) -> str:
    """The tag without its namespace, or without its prefix where the file does not declare it."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""
