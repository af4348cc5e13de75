"""The finds of one walk over the page's elements: headings, times, bylines, microdata."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from newsbot.extraction.page import Page
from newsbot.text.markup import Element

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?|autor(?:en|es|a)?|auteurs?|writers?|contributors?|dc-creator)(?:$|[\s_-]|name)",
    re.I,
)
_DATELINE = re.compile(
    r"(?:^|[\s_-])(?:dates?|datetime|dateline|time-?stamp|published|created|pub-?date|posted|datum|fecha)(?:$|[\s_-])",
    re.I,
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|by|byline|staff|people|profiles?|contributors?|writers?|journalists?|reporters?|autor(?:en|es)?|auteurs?|columnists?)/"
    r"[^/?#]+/?(?:[?#]|$)",
    re.I,
)
_BY_TEXT = re.compile(
    r"(?:(?:written|words|text|story|posted|reported|recipe|article|authored|geschrieben|verfasst|erstellt|eingestellt|gespeichert"
    r"|escrito|publicado|écrit|publié|rédigé|proposé)\s+)?(?:by|von|par|por)(?:\b[\s:]|$)"
    r"|(?:authors?|autor(?:in|en|es|a)?|auteurs?|autore)(?:\s*:|$)|(?:texte?|redaktion|contributors?)\s*:",
    re.I,
)
_DATE_TEXT = re.compile(
    r"\s*[^\d.!?]{0,20}(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:20)?\d\d(?!\d)|(?:19|20)\d\d(?:-\d\d-\d\d|年\d{1,2}月\d{1,2}日)"
    r"|\d{1,2}\.?(?:st|nd|rd|th)?\s+[^\W\d_]{3,9}\.?,?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)[^\n]{0,40}$",
)
_PUBLISHED = re.compile(r"(?:first\s+)?(?:published|posted)\b", re.I)
"""How a fact about the story begins in a list, where other dates are other stories'."""
_NO_DATELINE = frozenset(
    {"time", "a", "h1", "h2", "h3", "h4", "li", "title", "option", "script", "style", "figcaption"}
)
_PARTS = ("by", "aut", "writer", "contrib", "creator", "dat", "stamp", "publi", "posted", "created", "fecha")
"""What _BYLINE and _DATELINE find holds one of these. Most names hold none, which is seen in a tenth of the time."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BY_LETTERS = frozenset("AaBbCcEeGgÉéPpRrSsTtVvWw")
"""How what _BY_TEXT finds begins: looking at one letter first is five times as fast."""
_DIGITS = re.compile(r"\d\d")
_ICONS = frozenset({"img", "svg", "picture", "i", "br"})
"""What stands before a date in its element, and what a name in a link may have beside it."""

_TITLES = frozenset({"h1", "h2", "h3"})
_NAMING = frozenset({"class", "id", "data-testid", "data-qa", "data-component"})
_WHOLE = frozenset({"html", "body", "article", "main"})
_UNSEEN = frozenset({"script", "style", "noscript", "svg"})
IN_A_LINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "big", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "small"}
    | {"span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
"""What stands in a line of text: no space goes before and after it but those that are written."""

_ASIDE = {"nav", "footer", "aside", "form", "select", "button"}

LONGEST_DATE = 80
"""Characters of an element's own text beyond which a date in it is the story's matter."""

LONGEST_TITLE = 400
"""Characters of a heading that can be the headline."""

MOST_TITLES = 40
"""How many headings are compared with the headline."""

MOST_PIECES = 200
"""How many runs of text are read of a byline, dateline or heading."""

LONGEST = 200
"""Characters of text beyond which an element is no byline, dateline or heading."""


@dataclass(slots=True)
class Signals:
    """Elements of interest, each kind in document order."""

    headings: list[Element] = field(default_factory=list)
    times: list[Element] = field(default_factory=list)
    bylines: list[Element] = field(default_factory=list)
    datelines: list[Element] = field(default_factory=list)
    author_links: list[Element] = field(default_factory=list)
    """Links of the relation "author" or to what looks like an author's page."""
    by_texts: list[Element] = field(default_factory=list)
    """Elements whose own text begins with "By" and its like."""
    positions: dict[Element, int] = field(default_factory=dict)
    """How many elements after the first h1 a time, dateline, byline, author link or text stands; negative before it."""
    properties: dict[str, list[Element]] = field(default_factory=dict)
    titles: list[tuple[int, Element]] = field(default_factory=list)
    """Headings of every level that can be a headline, with their positions."""
    is_anchored: bool = False
    """Whether there is a headline from which the positions count."""

    def count_from(self, headline: str) -> None:
        """Let positions count from the heading that says this: on many sites the first h1 is the site's own name."""
        wanted = "".join(headline.split()).lower()
        if not wanted:
            return
        said = (
            (element.tag != "h1", position)
            for position, element in self.titles[:MOST_TITLES]
            if _says(short_text(element, LONGEST_TITLE), wanted)
        )
        _, start = min(said, default=(False, 0))
        if start:
            self.positions = {element: position - start for element, position in self.positions.items()}
        self.is_anchored = self.is_anchored or bool(start)


