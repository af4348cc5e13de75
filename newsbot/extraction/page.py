"""From the bytes of a response to one parsed page, whatever the bytes are."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import urljoin, urlsplit

from newsbot.dedup import site_of
from newsbot.extraction.errors import ExtractionError
from newsbot.extraction.jsonld import Node, read_jsonld
from newsbot.text.markup import MAX_CHARACTERS, Element, MarkupError, decode, parsed

MAX_ELEMENTS = 30_000
"""How many elements are looked at: some ten times what a news page has."""

MAX_CONTENT = 5_000
"""How much is read of a meta element or the title, in characters."""

MAX_OF_A_KIND = 50
"""How many meta elements of one name are read."""

MAX_SCRIPTS, MAX_JSONLD = 60, 1_500_000
"""How many JSON-LD scripts are read, and how many characters in all."""


class Page:
    """A parsed page and what its head declares.

    `html` is bytes as fetched or a str that is decoded already; `url` the address that it was fetched from. Raises
    ExtractionError when there is nothing to parse.
    """

    def __init__(self, html: bytes | str, url: str) -> None:
        self.url = url
        self.host = site_of(url)
        try:
            text = decode(html) if isinstance(html, bytes) else html
            self.markup, self.tree = parsed(text)
        except MarkupError as error:
            raise ExtractionError(str(error)) from error
        self.oversized = len(text) > MAX_CHARACTERS // 3 or text.count("<") > MAX_ELEMENTS
        """Whether it is larger than news pages are, so that only the quick ways are taken."""

    def elements(self) -> Iterator[Element]:
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
