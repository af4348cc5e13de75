"""What a link of a listing leads to, by where it stands and what stands beside it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from urllib.parse import urljoin, urlsplit

from newsbot.dedup import site_of
from newsbot.discovery.services import is_service, is_service_address, may_list
from newsbot.discovery.urls import LONGEST_URL, is_file, is_web_url, may_be_article
from newsbot.text.markup import Element

FEWEST_WORDS = 4
"""Words of three letters or more, of a link or beside it, that are a headline's."""

_LONGEST_TITLE = 1000
_MOST_PARTS = 100
_AROUND = 6
"""How far up from a link what belongs to it may stand."""

_UP = 12
"""How far up from a link the navigation that it stands in is looked for."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menus?|foot|footer|topbar|breadcrumbs?|masthead|pagination|pager)(?:$|[\s_-])",
    re.I,
)
_ITEMS = frozenset({"article", "li", "h1", "h2", "h3", "h4", "h5"})


class LeadsTo(Enum):
    """The judgement on a link."""

    ARTICLE = "article"
    LIST = "list"
    """A section, an archive, a further page, or a story of a short headline: what the page is shows what it is."""
    NEITHER = "neither"


@dataclass(slots=True)
class Box:
    """What is in an element, as far as it tells about a link."""

    links: set[str] = field(default_factory=set)
    """Up to two addresses of links to the site."""
    times: list[Element] = field(default_factory=list)
    """The first two time elements."""
    words: int = 0
    has_heading: bool = False


def boxes_of(elements: list[Element], address: Callable[[str], str]) -> dict[Element, Box]:
    """The box of every element; one pass from the last to the first, so that an element comes after all in it."""
    boxes: dict[Element, Box] = {}
    for element in reversed(elements):
        box = boxes.setdefault(element, Box())
        if element.tag in _UNSEEN:
            box.words = 0
        else:
            box.words += _count(element.text) + (_count(element.get("alt")) if element.tag == "img" else 0)
        if (parent := element.getparent()) is None:
            continue
        around = boxes.setdefault(parent, Box())
        own = address(element.get("href") or "") if element.tag == "a" else ""
        around.links.update({own} - {""}, box.links)
        while len(around.links) > 2:
            around.links.pop()
        around.times = [*([element] if element.tag == "time" else ()), *box.times, *around.times][:2]
        around.words += box.words + _count(element.tail)
        around.has_heading |= box.has_heading or element.tag in _HEADINGS
    return boxes


def own_address(href: str, url: str, site: str) -> str:
    """The address of a link on the page `url` of a site to that site; empty for any other."""
    try:
        address = urljoin(url, href.strip()).partition("#")[0] if len(href) <= LONGEST_URL else ""
        return address if is_web_url(address) and site_of(address) == site else ""
    except ValueError:
        return ""


def leads_to(link: Element, target: str, boxes: dict[Element, Box]) -> LeadsTo:
    """What a link to `target`, an address of the site, leads to."""
    title = text_of(link)
    if is_service_address(target) or is_service(title) or is_file(target):
        return LeadsTo.NEITHER
    around = surroundings(link, target, boxes)
    box, own = boxes[around], boxes[link]
    if may_be_article(target):
        navigates = is_navigation(link)
        says_much = max(own.words, box.words) >= FEWEST_WORDS
        is_dated = bool(box.times) and box.words > 0
        is_heading = any(parent.tag in _HEADINGS for parent in _upwards(link, 2)) and own.words > 1
        if not navigates and (says_much or is_dated or is_heading or names_a_story(target)):
            return LeadsTo.ARTICLE
    return LeadsTo.LIST if title and may_list(target) else LeadsTo.NEITHER


def names_a_story(url: str) -> bool:
    """Whether the last part of an address is a headline's words, three hyphens or more, or a long number."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    return last.count("-") >= 3 or re.search(r"\d{5,}", last) is not None


def surroundings(link: Element, target: str, boxes: dict[Element, Box]) -> Element:
    """The largest element around a link that holds no link to elsewhere on the site."""
    element = link
    for parent in _upwards(link, _AROUND):
        if parent.tag == "body" or not boxes[parent].links <= {target}:
            break
        element = parent
    return element


def is_navigation(link: Element) -> bool:
    """Whether a link stands in a menu, a header or a footer of the page."""
    in_item = False
    for parent in _upwards(link, _UP):
        tag = parent.tag
        if tag in ("nav", "footer") or parent.get("role") == "navigation":
            return True
        if tag == "header" and not in_item:
            return not any(above.tag in ("article", "li") for above in _upwards(parent, 2))
        in_item |= tag in _ITEMS
        if tag != "body" and _NAVIGATION.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"[:200]):
            return True
    return False


def text_of(link: Element) -> str:
    """The text of a link on one line, else the words of its picture or its title; up to some limit."""
    text = " ".join("".join(islice(link.itertext(), _MOST_PARTS)).split())[:_LONGEST_TITLE]
    if text:
        return text
    pictures = (image.get("alt") or "" for image in islice(link.iter("img"), 3))
    return " ".join(next(filter(None, pictures), link.get("title") or "").split())[:_LONGEST_TITLE]


def _upwards(element: Element, most: int) -> list[Element]:
    return list(islice(element.iterancestors(), most))


def _count(text: str | None) -> int:
    return len(_WORD.findall(text)) if text else 0
