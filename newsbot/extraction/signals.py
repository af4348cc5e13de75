"""What one walk over the page's elements finds: headings, times, bylines, microdata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newsbot.extraction.page import Page

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?|autor(?:en|es|a)?|auteurs?|writers?|contributors?|dc-creator)(?:$|[\s_-]|name)",
    re.I,
)
_DATELINE = re.compile(
    r"(?:^|[\s_-])(?:dates?|datetime|dateline|time-?stamp|published|pub-?date|posted|datum|fecha)(?:$|[\s_-])", re.I
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = {"nav", "footer", "aside", "form", "select", "button"}

LONGEST = 200
"""Characters of text beyond which an element is no byline, dateline or heading."""


@dataclass(slots=True)
class Signals:
    """Elements of interest, each kind in document order."""

    headings: list[HtmlElement] = field(default_factory=list)
    times: list[HtmlElement] = field(default_factory=list)
    bylines: list[HtmlElement] = field(default_factory=list)
    datelines: list[HtmlElement] = field(default_factory=list)
    properties: dict[str, list[HtmlElement]] = field(default_factory=dict)


def find_signals(page: Page) -> Signals:
    """Walk the page once."""
    found = Signals()
    for element in page.elements():
        tag = element.tag
        if tag == "h1":
            found.headings.append(element)
        elif tag == "time":
            found.times.append(element)
        names = element.get("itemprop")
        if names and tag != "meta":
            for name in names.split():
                found.properties.setdefault(name, []).append(element)
        if tag in ("html", "body", "article", "main"):
            continue
        label = marker(element)
        if label or element.get("rel") == "author":
            if element.get("rel") == "author" or _BYLINE.search(label):
                found.bylines.append(element)
            elif _DATELINE.search(label):
                found.datelines.append(element)
    return found


def marker(element: HtmlElement) -> str:
    """The names that a page gives an element: class, id and test hooks, camel case taken apart."""
    names = [element.get(key) for key in ("class", "id", "data-testid", "data-qa", "data-component")]
    return _CAMEL.sub("-", " ".join(name for name in names if name))


def short_text(element: HtmlElement, limit: int = LONGEST) -> str:
    """The element's text on one line, or nothing when it is longer than `limit` or holds no text."""
    parts, length = [], 0
    for text in _texts(element):
        parts.append(text)
        length += len(text)
        if length > 4 * limit:
            return ""
    line = " ".join("".join(parts).split())
    return line if len(line) <= limit else ""


def _texts(element: HtmlElement) -> Iterator[str]:
    for node in element.iter():
        if node.tag in ("script", "style", "noscript", "svg"):
            continue
        if node.text:
            yield node.text
        if node is not element and node.tail:
            yield node.tail if node.tag in ("b", "i", "em", "strong", "a", "span", "sup", "sub") else f" {node.tail}"


def is_aside(element: HtmlElement) -> bool:
    """Whether it stands in navigation, a footer, a sidebar or a form."""
    return any(parent.tag in _ASIDE for parent in element.iterancestors())
