"""The words of a text as an index holds them: folded, and by their English stems, so that any form finds the others."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import Stemmer

from newsbot.dedup import stream_safe

OTHERS = "-"
"""How the terms begin of quotes that are no statements, or that were edited away: one index answers for both."""
STEM = "~"
"""How a stem begins that is no word of the text."""
PAIR_KEYS = (1 << 24) - 1
"""How many keys there are for pairs of words. With more of them the index would be twice as large, as neighbours in it
would have less in common; so few that an article of 900 words matches by chance once in 20,000 times."""

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


def search_pairs(text: str) -> list[int]:
    """The keys of all pairs of words that stand side by side in a text, by which its phrases are found."""
    return sorted(set(pair_keys(WORD.findall(fold(text)))))


def pair_keys(words: Sequence[str]) -> list[int]:
    """The keys, 1 to PAIR_KEYS, of each of some folded words with the next."""
    short = (word[:_LONGEST] for word in words)
    return [
        crc32(f"{word} {following}".encode("utf-8", "surrogatepass")) % PAIR_KEYS + 1
        for word, following in pairwise(short)
    ]


def terms_of_forms(word: str) -> list[str]:
    """The terms of which a text has one exactly when it has a form of a folded word."""
    base = stem(word := word[:_LONGEST])
    return [base, STEM + base] if stem(base) == base else [STEM + base]
