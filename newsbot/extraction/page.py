"""From the bytes of a response to one parsed page, whatever the bytes are."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import resolve_encoding

from newsbot.dedup import site_of
from newsbot.extraction.errors import ExtractionError
from newsbot.extraction.jsonld import Node, read_jsonld

MAX_CHARACTERS = 3_000_000
"""What is read of a page; the largest news pages have some two million characters, nearly all of them scripts."""

MAX_TAGS = 100_000
"""How many tags are parsed, MAX_ELEMENTS elements are looked at: some twenty times what a news page has."""

MAX_ELEMENTS = 30_000

MAX_CONTENT = 5_000
"""How much is read of a meta element or the title, in characters."""

MAX_OF_A_KIND = 50
"""How many meta elements of one name are read."""

MAX_SCRIPTS, MAX_JSONLD = 60, 1_500_000
"""How many JSON-LD scripts are read, and how many characters in all."""

_OTHER_FILES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
    b"ID3",
)
_DECLARED_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_LONG_TAG, _MANY_ATTRIBUTES = 3_000, 250
_TAG = re.compile(r"[/!]?[A-Za-z][\w:-]*")
_ATTRIBUTE = re.compile(r"""[^\s"'/>=]+(?:=(?:"[^"]*"|'[^']*'))?""")


class Page:
    """A parsed page and what its head declares.

    `html` is bytes as fetched or a str that is decoded already; `url` the address that it was fetched from. Raises
    ExtractionError when there is nothing to parse.
    """

    def __init__(self, html: bytes | str, url: str) -> None:
        self.url = url
        self.host = site_of(url)
        text = decode(html) if isinstance(html, bytes) else html
        self.oversized = len(text) > MAX_CHARACTERS // 3 or text.count("<") > MAX_ELEMENTS
        """Whether it is larger than news pages are, so that only the quick ways are taken."""
        self.markup = _markup(text)
        """The page as it is parsed: decoded, without NUL characters, lone surrogates and the attributes of tags that
        have hundreds."""
        self.tree = _parse(self.markup)

    def elements(self) -> Iterator[HtmlElement]:
        """Every element in document order, up to MAX_ELEMENTS."""
        return islice(self.tree.iter(), MAX_ELEMENTS)

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the meta elements under their lower-case name, property, itemprop or http-equiv, in order."""
        found: dict[str, list[str]] = {}
        for meta in self.tree.iter("meta"):
            content = " ".join((meta.get("content") or "")[:MAX_CONTENT].split())
            key = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
            if key and content and len(contents := found.setdefault(key.strip().lower(), [])) < MAX_OF_A_KIND:
                contents.append(content)
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """Every object in the page's JSON-LD, outer ones first."""
        found: list[Node] = []
        left = MAX_JSONLD
        scripts = (s.text or "" for s in self.tree.iter("script") if "ld+json" in (s.get("type") or "").lower())
        for script in islice(scripts, MAX_SCRIPTS):
            left -= len(script)
            if left < 0:
                break
            found += read_jsonld(script)
        return found

    @cached_property
    def title(self) -> str:
        """The title element on one line."""
        return " ".join((self.tree.findtext(".//title") or "")[:MAX_CONTENT].split())

    def meta(self, *keys: str) -> str | None:
        """The first content of the first of these keys that the page has."""
        return next((self.metas[key][0] for key in keys if key in self.metas), None)

    def link(self, rel: str) -> str | None:
        """The absolute address of the first link of this relation."""
        for link in self.tree.iter("link"):
            if rel in (link.get("rel") or "").lower().split():
                return self.absolute(link.get("href"))
        return None

    def absolute(self, address: str | None) -> str | None:
        """The http address that `address` means on this page, or None when it means none."""
        try:
            full = urljoin(self.url, (address or "").strip())
            return full if address and urlsplit(full).scheme in ("http", "https") else None
        except ValueError:
            return None


def decode(raw: bytes) -> str:
    """The text of a page: UTF-8 wherever the bytes allow it, else the declared charset, else windows-1252."""
    if raw.startswith(_OTHER_FILES):
        raise ExtractionError("The input is a binary file, not an HTML page.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    raw = raw[: 2 * MAX_CHARACTERS]
    match = _DECLARED_CHARSET.search(raw, 0, 8192)
    declared = resolve_encoding(match[1].decode("ascii", "replace")) if match else None
    if declared and declared.startswith("iso2022"):
        return _decoded(raw, declared)
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken and broken * 2 > sum(1 for _ in re.finditer(rb"[\x80-\xff]+", raw)):
        text = _decoded(raw, declared if declared and not declared.startswith("utf") else "cp1252")
    return text


def _decoded(raw: bytes, charset: str) -> str:
    """Decoded as declared, unless the declaration names something that is no charset ("hex") or cannot replace."""
    try:
        return raw.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("cp1252", "replace")


def _markup(text: str) -> str:
    text = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode()
    return _without_giants(text.replace("\x00", "").lstrip("\ufeff"))


def _parse(text: str) -> HtmlElement:
    if "<" not in text:
        raise ExtractionError("The input is no HTML: it has no tag.")
    if sum(text.count(c) for c in "\x01\x02\x03\x04\x05\x06") * 50 > len(text):
        raise ExtractionError("The input is a binary file, not an HTML page.")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise ExtractionError("The input is no HTML: it has no element.") from error


def _without_giants(text: str) -> str:
    """Bare the tags of hundreds of attributes, for which libxml2 takes quadratic time; drop all after MAX_TAGS."""
    parts = text.split("<", MAX_TAGS)
    if len(parts) > MAX_TAGS:
        parts.pop()
    elif max(map(len, parts)) < _LONG_TAG:
        return text
    return "<".join(part if len(part) < _LONG_TAG else _without_attributes(part) for part in parts)


def _without_attributes(part: str) -> str:
    """A tag and the text after it, the attributes dropped if they are too many."""
    tag, end, text = part.partition(">")
    name = _TAG.match(tag)
    attributes = islice(_ATTRIBUTE.finditer(tag), _MANY_ATTRIBUTES + 1)
    return name[0] + end + text if name and sum(1 for _ in attributes) > _MANY_ATTRIBUTES else part
