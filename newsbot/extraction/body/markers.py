"""The purpose of an element by its class names, ids and roles: a table of words."""

import re
from collections.abc import Mapping
from functools import lru_cache

from newsbot.text.tables import tree

WORDS: dict[str, list[str]] = tree(__name__)
"""Category of purpose -> the words in class names that show it."""

CATEGORIES = tuple(WORDS)
BITS = {name: 1 << index for index, name in enumerate(CATEGORIES)}
_BY_WORD: dict[str, int] = {}
for _name, _words in WORDS.items():
    for _word in _words:
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | BITS[_name]

_INSIDE = tuple(
    (word, BITS[name])
    for word, name in {
        "cookie": "chrome",
        "consent": "chrome",
        "gdpr": "chrome",
        "sidebar": "chrome",
        "footer": "chrome",
        "newsletter": "newsletter",
        "signup": "newsletter",
        "comment": "comment",
        "related": "related",
        "advert": "ad",
        "taboola": "ad",
        "outbrain": "ad",
        "caption": "media",
        "byline": "byline",
        "author": "byline",
        "recommend": "related",
        "paywall": "wall",
        "social": "share",
    }.items()
)
"""Words that show a purpose even inside a longer word."""

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ATTRIBUTES = ("class", "id", "role", "data-testid", "data-component", "aria-label")


def purposes(attributes: Mapping[str, str]) -> int:
    """The categories that the names among an element's attributes show, as bits of BITS."""
    names = " ".join([value for key in _ATTRIBUTES if (value := attributes.get(key))])
    return _purposes(names) if names else 0


@lru_cache(maxsize=20_000)
def _purposes(names: str) -> int:
    found = 0
    for piece in _PIECE.findall(names[:300]):
        found |= _BY_WORD.get(piece.lower(), 0)
    lower = names[:300].lower()
    for word, bit in _INSIDE:
        if word in lower:
            found |= bit
    return found
