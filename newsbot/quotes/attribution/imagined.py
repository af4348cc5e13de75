"""Speech that nobody spoke: what somebody might say, examples of what to say, and questions put by nobody named.

Of what somebody is said to have said, nobody is the speaker either.
"""

from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.quotes.analysis.cue_phrases import Cue
from newsbot.quotes.attribution.context import Frame
from newsbot.text.tables import tables

_TABLES = tables(__name__)

_POSSIBLE = _TABLES["possible"]
_ADVISING = _TABLES["advising"]
_ANYBODY = _TABLES["anybody"]
_UNNAMED = _TABLES["unnamed"]
_SOFTENING = _TABLES["softening"]
_EXAMPLES = _TABLES["examples"]
_SPOKEN = frozenset({"say", "ask", "tell", "write"})
_SAYING = frozenset({"direct", "inverted", "apposed"})
_LISTED = frozenset("Q-•*·")


def has_no_speaker(analysed: AnalysedText, index: int, frame: Frame) -> bool:
    """Whether a quotation's sentence says that nobody spoke it, or leaves out who did."""
    introduced = _introduction_end(analysed, index)
    if introduced >= 0 and _introduces_examples(analysed, introduced):
        return True
    if frame.cue < 0:
        return False
    cue = analysed.clauses.cues[frame.cue]
    if cue.kind in _SPOKEN and _is_unnamed(analysed, cue):
        return True
    if frame.shape not in {"pre", "post"}:
        return False
    if cue.relation == "passive":
        return frame.shape == "pre" and cue.kind in {"ask", "tell"}
    return cue.kind in _SPOKEN and _is_possible(analysed, cue)


def _is_unnamed(analysed: AnalysedText, cue: Cue) -> bool:
    """Whether a cue's subject is somebody: "somebody said", "asked someone at the gate"."""
    lower, at = analysed.tokens.lower, cue.at
    is_inverted = (
        cue.relation in {"", "inverted"} and cue.kind != "tell" and not _UNNAMED.isdisjoint(lower[at + 1 : at + 2])
    )
    return is_inverted or (at > 0 and lower[at - 1] in _UNNAMED)


def _is_possible(analysed: AnalysedText, cue: Cue) -> bool:
    """Whether a cue is one of what may be said: "you can simply say", "the landlord might answer"."""
    lower = analysed.tokens.lower
    at = cue.at - 1
    while at > 0 and lower[at] in _SOFTENING:
        at -= 1
    if at < 0 or lower[at] not in _POSSIBLE | _ADVISING:
        return False
    return lower[at] in _POSSIBLE or (at > 0 and lower[at - 1] in _ANYBODY)


def _introduction_end(analysed: AnalysedText, index: int) -> int:
    """The colon that introduces a quotation, or the list of quotations that it stands in; -1 when there is none."""
    tokens = analysed.tokens
    at = tokens.quote_heads[index] - 1
    while at >= 0 and tokens.kinds[at] in _LISTED and tokens.quote_heads[index] - at < 40:
        at -= 1
    return at if at >= 0 and tokens.kinds[at] == ":" else -1


def _introduces_examples(analysed: AnalysedText, colon: int) -> bool:
    """Whether the words before a colon announce what could be said, and no real speech."""
    tokens, clauses = analysed.tokens, analysed.clauses
    sentence = tokens.sentences[colon]
    cues = [clauses.cues[at] for at in clauses.by_sentence.get(sentence, ()) if clauses.cues[at].at < colon]
    spoken = [cue for cue in cues if cue.kind in _SPOKEN]
    words = tokens.lower[tokens.sentence_starts[sentence] : colon]
    examples = not _EXAMPLES.isdisjoint(words)
    if spoken:
        return _is_possible(analysed, spoken[-1]) or (examples and spoken[-1].relation not in _SAYING)
    if words[-2:] == ["like", "this"]:
        return examples or not _POSSIBLE.isdisjoint(words)
    return examples or not _POSSIBLE.isdisjoint(words[-2:-1])  # "she might answer:"
