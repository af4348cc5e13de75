"""Listing pages (a section, a tag, an archive) -> candidates, and the page with older ones."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import html

from newsbot.dates import parse_date
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import may_be_article

_NEXT = re.compile(
    r"^\W*(?:next(?: page)?|older(?: posts| entries| articles| stories)?|more (?:news|stories))?\W*$", re.I
)
_PAGE_NUMBER = re.compile(r"[?&/](?:page|p|start|offset|pg|paged)[=/]?(\d+)", re.I)
_AROUND = 4
"""How far up from a link its date may stand."""


@dataclass(slots=True)
class Listing:
    """What a listing page holds."""

    articles: list[Candidate] = field(default_factory=list)
    next_page: str | None = None
    """Address of the page with older articles; None when there is none."""


def parse_listing(body: bytes, url: str, *, articles: str = "") -> Listing:
    """The links of a page that can be articles of its site, in its order, with the date beside each.

    `articles` is a regular expression that the addresses of articles match; without one, a link counts when its last
    part is a headline's words: three hyphens or more, or a long number.
    """
    try:
        tree = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.ParserError):
        return Listing()
    found: dict[str, Candidate] = {}
    for link in tree.iterfind(".//a[@href]"):
        address = _address(link.get("href") or "", url)
        if not address or not _may_be(address, url, articles):
            continue
        title = _text(link)
        before = found.get(address)
        if before is None or len(title) > len(before.title):
            published = _date(link, url) or (before.published if before else None)
            found[address] = Candidate(url=address, source=url, published=published, title=title)
    return Listing(list(found.values()), _next_page(tree, url))


def _address(href: str, url: str) -> str:
    try:
        address = urljoin(url, href.strip()).partition("#")[0]
        return address if address.startswith(("http://", "https://")) and site_of(address) == site_of(url) else ""
    except ValueError:
        return ""


def _may_be(address: str, listing: str, articles: str) -> bool:
    if address == listing or not may_be_article(address) or _PAGE_NUMBER.search(address):
        return False
    if articles:
        return re.search(articles, address) is not None
    last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return last.count("-") >= 3 or re.search(r"\d{5,}", last) is not None


def _date(link: html.HtmlElement, url: str) -> datetime | None:
    """The one date in the smallest box around a link that holds no other link."""
    own, box = _address(link.get("href") or "", url), link
    for _ in range(_AROUND):
        times = box.findall(".//time")
        others = {_address(other.get("href") or "", url) for other in box.iterfind(".//a[@href]")} - {own, ""}
        if len(times) > 1 or (others and box.tag != "article"):
            return None
        if times:
            text = times[0].get("datetime") or _text(times[0])
            return parse_date(text, base=datetime.now(UTC)) if text else None
        parent = box.getparent()
        if parent is None:
            return None
        box = parent
    return None


def _text(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _next_page(tree: html.HtmlElement, url: str) -> str | None:
    """What a link with rel="next" names, else a link that says so, else the next number of the pagination."""
    for link in [*tree.iterfind(".//link[@href]"), *tree.iterfind(".//a[@href]")]:
        if "next" in (link.get("rel") or "").lower().split():
            return _address(link.get("href") or "", url) or None
    current = _PAGE_NUMBER.search(url)
    wanted = int(current[1]) + 1 if current else 2
    for link in tree.iterfind(".//a[@href]"):
        address = _address(link.get("href") or "", url)
        number = _PAGE_NUMBER.search(address)
        if not number or address == url:
            continue
        says = _text(link) or link.get("aria-label") or link.get("title") or ""
        if int(number[1]) == wanted or (says and _NEXT.match(says)):
            return address
    return None
