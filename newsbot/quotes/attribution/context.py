"""How a quotation stands in its sentence: what is left of the syntax that a parser would give."""

from bisect import bisect_left
from dataclasses import dataclass

from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.text.tables import tables

_JOINTS = frozenset({":", ",", "that", "(", "-", "as", "", "how", "it"})
_OUTSIDE_BARE = frozenset("Q.,-:;!?")
_SPEECH = frozenset({"say", "tell", "write", "ask", "by"})
_SUBORDINATING = tables(__name__)["subordinating"]
_REACH = 250
"""Tokens back that the last speaker is looked for."""


@dataclass(slots=True)
class Frame:
    """How a quotation stands in its sentence."""

    shape: str
    """post ("…," said Lee), pre (Lee said, "…"), both, in (inside a clause) or bare."""
    cue: int
    """Index of the cue that stands nearest to it in its sentence; -1 when there is none."""
    lead: bool
    """True when it begins its paragraph."""
    opening: str
    """U or l for its first letter and its size in words (1, 2, 4, 8, n): separates clauses from fragments."""
    single: bool
    """True when single marks enclose it."""
    latest: int
    """The last mention before it that is the subject of a cue of speech; -1 when there is none."""


def frame_of(analysed: AnalysedText, index: int) -> Frame:
    """Describe how a quotation stands in its sentence."""
    tokens, clauses = analysed.tokens, analysed.clauses
    kinds = tokens.kinds
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    quotation = analysed.quotations[index]
    begin = tokens.sentence_starts[tokens.sentences[head]]
    end = tokens.sentence_starts[tokens.sentences[tail] + 1]
    pre = post = nearest = -1
    distance = 99
    for cue_index in clauses.by_sentence.get(tokens.sentences[head], ()):
        cue = clauses.cues[cue_index]
        if cue.end <= head:
            gap = gap_before(analysed, cue.end, head)
            if gap == 0 and cue.kind not in {"think", "term"}:
                pre = cue_index
            if gap <= distance:
                nearest, distance = cue_index, gap
    for cue_index in clauses.by_sentence.get(tokens.sentences[tail], ()):
        cue = clauses.cues[cue_index]
        if cue.at > tail:
            edge = cue.at
            if cue.subject >= 0 and cue.relation in {"direct", "apposed"}:
                edge = min(edge, max(analysed.mentions[cue.subject].outer, tail + 1))
            if "Q" in kinds[tail + 1 : edge]:
                continue
            gap = edge - tail - 1
            subordinate = gap == 1 and tokens.lower[tail + 1] in _SUBORDINATING
            beside = gap <= 1 and not subordinate and cue.relation in {"direct", "inverted", "apposed", "object"}
            if beside and post < 0:
                post = cue_index
            if gap < distance:
                nearest, distance = cue_index, gap
    if post >= 0:
        shape, nearest = "both" if pre >= 0 else "post", post
    elif pre >= 0:
        shape, nearest = "pre", pre
    elif _OUTSIDE_BARE.issuperset(kinds[begin:end]):
        shape = "bare"
    else:
        shape = "in"
    lead = head == tokens.paragraph_starts[quotation.first]
    opening = _opening(analysed.text[quotation.start : min(quotation.end, quotation.start + 200)])
    return Frame(shape, nearest, lead, opening, quotation.single, _latest_speaker(analysed, head))


def gap_before(analysed: AnalysedText, end: int, head: int) -> int:
    """How many words, joints aside, stand between two tokens, at most twelve back; a quotation counts for ten."""
    if end >= head:
        return 0
    lower, kinds = analysed.tokens.lower, analysed.tokens.kinds
    gap = 0
    for at in range(max(end, head - 12), head):
        if kinds[at] == "Q":
            gap += 10
        elif lower[at] not in _JOINTS and kinds[at] != "-":
            gap += 1
    return gap


def _opening(words: str) -> str:
    """Whether a quotation begins with a capital or digit, and its size class."""
    parts = words.split()
    first = parts[0].lstrip("'‘“\"[(")[:1] if parts else ""
    count = len(parts)
    size = str(count) if count <= 2 else "4" if count <= 4 else "8" if count <= 8 else "n"
    return ("U" if first.isupper() or first.isdigit() else "l") + size


def _latest_speaker(analysed: AnalysedText, head: int) -> int:
    cues = analysed.clauses.cues
    for index in range(bisect_left(analysed.cue_starts, head) - 1, -1, -1):
        cue = cues[index]
        if cue.subject >= 0 and cue.kind in _SPEECH and cue.relation != "far":
            return cue.subject
        if head - cue.at > _REACH:
            break
    return -1
