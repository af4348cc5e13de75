"""Where a search has what it looks for in a text, and the words around it: a concordance (keyword in context)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsbot.corpus.search.grammar import AllOf, AnyOf, Search, Words
from newsbot.quotes.search_terms import fold, stem

_TOKEN = re.compile(r"[\w\u0300-\u036f]+")
"""A word with accents of its own, which folding takes away."""


class Line(NamedTuple):
    """A hit and what stands beside it, each without line breaks."""

    left: str
    hit: str
    right: str


def hits(search: Search, text: str) -> list[tuple[int, int]]:
    """The start and end of each place that the search wants, in code points, in reading order and apart."""
    found_words = list(_TOKEN.finditer(text))
    tokens = [fold(word[0]) for word in found_words]
    wanted = [*_wanted(search)]
    found: list[tuple[int, int]] = []
    for at, word in enumerate(found_words):
        if found and word.start() < found[-1][1]:
            continue
        if length := max((len(words.words) for words in wanted if _stands(words, tokens, at)), default=0):
            found.append((word.start(), found_words[at + length - 1].end()))
    return found


def concordance(text: str, start: int, end: int, width: int) -> Line:
    """The hit in a text with up to `width` characters on both sides, cut between words."""
    left, right = text[max(0, start - 2 * width) : start], text[end : end + 2 * width]
    before, behind = " " * left[-1:].isspace(), " " * right[:1].isspace()
    left, right = " ".join(left.split()), " ".join(right.split())
    if len(left) > width or start > 2 * width:
        left = "…" + left[-width:].partition(" ")[2]
    if len(right) > width or len(text) - end > 2 * width:
        right = right[:width].rpartition(" ")[0] + "…"
    return Line(left + before, " ".join(text[start:end].split()), behind + right)


def _wanted(search: Search) -> Iterator[Words]:
    match search:
        case Words():
            yield search
        case AnyOf(parts) | AllOf(parts, _):
            for part in parts:
                yield from _wanted(part)


def _stands(words: Words, tokens: list[str], at: int) -> bool:
    if len(words.words) > 1 or words.exact:
        return tokens[at : at + len(words.words)] == [*words.words]
    (wanted,) = words.words
    if words.begins:
        return tokens[at].startswith(wanted)
    return tokens[at] == wanted or stem(tokens[at]) == stem(wanted)
