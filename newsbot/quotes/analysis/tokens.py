"""The text outside the quotations as tokens, in paragraphs and sentences; each quotation is one token."""

import re
from dataclasses import dataclass, field
from itertools import accumulate
from operator import sub

from newsbot.quotes.analysis.quotation_spans import Paragraph, Quotation
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS
from newsbot.quotes.language.names import ABBREVIATIONS, FUNCTION_WORDS
from newsbot.text.tables import tables

_TABLES = tables(__name__)

_TOKEN = re.compile(
    r"""\s*(?:
        [^\W\d_](?:\.(?:[A-Za-z]\.)+(?:[A-Z]\b)?                        # dotted abbreviation: U.S.
                 |[^\W_]*(?:(?:[-&./+_]|[’'](?![sS]\b))[^\W_]+)*)     # or a word: AT&T, O’Rourke, al-Ibrahim, ada_lee
       |(?<![\w.])@[^\W\d]\w+                                         # user name
       |[’'][sS]?(?![^\W_])                                          # possessive
       |\d(?:[\w.,:/%-]*\w)?%?                                        # number
       |-+|\.+|!+|\?+|\S                                              # punctuation
    )""",
    re.VERBOSE,
)
_USER_NAME = re.compile(r"@.|[a-z]{4,}\d+$|[a-z][a-z\d.]*_[a-z\d_.]+$")
_MARKS = frozenset("\"“”„‟«»‘’'`")


class _Kinds(dict[str, str]):
    """The kind of each word met so far; most words come again."""

    def __missing__(self, word: str) -> str:
        if len(self) > MAX_KNOWN_WORDS:
            self.clear()
        first = word[:1]
        if _USER_NAME.match(word):
            kind = "N"  # "mastwatcher7", "@ada_lee": small letters, and yet a name
        elif first.isalpha():
            # A capital after a small first letter makes a name, too: iPhone.
            kind = "w" if word.islower() or not (first.isupper() or any(char.isupper() for char in word)) else "N"
        elif first.isdigit():
            kind = "#"
        else:
            kind = "'" if first == "’" else "-" if first in "‒–—―" else first or " "
        self[word] = kind
        return kind


MAX_KNOWN_WORDS = 100_000
"""Words whose kind is remembered; a few megabytes."""
MAX_SENTENCE = 160
"""Tokens in a sentence; a longer one is cut. It bounds what is looked at for one quotation."""
INTRODUCTION, BEFOREHAND, AFTERWARDS = 5, 5, 2
"""Paragraphs read at the beginning of a text, before and after a quotation; the rest is left out, for speed."""
_KINDS = _Kinds()
_STOPS = frozenset(".?!…Q")
LONGEST_SPEAKER, USUAL_REACH = 25, 5
"""Tokens behind a quotation in which its speaker and cue stand, and those in which a usual verb may go on."""

_SPOKEN = frozenset({"say", "ask", "tell", "write"})
_ASKED = _SPOKEN | {"claim"}
_USUAL_CUES = _TABLES["usual_cues"]
_CLAUSE_ENDS = frozenset(".,;!?Q")
_ADJUNCTS = _TABLES["adjuncts"]


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry a token. A quotation's word is "" and its kind "Q"."""

    words: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    """N capitalised word, w other word, # number, ' possessive, Q quotation, - dash, or the mark itself."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    sentence_starts: list[int] = field(default_factory=list)
    """Token index that each sentence begins at; one more entry than there are sentences."""
    quote_tokens: list[int] = field(default_factory=list)
    """Token index of each quotation's token (of its last paragraph when it has several)."""
    quote_heads: list[int] = field(default_factory=list)
    """Token index of each quotation's token in its first paragraph."""
    paragraph_starts: list[int] = field(default_factory=list)
    """Token index that each paragraph begins at; one more entry than there are paragraphs."""


