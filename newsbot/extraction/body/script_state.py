"""The story of a page that is drawn by scripts: its text stands in the state that the server sends along.

Next.js, Arc's Fusion and their kind write the state as JSON into a script element; an editor's document in it is a
list of blocks, or one text with markup.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from newsbot.extraction.body.blocks import fold
from newsbot.extraction.body.phrases import SENTENCE_END, invites
from newsbot.extraction.page import Page
from newsbot.text.markup import paragraphs_of

MAX_STATES, MAX_VALUES = 40, 100_000
"""How many scripts' states, and how many values of each, are looked at."""

MAX_TEXT, MAX_PIECES = 200_000, 400
"""Characters that are read of one text, and pieces of one block."""

NEARLY = 0.9
"""How much of the longest story's length another list must have: that of its paragraphs, and not of its sections."""

PROSE, LONGEST_BLOCK = 40, 4_000
"""Characters from which a text is a paragraph, and those beyond which it is more than one."""

_ASSIGNED = re.compile(r"(?:^|[;\s(])[\w.$]+(?:\[[\"'\w]+\])?\s*=\s*(JSON\.parse\()?(?=[{\[\"'])")
_FLIGHT = re.compile(r"__next_f\.push\(\s*(?=\[)")
_FLIGHT_TEXT = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")
_TEXTS = ("text", "content", "value", "html", "body", "paragraph", "children", "data", "nodes", "props")
"""Keys under which editors keep a block's words."""
_TITLES = ("headline", "title", "name", "headlines")

_decode = json.JSONDecoder().raw_decode
_Found = tuple[bool, int, list[str]]


def paragraphs_in_scripts(page: Page, headline: str) -> list[str]:
    """The paragraphs of the longest story in the states of a page's scripts; one that bears the headline goes first.

    `headline` is folded. Empty where there is none.
    """
    found: list[_Found] = []
    for state in islice(_states(page), MAX_STATES):
        found += _stories(state, headline)
    titled, longest = max((one[:2] for one in found), default=(False, 0))
    if not longest:
        return []
    nearly = [texts for bears, length, texts in found if (bears, length) >= (titled, NEARLY * longest)]
    chosen = max(nearly, key=len)
    return [text for text in dict.fromkeys(chosen) if not invites(text)]


def _states(page: Page) -> Iterator[Any]:
    flight: list[str] = []
    for script in page.tree.iter("script"):
        text, kind = script.text or "", (script.get("type") or "").lower()
        if "ld+json" in kind or len(text) < PROSE:
            continue
        if kind.endswith("json"):
            yield _value_at(text, 0)
        elif pushed := _FLIGHT.search(text):
            chunk = _value_at(text, pushed.end())
            flight += [part for part in chunk if isinstance(part, str)] if isinstance(chunk, list) else []
        else:
            for assigned in islice(_ASSIGNED.finditer(text), 20):
                value = _value_at(text, assigned.end())
                yield _value_at(value, 0) if assigned[1] and isinstance(value, str) else value
    if flight:
        yield list(_rows("".join(flight)))


def _rows(flight: str) -> Iterator[Any]:
    """The texts and the values of the rows in which React's server components are sent."""
    for row in _FLIGHT_TEXT.finditer(flight):
        size = int(row[1], 16)  # bytes
        yield flight[row.end() : row.end() + size].encode()[:size].decode("utf-8", "ignore")
    for line in flight.split("\n"):
        _, colon, value = line.partition(":")
        if colon and value[:1] in "[{":
            yield _value_at(value, 0)


def _value_at(text: str, at: int) -> Any:
    try:
        return _decode(text.lstrip() if at == 0 else text, at)[0]
    except (ValueError, RecursionError):
        return None


def _stories(state: Any, headline: str) -> Iterator[_Found]:
    """Every text and list of blocks that is prose: whether it bears the headline, its characters, its paragraphs."""
    looks = iter(range(3 * MAX_VALUES))
    left: list[tuple[Any, bool]] = [(state, False)]
    for _ in range(MAX_VALUES):
        if not left:
            return
        value, titled = left.pop()
        if isinstance(value, dict):
            titled = titled or (bool(headline) and any(headline in fold(title) for title in _titles(value)))
            left += [(inner, titled) for inner in value.values() if isinstance(inner, dict | list | str)]
        elif _is_element(value):
            left.append((value[-1], titled))
        elif isinstance(value, list):
            left += [(inner, titled) for inner in value if isinstance(inner, dict | list | str)]
            yield titled, *_weighed([_block_text(block, looks) for block in value[:MAX_PIECES]])
        elif isinstance(value, str) and len(value) > PROSE:
            yield titled, *_weighed(paragraphs_of(value[:MAX_TEXT]))


def _is_element(value: Any) -> bool:
    """Whether it is an element of React's: "$", tag, key and properties."""
    return isinstance(value, list) and len(value) == 4 and value[0] == "$"


def _titles(value: dict[str, Any]) -> Iterator[str]:
    for key in _TITLES:
        title = value.get(key)
        for text in title.values() if isinstance(title, dict) else [title]:
            if isinstance(text, str) and len(text) < LONGEST_BLOCK:
                yield text


def _weighed(paragraphs: list[str]) -> tuple[int, list[str]]:
    """The characters of the sentences among paragraphs, and the paragraphs; 0 where one is more than a paragraph."""
    if any(len(text) > LONGEST_BLOCK for text in paragraphs):
        return 0, []
    prose = sum(len(text) for text in paragraphs if len(text) >= PROSE and SENTENCE_END.search(text[-8:]))
    return prose, [text for text in paragraphs if text]


def _block_text(block: Any, looks: Iterator[int]) -> str:
    """The words of one block of an editor's document; nothing for what has a title, which is another story's teaser.

    `looks` ends the search in states that are nested without end: lists in lists are read once for each.
    """
    left: list[Any] = [block]
    pieces: list[str] = []
    while left and len(pieces) < MAX_PIECES and next(looks, None) is not None:
        value = left.pop()
        if isinstance(value, str):
            pieces.append(value[:MAX_TEXT])
        elif isinstance(value, list):
            left += value[-1:] if _is_element(value) else reversed(value[:MAX_PIECES])
        elif isinstance(value, dict) and not any(isinstance(value.get(key), str) for key in ("headline", "title")):
            left += [value[key] for key in reversed(_TEXTS) if isinstance(value.get(key), str | list | dict)]
    text = "".join(pieces)
    return " ".join(paragraphs_of(text)) if "<" in text or "&" in text else " ".join(text.split())
