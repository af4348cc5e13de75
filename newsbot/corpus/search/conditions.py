"""What a search means to MongoDB: which documents have its words and phrases, and which word finds them fastest."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bson.regex import Regex

from newsbot.corpus.search.grammar import AllOf, AnyOf, Search, Terms, Words
from newsbot.corpus.search.word_index import WordIndex
from newsbot.quotes.search_terms import OTHERS, fold, pair_keys, terms_of_forms
from newsbot.store.database.connection import Document


def condition(search: Search, texts: Sequence[str], marks: Sequence[str] = ("",), *, indexed: bool = True) -> Document:
    """The search as a query on documents with `words` and `pairs`, whose phrases stand in one of the fields `texts`.

    `marks` are how the terms of the wanted documents may begin (`newsbot.quotes.search_terms.OTHERS`). If not
    `indexed`, no index is used for it.
    """
    if terms := _terms(search, marks):
        return _planned(_one_of("words", terms), indexed=indexed)
    match search:
        case AnyOf(parts):
            return {"$or": [condition(part, texts, marks, indexed=indexed) for part in parts]}
        case AllOf(parts, without):
            found: Document = {"$and": [condition(part, texts, marks, indexed=indexed) for part in parts]}
            nor = [condition(part, texts, marks, indexed=False) for part in without]
            return found | ({"$nor": nor} if nor else {})
        case Words((word,)):
            begins = {"words": {"$in": [Regex(f"^{re.escape(mark + word)}") for mark in marks]}}
            return _planned(begins, indexed=indexed)
        case Words(words):
            pattern = {"$regex": phrase_pattern(words), "$options": "i"}
            phrase = _either([{name: pattern} for name in texts])
            each = [_planned(pair, indexed=indexed) for pair in _pairs(words, marks)]
            return {"$and": [*each, phrase]}
        case Terms(none):
            return _one_of("words", none)


def planned(search: Search, texts: Sequence[str], marks: Sequence[str], index: WordIndex) -> Document:
    """The same query, which uses the index for its rarest word or pair; MongoDB would often take another.

    For a prefix it asks for the words that have it, as the newest documents with some words come first out of the
    index, and those with a prefix do not.
    """
    search = _without_prefixes(search, marks, index)
    parts, without = (search.parts, search.without) if isinstance(search, AllOf) else ((search,), ())
    choices = [terms for part in parts for terms in _choices(part, marks)]
    if len(choices) < 2:
        return condition(search, texts, marks)
    rarest = _rarest(choices, index)
    left = [part for part in parts if _choices(part, marks) != [rarest] or not _terms(part, marks)]
    found: Document = {"$and": [rarest, *(condition(part, texts, marks, indexed=False) for part in left)]}
    nor = [condition(part, texts, marks, indexed=False) for part in without]
    return found | ({"$nor": nor} if nor else {})


_COUNTED = (1_000, 16_000)
_NEVER: Document = {"no_such_field": {"$exists": True}}
"""What no document has and no index knows. With an OR of it, MongoDB looks at the documents, before any pattern."""


def is_by_pair(query: Document) -> bool:
    """Whether a query begins with the condition that one pair of words stands in a text, and has no other index."""
    first = query
    while not first.keys() & _OTHERWISE_INDEXED and (parts := first.get("$and")):
        first = parts[0]
    return isinstance(first.get("pairs"), int)


_OTHERWISE_INDEXED = {"_id", "about", "speaker_key", "$or"}


def _without_prefixes(search: Search, marks: Sequence[str], index: WordIndex) -> Search:
    match search:
        case Words((word,), begins=True):
            each = [index.beginning(mark + word) for mark in marks]
            terms = tuple(term for terms in each if terms is not None for term in terms)
            return Terms(terms) if terms and None not in each else search
        case AnyOf(parts):
            return AnyOf(tuple(_without_prefixes(part, marks, index) for part in parts))
        case AllOf(parts, without):
            wanted, unwanted = ([_without_prefixes(part, marks, index) for part in some] for some in (parts, without))
            return AllOf(tuple(wanted), tuple(unwanted))
    return search


def _rarest(choices: list[Document], index: WordIndex) -> Document:
    for limit in _COUNTED:
        counts = [index.count(terms, limit) for terms in choices]
        if min(counts) < limit:
            break
    return choices[counts.index(min(counts))]


def _choices(part: Search, marks: Sequence[str]) -> list[Document]:
    """The conditions, each of which an index can answer and a document that matches meets."""
    if terms := _terms(part, marks):
        return [_one_of("words", terms)]
    return _pairs(part.words, marks) if isinstance(part, Words) and not part.begins else []


def _terms(search: Search, marks: Sequence[str]) -> list[str]:
    """The terms of which a document must have one, where that is all that it must; else none."""
    match search:
        case Words((word,), exact, begins=False):
            return [mark + term for mark in marks for term in ([word] if exact else terms_of_forms(word))]
        case Terms(terms):
            return [*terms]
        case AnyOf(parts):
            each = [_terms(part, marks) for part in parts]
            return [term for terms in each for term in terms] if all(each) else []
    return []


def _pairs(words: Sequence[str], marks: Sequence[str]) -> list[Document]:
    """The condition for each two words of a phrase that they stand side by side, or two of the same key."""
    signs = [-1 if mark == OTHERS else 1 for mark in marks]
    return [_one_of("pairs", [sign * key for sign in signs]) for key in dict.fromkeys(pair_keys(words))]


def _one_of(field: str, terms: Sequence[str] | Sequence[int]) -> Document:
    """The condition that a document has one of some terms."""
    return {field: terms[0] if len(terms) == 1 else {"$in": list(terms)}}


def _planned(condition: Document, *, indexed: bool) -> Document:
    """The condition, which no index answers unless it is to be."""
    return condition if indexed else {"$or": [condition, _NEVER]}


def _either(conditions: list[Document]) -> Document:
    return conditions[0] if len(conditions) == 1 else {"$or": conditions}


def phrase_pattern(words: Sequence[str]) -> str:
    r"""A PCRE pattern for folded words that stand side by side in a text, whatever its accents and punctuation.

    It takes linear time: nothing that repeats can match in two ways.
    """
    between = r"[^\w]++"
    return rf"(*UCP)(?<!\w){between.join(map(_word_pattern, words))}(?!\w)"


def _word_pattern(word: str) -> str:
    letters, several = _variants()
    parts, at = [], 0
    while at < len(word):
        pair = word[at : at + 2]
        plain = [rf"[{re.escape(c)}{letters.get(c, '')}]\p{{M}}*+" for c in pair]
        if pair in several:
            parts.append(f"(?:{''.join(plain)}|[{several[pair]}]\\p{{M}}*+)")
            at += 2
        else:
            parts.append(plain[0])
            at += 1
    return "".join(parts)


@lru_cache(maxsize=1)
def _variants() -> tuple[dict[str, str], dict[str, str]]:
    """Folded letter -> the letters that fold to it, and the same for pairs: "ss" -> "ß"."""
    letters: dict[str, str] = {}
    pairs: dict[str, str] = {}
    for code in (*range(0xA0, 0x2200), *range(0xFB00, 0xFB07), *range(0xFF10, 0xFF5B)):
        letter = chr(code)
        folded = fold(letter)
        if letter == folded or not folded or unicodedata.category(letter)[0] not in "LN" or not folded.isalnum():
            continue
        if len(folded) == 1:
            letters[folded] = letters.get(folded, "") + letter
        elif len(folded) == 2:
            pairs[folded] = pairs.get(folded, "") + letter
    return letters, pairs
