"""How two names may be one person's, by the names alone: initials, particles, titles, given names left out."""

from collections.abc import Sequence
from typing import Literal

from newsbot.quotes.language.names import FEMALE_NAMES, MALE_NAMES, PARTICLES
from newsbot.quotes.language.nouns import TITLES

Relation = Literal["initials", "particles", "title", "names left out", "surname only", "one word"]

_GENERATIONS = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv"})
_MOST_INITIALS = 3


def surname(key: str) -> str:
    """The last word of a speaker's key, without what names a generation ("jr")."""
    words = [word for word in key.split() if word not in _GENERATIONS] or key.split()
    return words[-1]


def relation(one: str, other: str) -> Relation | None:
    """What makes one name out of another, both as speaker keys; None where they can be no one person's.

    Names of one surname whose given names contradict each other, or whose generations differ (Jr, III), are two
    persons'.
    """
    words, others = one.split(), other.split()
    if [w for w in words if w in _GENERATIONS] != [w for w in others if w in _GENERATIONS] or one == other:
        return None
    if "".join(words) == "".join(others):
        return "one word"
    words, title = _untitled(words)
    others, other_title = _untitled(others)
    if words[-1] != others[-1]:
        return None
    plain, other_plain = _bare(words), _bare(others)
    if words == others:
        return "title"
    if plain == other_plain:
        return "particles"
    if len(plain) == 1 or len(other_plain) == 1:
        return "title" if (title if len(plain) == 1 else other_title) else "surname only"
    short, long = sorted((plain, other_plain), key=len)
    if len(short) < len(long) and long[-len(short) :] == short:
        return "names left out"
    return _of_given_names(short[:-1], long[:-1])


def _untitled(words: list[str]) -> tuple[list[str], bool]:
    """The words without generations and the titles before them, and whether there was one."""
    kept = [word for word in words if word not in _GENERATIONS] or words
    count = 0
    while count < len(kept) - 1 and kept[count] in TITLES:
        count += 1
    return kept[count:], count > 0


def _bare(words: Sequence[str]) -> list[str]:
    return [word for word in words[:-1] if word not in PARTICLES] + [words[-1]]


def _of_given_names(short: Sequence[str], long: Sequence[str]) -> Relation | None:
    ones, others = _spelt_out(short), _spelt_out(long)
    ones, others = sorted((ones, others), key=len)
    by_initial, at = False, 0
    for number, name in enumerate(ones):
        while at < len(others) and not _alike(name, others[at]):
            at += 1
            if number == 0:  # the first given name is never another's second
                return None
        if at == len(others):
            return None
        by_initial = by_initial or name != others[at]
        at += 1
    return "initials" if by_initial or (list(short) != ones and list(long) != ones) else "names left out"


def _spelt_out(given: Sequence[str]) -> list[str]:
    """Given names with each initial alone: "jp" of "J. P. Morgan" is two."""
    alone: list[str] = []
    for name in given:
        are_initials = len(name) <= _MOST_INITIALS and name not in FEMALE_NAMES | MALE_NAMES
        alone += list(name) if are_initials else [name]
    return alone


def _alike(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] and 1 in (len(one), len(other)))
