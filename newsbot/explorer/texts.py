"""Texts for reading: quotes marked within their paragraphs, versions compared, addresses that may be followed."""

import itertools
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from newsbot.corpus.search.grammar import Search
from newsbot.corpus.search.hits import Line, concordance, hits
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import STATEMENTS

_DIFF_BUDGET = 2_000_000
"""Pairs of words that one comparison may look at, some tenth of a second; the rest is compared by paragraph."""
_STILL_THE_SAME = 0.5
"""A paragraph that shares fewer of its words with the one in its place is another paragraph."""

_CLOSING = tuple("”’\"'»“‘«")

MOST_LINES, WIDTH = 5, 42
"""Of a concordance: lines of one quote, and characters on each side."""

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


def is_there(quote: Document, text: str) -> bool:
    """Whether a text still has the quote where it says."""
    return bool(text[quote["start"] : quote["start"] + 20].split("\n")[0] == quote["text"][:20].split("\n")[0])


def in_its_paragraph(quote: Document, article: Document | None) -> list[list[Piece]]:
    """The paragraphs in which a quote stands; the quote alone when the article has changed since."""
    text = (article or {}).get(quote["part"]) or ""
    words = quote["text"]
    if "dropped_at" in quote or not is_there(quote, text):
        return [[(words, quote)]]
    return [pieces for pieces in marked_paragraphs(text, [quote]) if any(marked for _, marked in pieces)]


def name_speaker(paragraph: list[Piece], at: int) -> None:
    """Put the speaker of the quote in a piece behind it and its closing mark: a piece whose quote is a `label`."""
    quote = paragraph[at][1]
    if quote is None or quote["kind"] not in STATEMENTS:
        return
    label = ("", {"label": quote["speaker"] or "speaker not named"})
    closing = ""
    if at + 1 < len(paragraph) and paragraph[at + 1][1] is None and paragraph[at + 1][0][:1] in _CLOSING:
        closing, rest = paragraph[at + 1][0][:1], paragraph[at + 1][0][1:]
        paragraph[at + 1] = (rest, None)
    paragraph[at + 1 : at + 1] = [(closing, None), label]


def lines(quote: Document, article: Document | None, search: Search | None) -> list[Line]:
    """A quote as lines of a concordance: one for each hit, MOST_LINES at most; for its beginning without a search."""
    text, start, end = (article or {}).get(quote["part"]) or "", quote["start"], quote["end"]
    if "dropped_at" in quote or not is_there(quote, text):
        text, start, end = quote["text"], 0, len(quote["text"])
    found = hits(search, text[start:end])[:MOST_LINES] if search else []
    if not found:
        first = re.search(r"\w+", text[start:end])
        found = [first.span() if first else (0, end - start)]
    return [concordance(text, start + at, start + to, WIDTH) for at, to in found]


def excerpt(article: Document, search: Search | None) -> list[Piece]:
    """What shows why an article was found: its first paragraph with a hit, which is marked; else how it begins."""
    texts = [article.get("standfirst") or "", *(article.get("body") or "").split("\n\n")]
    paragraphs = [text for text in texts if text] or [""]
    for text in paragraphs:
        if found := hits(search, text) if search else []:
            pieces: list[Piece] = []
            at = 0
            for start, end in found:
                pieces += [(text[at:start], None), (text[start:end], article)]
                at = end
            return [*pieces, (text[at:], None)]
    return [(paragraphs[0], None)]


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
