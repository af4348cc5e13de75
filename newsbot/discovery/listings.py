"""Listing pages (a section, a tag, an archive) -> candidates, and the page with older ones."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from newsbot.dates import parse_date
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import LONGEST_URL, is_web_url, may_be_article
from newsbot.text.markup import MarkupError, decode, parsed

_NEXT = re.compile(
    r"^\W*(?:next(?: page)?|older(?: posts| entries| articles| stories)?|more (?:news|stories))?\W*$", re.I
)
_PAGE_NUMBER = re.compile(r"[?&/](?:page|p|start|offset|pg|paged)[=/]?(\d{1,9})(?!\d)", re.I)
_LONGEST_TITLE = 1000
_LONGEST_LABEL = 60
_MOST_PARTS = 100
_AROUND = 4
"""How far up from a link its date may stand."""


@dataclass(slots=True)
class Listing:
    """The contents of a listing page."""

    articles: list[Candidate] = field(default_factory=list)
    next_page: str | None = None
    """Address of the page with older articles; None when there is none."""


def parse_listing(body: bytes, url: str, *, articles: str = "") -> Listing:
    """The links of a page that can be articles of its site, in its order, with the date beside each.

    `articles` is a regular expression that the addresses of articles match; without one, a link counts when its last
    part is a headline's words: three hyphens or more, or a long number.
    """
    try:
        _, tree = parsed(decode(body))
    except MarkupError:
        return Listing()
    site = site_of(url)
    address = cache(lambda href: _address(href, url, site))
    elements = list(tree.iter())
    boxes = _boxes(elements, address)
    found: dict[str, Candidate] = {}
    for link in elements:
        if link.tag != "a" or not (target := address(link.get("href") or "")) or not _may_be(target, url, articles):
            continue
        title = _text(link)
        before = found.get(target)
        if before is None or len(title) > len(before.title):
            published = _date(link, target, boxes) or (before.published if before else None)
            found[target] = Candidate(url=target, source=url, published=published, title=title)
    return Listing(list(found.values()), _next_page(elements, url, address))


def _address(href: str, url: str, site: str) -> str:
    """The address of a link to the listing's own site; empty for any other."""
    try:
        address = urljoin(url, href.strip()).partition("#")[0] if len(href) <= LONGEST_URL else ""
        return address if is_web_url(address) and site_of(address) == site else ""
    except ValueError:
        return ""


def _may_be(address: str, listing: str, articles: str) -> bool:
    if address == listing or not may_be_article(address) or _PAGE_NUMBER.search(address):
        return False
    if articles:
        return re.search(articles, address) is not None
    last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return last.count("-") >= 3 or re.search(r"\d{5,}", last) is not None


@dataclass(slots=True)
class _Box:
    """The links and times in an element, as far as they decide the date of a link."""

    links: set[str]
    """Up to two addresses of links to the site."""
    times: list[HtmlElement]
    """The first two time elements."""


def _boxes(elements: list[HtmlElement], address: Callable[[str], str]) -> dict[HtmlElement, _Box]:
    """The box of every element; one pass from the last to the first, so that an element comes after all in it."""
    boxes: dict[HtmlElement, _Box] = {}
    for element in reversed(elements):
        box = boxes.setdefault(element, _Box(set(), []))
        if (parent := element.getparent()) is None:
            continue
        around = boxes.setdefault(parent, _Box(set(), []))
        own = address(element.get("href") or "") if element.tag == "a" else ""
        around.links.update({own} - {""}, box.links)
        while len(around.links) > 2:
            around.links.pop()
        around.times = [*([element] if element.tag == "time" else ()), *box.times, *around.times][:2]
    return boxes


def _date(link: HtmlElement, own: str, boxes: dict[HtmlElement, _Box]) -> datetime | None:
    """The one date in the smallest box around a link that holds no other link."""
    element = link
    for _ in range(_AROUND):
        box = boxes[element]
        if len(box.times) > 1 or (box.links - {own} and element.tag != "article"):
            return None
        if box.times:
            text = box.times[0].get("datetime") or _text(box.times[0])
            return parse_date(text, base=datetime.now(UTC)) if text else None
        element = element.getparent()
        if element is None:
            return None
    return None


def _text(element: HtmlElement) -> str:
    """The text of an element on one line, up to some limit."""
    return " ".join("".join(islice(element.itertext(), _MOST_PARTS)).split())[:_LONGEST_TITLE]


def _next_page(elements: list[HtmlElement], url: str, address: Callable[[str], str]) -> str | None:
    """The URL of the link with rel="next", else of a link that says so, else of the next number of the pagination."""
    links = [element for element in elements if element.tag == "a" and element.get("href")]
    for link in [*(element for element in elements if element.tag == "link"), *links]:
        if "next" in (link.get("rel") or "").lower().split():
            return address(link.get("href") or "") or None
    current = _PAGE_NUMBER.search(url)
    wanted = int(current[1]) + 1 if current else 2
    for link in links:
        target = address(link.get("href") or "")
        number = _PAGE_NUMBER.search(target)
        if not number or target == url:
            continue
        says = (_text(link) or link.get("aria-label") or link.get("title") or "")[:_LONGEST_LABEL]
        if int(number[1]) == wanted or (says and _NEXT.match(says)):
            return target
    return None
