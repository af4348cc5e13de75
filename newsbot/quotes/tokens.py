"""The text outside the quotations as tokens, in paragraphs and sentences; each quotation is one token."""

import re
from dataclasses import dataclass, field

from newsbot.quotes.marks import Paragraph, Quotation
from newsbot.quotes.names import ABBREVIATIONS

_TOKEN = re.compile(
    r"""((?:[A-Za-z]\.){2,}(?:[A-Z]\b)?                                  # 1 dotted abbreviation: U.S.
         |[^\W\d_][^\W_]{0,60}(?:(?![’'][sS]\b)[-&./+’'][^\W_]{1,60}){0,6})  # or a word: AT&T, O’Rourke, al-Ibrahim
       |([’'][sS]?(?![^\W_]))                                             # 2 possessive
       |(\d(?:[\w.,:/%-]*[\w%])?)                                         # 3 number
       |([^\w\s"“”„‟«»‘`])                                                # 4 punctuation
    """,
    re.VERBOSE,
)


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
    """Tokens of all paragraphs in order, with sentence numbers."""
    tokens = Tokens()
    tokens.quote_tokens = [-1] * len(quotations)
    tokens.quote_heads = [-1] * len(quotations)
    upcoming = 0
    carried = -1
    for index, paragraph in enumerate(paragraphs):
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
    if start >= end:
        return
    words, lowers, kinds = tokens.words, tokens.lower, tokens.kinds
    starts, ends, paragraphs = tokens.starts, tokens.ends, tokens.paragraphs
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        group = match.lastindex
        first, last = match.span()
        if group == 1:
            kind = "N" if word[0].isupper() or (len(word) > 3 and word[1].isupper()) else "w"
        elif group == 2:
            kind = "'"
        elif group == 3:
            kind = "#"
        else:
            kind = "-" if word in "–—-" else word
        words.append(word)
        lowers.append(word.lower().replace("’", "'") if group == 1 else word)
        kinds.append(kind)
        starts.append(first)
        ends.append(last)
        paragraphs.append(paragraph)


def _number_sentences(tokens: Tokens, text: str) -> None:
    """Give the tokens of the newest paragraph their sentence numbers."""
    begin, end = tokens.paragraph_starts[-1], len(tokens.words)
    if begin == end:
        return
    kinds, lower = tokens.kinds, tokens.lower
    number = len(tokens.sentence_starts)
    tokens.sentence_starts.append(begin)
    for at in range(begin, end):
        tokens.sentences.append(number)
        if at + 1 == end:
            break
        kind = kinds[at]
        if kind == "Q":
            boundary = _breaks_after_quotation(tokens, text, at)
        elif kind in ".?!…" and kind:
            boundary = _breaks_after_stop(kinds, lower, at)
        elif kind == "N" and lower[at].endswith(".") and len(lower[at]) > 2:
            # "U.S." may end a sentence: only before a word that can begin one.
            boundary = kinds[at + 1] == "Q"
        else:
            boundary = False
        if boundary:
            number += 1
            tokens.sentence_starts.append(at + 1)


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
