"""Who a cue's subject is: the mention that says, writes or claims it, and how the two stand to each other."""

from newsbot.quotes.analysis.cue_phrases import PASSIVE, QUOTING, Cue
from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.noun_phrases import PREPOSITIONS, is_verb_before
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS
from newsbot.quotes.language.names import PLACES
from newsbot.text.tables import tables

_TABLES = tables(__name__)

_FINITE = _TABLES["finite"]
_STATES = _TABLES["states"]
_MODIFIERS = _TABLES["modifiers"]
_INSIDE = _TABLES["inside"]
_OF_PATIENTS = frozenset({"tell", "ask", "claim", "term"})
"""Classes of cues whose subject hears or is spoken of in the passive: "Lee was told"."""
LONGEST_MODIFIER = 9
"""Tokens between a subject and its verb."""


def main_subject(tokens: Tokens, mentions: list[Mention], positions: list[int]) -> int:
    """The first mention of a sentence that no preposition governs and that nothing else owns."""
    dateline = _dateline_end(tokens, tokens.sentences[mentions[positions[0]].first])
    for position in positions:
        mention = mentions[position]
        if mention.predicate or mention.first < dateline:
            continue
        if _is_governed(tokens, mentions, positions, position):
            continue
        if mention.last < len(tokens.kinds) and tokens.kinds[mention.last] == "'":
            continue
        return position
    return -1


def _is_governed(tokens: Tokens, mentions: list[Mention], positions: list[int], position: int) -> bool:
    """Whether a preposition stands before a mention, or before the one that "and" joins it to."""
    mention = mentions[position]
    if mention.outer == 0 or tokens.sentences[mention.outer - 1] != tokens.sentences[mention.outer]:
        return False
    before = tokens.lower[mention.outer - 1]
    if before == "," and tokens.kinds[mention.last : mention.last + 1] == [","] and _is_region(tokens, mention):
        town = _ending_at(mentions, positions, mention.outer - 2)  # "In Lindau, New Hampshire, Lund said"
        return town >= 0 and tokens.lower[mentions[town].outer - 1] in PREPOSITIONS
    if before == "with":
        after = tokens.lower[mention.last] if mention.last < len(tokens.lower) else ""
        return not after.endswith("ing")
    if before in {"and", "or"}:
        joined = _ending_at(mentions, positions, mention.outer - 2)
        if joined < 0:
            return False
        first = mentions[joined].outer
        return first > 0 and tokens.lower[first - 1] in PREPOSITIONS
    return before in PREPOSITIONS


def _is_region(tokens: Tokens, mention: Mention) -> bool:
    """Whether a name is that of a country, state or the like."""
    return mention.type == "name" and "-".join(tokens.lower[mention.first : mention.last]) in PLACES


def _dateline_end(tokens: Tokens, sentence: int) -> int:
    """Where "WASHINGTON, D.C. (AP) —" ends at the beginning of a sentence; its first token when there is none."""
    begin = tokens.sentence_starts[sentence]
    if tokens.words[begin].isupper() and begin == tokens.paragraph_starts[tokens.paragraphs[begin]]:
        for at in range(begin + 1, min(begin + 14, tokens.sentence_starts[sentence + 1])):
            if tokens.kinds[at] == "-":
                return at
    return begin


