"""A page cut into blocks: the runs of text that a reader sees as one paragraph, heading, list item or cell."""

import re
from dataclasses import dataclass
from itertools import islice

from newsbot.extraction.body.markers import purposes
from newsbot.extraction.page import MAX_ELEMENTS
from newsbot.text.markup import Element
from newsbot.text.tables import tables

MAX_BLOCKS = 2_000
"""How many blocks are read of a page, its first ones; the longest articles have some five hundred."""

_TABLES = tables(__name__)
_INLINE = _TABLES["inline"]
BOLD, ITALIC = 1, 2
_STYLES = {"b": BOLD, "strong": BOLD, "em": ITALIC, "i": ITALIC, "cite": ITALIC}
_UNSEEN = _TABLES["unseen"]
_LEFT_OPEN = frozenset({"button", "select", "option", "noscript", "textarea", "svg", "label", "dialog", "canvas"})
"""Unseen elements that pages leave open, so that the parser puts all that follows into them."""

SWALLOWED = 3
"""Paragraphs that no such element has by itself."""

_FRAME = frozenset({"nav", "footer"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


_LETTERS = re.compile(r"\W+")


def fold(text: str) -> str:
    """Letters and digits alone, in lower case: what two spellings of one text share."""
    return _LETTERS.sub("", text.lower())


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element on the way from the root to some block."""

    tag: str
    parent: "Node | None"
    depth: int
    own: int
    """The element's own purposes, as bits (markers.BITS)."""
    names: str
    """Its class attribute: what it shares with its like."""
    hidden: bool
    tags: frozenset[str]
    """The tags of itself and of everything above it."""
    chars: int = 0
    linked: int = 0
    prose: float = 0.0
    blocks: int = 0


@dataclass(slots=True, eq=False)
class Block:
    """One run of text. Lengths are in characters."""

    text: str
    linked: int
    """How many of its characters are in links."""
    node: Node
    element: Element
    bold: bool = False
    italic: bool = False
    _folded: str | None = None

    @property
    def folded(self) -> str:
        """The text by `fold`."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded


class _Cutter:
    """Walks down an element tree; recursion is safe because the parser stops at a depth of 256.

    Most elements hold no text, so that a Node is made only when a block is found below its element.
    """

    def __init__(self, root: Element) -> None:
        self.blocks: list[Block] = []
        self.left = MAX_ELEMENTS
        self.run: list[str] = []
        self.linked = 0
        self.bold = 0
        self.italic = 0
        self.breaks = 0
        self.way = [root]
        """The block-level elements from the root to where the walk is."""
        self.nodes = [_node(root, None)]
        """Their nodes, as far as they were needed."""

    def text(self, text: str, in_link: bool, style: int) -> None:
        length = len(text.strip())
        if not length:
            if self.run:  # between tags there is more white space than text, and nothing begins with it
                self.run.append(" ")
            return
        self.run.append(text)
        self.breaks = 0
        if in_link:
            self.linked += length
        if style & BOLD:
            self.bold += length
        if style & ITALIC:
            self.italic += length

    def flush(self) -> None:
        text = " ".join("".join(self.run).split())
        if text:
            for element in self.way[len(self.nodes) :]:
                self.nodes.append(_node(element, self.nodes[-1]))
            linked, nearly = min(self.linked, len(text)), 0.8 * len(text)
            bold, italic = self.bold >= nearly, self.italic >= nearly
            self.blocks.append(Block(text, linked, self.nodes[-1], self.way[-1], bold, italic))
        self.run.clear()
        self.linked = self.bold = self.italic = self.breaks = 0

    def walk(self, element: Element, in_link: bool, style: int) -> None:
        text = element.text
        if text:
            self.text(text, in_link, style)
        for child in element:
            tag = child.tag
            self.left -= 1
            if self.left < 0 or not isinstance(tag, str):
                break
            if tag == "br":
                self.breaks += 1
                self.run.append("\n")
                if self.breaks > 1:
                    self.flush()
            elif tag in _INLINE:
                self.walk(child, in_link or tag == "a", style | _STYLES.get(tag, 0))
            elif tag not in _UNSEEN or (tag in _LEFT_OPEN and _has_swallowed(child)):
                if self.run:
                    self.flush()
                self.way.append(child)
                self.walk(child, in_link, style)
                if self.run:
                    self.flush()
                self.way.pop()
                del self.nodes[len(self.way) :]
            text = child.tail
            if text:
                self.text(text, in_link, style)


def _has_swallowed(element: Element) -> bool:
    """Whether an element holds paragraphs that must have come after its end."""
    return sum(1 for _ in islice(element.iter("p"), SWALLOWED)) == SWALLOWED


def _node(element: Element, parent: Node | None) -> Node:
    tag, attributes = str(element.tag), dict(element.items())  # in one call: most have two of them, and eight are asked
    style = attributes.get("style")
    hidden = "hidden" in attributes or bool(style and _HIDDEN.search(style)) or (parent is not None and parent.hidden)
    above = parent.tags if parent else frozenset()
    return Node(
        tag=tag,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        own=purposes(attributes),
        names=attributes.get("class", ""),
        hidden=hidden,
        tags=above if tag in above else above | {tag},
    )


def cut(root: Element) -> list[Block]:
    """Every block under `root`, in reading order."""
    cutter = _Cutter(root)
    cutter.walk(root, False, 0)
    cutter.flush()
    return cutter.blocks


def worth_reading(blocks: list[Block]) -> list[Block]:
    """The blocks outside navigation and footers, unless those were left open and swallowed the page."""
    kept = [block for block in blocks if not block.node.tags & _FRAME]
    if sum(len(block.text) for block in kept) * 5 < sum(len(block.text) for block in blocks):
        kept = blocks
    return kept[:MAX_BLOCKS]
