"""Listing pages (a section, a tag, an archive) -> candidates, and the page with older ones."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit

from newsbot.dates import parse_date
from newsbot.dedup import site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.links import Box, LeadsTo, boxes_of, leads_to, own_address, text_of
from newsbot.discovery.urls import may_be_article
from newsbot.text.markup import Element, MarkupError, decode, parsed

_NEXT = re.compile(
    r"^\W*(?:next(?: page)?|older(?: posts| entries| articles| stories)?|more (?:news|stories))?\W*$", re.I
)
_PAGE_NUMBER = re.compile(r"[?&/](?:page|p|start|offset|pg|paged)[=/]?(\d{1,9})(?!\d)", re.I)
_LONGEST_LABEL = 60
_AROUND = 4
"""How far up from a link its date may stand."""


@dataclass(slots=True)
class Listing:
    """The contents of a listing page."""

    articles: list[Candidate] = field(default_factory=list)
    next_page: str | None = None
    """Address of the page with older articles; None when there is none."""
    others: list[str] = field(default_factory=list)
    """Addresses of the site's pages that may be sections, archives or further pages, in the page's order."""


def parse_listing(body: bytes, url: str, *, articles: str = "") -> Listing:
    """The links of a page that can be articles of its site, in its order, with the date beside each.

    `articles` is a regular expression that the addresses of articles match; without one, links are judged by where they
    stand, by their words and those beside them, and by their addresses (links.py).
    """
    try:
        _, tree = parsed(decode(body))
    except MarkupError:
        return Listing()
    site = site_of(url)
    address = cache(lambda href: own_address(href, url, site))
    elements = list(tree.iter())
    boxes = boxes_of(elements, address)
    found: dict[str, Candidate] = {}
    lists: dict[str, None] = {}
    for link in elements:
        if link.tag != "a" or not (target := address(link.get("href") or "")) or _is_same(target, url):
            continue
        if not _is_article(link, target, boxes, articles):
            if not articles and leads_to(link, target, boxes) is LeadsTo.LIST:
                lists[target] = None
            continue
        title = text_of(link)
        before = found.get(target)
        if before is None or len(title) > len(before.title):
            published = _date(link, target, boxes) or (before.published if before else None)
            found[target] = Candidate(url=target, source=url, published=published, title=title)
    older = _next_page(elements, url, address)
    others = [target for target in lists if target not in found and not (older and _PAGE_NUMBER.search(target))]
    return Listing(list(found.values()), older, [target for target in others if target != older])


def _is_article(link: Element, target: str, boxes: dict[Element, Box], articles: str) -> bool:
    if not may_be_article(target) or _PAGE_NUMBER.search(target):
        return False
    if articles:
        return re.search(articles, target) is not None
    return leads_to(link, target, boxes) is LeadsTo.ARTICLE


def _is_same(target: str, url: str) -> bool:
    """Whether a link leads to the listing itself, or to the front page."""
    return target == url or (urlsplit(target).path.strip("/") == "" and not urlsplit(target).query)


def _date(link: Element, own: str, boxes: dict[Element, Box]) -> datetime | None:
    """The one date in the smallest box around a link that holds no other link."""
    element = link
    for _ in range(_AROUND):
        box = boxes[element]
        if len(box.times) > 1 or (box.links - {own} and element.tag != "article"):
            return None
        if box.times:
            text = box.times[0].get("datetime") or text_of(box.times[0])
            return parse_date(text, base=datetime.now(UTC)) if text else None
        element = element.getparent()
        if element is None:
            return None
    return None


def _next_page(elements: list[Element], url: str, address: Callable[[str], str]) -> str | None:
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
        says = (text_of(link) or link.get("aria-label") or link.get("title") or "")[:_LONGEST_LABEL]
        if int(number[1]) == wanted or (says and _NEXT.match(says)):
            return target
    return None
