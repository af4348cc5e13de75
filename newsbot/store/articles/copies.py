"""What a copy of a story has that the article lacks: it is kept, so that folding hides nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from newsbot.dedup import added_paragraphs, same_story
from newsbot.items import Article
from newsbot.store.database.schema import STATEMENTS, Document

MOST_ADDED, LONGEST_ADDED = 20, 2_000
"""How many added paragraphs of a copy are kept, and how many characters of each."""

OF_COPY = "copy_key"
"""The field of a quote that a copy has and its article lacks: the `url_key` of the copy."""

_SAID = (*STATEMENTS, "indirect")
_ALIKE = 0.6
"""The share of the words of either quote that both have, for one to be the other told differently."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_DENIAL = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.I)
_LAST = datetime.max.replace(tzinfo=UTC)


def precedence(article: Document) -> tuple[datetime, str, str]:
    """What decides which of two copies is the article: the earlier `published`, then the site, then the URL; not which
    one was crawled first. One without a day comes last.
    """
    return article["published"] or _LAST, article["site"], article["url_key"]


@dataclass(frozen=True, slots=True)
class Telling:
    """What of an article decides whether another one may be folded into it."""

    body: str
    quotes: Sequence[Document]
    """Each with text, kind and speaker."""

    @classmethod
    def of(cls, article: Article) -> Self:
        """That of an article that is not stored yet."""
        quotes = [{"text": q.text, "kind": q.kind, "speaker": q.speaker} for q in article.quotes]
        return cls(article.body, quotes)

    @classmethod
    def stored(cls, document: Document) -> Self:
        """That of an article document."""
        return cls(document["body"], document.get("quotes", ()))


def is_copy(one: Telling, other: Telling) -> bool:
    """Whether two articles are one story and may be folded: their quotes contradict each other nowhere."""
    return same_story(one.body, other.body) and not contradict(one, other)


def contradict(one: Telling, other: Telling) -> bool:
    """Whether a quote of one stands in the other with another figure, the opposite meaning, or in the mouth of somebody
    whom the other does not name. Who changes that tells another story.
    """
    ours, theirs = ([(q, _words(q["text"])) for q in t.quotes if q["kind"] in _SAID] for t in (one, other))
    known = {words for _, words in theirs}
    for quote, words in ours:
        for same, told in theirs:
            if words == told:
                names = quote.get("speaker"), same.get("speaker")
                if not _may_be_one(*names) and not (_names(other.body, names[0]) and _names(one.body, names[1])):
                    return True
            elif words not in known and _alike(words, told) and _meaning(quote["text"]) != _meaning(same["text"]):
                return True
    return False


def tell_the_same(one: Telling, other: Telling) -> bool:
    """Whether neither of two copies has a quote or a paragraph that the other lacks."""
    return not any(
        lacking(a.quotes, b.quotes) or added_paragraphs(a.body, b.body) for a, b in ((one, other), (other, one))
    )


def _alike(words: str, other: str) -> bool:
    """Whether two quotes are mostly the same words; what one adds at its ends does not count."""
    if words in other or other in words:
        return False
    one, two = Counter(words.split()), Counter(other.split())
    return (one & two).total() >= _ALIKE * max(one.total(), two.total())


def _meaning(text: str) -> tuple[list[str], int]:
    """What must not change in a quote: its figures, and how often it denies."""
    return sorted(_FIGURE.findall(text)), len(_DENIAL.findall(text))


def _names(text: str, speaker: str | None) -> bool:
    return speaker is not None and speaker.split()[-1] in text


def lacking(quotes: Iterable[Document], original: Sequence[Document]) -> list[Document]:
    """The quotes of a copy that its original has not: with other words or figures, or by somebody else.

    A quote that the original has in full, or more of, is not lacking.
    """
    told = [(_words(quote["text"]), quote.get("speaker")) for quote in original]
    return [
        quote
        for quote in quotes
        if quote["kind"] in STATEMENTS
        and not any(
            f" {_words(quote['text'])} " in f" {words} " and _may_be_one(quote.get("speaker"), speaker)
            for words, speaker in told
        )
    ]


def added(copy: str, original: str) -> list[str]:
    """The paragraphs of a copy that its original lacks, within bounds."""
    return [paragraph[:LONGEST_ADDED] for paragraph in added_paragraphs(copy, original)[:MOST_ADDED]]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+(?:[.,]\d+)*", text.casefold()))


def _may_be_one(speaker: str | None, other: str | None) -> bool:
    """Whether two names may be the same person's: "Lee" and "Ann Lee" are, and nobody may be anybody."""
    if not speaker or not other:
        return True
    one, two = (set(_words(name).split()) for name in (speaker, other))
    return bool(one & two)
