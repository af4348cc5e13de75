"""The language of a text, by its script and its commonest words."""

import re
from collections import Counter

from newsbot.text.tables import tree

_COMMON = tree(__name__)

_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[ыэъё]", re.I),
    "uk": re.compile(r"[іїєґ]", re.I),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
"""Letters that only one of our languages writes; Japanese stands before Chinese because it uses both scripts."""

_WORD = re.compile(r"[^\W\d_]+")
_TABLE: dict[str, list[str]] = {}
for _language, _words in _COMMON.items():
    for _word in _words:
        _TABLE.setdefault(_word, []).append(_language)

READ = 3_000
"""Characters that are read."""

PLAINLY = 1.5
"""How many times the declared language's words another language's must outnumber."""

FEWEST = 8
"""Common words that a text must have before its language is decided."""


def detect(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code of a text's language.

    `declared` is believed when the tables do not have it, or when the text does not have plainly more words of another
    language. None when nothing is declared and the text is too short or of no language in the tables.
    """
    text = text[:READ]
    for language, letters in _SCRIPTS.items():
        if len(letters.findall(text)) * 80 > len(text):
            return language
    if declared and declared not in _COMMON:
        return declared
    votes: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        for language in _TABLE.get(word, ()):
            votes[language] += 1
    best = max(votes, key=lambda language: votes[language], default=None)
    if best is None or votes[best] < FEWEST or (declared and votes[best] < PLAINLY * votes[declared]):
        return declared
    return best
