"""Whether a page that a plain site links to is a story, by what the page turns out to be."""

from bisect import bisect_left
from enum import Enum
from functools import cache

from newsbot.dedup import site_of
from newsbot.discovery.links import LeadsTo, boxes_of, leads_to, own_address
from newsbot.discovery.services import is_service, is_service_address
from newsbot.items import Article
from newsbot.text.markup import MarkupError, decode, parsed

SHORTEST = 140
"""Characters of prose that a story has which gives no date."""

FEWEST_LINKS, LINKS_TO_PARAGRAPHS = 2, 0.5
"""Links to articles among the paragraphs of a page, and their number for each paragraph, that make it a list."""

_BEGINNING = 24

_UNSEEN = frozenset({"head", "title", "script", "style", "meta"})
_OUTSIDE = frozenset({"html", "head", "body"})


class Kind(Enum):
    """The kind of a page, as people would say why it was left out."""

    STORY = "a story"
    LIST = "a list of articles"
    SERVICE = "about the site itself"
    EMPTY = "hardly any text"
    UNDATED = "no date, though the site's stories have one"


def kind_of(article: Article, body: bytes, *, dated: bool, stories_are_dated: bool) -> Kind:
    """The kind of the page that `article` was extracted from; `body` is its bytes.

    `dated` says whether its source gives a date for it, `stories_are_dated` whether the site's other stories have one.
    """
    declared = article.published_source in ("json-ld", "meta")
    if not declared and (is_service_address(article.url) or is_service(article.headline)):
        return Kind.SERVICE
    if _is_list(article, body):
        return Kind.LIST
    dated = dated or article.published is not None
    if not dated and len(article.body) < SHORTEST:
        return Kind.EMPTY
    return Kind.UNDATED if stories_are_dated and not dated else Kind.STORY


def _is_list(article: Article, body: bytes) -> bool:
    """Whether links to articles stand between the paragraphs, or are the paragraphs."""
    try:
        _, tree = parsed(decode(body))
    except MarkupError:
        return False
    beginnings = sorted({" ".join(p.split())[:_BEGINNING] for p in article.body.split("\n\n")} - {""})
    if not beginnings:
        return False
    site = site_of(article.url)
    address = cache(lambda href: own_address(href, article.url, site))
    elements = list(tree.iter())
    boxes = boxes_of(elements, address)
    first = last = -1
    links: dict[int, str] = {}
    for place, element in enumerate(elements):
        texts = (element.text, "" if element.tag in _OUTSIDE else element.tail)
        if element.tag not in _UNSEEN and any(text and _begins(text, beginnings) for text in texts):
            first, last = (place if first < 0 else first), place
        target = address(element.get("href") or "") if element.tag == "a" else ""
        if target and target != article.url and leads_to(element, target, boxes) is LeadsTo.ARTICLE:
            links[place] = target
    among = {target for place, target in links.items() if first <= place <= last}
    return len(among) >= max(FEWEST_LINKS, LINKS_TO_PARAGRAPHS * (article.body.count("\n\n") + 1))


def _begins(text: str, beginnings: list[str]) -> bool:
    """Whether a text begins as one of these, or as much of one as it has."""
    begin = " ".join(text[:200].split())[:_BEGINNING]
    if len(begin) < _BEGINNING // 2:
        return False
    place = bisect_left(beginnings, begin)
    return place < len(beginnings) and beginnings[place].startswith(begin)