def find_signals(page: Page) -> Signals:
    """Walk the page once."""
    found, positions, headline_at = Signals(), {}, 0
    for position, element in enumerate(page.elements()):
        tag = element.tag
        if tag in _TITLES:
            found.titles.append((position, element))
            if tag == "h1":
                headline_at = headline_at or position
                found.headings.append(element)
        elif tag == "time":
            found.times.append(element)
            positions[element] = position
        text = None if tag in _UNSEEN else element.text  # scripts are most of a page
        if text and len(text) < LONGEST and (text := text.lstrip()):
            if text[0] in _BY_LETTERS and _BY_TEXT.match(text.rstrip()):
                found.by_texts.append(element)
                positions[element] = position
            elif (
                len(text) > 5
                and (tag not in _NO_DATELINE or (tag == "li" and _PUBLISHED.match(text)))
                and _DIGITS.search(text)
                and len(line := " ".join(text.split())) < LONGEST_DATE
                and _DATE_TEXT.match(line)
            ):
                found.datelines.append(element)
                positions[element] = position
        if tag in _ICONS and (tail := element.tail) and _DIGITS.search(tail, 0, LONGEST):
            line = " ".join(tail[:LONGEST].split())
            parent = element.getparent()
            if (
                5 < len(line) < LONGEST_DATE
                and parent is not None
                and parent not in positions
                and _DATE_TEXT.match(line)
            ):
                found.datelines.append(parent)
                positions[parent] = position
        attributes = element.items()
        if not attributes:
            continue
        label, names, rel, href = "", None, None, None
        for key, value in attributes:
            if key in _NAMING:
                label = f"{label} {value}" if label else value
            elif key == "itemprop":
                names = value
            elif key == "rel":
                rel = value
            elif key == "href":
                href = value
        if names and tag != "meta":
            for name in names.split():
                found.properties.setdefault(name, []).append(element)
        if rel == "author" or (href and tag == "a" and _AUTHOR_PAGE.search(href)):
            found.author_links.append(element)
            positions[element] = position
        elif label and tag not in _WHOLE and (kind := _kind(label)):
            (found.bylines if kind == "byline" else found.datelines).append(element)
            positions[element] = position
    found.positions = {element: position - headline_at for element, position in positions.items()}
    found.titles = [(position - headline_at, element) for position, element in found.titles]
    found.is_anchored = bool(found.headings)
    return found


def _says(heading: str, wanted: str) -> bool:
    """Whether a heading is the headline, or ends with it after a kicker or a date that is shorter."""
    said = "".join(heading.split()).lower()
    return said.endswith(wanted) and len(said) < 2 * len(wanted)


@lru_cache(maxsize=20_000)
def _kind(names: str) -> str | None:
    """The names that class, id and test hooks give an element, camel case taken apart."""
    lower = names.lower()
    if not any(part in lower for part in _PARTS):
        return None
    label = _CAMEL.sub("-", names)
    return "byline" if _BYLINE.search(label) else "dateline" if _DATELINE.search(label) else None


def short_text(element: Element, limit: int = LONGEST) -> str:
    """The element's text on one line, or nothing when it is longer than `limit` or holds no text."""
    parts, length = [], 0
    for text in islice(_texts(element), MOST_PIECES):
        parts.append(text)
        length += len(text)
        if length > 4 * limit:
            return ""
    line = " ".join("".join(parts).split())
    return line if len(line) <= limit else ""


def text_pieces(element: Element) -> list[str]:
    """The element's text, a piece for each run between tags, of a link the first line; nothing when it is long."""
    pieces = [
        " ".join(piece.split()) for piece in islice(_pieces(element), MOST_PIECES) if piece and not piece.isspace()
    ]
    return pieces if sum(map(len, pieces)) <= LONGEST else []


def _pieces(element: Element) -> Iterator[str | None]:
    if element.tag == "a":
        if all(child.tag in IN_A_LINE or child.tag in _ICONS for child in element):
            yield short_text(element)
        else:  # a card: the name stands in a line of its own, above a role or a date
            lines = chain([element.text], chain.from_iterable((*_pieces(child), child.tail) for child in element))
            named = (line for line in lines if line and line.strip() and not _BY_TEXT.fullmatch(line.strip()))
            yield next(named, None)
        return
    yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield from _pieces(child)
        yield child.tail


def _texts(element: Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag in _UNSEEN:
            continue
        apart = child.tag not in IN_A_LINE
        if apart:
            yield " "
        yield from _texts(child)
        if apart:
            yield " "
        if child.tail:
            yield child.tail


def is_aside(element: Element) -> bool:
    """Whether it stands in navigation, a footer, a sidebar or a form."""
    return any(parent.tag in _ASIDE for parent in element.iterancestors())
