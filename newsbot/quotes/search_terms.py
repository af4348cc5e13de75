"""The words of a text as an index holds them: folded, and by their English stems, so that any form finds the others."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

from newsbot.dedup import stream_safe

OTHERS = "-"
"""How the terms begin of quotes that are no statements, or that were edited away: one index answers for both."""
STEM = "~"
"""How a stem begins that is no word of the text."""

WORD = re.compile(r"\w+")
_LONGEST = 64
_STEMMER = Stemmer.Stemmer("english", 0)  # without a cache of its own it holds nothing between two words


def fold(text: str) -> str:
    """The text in small letters, without accents: "Café" is "cafe", "Straße" is "strasse"."""
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", stream_safe(text))
    marks = {ord(c): None for c in set(text) if unicodedata.combining(c)}
    return text.translate(marks) if marks else text


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a folded English word: "regulators", "regulated" and "regulation" have "regul"."""
    if not (word.isascii() and word.isalpha()):
        return word
    found: str = _STEMMER.stemWord(word)
    return found


def search_words(text: str) -> list[str]:
    """The terms by which a text is found again, in alphabetical order: its words, and stems that are none."""
    words = {word[:_LONGEST] for word in WORD.findall(fold(text))}
    stems = {STEM + base for word in words if (base := stem(word)) != word}
    return sorted(words | stems)


def terms_of_forms(word: str) -> list[str]:
    """The terms of which a text has one exactly when it has a form of a folded word."""
    base = stem(word := word[:_LONGEST])
    return [base, STEM + base] if stem(base) == base else [STEM + base]
