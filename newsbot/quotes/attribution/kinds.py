"""The kind of a quotation: a statement, a fragment of speech, a scare quote or a title."""

import re
from bisect import bisect_left

from newsbot.items import QuoteKind
from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.quotes.analysis.quotation_spans import Quotation
from newsbot.quotes.attribution.candidates import Candidate, type_of
from newsbot.quotes.attribution.context import Frame
from newsbot.quotes.attribution.facts import (
    AroundFacts,
    ChoiceFacts,
    Facts,
    MentionFacts,
    PageFacts,
    SettingFacts,
    SpeechFacts,
    WordsFacts,
)
from newsbot.quotes.language.cues import AUXILIARIES
from newsbot.quotes.language.names import FUNCTION_WORDS
from newsbot.text.tables import tables

_TABLES = tables(__name__)

KINDS: tuple[QuoteKind, ...] = ("statement", "partial", "scare", "title")

_NAMED = _TABLES["named"]
_ARTICLES = _TABLES["articles"]
_AFTER = frozenset("QN.,w)$")
_LINKING = frozenset({"and", "or", "that", "in", "to", "of", "by", "for", "on"})
_PAGES = 10_000
"""Code points either way that a quotation's words are looked for in."""
LONGEST_NAME = 80
"""Code points in the name of a programme or work."""
_CLOSING = frozenset("\"”’'“‘")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TERM_BEFORE = _TABLES["term_before"]
_WORK_BEFORE = _TABLES["work_before"]
_BROADCASTERS = _TABLES["broadcasters"]
_APPEARING = _TABLES["appearing"]
_PARTS_OF_WORKS = _TABLES["parts_of_works"]
_VERBS = _TABLES["verbs"]
_PERSONS = _TABLES["persons"]


def kind_facts(analysed: AnalysedText, index: int, frame: Frame, repeated: bool) -> list[Facts]:
    """The facts that show the kind of a quotation; `repeated` when the article quotes the same words again."""
    quotation, tokens, text = analysed.quotations[index], analysed.tokens, analysed.text
    words = _WORD.findall(text, quotation.start, min(quotation.end, quotation.start + 400))
    lower = [word.lower().replace("’", "'") for word in words]
    count = len(words)
    size = str(count) if count <= 5 else "8" if count <= 8 else "12" if count <= 12 else "20" if count <= 20 else "n"
    capitals = sum(1 for word in words if word[0].isupper() or word[0].isdigit())
    content = [word for word in words if word.lower() not in FUNCTION_WORDS]
    titled = bool(content) and all(word[0].isupper() or word[0].isdigit() for word in content) and count > 1
    first_upper = bool(words) and words[0][0].isupper()
    last = text[quotation.end - 1 : quotation.end]
    following = text[quotation.end + 1 : quotation.end + 2]
    verb = any(word in _VERBS for word in lower)
    person = any(word in _PERSONS for word in lower)
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    before = tokens.lower[head - 1] if head and tokens.paragraphs[head - 1] == tokens.paragraphs[head] else "^"
    earlier = tokens.lower[max(0, head - 4) : head]
    after = tokens.kinds[tail + 1] if tail + 1 < len(tokens.kinds) else "$"
    after_word = tokens.lower[tail + 1] if after == "w" else after
    cue = analysed.clauses.cues[frame.cue] if frame.cue >= 0 else None
    stop = "." if last in ".!?…" else "," if last == "," else "none"
    shape = frame.shape
    begins = "U" if first_upper else "l"
    context = _context(before, earlier)
    headline = is_heading(analysed, quotation.first)
    cue_kind = cue.kind if cue else ""
    side = "" if cue is None else "before" if cue.end <= head else "after"
    subject = type_of(analysed, cue.subject) if cue is not None and cue.subject >= 0 else ""
    neighbours = tokens.kinds[max(0, head - 25) : head].count("Q") + tokens.kinds[tail + 1 : tail + 25].count("Q")
    elsewhere = 0 < count <= 4 and _occurs_elsewhere(text, quotation)
    ending = lower[0][-2:] if lower and lower[0][-2:] in {"ed", "ng", "ly"} else ""
    return [
        WordsFacts(size, begins, stop, str(verb), str(person), str(titled), str(repeated)),
        SettingFacts(shape, size, begins, stop, context, cue_kind),
        SpeechFacts(cue_kind, side, cue.relation if cue else "", subject, size, shape),
        AroundFacts(
            elsewhere=str(elsewhere),
            size=size,
            ending=ending,
            neighbours=str(min(neighbours, 2)),
            context=context,
            after=after_word if after == "w" else after,
        ),
        PageFacts(
            single=str(quotation.single),
            heading=str(headline),
            shape=shape,
            after=after if after in _AFTER else "x",
            begins=begins,
            word=after_word if after_word in _LINKING else "",
            closed=str(quotation.closed),
            mark=str(following in {".", ","}),
            stop=stop,
            capitals=str(min(count, 4)) if capitals == count else "",
        ),
    ]


