"""The grammar of a search.

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
from collections.abc import Iterator
from dataclasses import dataclass

from newsbot.corpus.filters import QuestionError
from newsbot.quotes.search_terms import WORD, fold

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


@dataclass(frozen=True, slots=True)
class Terms:
    """At least one of some terms of the index; nobody types them."""

    terms: tuple[str, ...]


Search = Words | AnyOf | AllOf | Terms


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
