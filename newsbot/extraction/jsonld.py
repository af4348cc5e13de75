"""A JSON-LD reader that takes what news sites really publish: comments, raw newlines, stray commas and quotes."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
"""One JSON-LD object as it stands in the page."""

_OTHERS = frozenset({"liveBlogUpdate", "comment", "itemListElement", "review", "hasPart", "relatedLink", "isRelatedTo"})
"""Properties that hold other things than the page's own story."""

MAX_DEPTH = 40
"""Deeper objects are left out: no site nests that far on purpose."""

MAX_NODES = 2_000

MAX_BROKEN = 100_000
"""How many characters are read of a script that is not valid JSON."""

_OPENING = (("/*", "*/"), ("//", "\n"), ("<![CDATA[", ""), ("<!--", ""))
"""Text that may stand before the JSON, and the marks that end it."""

_CLOSING = ("//", "/*", "-->", "*/", "]]>", ";")
_SPACE = re.compile(r"[\s,:;]*")
_INK = re.compile(r"\S")
_BARE = re.compile(r"[^\s,:\[\]{}\"]+")
_WORDS = {"true": True, "false": False, "null": None}


def read_jsonld(script: str) -> list[Node]:
    """Every object in a script's JSON-LD, outer ones before inner ones; an unreadable script gives what can be read."""
    text = _unwrapped(script)
    if text.startswith(("{&quot;", "[{&quot;")):
        text = html.unescape(text)
    try:
        values = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        values = list(_Reader(text[:MAX_BROKEN]).values())
    return list(_objects(values))


def _unwrapped(script: str) -> str:
    """The script without comments and CDATA marks around it."""
    at, end = 0, len(script.rstrip())
    while (ink := _INK.search(script, at)) is not None:
        at = ink.start()
        opening = next((pair for pair in _OPENING if script.startswith(pair[0], at)), None)
        if opening is None:
            break
        close = script.find(opening[1], at + len(opening[0]))
        if close < 0:
            break
        at = close + len(opening[1])
    while closing := next((mark for mark in _CLOSING if script.endswith(mark, at, end)), None):
        end -= len(closing)
        while end > at and script[end - 1].isspace():
            end -= 1
    return script[at:end]


def _objects(values: list[Any]) -> Iterator[Node]:
    """Walk down without recursion, breadth first."""
    queue, count = list(values), 0
    for value in queue:
        if isinstance(value, dict):
            yield value
            count += 1
            queue.extend(inner for key, inner in value.items() if key not in _OTHERS)
        elif isinstance(value, list):
            queue.extend(value)
        if count >= MAX_NODES:
            return


def types_of(node: Node) -> set[str]:
    """The names of a node's types, without the vocabulary's address."""
    declared = node.get("@type", node.get("type"))
    names = declared if isinstance(declared, list) else [declared]
    return {re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str)}


def text_of(value: Any) -> str:
    """A value as one line of text: entities resolved, tags gone; empty for anything but text and numbers."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    plain = html.unescape(html.unescape(str(value)))
    return " ".join(re.sub(r"<[^<>]{0,300}>", " ", plain).split())


class _Reader:
    """A forgiving parser: commas and colons are space, a quotation mark inside a string need not be escaped."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self._last_close = text.rfind("*/")

    def values(self) -> Iterator[Any]:
        """The values that stand one after the other; what cannot begin a value is skipped."""
        while self._skip():
            if self.text[self.at] in "]}":
                self.at += 1
            else:
                yield self._value(0)

    def _skip(self) -> bool:
        while True:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if not (self.text.startswith("/*", self.at) and self.at + 2 <= self._last_close):
                return self.at < len(self.text)
            self.at = self.text.index("*/", self.at + 2) + 2

    def _value(self, depth: int) -> Any:
        char = self.text[self.at]
        if char in "{[" and depth < MAX_DEPTH:
            self.at += 1
            items = self._items(depth + 1)
            return _pairs(items) if char == "{" else items
        if char == '"':
            return self._string()
        match = _BARE.match(self.text, self.at)
        self.at = match.end() if match else self.at + 1
        word = match[0] if match else ""
        return _WORDS.get(word, word.strip("'"))

    def _items(self, depth: int) -> list[Any]:
        items = []
        while self._skip():
            if self.text[self.at] in "]}":
                self.at += 1
                break
            items.append(self._value(depth))
        return items

    def _string(self) -> str:
        end = self.text.find('"', self.at + 1)
        while end >= 0 and not self._ends_string(end):
            end = self.text.find('"', end + 1)
        end = end if end >= 0 else len(self.text)
        raw, self.at = self.text[self.at + 1 : end], end + 1
        try:
            return str(json.loads(f'"{raw}"', strict=False))
        except ValueError:
            return raw.replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n")

    def _ends_string(self, mark: int) -> bool:
        """Whether a quotation mark is not escaped, and what follows it can follow a string."""
        first = mark
        while first > 0 and self.text[first - 1] == "\\":
            first -= 1
        if (mark - first) % 2:
            return False
        ink = _INK.search(self.text, mark + 1)
        if ink is None or ink[0] in ",:}]":
            return True
        return ink[0] == '"' and "\n" in self.text[mark + 1 : ink.start()]


def _pairs(items: list[Any]) -> Node:
    return {key: value for key, value in zip(items[::2], items[1::2], strict=False) if isinstance(key, str)}
