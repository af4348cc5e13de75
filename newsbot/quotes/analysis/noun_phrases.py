"""Noun phrases around a name or head noun: where they begin, and the roles and complements in them."""

from newsbot.quotes.analysis.name_runs import ACRONYMS, name_end
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS
from newsbot.quotes.language.names import ABBREVIATIONS, CALENDAR, FUNCTION_WORDS
from newsbot.quotes.language.nouns import DETERMINERS, HEADS, ROLE_WORDS, TITLES
from newsbot.text.tables import tables

_TABLES = tables(__name__)

COMPLEMENT_PREPOSITIONS = _TABLES["complement_prepositions"]
_CHUNK_STOP = FUNCTION_WORDS - DETERMINERS
_BEFORE_VERB = _TABLES["before_verb"]
PREPOSITIONS = _TABLES["prepositions"]
_ALSO_NOUNS = _TABLES["also_nouns"]
_MAX_NP = 7
LONGEST_COMPLEMENT = 5
"""Words in a role's complement: "head of spectrum policy"."""


def chunk_start(tokens: Tokens, at: int) -> int:
    """Where the noun phrase begins whose name or head is at a token."""
    kinds, lower = tokens.kinds, tokens.lower
    floor = max(tokens.sentence_starts[tokens.sentences[at]], at - _MAX_NP)
    first = at
    while first > floor:
        kind, word = kinds[first - 1], lower[first - 1]
        if kind == "'":
            if first - 2 < floor:
                break
            first -= 1
            continue
        if kind not in "Nw#&." or kind == "":
            break
        if kind == "." and lower[first - 2] not in ABBREVIATIONS and len(lower[first - 2]) > 1:
            break
        if word in {"that", "ago"}:
            break
        if word in DETERMINERS:
            first -= 1
            break
        if word in {"of", "for"} and first - 2 >= floor and lower[first - 2] in ROLE_WORDS:
            first -= 1
            continue
        if word == "and" and first - 2 >= floor and kinds[first - 2] == "N" and "'" in kinds[first:at]:
            first -= 1
            continue
        is_word = word not in ACRONYMS or not tokens.words[first - 1].isupper()
        if (
            (word in _CHUNK_STOP and is_word)
            or word in CALENDAR
            or (kind == "w" and (word in CUE_VERBS or word in AUXILIARIES))
        ):
            break
        if kind == "w" and word.endswith(("ing", "ly")) and word not in {"marketing", "engineering", "leading"}:
            break
        if kind == "w" and first - 2 >= floor:
            earlier = kinds[first - 2]
            if lower[first - 2] in _BEFORE_VERB and lower[first - 3 : first - 1] != ["according", "to"]:
                break
            if word.endswith("ed") and earlier in "N'":
                break
            is_finite = word.endswith(("ed", "s")) and not word.endswith("ss") and first == at and kinds[at] == "N"
            if is_finite and (earlier == "N" or lower[first - 2] in HEADS or lower[first - 2].endswith("ly")):
                break  # "Lund admires Holm", "the farmers granted Holm a delay"
        first -= 1
    while first < at and kinds[first] in "'.&":
        first += 1
    return first


def is_noun(tokens: Tokens, at: int) -> bool:
    """Whether a word that may be a cue is a noun here: "the claims", "her yearly address", "two Arab states have"."""
    kinds, lower = tokens.kinds, tokens.lower
    word = lower[at]
    if word not in _ALSO_NOUNS or not at:
        return False
    before = lower[at - 1]
    if before in DETERMINERS or kinds[at - 1] == "'" or before in PREPOSITIONS or before in {"to", "and"}:
        return True
    if lower[at + 1 : at + 2] and lower[at + 1] in AUXILIARIES:
        return True
    if kinds[at - 1] != "w":
        return False
    is_owned = at > 1 and (lower[at - 2] in DETERMINERS or kinds[at - 2] == "'")
    if is_owned and not word.endswith("s") and not before.endswith("s"):
        return True
    return before not in AUXILIARIES and before.endswith(("al", "ic", "ve", "nt", "ed"))


def is_verb_before(tokens: Tokens, outer: int) -> bool:
    """Whether the word before a noun phrase is a verb, as far as that shows: the phrase is then its object."""
    if outer == tokens.sentence_starts[tokens.sentences[outer]]:
        return False
    word = tokens.lower[outer - 1]
    if tokens.kinds[outer - 1] != "w" or word in FUNCTION_WORDS or word in AUXILIARIES:
        return False
    return word in CUE_VERBS or word.endswith(("ed", "ing")) or (word.endswith("s") and not word.endswith("ss"))


