"""Which articles may be folded, and what is kept of the one that becomes a copy, so that folding hides nothing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from newsbot.dedup import added_paragraphs, same_story
from newsbot.items import Article
from newsbot.store.database.schema import STATEMENTS, Document

OF_COPY = "copy_key"
"""The field of a quote that a copy has and its article lacks: the `url_key` of the copy."""

MOST_QUOTES = 500
"""How many quotes of each article are compared; news articles have some ten."""

MOST_ADDED, LONGEST_ADDED = 20, 2_000
"""How many added paragraphs of a copy are kept, and how many characters of each."""

_SAID = (*STATEMENTS, "indirect")
_FEWEST_WORDS = 5
"""Shorter quotes say the same by chance."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_NOT = re.compile(r"n['’]t\b")
_DENIALS = frozenset({"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"})
_LAST = datetime.max.replace(tzinfo=UTC)

_Meaning = tuple[tuple[str, ...], int]
"""The parts of a quote that must not change: its figures, and how often it denies."""


def precedence(article: Document) -> tuple[datetime, str, str]:
    """The order that decides which of two copies is the article: by `published`, then site, then URL, whichever was
    crawled first. One without a day comes last.
    """
    return article["published"] or _LAST, article["site"], article["url_key"]


def compared(article: Article) -> Document:
    """The fields of an article's document that are compared: `body` and `quotes`."""
    quotes = [{"text": q.text, "kind": q.kind, "speaker": q.speaker} for q in article.quotes]
    return {"body": article.body, "quotes": quotes}


def is_copy(one: Document, other: Document) -> bool:
    """Whether two articles are one story and may be folded: their quotes contradict each other nowhere."""
    return same_story(one["body"], other["body"]) and not contradict(one, other)


def contradict(one: Document, other: Document) -> bool:
    """Whether a quote of one stands in the other with other figures only, denied, or in the mouth of somebody whom the
    other does not name. A text that changes those is another story.
    """
    ours, theirs = _said(one), _said(other)
    for frame in ours.keys() & theirs.keys():
        meanings = ours[frame].keys() & theirs[frame].keys()
        if not meanings:
            return True
        for meaning in meanings:
            mine, others = ours[frame][meaning], theirs[frame][meaning]
            if not mine or not others or _words_of(mine) & _words_of(others):
                continue  # nobody may be anybody, and "Lee" may be "Ann Lee"
            if not (_name_any(other["body"], mine) and _name_any(one["body"], others)):
                return True
    return False


def say_the_same(one: Document, other: Document) -> bool:
    """Whether neither of two copies has a quote or a paragraph that the other lacks."""
    return not any(
        lacking(a["quotes"], b) or added_paragraphs(a["body"], b["body"]) for a, b in ((one, other), (other, one))
    )


def lacking(quotes: Iterable[Document], original: Document) -> list[Document]:
    """The quotes of a copy that its original has not: with other words or figures, or by somebody else.

    A quote that the original has in full, or more of, is not lacking.
    """
    there = [
        (f" {' '.join(_words(quote['text']))} ", _read(quote, "speaker"))
        for quote in islice(original["quotes"], MOST_QUOTES)
    ]
    return [
        quote
        for quote in islice(quotes, MOST_QUOTES)
        if _read(quote, "kind") in STATEMENTS and not _is_there(quote, there)
    ]


def added(copy: str, original: str) -> list[str]:
    """The paragraphs of a copy that its original lacks, within bounds."""
    return [paragraph[:LONGEST_ADDED] for paragraph in added_paragraphs(copy, original)[:MOST_ADDED]]


def _is_there(quote: Document, there: list[tuple[str, str | None]]) -> bool:
    words, speaker = f" {' '.join(_words(quote['text']))} ", _read(quote, "speaker")
    return any(
        words in other and (not speaker or not name or bool(_words_of([speaker]) & _words_of([name])))
        for other, name in there
    )


def _said(article: Document) -> Mapping[str, Mapping[_Meaning, set[str]]]:
    """The quotes of an article: words without figures and denials -> what they mean -> who says it."""
    said: dict[str, dict[_Meaning, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quote in islice(article["quotes"], MOST_QUOTES):
        words = _words(quote["text"])
        if _read(quote, "kind") not in _SAID or len(words) < _FEWEST_WORDS:
            continue
        frame = " ".join(_FIGURE.sub("#", word) for word in words if word not in _DENIALS)
        meaning = tuple(_FIGURE.findall(quote["text"])), sum(word in _DENIALS for word in words)
        speaker = _read(quote, "speaker")
        said[frame][meaning] |= {speaker} if speaker else set()
    return said


def _read(quote: Document, name: str) -> Any:
    """What the code reads: a person's annotation of one of two copies makes no other story of it."""
    return quote.get("machine", {}).get(name, quote.get(name))


def _words(text: str) -> list[str]:
    return _WORD.findall(_NOT.sub(" not", text.casefold()))


def _words_of(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in _words(name)}


def _name_any(text: str, names: Iterable[str]) -> bool:
    return any(name.split()[-1] in text for name in names)