def tokenize(
    text: str, paragraphs: list[Paragraph], quotations: list[Quotation], *, everything: bool = False
) -> Tokens:
    """Tokens of all paragraphs to a few after the last quotation, or of all, with sentence numbers."""
    tokens = Tokens()
    tokens.quote_tokens = [-1] * len(quotations)
    tokens.quote_heads = [-1] * len(quotations)
    upcoming = 0
    carried = -1
    wanted = set(range(INTRODUCTION)) if quotations else set()
    for quotation in quotations:
        wanted.update(range(quotation.first - BEFOREHAND, quotation.last + AFTERWARDS + 1))
    if everything:
        wanted = set(range(len(paragraphs)))
    for index, paragraph in enumerate(paragraphs[: max(wanted, default=-1) + 1]):
        tokens.paragraph_starts.append(len(tokens.words))
        if index not in wanted:
            continue
        cursor = paragraph.start
        if carried >= 0:
            quotation = quotations[carried]
            if quotation.last >= index:
                end = quotation.end if quotation.last == index else paragraph.end
                tokens.quote_tokens[carried] = len(tokens.words)
                _append(tokens, "", "Q", paragraph.start, end, index)
                cursor = end
            if quotation.last <= index:
                carried = -1
        while upcoming < len(quotations) and quotations[upcoming].first == index:
            quotation = quotations[upcoming]
            _scan(tokens, text, cursor, quotation.start, index)
            end = quotation.end if quotation.last == index else paragraph.end
            tokens.quote_tokens[upcoming] = tokens.quote_heads[upcoming] = len(tokens.words)
            _append(tokens, "", "Q", quotation.start, end, index)
            if quotation.last > index:
                carried = upcoming
            cursor = end
            upcoming += 1
        _scan(tokens, text, cursor, paragraph.end, index)
        _number_sentences(tokens, text)
    tokens.sentence_starts.append(len(tokens.words))
    tokens.paragraph_starts.append(len(tokens.words))
    return tokens


def _append(tokens: Tokens, word: str, kind: str, start: int, end: int, paragraph: int) -> None:
    tokens.words.append(word)
    tokens.lower.append(word.lower())
    tokens.kinds.append(kind)
    tokens.starts.append(start)
    tokens.ends.append(end)
    tokens.paragraphs.append(paragraph)


def _scan(tokens: Tokens, text: str, start: int, end: int, paragraph: int) -> None:
    """Append the tokens of a stretch outside quotations."""
    while start < end and text[end - 1] in _MARKS and (end - start < 2 or not text[end - 2].isalpha()):
        end -= 1
    while start < end and text[start] in _MARKS:
        start += 1
    pieces = _TOKEN.findall(text, start, end)
    if not pieces:
        return
    found = list(map(str.strip, pieces))
    lower = list(map(str.lower, found))
    ends = list(accumulate(map(len, pieces), initial=start))[1:]
    tokens.words += found
    tokens.lower += [word.replace("’", "'") for word in lower] if "’" in text[start:end] else lower
    tokens.starts += map(sub, ends, map(len, found))
    tokens.ends += ends
    tokens.paragraphs += [paragraph] * len(found)
    tokens.kinds += map(_KINDS.__getitem__, found)


def _number_sentences(tokens: Tokens, text: str) -> None:
    """Give the tokens of the newest paragraph their sentence numbers."""
    begin, end = tokens.paragraph_starts[-1], len(tokens.words)
    if begin == end:
        return
    kinds, lower, starts = tokens.kinds, tokens.lower, tokens.sentence_starts
    # A quotation that a colon announces belongs to the sentence before it, across the paragraph break.
    if not (begin > 0 and kinds[begin] == "Q" and kinds[begin - 1] == ":"):
        starts.append(begin)
    for at in [at for at, kind in enumerate(kinds[begin : end - 1], begin) if kind in _STOPS]:
        if kinds[at] != "Q":
            if _breaks_after_stop(kinds, lower, at):
                _end_sentence(tokens, at + 1)
            continue
        # "U.S." may end a sentence: only before a quotation.
        if at > begin and kinds[at - 1] == "N" and lower[at - 1].endswith(".") and len(lower[at - 1]) > 2:
            _end_sentence(tokens, at)
        if _breaks_after_quotation(tokens, text, at):
            _end_sentence(tokens, at + 1)
    _end_sentence(tokens, end)
    starts.pop()