def link(
    tokens: Tokens, mentions: list[Mention], positions: list[int], main: int, cue: Cue, last_subject: dict[int, int]
) -> None:
    """Set a cue's subject and how they stand to each other."""
    lower, kinds = tokens.lower, tokens.kinds
    sentence = tokens.sentences[cue.at]
    after = next((p for p in positions if mentions[p].outer <= cue.end <= mentions[p].first), -1)
    if after < 0:
        after = next((p for p in positions if cue.end < mentions[p].outer <= cue.end + 1 and kinds[cue.end] == "#"), -1)
    if cue.kind == "by":
        if after >= 0:
            cue.subject, cue.relation = after, "object"
        return
    floor = tokens.sentence_starts[sentence]
    left = cue.at - 1
    passive = False
    ends = {mentions[position].last - 1 for position in positions}
    while left >= floor and left not in ends:
        if lower[left] not in AUXILIARIES and not (kinds[left] == "w" and lower[left].endswith("ly")):
            break
        passive = passive or lower[left] in PASSIVE
        left -= 1
    before_kind = kinds[left] if left >= floor else ""
    participle = lower[cue.at].endswith("ing")
    direct = _ending_at(mentions, positions, left)
    if participle and direct >= 0 and main >= 0 and main < direct and _is_object(tokens, mentions, positions, direct):
        direct = -1  # "the committee wrote to Lund demanding": it is the committee that demands
    if direct < 0 and participle and lower[cue.at - 1] == "as":
        cue.subject = _quoted(tokens, mentions, positions, cue.at - 1)
        cue.relation = "direct" if cue.subject >= 0 else ""
        if cue.subject >= 0:
            return
    if direct < 0:
        direct = _modified(tokens, mentions, positions, cue.at)
    inverts = after >= 0 and direct < 0 and not participle and cue.kind not in {"tell", "claim", "think", "term"}
    inverts = inverts and lower[cue.at - 1] not in {"and", "or", "who", "which", "that"}
    behind_quotation = "Q" in kinds[max(floor, cue.at - 2) : cue.at]
    if inverts and not behind_quotation:
        # "announced the bill"; Lund says Ahlers "has failed"
        is_object = mentions[after].type == "document" and lower[cue.at] not in _STATES
        begins = kinds[mentions[after].last : mentions[after].last + 1] == ["Q"]
        before = main >= 0 and mentions[main].last <= cue.at
        closes = before_kind == "," and _ends_sentence(tokens, mentions[after])
        inverts = not is_object and not (before and not closes and (begins or before_kind == ","))
    if inverts and not _goes_on(tokens, mentions[after], behind_quotation=behind_quotation):
        cue.subject, cue.relation = after, "inverted"
        return
    if passive:
        agent = _agent(tokens, mentions, positions, cue)
        if agent >= 0:
            cue.subject, cue.relation = agent, "object"
            return
    if passive and cue.kind in _OF_PATIENTS and direct >= 0:
        cue.subject, cue.relation = direct, "passive"
        return
    if direct >= 0 and (not participle or mentions[direct].type in {"name", "role", "group", "organisation"}):
        owner = _owner_of_role(mentions, positions, direct)
        if owner >= 0:  # "Ada Lund, head of Norvik Networks said"
            cue.subject, cue.relation = owner, "apposed"
        else:
            cue.subject, cue.relation = _out_of_phrase(tokens, mentions, positions, direct, main), "direct"
        return
    if not participle and (
        before_kind in {",", ")", "-"} or (left >= floor and lower[left] in {"who", "which", "that"})
    ):
        subject = _apposed(tokens, mentions, positions, left)
        if subject >= 0:
            owner = _owner_of_role(mentions, positions, subject)
            subject = owner if owner >= 0 else subject
            is_patient = passive and cue.kind in _OF_PATIENTS
            cue.subject, cue.relation = subject, "passive" if is_patient else "apposed"
            return
    if left >= floor and lower[left] == "to":
        # An infinitive belongs to the nearest mention that no preposition governs: "urged them to say".
        for position in reversed(positions):
            if mentions[position].last <= left and not _is_governed(tokens, mentions, positions, position):
                cue.subject, cue.relation = position, "far"
                return
    subject = last_subject.get(sentence, main)
    if subject >= 0 and mentions[subject].first < cue.at:
        cue.subject, cue.relation = subject, "participle" if participle else "far"
    elif main >= 0 and mentions[main].first < cue.at:
        cue.subject, cue.relation = main, "participle" if participle else "far"


def _quoted(tokens: Tokens, mentions: list[Mention], positions: list[int], at: int) -> int:
    """Who is quoted as saying it, "as" at `at`: "Norvik quoted Lund as saying", "Lund was quoted as saying"."""
    if tokens.lower[at - 1] in QUOTING:
        before = [position for position in positions if mentions[position].last < at - 1]
        return before[0] if tokens.lower[at - 2] in PASSIVE and before else -1
    position = _ending_at(mentions, positions, at - 1)
    return position if position >= 0 and tokens.lower[mentions[position].outer - 1] in QUOTING else -1


