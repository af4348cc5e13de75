"""The grammar of a search, and what it means to MongoDB.

    spectrum auction        both words, in any order, in any of their English forms: "auctions" too
    "spectrum auction"      these words in this order, in these forms
    =auctions               this form only
    regulat*                words that begin so
    spectrum OR licence     either; OR joins its two neighbours: a b OR c is a (b OR c)
    spectrum -auction       the first, and not the second
    (mast tower) OR -"…"    brackets group

Case and accents never count. Punctuation inside a word makes it a phrase: T-Mobile, aren't. Nothing of what is typed
becomes an operator or a pattern: words reach the database folded, and patterns are made of their letters only.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bson.regex import Regex

from newsbot.corpus.filters import QuestionError
from newsbot.quotes.search_terms import WORD, fold, terms_of_forms
from newsbot.store.database.connection import Document

MOST_TERMS = 50
_DEEPEST = 10
_FEWEST_LETTERS = 2
_OPENING, _CLOSING = '"“„«', '"”“»'

_TOKEN = re.compile(rf"\s+|-(?=[^\s-])|[(){_OPENING}]|[^\s(){_OPENING}{_CLOSING}]+|.")


class SearchError(QuestionError):
    """A search that cannot be read; it points at the character that is wrong."""

    def __init__(self, reason: str, search: str, at: int) -> None:
        super().__init__(f"In the search {search!r}, at character {at + 1}: {reason}")
        self.search = search
        self.at = at


_LONE_OR = "OR joins what stands before and after it; put words on both sides."


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand side by side; a single one in any form unless it is `exact`, or any that begins so."""

    words: tuple[str, ...]
    exact: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several."""

    parts: tuple["Search", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of the first, and none of the others."""

    parts: tuple["Search", ...]
    without: tuple["Search", ...] = ()


Search = Words | AnyOf | AllOf

Count = Callable[[Sequence[str], int], int]
"""How many documents have one of some terms, up to a limit."""


def parse(text: str) -> Search:
    """The meaning of a search. Raises SearchError where it has none."""
    found = _Parser(text).search()
    if found is None:
        raise QuestionError(f"The search {text!r} holds no word to look for; leave it out.")
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.terms = 0

    def fail(self, reason: str, at: int) -> SearchError:
        return SearchError(reason, self.text, at)

    def search(self, depth: int = 0, opened: int = 0) -> Search | None:
        """Everything up to the end, or to the bracket that closes the one at `opened`."""
        wanted: list[Search] = []
        without: list[Search] = []
        first = self.at
        either = minus = -1  # where an OR or a minus stands that waits for what follows it
        for token, at in self._tokens():
            if token == ")":
                if not depth:
                    raise self.fail("this bracket closes none; leave it out, or open one with (.", at)
                break
            if token == "OR":
                if not wanted or either >= 0:
                    raise self.fail(_LONE_OR, at)
                either = at
            elif token == "-":
                if either >= 0:
                    raise self.fail("a minus cannot follow OR; write what is wanted instead.", at)
                minus = at
            elif token != "AND" and (found := self._unit(token, at, depth)) is not None:
                if minus >= 0:
                    without.append(found)
                elif either >= 0:
                    before = wanted.pop()
                    parts = before.parts if isinstance(before, AnyOf) else (before,)
                    wanted.append(AnyOf((*parts, found)))
                else:
                    wanted.append(found)
                either = minus = -1
        else:
            if depth:
                raise self.fail("this bracket is never closed; close it with ).", opened)
        if either >= 0:
            raise self.fail(_LONE_OR, either)
        if without and not wanted:
            raise self.fail("a minus takes away from what is found; write also what to find.", first)
        if len(wanted) == 1 and not without:
            return wanted[0]
        return AllOf(tuple(wanted), tuple(without)) if wanted else None

    def _tokens(self) -> Iterator[tuple[str, int]]:
        while match := _TOKEN.match(self.text, self.at):
            self.at = match.end()
            lone = match[0] == "-" and not self.text[self.at : self.at + 1].strip()
            if not (lone or match[0].isspace()):
                yield match[0], match.start()

    def _unit(self, token: str, at: int, depth: int) -> Search | None:
        if token == "(":
            if depth == _DEEPEST:
                raise self.fail(f"brackets inside brackets go {_DEEPEST} deep at most.", at)
            return self.search(depth + 1, at)
        if token in _OPENING:
            return self._phrase(at, _CLOSING[_OPENING.index(token)])
        begins = token.endswith("*") and len(token) > 1
        star = token.find("*")
        if 0 <= star < len(token) - 1 or token == "*":
            raise self.fail("* stands at the end of a word only: regulat*.", at + star)
        words = self._words(token, at)
        if not words:
            return None
        if begins and len(words[-1]) < _FEWEST_LETTERS:
            raise self.fail(f"write at least {_FEWEST_LETTERS} letters before *.", at + star)
        if begins and len(words) > 1:
            raise self.fail("* follows one plain word; write the parts of this one apart.", at + star)
        return Words(words, exact=token.startswith("="), begins=begins)

    def _phrase(self, at: int, closing: str) -> Search | None:
        ends = [end for mark in {closing, '"'} if (end := self.text.find(mark, self.at)) >= 0]
        if not ends:
            raise self.fail("this quotation mark is never closed; close it, or leave it out.", at)
        inside, self.at = self.text[self.at : min(ends)], min(ends) + 1
        if "*" in inside:
            raise self.fail("* cannot stand inside quotation marks.", self.at - 1 - len(inside) + inside.index("*"))
        words = self._words(inside, at)
        return Words(words, exact=True) if words else None

    def _words(self, text: str, at: int) -> tuple[str, ...]:
        words = tuple(WORD.findall(fold(text)))
        self.terms += len(words)
        if self.terms > MOST_TERMS:
            raise self.fail(f"a search has {MOST_TERMS} words at most; ask for fewer.", at)
        return words