def _end_sentence(tokens: Tokens, end: int) -> None:
    """Number the tokens up to `end`, cut what is too long, and begin a new sentence there."""
    starts = tokens.sentence_starts
    while end - starts[-1] > MAX_SENTENCE:
        cut = starts[-1] + MAX_SENTENCE
        tokens.sentences += [len(starts) - 1] * (cut - len(tokens.sentences))
        starts.append(cut)
    tokens.sentences += [len(starts) - 1] * (end - len(tokens.sentences))
    starts.append(end)


def _breaks_after_stop(kinds: list[str], lower: list[str], at: int) -> bool:
    following = kinds[at + 1]
    if following not in "NQ#([-" and following not in {"'", "@"}:
        return False
    if kinds[at] != ".":
        return True
    before = lower[at - 1] if at else ""
    return not (before in ABBREVIATIONS or (len(before) == 1 and before.isalpha() and kinds[at - 1] == "N"))


def _breaks_after_quotation(tokens: Tokens, text: str, at: int) -> bool:
    """A quotation ends its sentence when it closes with a stop, unless its speaker and a cue follow."""
    last = text[tokens.ends[at] - 1 : tokens.ends[at]]
    following = tokens.kinds[at + 1]
    if last in {".", "…"}:
        return following in "NQ#([-'" and not (following == "N" and _is_said_behind(tokens, at, asks=False))
    if last in {"?", "!"}:
        return following == "Q" or (following in "N#" and not _is_said_behind(tokens, at, asks=True))
    if following == "Q":
        return last not in {",", ";", ":"} and text[tokens.ends[at] + 1 : tokens.ends[at] + 2].isspace() is False
    return False


def _is_said_behind(tokens: Tokens, at: int, *, asks: bool) -> bool:
    """Whether the speaker of a quotation follows it, and no verb of speech before it has one already."""
    for here in range(at - 1, tokens.sentence_starts[-1] - 1, -1):
        if tokens.kinds[here] == "Q":
            break
        if CUE_VERBS.get(tokens.lower[here]) in _SPOKEN:
            return False
    return _speaker_follows(tokens, at + 1, asks=asks)


def _speaker_follows(tokens: Tokens, at: int, *, asks: bool) -> bool:
    """Whether a speaker and a cue follow a quotation that ends in a stop: "Is it?" Lee, head of networks, asked.

    The cue stands right behind the name, or behind an apposition that a comma closes, and ends its clause. Behind a
    question or an exclamation (`asks`) the usual verbs of speech may go on, and verbs such as "demanded" count too.
    """
    kinds, lower = tokens.kinds, tokens.lower
    if lower[at] in FUNCTION_WORDS:
        return False
    in_apposition = False
    for here in range(at + 1, min(len(kinds), at + LONGEST_SPEAKER)):
        kind, word, before = kinds[here], lower[here], kinds[here - 1]
        if kind in {"Q", ":", ";", "?", "!"} or (kind == "." and lower[here - 1] not in ABBREVIATIONS):
            return False
        if kind == "w" and CUE_VERBS.get(word) in (_ASKED if asks else _SPOKEN):
            behind_subject = before == "," if in_apposition else before == "N" or lower[here - 1] in AUXILIARIES
            if behind_subject:
                if asks and word in _USUAL_CUES and here - at <= USUAL_REACH:
                    return True
                return here + 1 >= len(kinds) or kinds[here + 1] in _CLAUSE_ENDS or lower[here + 1] in _ADJUNCTS
        in_apposition = in_apposition or kind == ","
    return False