def _modified(tokens: Tokens, mentions: list[Mention], positions: list[int], at: int) -> int:
    """Who has more words between itself and its verb at `at`: "a person familiar with the talks said"."""
    for position in positions:
        last = mentions[position].last
        between = range(last, at)
        if last < at <= last + LONGEST_MODIFIER and tokens.lower[last] in _MODIFIERS:
            plain = all(tokens.kinds[here] in "Nw'" and tokens.lower[here] not in AUXILIARIES for here in between)
            return position if plain and not any(tokens.lower[here] in CUE_VERBS for here in between) else -1
    return -1


def _is_object(tokens: Tokens, mentions: list[Mention], positions: list[int], position: int) -> bool:
    """Whether a mention is the object of the verb or preposition that stands before it, "with" aside."""
    before = tokens.lower[mentions[position].outer - 1] if mentions[position].outer else ""
    if before == "with":
        return False
    if _is_governed(tokens, mentions, positions, position):
        return True
    return is_verb_before(tokens, mentions[position].outer)


def _agent(tokens: Tokens, mentions: list[Mention], positions: list[int], cue: Cue) -> int:
    """The agent of a passive clause: Lund in "was criticised by the analyst Peter Lund"; -1 where nobody is named."""
    for position in positions:
        mention = mentions[position]
        if mention.first > cue.at and not mention.inner and tokens.lower[mention.outer - 1] == "by":
            return position
    return -1


def _ends_sentence(tokens: Tokens, mention: Mention) -> bool:
    """Whether a mention, with its apposition, is the last thing in its sentence: "…, said Lund, head of networks."."""
    if mention.type in {"it", "they"}:
        return False  # "…, explained it."
    end = tokens.sentence_starts[tokens.sentences[mention.first] + 1]
    last = mention.role[1] if mention.role is not None and mention.role[1] > mention.last else mention.last
    return last >= end or (last == end - 1 and tokens.kinds[last] == ".")


def _goes_on(tokens: Tokens, mention: Mention, *, behind_quotation: bool) -> bool:
    """Whether a mention after a cue is the subject of what is said: "says she was", "said the union expected"."""
    if mention.last >= len(tokens.kinds):
        return False
    follows = tokens.lower[mention.last]
    if mention.type in {"he", "she", "it", "they"}:
        return tokens.kinds[mention.last] == "w"
    if follows in _FINITE:
        return True
    return not behind_quotation and tokens.kinds[mention.last] == "w" and follows.endswith(("ed", "es", "ts", "ns"))


def _ending_at(mentions: list[Mention], positions: list[int], at: int) -> int:
    """The mention whose last token is `at`."""
    for position in reversed(positions):
        if mentions[position].last - 1 == at:
            return position
    return -1


def _out_of_phrase(tokens: Tokens, mentions: list[Mention], positions: list[int], position: int, main: int) -> int:
    """From "Intervoice" in "David Noone from Intervoice said" to the person."""
    for _ in range(3):
        outer = mentions[position].outer
        before = tokens.lower[outer - 1]
        if outer < 3 or (before not in _INSIDE and not (before == "to" and tokens.lower[outer - 2] in _MODIFIERS)):
            break
        owner = _ending_at(mentions, positions, outer - 3 if tokens.lower[outer - 2] in _MODIFIERS else outer - 2)
        if owner < 0:
            is_modified = tokens.lower[outer - 2].endswith(("ed", "ing"))
            return main if main >= 0 and main < position and is_modified else position
        position = owner
    return position


def _owner_of_role(mentions: list[Mention], positions: list[int], position: int) -> int:
    """The person in whose apposition a mention stands; -1 when it stands in none."""
    for earlier in positions:
        role = mentions[earlier].role
        if earlier >= position:
            break
        if role and mentions[earlier].last < role[1] and role[0] <= mentions[position].first < role[1]:
            return earlier
    return -1


def _apposed(tokens: Tokens, mentions: list[Mention], positions: list[int], left: int) -> int:
    """The mention that an apposition or relative clause ending at `left` belongs to."""
    best = -1
    for position in positions:
        mention = mentions[position]
        if mention.last > left:
            break
        if mention.predicate or tokens.kinds[mention.last] not in {",", "(", "-"}:
            if mention.last == left and tokens.lower[left] in {"who", "which", "that"}:
                return position
            continue
        before = tokens.lower[mention.outer - 1] if mention.outer else ""
        governed = before in PREPOSITIONS
        if best < 0 or (not governed and mention.type == "name" and mention.role is not None):
            best = position
    return best
