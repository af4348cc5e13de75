"""The measurements of a block's text alone, which the menus and notices of a site's pages share."""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import log1p
from string import ascii_uppercase, digits

from newsbot.extraction.body import phrases

SHORT = 160
"""Characters below which a block may be a dateline, and stands on other pages of its site, too."""

READ = 400
"""Characters of a block whose letters are counted."""

FIRST_WORDS = 40
"""Words of a block whose first letters are looked at."""

NAMES: tuple[str, ...] = (
    "chars",
    "words",
    "sentences",
    "ends_sentence",
    "starts_quote",
    "capitals",
    "digits",
    "commas",
    "colon",
    "question",
    "mean_word",
    "title_case",
    "date",
    *(f"words_{name}" for name in phrases.CATEGORIES),
)
"""One name for each column of `columns`."""

CHARS, SENTENCES = NAMES.index("chars"), NAMES.index("sentences")
CALLS = NAMES.index("words_call"), NAMES.index("words_imperative")
"""The columns that say how a neighbour calls upon the reader."""

_ASCII = re.compile(r"[\x00-\x7f]+")
_UPPER, _DIGITS = ascii_uppercase.encode(), digits.encode()


def columns(text: str) -> tuple[float, ...]:
    """The numbers of one block's text, named by NAMES."""
    return _remembered(text) if len(text) < SHORT else _measured(text)


def _measured(text: str) -> tuple[float, ...]:
    length, words, sample = len(text), text.split(), text[:READ]
    count = len(words)
    capitals, numerals = _capitals_and_digits(sample)
    return (
        log1p(length),
        log1p(count),
        float(len(phrases.SENTENCE.findall(text))),
        1.0 if phrases.SENTENCE_END.search(text[-8:]) else 0.0,
        1.0 if text[0] in phrases.QUOTE_START else 0.0,
        capitals / len(sample),
        numerals / len(sample),
        text.count(",") / count,
        1.0 if text[-1] == ":" else 0.0,
        1.0 if "?" in text else 0.0,
        length / count,
        _capitals([word[0] for word in words[:FIRST_WORDS]]) / min(count, FIRST_WORDS),
        1.0 if length < SHORT and phrases.DATE.search(text) else 0.0,
        *phrases.count(text),
    )


_remembered = lru_cache(maxsize=5_000)(_measured)  # some 5 MB


def _capitals(letters: Iterable[str]) -> int:
    return sum(map(str.isupper, letters))


def _capitals_and_digits(text: str) -> tuple[int, int]:
    """How many characters are capitals and how many digits; those of ASCII are counted at once."""
    plain = text.encode("ascii", "ignore")
    capitals = len(plain) - len(plain.translate(None, _UPPER))
    numerals = len(plain) - len(plain.translate(None, _DIGITS))
    if len(plain) < len(text):
        others = _ASCII.sub("", text)
        capitals += _capitals(others)
        numerals += sum(map(str.isdigit, others))
    return capitals, numerals
