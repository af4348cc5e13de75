"""Texts for reading: quotes marked within their paragraphs, versions compared, addresses that may be followed."""

import itertools
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from newsbot.store.database.connection import Document

_DIFF_BUDGET = 2_000_000
"""Pairs of words that one comparison may look at, some tenth of a second; the rest is compared by paragraph."""
_STILL_THE_SAME = 0.5
"""A paragraph that shares fewer of its words with the one in its place is another paragraph."""

Piece = tuple[str, Document | None]
Change = tuple[str, str]


def link(url: object) -> str | None:
    """The address if a browser may follow it, that is if it is http or https; else None."""
    if not isinstance(url, str) or re.search(r"[\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def marked_paragraphs(text: str, quotes: Iterable[Document]) -> list[list[Piece]]:
    """The paragraphs of a text as pieces `(words, quote or None)`; a quote over several paragraphs is in each.

    `quotes` are those of this part (`start` and `end` in code points). Of overlapping ones the first wins.
    """
    paragraphs = []
    ordered = sorted(quotes, key=lambda quote: (quote["start"], -quote["end"]))
    for found in re.finditer(r"[^\n]+", text):
        pieces: list[Piece] = []
        at = found.start()
        for quote in ordered:
            start, end = max(quote["start"], at), min(quote["end"], found.end())
            if start >= end:
                continue
            if start > at:
                pieces.append((text[at:start], None))
            pieces.append((text[start:end], quote))
            at = end
        if at < found.end():
            pieces.append((text[at : found.end()], None))
        paragraphs.append(pieces)
    return paragraphs


def in_its_paragraph(quote: Document, article: Document | None) -> list[list[Piece]]:
    """The paragraphs in which a quote stands; the quote alone when the article has changed since."""
    text = (article or {}).get(quote["part"]) or ""
    words = quote["text"]
    if "dropped_at" in quote or text[quote["start"] : quote["start"] + 20].split("\n")[0] != words[:20].split("\n")[0]:
        return [[(words, quote)]]
    return [pieces for pieces in marked_paragraphs(text, [quote]) if any(marked for _, marked in pieces)]


def changes(before: str, after: str) -> list[Change]:
    """The changes of a text: pieces `("same" | "ins" | "del", words)` in reading order.

    Paragraphs first; then the words of those that still have most of them.
    """
    old, new = (re.findall(r"[^\n]+\n*|\n+", text) for text in (before, after))
    pieces: list[Change] = []
    left = _DIFF_BUDGET
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(new[k:m])))
            continue
        for gone, come in itertools.zip_longest(old[i:j], new[k:m], fillvalue=""):
            cost = gone.count(" ") * come.count(" ")
            if cost > left:  # shorter ones behind it may still fit
                pieces += _changed_whole(gone, come)
                continue
            left -= cost
            pieces += _changed_words(gone, come)
    return pieces


def _changed_whole(before: str, after: str) -> list[Change]:
    return [(tag, text) for tag, text in (("del", before), ("ins", after)) if text]


def _changed_words(before: str, after: str) -> list[Change]:
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _STILL_THE_SAME:
        return _changed_whole(before, after)
    pieces: list[Change] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(new[k:m])))
        else:
            pieces += [(tag, "".join(words)) for tag, words in (("del", old[i:j]), ("ins", new[k:m])) if words]
    return pieces
