"""Cues and their subjects: which mention says, writes or claims something in each sentence."""

from dataclasses import dataclass, field

from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.noun_phrases import PREPOSITIONS, is_noun, is_verb_before
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS, REPORT_NOUNS
from newsbot.quotes.language.names import PLACES
from newsbot.quotes.language.nouns import DETERMINERS
from newsbot.text.tables import tables

_TABLES = tables(__name__)

_QUOTING = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing", "reported"})
_MODIFIERS = frozenset({"familiar", "close", "briefed", "aware", "involved"})
LONGEST_MODIFIER, LONGEST_OBJECT = 9, 8
"""Words between a subject and its verb, and between "quoted" and its "as"."""
_WRITING_PLACES = frozenset({"desk", "office", "pen"})
"""Where an introduction may come from: "From the desk of Ada Lee"."""
_ISSUES = _TABLES["issues"]
_WORDS_OF = _TABLES["words_of"]
_PRESENTS = _TABLES["presents"]
_CUE_WORDS = frozenset(CUE_VERBS) | _ISSUES | _PRESENTS | REPORT_NOUNS | {"according", "per", "from"}
_LEADING = _TABLES["leading"]
_PHRASAL = _TABLES["phrasal"]
_PARTICLES = _TABLES["particles"]
_CONTINUING = _TABLES["continuing"]
_MEANS = _TABLES["means"]

_OF_PATIENTS = frozenset({"tell", "ask", "claim", "term"})
"""Classes of cues whose subject hears or is spoken of in the passive: "Lee was told"."""
_BEFORE_ADJECTIVE = (PREPOSITIONS | DETERMINERS) - {"that", "who", "which"}
LONGEST_INTRODUCTION = 16
"""Tokens from that "from" to its colon."""

_INSIDE = frozenset({"from", "of", "at", "with", "for", "in", "by", "on", "through", "near", "outside"})
"""Prepositions that a noun phrase goes on with: "protesters in the streets", "a letter obtained by the Herald"."""
_FINITE = _TABLES["finite"]
_STATES = _TABLES["states"]
_PASSIVE = _TABLES["passive"]


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


@dataclass(slots=True)
class Clauses:
    """What `find_clauses` returns."""

    cues: list[Cue]
    by_sentence: dict[int, list[int]] = field(default_factory=dict)
    """Sentence to the indexes of its cues."""
    link: dict[int, int] = field(default_factory=dict)
    """Mention to the nearest cue that it is the subject of."""
    main: dict[int, int] = field(default_factory=dict)
    """Sentence to the mention that is its main subject."""


def find_clauses(tokens: Tokens, mentions: list[Mention]) -> Clauses:
    """All cues in order, each with its subject."""
    clauses = Clauses([])
    by_sentence: dict[int, list[int]] = {}
    for position, mention in enumerate(mentions):
        if not mention.inner:
            by_sentence.setdefault(tokens.sentences[mention.first], []).append(position)
    for sentence, positions in by_sentence.items():
        main = _main_subject(tokens, mentions, positions)
        if main >= 0:
            clauses.main[sentence] = main
    last_subject: dict[int, int] = {}
    for at in [at for at, word in enumerate(tokens.lower) if word in _CUE_WORDS or word == ":"]:
        sentence = tokens.sentences[at]
        positions = by_sentence.get(sentence, [])
        if tokens.kinds[at] == ":":
            cue = _colon_at(tokens, mentions, positions, at)
        elif cue := _cue_at(tokens, at):
            _link(tokens, mentions, positions, clauses.main.get(sentence, -1), cue, last_subject)
        if cue is None:
            continue
        index = len(clauses.cues)
        clauses.cues.append(cue)
        clauses.by_sentence.setdefault(sentence, []).append(index)
        if cue.subject >= 0:
            last_subject[sentence] = cue.subject
            earlier = clauses.link.get(cue.subject)
            if earlier is None or _rank(cue.relation) < _rank(clauses.cues[earlier].relation):
                clauses.link[cue.subject] = index
    return clauses


def _rank(relation: str) -> int:
    return {"direct": 0, "inverted": 0, "object": 0, "apposed": 1}.get(relation, 2)


def _colon_at(tokens: Tokens, mentions: list[Mention], positions: list[int], at: int) -> Cue | None:
    """The colon that stands for "said" between a quotation and the name, with its role, that begins the sentence."""
    if tokens.kinds[at + 1 : at + 2] != ["Q"]:
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


def _cue_at(tokens: Tokens, at: int) -> Cue | None:
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
    if word in _QUOTING and "as" in lower[at + 1 : at + LONGEST_OBJECT]:
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
    if lower[at + 1 : at + 2] == ["by"] and not (by_means or word.endswith("ing")) and lower[at - 1] not in _PASSIVE:
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
    if lower[at + 1 : at + 2] == ["the"] and lower[at + 3 : at + 4] == ["of"] and lower[at + 2] in _WRITING_PLACES:
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


def _main_subject(tokens: Tokens, mentions: list[Mention], positions: list[int]) -> int:
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


def _link(
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
        passive = passive or lower[left] in _PASSIVE
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
    if tokens.lower[at - 1] in _QUOTING:
        before = [position for position in positions if mentions[position].last < at - 1]
        return before[0] if tokens.lower[at - 2] in _PASSIVE and before else -1
    position = _ending_at(mentions, positions, at - 1)
    return position if position >= 0 and tokens.lower[mentions[position].outer - 1] in _QUOTING else -1


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
