"""Whether a page that a plain site links to is a story, by what the page turns out to be."""

from bisect import bisect_left
from enum import Enum
from functools import cache
from math import inf

from newsbot.dedup import site_of
from newsbot.discovery.links import LeadsTo, boxes_of, leads_to, own_address
from newsbot.discovery.services import is_service, is_service_address
from newsbot.items import Article
from newsbot.text.markup import Element, MarkupError, decode, parsed

SHORTEST = 140
"""Characters of prose that a story has which gives no date."""

FEWEST_LINKS, LINKS_TO_PARAGRAPHS = 2, 0.5
"""Links to articles among the paragraphs of a page, and their number for each paragraph, that make it a list."""

_BEGINNING = 24
_TRIED = 5
"""Paragraphs at either end of a story that are looked for in the markup: one that is not there costs a whole look."""

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
    beginnings = [" ".join(paragraph.split())[:_BEGINNING] for paragraph in article.body.split("\n\n")]
    fewest = max(FEWEST_LINKS, LINKS_TO_PARAGRAPHS * len(beginnings))
    try:
        text = decode(body)
        if not article.body or _most_links(text, beginnings) < fewest:
            return False
        _, tree = parsed(text)
    except MarkupError:
        return False
    beginnings = sorted({*beginnings} - {""})
    elements = list(tree.iter())
    paragraphs = [place for place, element in enumerate(elements) if _holds(element, beginnings)]
    if not paragraphs:
        return False
    site = site_of(article.url)
    address = cache(lambda href: own_address(href, article.url, site))
    among = [element for element in elements[paragraphs[0] : paragraphs[-1] + 1] if element.tag == "a"]
    targets = {element: address(element.get("href") or "") for element in among}
    if len(set(targets.values()) - {"", article.url}) < fewest:
        return False
    boxes = boxes_of(elements, address)
    return fewest <= len(
        {
            target
            for element, target in targets.items()
            if target and target != article.url and leads_to(element, target, boxes) is LeadsTo.ARTICLE
        }
    )


def _most_links(text: str, beginnings: list[str]) -> float:
    """How many links the markup has from the first paragraph to the last, without a look at its elements; infinite
    where neither stands there as it is read.
    """
    content = max(text.find("<body"), 0)
    whole = [beginning for beginning in beginnings if len(beginning) >= _BEGINNING // 2]
    first = next((place for begin in whole[:_TRIED] if (place := text.find(begin, content)) >= 0), -1)
    last = next((place for begin in whole[: -_TRIED - 1 : -1] if (place := text.find(begin, first)) >= 0), -1)
    if first < 0 or last < 0:
        return inf  # something stands between their words: a tag, a space, an entity
    return 1 + text.count("href", first, last)  # the first paragraph may itself be a link


def _holds(element: Element, beginnings: list[str]) -> bool:
    """Whether a text of an element, or the text behind it, begins as one of these."""
    if element.tag in _UNSEEN:
        return False
    texts = (element.text, "" if element.tag in _OUTSIDE else element.tail)
    return any(text and _begins(text, beginnings) for text in texts)


def _begins(text: str, beginnings: list[str]) -> bool:
    """Whether a text begins as one of these, or as much of one as it has."""
    begin = " ".join(text[:200].split())[:_BEGINNING]
    if len(begin) < _BEGINNING // 2:
        return False
    place = bisect_left(beginnings, begin)
    return place < len(beginnings) and beginnings[place].startswith(begin)
