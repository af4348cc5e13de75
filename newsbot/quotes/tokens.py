"""The text outside the quotations as tokens, in paragraphs and sentences; each quotation is one token."""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from newsbot.quotes.marks import Paragraph, Quotation
from newsbot.quotes.names import ABBREVIATIONS

_TOKEN = re.compile(
    r"""\s*(?:
        [^\W\d_](?:\.(?:[A-Za-z]\.)+(?:[A-Z]\b)?                        # dotted abbreviation: U.S.
                 |[^\W_]*+(?:(?:[-&./+]|[’'](?![sS]\b))[^\W_]++)*+)   # or a word: AT&T, O’Rourke, al-Ibrahim
       |[’'][sS]?(?![^\W_])                                          # possessive
       |\d(?:[\w.,:/%-]*\w)?%?                                        # number
       |-+|\.+|!+|\?+|\S                                              # punctuation
    )""",
    re.VERBOSE,
)
_MARKS = frozenset("\"“”„‟«»‘’'`")


class _Kinds(dict[str, str]):
    """The kind of a token by its first character."""

    def __missing__(self, char: str) -> str:
        kind = "N" if char.isupper() else "w" if char.isalpha() else "#" if char.isdigit() else char
        self[char] = kind
        return kind


MAX_SENTENCE = 160
"""Tokens in a sentence; a longer one is cut. It bounds what is looked at for one quotation."""
AFTERWARDS = 4
"""Paragraphs read after the last quotation: a name given in full may still come."""
_KINDS = _Kinds({"’": "'", "–": "-", "—": "-", "": " "})
_STOPS = frozenset(".?!…")


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


def tokenize(text: str, paragraphs: list[Paragraph], quotations: list[Quotation]) -> Tokens:
    """Tokens of all paragraphs to a few after the last quotation, with sentence numbers."""
    tokens = Tokens()
    tokens.quote_tokens = [-1] * len(quotations)
    tokens.quote_heads = [-1] * len(quotations)
    upcoming = 0
    carried = -1
    end_of_reading = quotations[-1].last + 1 + AFTERWARDS if quotations else 0
    for index, paragraph in enumerate(paragraphs[:end_of_reading]):
        tokens.paragraph_starts.append(len(tokens.words))
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
    words = list(map(str.strip, pieces))
    lower = [word.lower() for word in words]
    ends = list(accumulate(map(len, pieces), initial=start))[1:]
    tokens.words += words
    tokens.lower += [word.replace("’", "'") for word in lower] if "’" in text[start:end] else lower
    tokens.starts += [at - len(word) for at, word in zip(ends, words, strict=True)]
    tokens.ends += ends
    tokens.paragraphs += [paragraph] * len(words)
    # A capital after a small first letter makes a name, too: iPhone.
    tokens.kinds += [
        _KINDS[word[:1]] if word == plain or not word[0].islower() else "N"
        for word, plain in zip(words, lower, strict=True)
    ]


def _number_sentences(tokens: Tokens, text: str) -> None:
    """Give the tokens of the newest paragraph their sentence numbers."""
    begin, end = tokens.paragraph_starts[-1], len(tokens.words)
    if begin == end:
        return
    kinds, lower = tokens.kinds, tokens.lower
    # A quotation that a colon announces belongs to the sentence before it, across the paragraph break.
    joined = begin > 0 and kinds[begin] == "Q" and kinds[begin - 1] == ":"
    if not joined:
        tokens.sentence_starts.append(begin)
    number = len(tokens.sentence_starts) - 1
    for at in range(begin, end - 1):
        kind = kinds[at]
        if kind in _STOPS:
            boundary = _breaks_after_stop(kinds, lower, at)
        elif kind == "Q":
            boundary = _breaks_after_quotation(tokens, text, at)
        else:
            # "U.S." may end a sentence: only before a quotation.
            boundary = kind == "N" and kinds[at + 1] == "Q" and lower[at].endswith(".") and len(lower[at]) > 2
        if boundary or at - tokens.sentence_starts[-1] >= MAX_SENTENCE:
            tokens.sentences += [number] * (at + 1 - len(tokens.sentences))
            number += 1
            tokens.sentence_starts.append(at + 1)
    tokens.sentences += [number] * (end - len(tokens.sentences))


def _breaks_after_stop(kinds: list[str], lower: list[str], at: int) -> bool:
    following = kinds[at + 1]
    if following not in "NQ#([-" and following not in {"'", "@"}:
        return False
    if kinds[at] != ".":
        return True
    before = lower[at - 1] if at else ""
    return not (before in ABBREVIATIONS or (len(before) == 1 and before.isalpha() and kinds[at - 1] == "N"))


def _breaks_after_quotation(tokens: Tokens, text: str, at: int) -> bool:
    """A quotation ends its sentence when it closes with a full stop and no cue goes on in lower case."""
    end = tokens.ends[at]
    last = text[end - 1 : end]
    following = tokens.kinds[at + 1]
    if last in {".", "…"}:
        return following in "NQ#([-'"
    if last in {"?", "!"}:
        return following == "Q" or (following in "N#" and not _cue_is_near(tokens, text, at + 1))
    if following == "Q":
        return last not in {",", ";", ":"} and text[end + 1 : end + 2].isspace() is False
    return False


def _cue_is_near(tokens: Tokens, text: str, at: int) -> bool:
    """Whether a speaker and a cue follow a quotation that ends in a question mark: "Is it?" Lee asked."""
    stop = text.find(".", tokens.starts[at], tokens.starts[at] + 80)
    stretch = text[tokens.starts[at] : stop if stop >= 0 else tokens.starts[at] + 80]
    if re.search(r"[“\"‘]", stretch):
        return False
    return (
        re.search(r"^(?:[^\s,]+ ){1,4}(?:said|says|asked|asks|wrote|writes|tweeted|added|joked|told)\b", stretch)
        is not None
    )