def role_start(tokens: Tokens, outer: int, end: int) -> int:
    """Leave the article out of a role phrase."""
    return outer + 1 if outer < end - 1 and tokens.lower[outer] in {"the", "a", "an"} else outer


def apposition(tokens: Tokens, end: int) -> tuple[int, int] | None:
    """The role given after a name: ", chief executive of BT," or "(the agency's director)"."""
    kinds, lower = tokens.kinds, tokens.lower
    count = len(kinds)
    if end + 1 >= count or kinds[end] not in {",", "-"}:
        return None
    paragraph = tokens.paragraphs[end]
    at, role_seen = end + 1, False
    while at < count and at < end + 22 and tokens.paragraphs[at] == paragraph:
        kind, word = kinds[at], lower[at]
        if kind in {"Q", ".", ";", ")", ":"} or word in {"who", "which", "whose", "said", "says", "told", "that"}:
            break
        if kind == ",":
            if role_seen:
                following = lower[at + 1] if at + 1 < count else ""
                if kinds[at + 1 : at + 2] != ["N"] and following not in ROLE_WORDS:
                    break
                if following in CUE_VERBS or (kinds[at + 1 : at + 2] == ["N"] and at > end + 8):
                    break
            else:
                return None
        if word in ROLE_WORDS or word in TITLES:
            role_seen = True
        elif kind == "w" and word in CUE_VERBS:
            break
        elif not role_seen and at > end + 7:
            return None
        at += 1
    if not role_seen or _is_next_subject(tokens, end, at):
        return None
    first = end + 1
    if lower[first] in {"the", "a", "an"} and at - first > 1:
        first += 1
    return (first, at) if at > first else None


def _is_next_subject(tokens: Tokens, comma: int, at: int) -> bool:
    """Whether what stands between a comma and a verb of speech at `at` is no apposition, but who speaks.

    It then ends in a name behind its role: "Speaking in Geneva, ITU chief Dora Lim said".
    """
    kinds, lower = tokens.kinds, tokens.lower
    if at >= len(kinds) or lower[at] not in CUE_VERBS:
        return False
    while lower[at - 1] in AUXILIARIES or (kinds[at - 1] == "w" and lower[at - 1].endswith("ly")):
        at -= 1
    name = at
    while name > comma + 1 and kinds[name - 1] == "N" and lower[name - 1] not in ROLE_WORDS | TITLES:
        name -= 1
    return comma + 1 < name < at and lower[name - 1] in ROLE_WORDS | TITLES


def is_predicate(tokens: Tokens, outer: int) -> bool:
    """Whether a noun phrase says what somebody is."""
    if outer == tokens.sentence_starts[tokens.sentences[outer]]:
        return False
    before = tokens.lower[outer - 1]
    if before in {"is", "was", "as", "are", "were", "be", "become", "became", "been", "being", "named", "called"}:
        return True
    return before == "," and outer >= 2 and tokens.kinds[outer - 2] == "N"


def complement_end(tokens: Tokens, at: int) -> int:
    """The end of "for the British Foreign Office" after a head noun; `at` is the preposition."""
    first = at + 1
    if tokens.lower[first] in DETERMINERS and first + 1 < len(tokens.kinds):
        first += 1
    if tokens.kinds[first] == "w" and tokens.lower[at] in {"of", "for"}:
        return _plain_complement_end(tokens, at)
    if tokens.kinds[first] != "N" or tokens.lower[first] in CALENDAR:
        return at
    if tokens.paragraphs[first] != tokens.paragraphs[at]:
        return at
    return name_end(tokens, first)


def _plain_complement_end(tokens: Tokens, at: int) -> int:
    """The end of "of networks" where a verb follows it: "the head of networks said"; else `at`, the preposition."""
    end = at + 1
    while end < min(at + 1 + LONGEST_COMPLEMENT, len(tokens.kinds)) and tokens.kinds[end] == "w":
        if tokens.lower[end] in CUE_VERBS or tokens.lower[end] in AUXILIARIES:
            return end if end > at + 1 else at
        if tokens.lower[end] in FUNCTION_WORDS:
            break
        end += 1
    return at