def condition(search: Search, texts: Sequence[str], marks: Sequence[str] = ("",), *, indexed: bool = True) -> Document:
    """The search as a query on documents with `words`, whose phrases stand in one of the fields `texts`.

    `marks` are how the terms of the wanted documents may begin (`newsbot.quotes.search_terms.OTHERS`). If not
    `indexed`, no index is used for it.
    """
    if terms := _terms(search, marks):
        return _has(terms, indexed=indexed)
    match search:
        case AnyOf(parts):
            return {"$or": [condition(part, texts, marks, indexed=indexed) for part in parts]}
        case AllOf(parts, without):
            found: Document = {"$and": [condition(part, texts, marks, indexed=indexed) for part in parts]}
            nor = [condition(part, texts, marks, indexed=False) for part in without]
            return found | ({"$nor": nor} if nor else {})
        case Words((word,)):
            begins = {"words": {"$in": [Regex(f"^{re.escape(mark + word)}") for mark in marks]}}
            return begins if indexed else {"$or": [begins, _NEVER]}
        case Words(words):
            pattern = {"$regex": phrase_pattern(words), "$options": "i"}
            phrase = _either([{name: pattern} for name in texts])
            each = [_has(terms, indexed=indexed) for terms in _terms_of_each(words, marks)]
            return {"$and": [*each, phrase]}


def planned(search: Search, texts: Sequence[str], marks: Sequence[str], count: Count) -> Document:
    """The same query, which uses the index for its rarest word only; MongoDB would often take another."""
    parts, without = (search.parts, search.without) if isinstance(search, AllOf) else ((search,), ())
    choices = [terms for part in parts for terms in _choices(part, marks)]
    if len(choices) < 2:
        return condition(search, texts, marks)
    rarest = _rarest(choices, count)
    left = [part for part in parts if _terms(part, marks) != rarest]
    found: Document = {"$and": [_has(rarest), *(condition(part, texts, marks, indexed=False) for part in left)]}
    nor = [condition(part, texts, marks, indexed=False) for part in without]
    return found | ({"$nor": nor} if nor else {})


_COUNTED = (1_000, 16_000)
_NEVER: Document = {"no_such_field": {"$exists": True}}
"""What no document has and no index knows. With an OR of it, MongoDB looks at the documents, before any pattern."""


def _rarest(choices: list[list[str]], count: Count) -> list[str]:
    for limit in _COUNTED:
        counts = [count(terms, limit) for terms in choices]
        if min(counts) < limit:
            break
    return choices[counts.index(min(counts))]


def _choices(part: Search, marks: Sequence[str]) -> list[list[str]]:
    """The lists of terms of each of which a document that matches has one."""
    if terms := _terms(part, marks):
        return [terms]
    return _terms_of_each(part.words, marks) if isinstance(part, Words) and not part.begins else []


def _terms(search: Search, marks: Sequence[str]) -> list[str]:
    """The terms of which a document must have one, where that is all that it must; else none."""
    match search:
        case Words((word,), exact, begins=False):
            return [mark + term for mark in marks for term in ([word] if exact else terms_of_forms(word))]
        case AnyOf(parts):
            each = [_terms(part, marks) for part in parts]
            return [term for terms in each for term in terms] if all(each) else []
    return []


def _terms_of_each(words: Sequence[str], marks: Sequence[str]) -> list[list[str]]:
    return [[mark + word for mark in marks] for word in dict.fromkeys(words)]


def _has(terms: Sequence[str], *, indexed: bool = True) -> Document:
    """The condition that a document has one of some terms."""
    found = {"words": terms[0] if len(terms) == 1 else {"$in": list(terms)}}
    return found if indexed else {"$or": [found, _NEVER]}


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
