"""Cues: the words, phrases and colons that introduce what somebody said."""

from dataclasses import dataclass

from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.noun_phrases import PREPOSITIONS, is_noun
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS, REPORT_NOUNS
from newsbot.quotes.language.nouns import DETERMINERS
from newsbot.text.tables import tables

_TABLES = tables(__name__)

PASSIVE = _TABLES["passive"]
QUOTING = _TABLES["quoting"]
_ISSUES = _TABLES["issues"]
_WORDS_OF = _TABLES["words_of"]
_PRESENTS = _TABLES["presents"]
CUE_WORDS = frozenset(CUE_VERBS) | _ISSUES | _PRESENTS | REPORT_NOUNS | {"according", "per", "from", ":"}
"""Words at which `cue_at` may find a cue."""
_LEADING = _TABLES["leading"]
_PHRASAL = _TABLES["phrasal"]
_PARTICLES = _TABLES["particles"]
_CONTINUING = _TABLES["continuing"]
_MEANS = _TABLES["means"]
_DESKS = _TABLES["desks"]
_BEFORE_ADJECTIVE = (PREPOSITIONS | DETERMINERS) - {"that", "who", "which"}

LONGEST_INTRODUCTION = 16
"""Tokens from the "from" of an introduction, or the name of one, to its colon."""
LONGEST_OBJECT = 8
"""Tokens from "quoted" to its "as saying"."""


@dataclass(slots=True)
class Cue:
    """A word or phrase that introduces speech: tokens `at` to `end`, exclusive."""

    at: int
    end: int
    kind: str
    """say, tell, ask, claim, think, write, term, or `by` ("according to")."""
    subject: int = -1
    """Index of the mention that speaks; -1 when the sentence has none."""
    relation: str = ""
    """direct ("Lee said"), apposed ("Lee, of BT, said"), inverted ("said Lee"), far, participle, passive or object."""


def colon_at(tokens: Tokens, mentions: list[Mention], positions: list[int], at: int) -> Cue | None:
    """The colon that stands for "said" between a quotation and the name, with its role, that begins the sentence."""
    if tokens.kinds[at : at + 2] != [":", "Q"]:
        return None
    begin = tokens.sentence_starts[tokens.sentences[at]]
    position = next((p for p in positions if mentions[p].outer == begin), -1)
    if position < 0 or mentions[position].type not in {"name", "role", "organisation"}:
        return None
    last, is_name = mentions[position].last, mentions[position].type == "name"
    if last == at:
        return None if is_name and tokens.lower[begin] in DETERMINERS else Cue(at, at, "say", position, "direct")
    behind = range(last + 1, at)  # "Ada Lee, head of networks, Norvik:"
    plain = len(behind) <= LONGEST_INTRODUCTION and all(
        tokens.kinds[here] in "Nw,&'" and tokens.lower[here] not in CUE_VERBS and tokens.lower[here] not in AUXILIARIES
        for here in behind
    )
    return Cue(at, at, "say", position, "apposed") if is_name and tokens.kinds[last] == "," and plain else None


def cue_at(tokens: Tokens, at: int) -> Cue | None:
    """The cue that begins at a token, if any."""
    lower = tokens.lower
    word = lower[at]
    if word == "according" and lower[at + 1 : at + 2] == ["to"]:
        return Cue(at, at + 2, "by")
    if (
        word == "per"
        and tokens.kinds[at - 1] != "#"
        and (tokens.kinds[at + 1 : at + 2] == ["N"] or lower[at + 1 : at + 2] == ["the"])
    ):
        return Cue(at, at + 1, "by")
    if word in QUOTING and "as" in lower[at + 1 : at + LONGEST_OBJECT]:
        behind = lower.index("as", at + 1) + 1
        if lower[behind : behind + 1] == ["saying"]:
            return None  # who is quoted as saying it speaks
    if word == "from":
        return _introduction_at(tokens, at)
    if word in _ISSUES and not REPORT_NOUNS.isdisjoint(lower[at + 1 : at + 7]):
        return Cue(at, at + 1, "say")
    is_verb = word.endswith("ing") and at > 0 and tokens.kinds[at - 1] in "N,"  # "Lund objected, warning of"
    if word in REPORT_NOUNS and not is_verb and lower[at + 1 : at + 2] in (["from"], ["by"], ["of"]):
        return Cue(at, at + 2, "by") if lower[at + 1] != "of" or word in _WORDS_OF else None
    if word in _PRESENTS and "with" in lower[at + 1 : at + 6]:
        return Cue(at, at + 1, "claim")
    kind = CUE_VERBS.get(word)
    if kind is None or (word in _CONTINUING and lower[at + 1 : at + 2] == ["to"]):
        return None
    by_means = lower[at + 1 : at + 2] == ["by"] and lower[at + 2 : at + 3] and lower[at + 2] in _MEANS
    if lower[at + 1 : at + 2] == ["by"] and not (by_means or word.endswith("ing")) and lower[at - 1] not in PASSIVE:
        return None
    if word.endswith("ed") and at and (lower[at - 1] in _BEFORE_ADJECTIVE or tokens.kinds[at - 1] == "'"):
        return None  # "of alleged victims", "its stated aim"
    if is_noun(tokens, at):
        return None
    if tokens.kinds[at] == "N" and at != tokens.sentence_starts[tokens.sentences[at]] and tokens.kinds[at - 1] != "Q":
        return None
    is_phrasal = word in _PHRASAL and lower[at + 1 : at + 2] and lower[at + 1] in _PARTICLES
    return Cue(at, at + 2 if is_phrasal else at + 1, kind)


def _introduction_at(tokens: Tokens, at: int) -> Cue | None:
    """The cue of an introduction without a verb: "And from Chairwoman Ada Lee:", "From the desk of Ada Lee, Norvik"."""
    lower = tokens.lower
    if lower[at + 1 : at + 2] == ["the"] and lower[at + 3 : at + 4] == ["of"] and lower[at + 2] in _DESKS:
        return Cue(at, at + 4, "by")
    start = tokens.sentence_starts[tokens.sentences[at]]
    if at - start > 2 or not _LEADING.issuperset(lower[start:at]):
        return None
    for here in range(at + 1, min(at + LONGEST_INTRODUCTION, len(lower) - 1)):
        if tokens.kinds[here] == ":" and tokens.kinds[here + 1] == "Q":
            return Cue(at, at + 1, "by")
        if tokens.kinds[here] in {"Q", ".", ";", "?", "!"}:
            break
    return None