def _occurs_elsewhere(text: str, quotation: Quotation) -> bool:
    """Whether the words of a quotation occur again within some pages."""
    words = text[quotation.start : quotation.end].strip(" ,.")
    return text.count(words, max(0, quotation.start - _PAGES), quotation.end + _PAGES) > 1


def choice_facts(chosen: Candidate, probability: float, frame: Frame) -> Facts:
    """The facts that the choice of a speaker adds to those of the kind: speech has a clear speaker, a term has not."""
    sure = "5" if probability > 0.95 else "4" if probability > 0.8 else "3" if probability > 0.6 else "2"
    if probability < 0.4:
        sure = "1"
    strength = str(max(-3, min(5, round(chosen.score))))
    first = chosen.facts[0]
    relation, side = (first.relation, first.place[:1]) if isinstance(first, MentionFacts) else (first.group, "")
    return ChoiceFacts(sure, strength, relation, side, frame.opening)


def _context(before: str, earlier: list[str]) -> str:
    """The announcement by the words before a quotation: a term, a work, a noun phrase, speech."""
    if not _TERM_BEFORE.isdisjoint(earlier):
        return "term"
    if "called" in earlier:
        at = earlier.index("called")
        return "term" if at and earlier[at - 1] in _NAMED else "called"
    if not _WORK_BEFORE.isdisjoint(earlier):
        return "work"
    if before in _ARTICLES:
        return "det"
    if before == "(":
        return "("
    if before in {":", ",", "^"}:
        return "mark"
    return "aux" if before in AUXILIARIES else "word"


def is_nickname(analysed: AnalysedText, index: int) -> bool:
    """Whether a quotation stands inside a name."""
    at = analysed.tokens.quote_heads[index]
    name = bisect_left(analysed.starts, at) - 1
    return name >= 0 and analysed.mentions[name].type == "name" and analysed.mentions[name].last > at


def is_named_work(analysed: AnalysedText, index: int) -> bool:
    """Whether a quotation is the name of a programme or work, by its capitals and the words before it.

    On "Meet the Market", CNX's "Morning Call", in her memoir, "Hard Lines". Headlines are left out, for their capitals.
    """
    quotation, tokens, head = analysed.quotations[index], analysed.tokens, analysed.tokens.quote_heads[index]
    if quotation.end - quotation.start > LONGEST_NAME or head < 1 or tokens.paragraphs[head - 1] != quotation.first:
        return False
    words = _WORD.findall(analysed.text, quotation.start, quotation.end)
    content = [word for word in words if word.lower() not in FUNCTION_WORDS]
    if not content or not all(word[0].isupper() or word[0].isdigit() for word in [words[0], *content]):
        return False
    if is_heading(analysed, quotation.first):
        return False
    at = head - 1
    if tokens.kinds[at] == "'":
        owner = tokens.words[at - 1]
        return (owner.isupper() and len(owner) > 1) or tokens.lower[at - 1] in _BROADCASTERS
    is_of = tokens.lower[at] == "of" and tokens.lower[at - 1] in _PARTS_OF_WORKS
    if len(words) > 1 and (is_of or tokens.lower[at] in _APPEARING):
        return True
    return tokens.lower[at - 1 if tokens.kinds[at] == "," else at] in _WORK_BEFORE


def is_agents(analysed: AnalysedText, index: int, frame: Frame) -> bool:
    """Whether a quotation stands between a passive verb and its agent: criticised as “reckless” by Ada Lee."""
    if frame.cue < 0:
        return False
    cue, head = analysed.clauses.cues[frame.cue], analysed.tokens.quote_heads[index]
    return cue.kind != "by" and cue.relation == "object" and cue.at < head < analysed.mentions[cue.subject].first


def is_heading(analysed: AnalysedText, paragraph: int) -> bool:
    """Whether a paragraph is a headline or sub-head: the first line, or a short one that no stop ends."""
    span = analysed.paragraphs[paragraph]
    if span.end - span.start >= 130:
        return False
    text = analysed.text
    last = text[span.end - 1]
    if paragraph == 0 and last == "." and text[span.end - 3 : span.end - 2] == ".":
        return True
    if last in _CLOSING:
        return text[span.start] not in _CLOSING and text[span.end - 2] not in ".!?,"
    return last not in ".!?:,;"
