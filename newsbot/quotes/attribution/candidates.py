"""The possible speakers of a quotation: the candidates, and the facts about each that the ranker weighs."""

from bisect import bisect_left
from dataclasses import dataclass

from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.quotes.analysis.cue_phrases import Cue
from newsbot.quotes.analysis.noun_phrases import is_verb_before
from newsbot.quotes.attribution.context import Frame, gap_before
from newsbot.quotes.attribution.facts import (
    CueFacts,
    EntityFacts,
    Facts,
    LatestFacts,
    MentionFacts,
    NobodyFacts,
    RankFacts,
    SameFacts,
)
from newsbot.quotes.attribution.imagined import has_no_speaker
from newsbot.quotes.language.cues import REPORT_NOUNS
from newsbot.text.tables import tables

_TABLES = tables(__name__)

NOBODY = -1
"""Candidate for a quotation whose speaker the article does not name."""
SAME = -2
"""Candidate for a quotation whose speaker is the one of the quotation before."""

BEFORE, AFTER = 12, 5
"""Candidates looked at on either side of a quotation."""
_LOOK_BACK, _LOOK_AHEAD = 40, 14
LONGEST_SIGNATURE = 30
"""Tokens that a signature has, dash, name, title and company."""
_SIGNING = frozenset({"person", "organisation", "name"})
_PERSONAL = frozenset({"person", "he", "she", "role", "group", "nominal"})
_GOVERNING = _TABLES["governing"]
_IMAGINED = _TABLES["imagined"]


@dataclass(slots=True)
class Previous:
    """The quotation before, as far as it has been attributed."""

    index: int
    entity: int
    """Its speaker's entity, or -1 when the speaker has no name."""
    mention: int
    """The mention that was chosen for it, or -1."""
    kind: str


@dataclass(slots=True)
class Candidate:
    """One possible speaker of a quotation."""

    mention: int
    """Index of the mention, NOBODY or SAME."""
    entity: int
    facts: list[Facts]
    score: float = 0.0


def candidates_for(analysed: AnalysedText, index: int, frame: Frame, previous: Previous | None) -> list[Candidate]:
    """All candidates for a quotation: mentions before and after it, the speaker before, and nobody."""
    tokens, mentions, starts = analysed.tokens, analysed.mentions, analysed.starts
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    quotation = analysed.quotations[index]
    for side, named in (("a", _signature(analysed, index)), ("b", _turn(analysed, index))):
        if named >= 0:
            rank = (side, 0, 0)
            return [_candidate(analysed, index, named, type_of(analysed, named), rank, frame, previous)]
    if has_no_speaker(analysed, index, frame):
        return [_nobody(analysed, frame, previous)]
    found: list[Candidate] = []
    split = bisect_left(starts, head)
    if _is_settled(analysed, frame):
        floor = tokens.sentence_starts[tokens.sentences[head]]
        ceiling = tokens.sentence_starts[tokens.sentences[tail] + 1]
    else:
        floor = tokens.paragraph_starts[max(0, quotation.first - 3)]
        ceiling = tokens.paragraph_starts[min(quotation.last + 2, len(tokens.paragraph_starts) - 1)]
    persons = 0
    for position in range(split - 1, max(-1, split - _LOOK_BACK), -1):
        mention = mentions[position]
        if mention.first < floor or len(found) >= BEFORE:
            break
        if not mention.inner and mention.last <= head and not _is_embedded(analysed, position):
            type_ = type_of(analysed, position)
            found.append(_candidate(analysed, index, position, type_, ("b", len(found), persons), frame, previous))
            persons += type_ in _PERSONAL
    before, persons = len(found), 0
    after = bisect_left(starts, tail)
    for position in range(after, min(len(mentions), after + _LOOK_AHEAD)):
        mention = mentions[position]
        if mention.first >= ceiling or len(found) - before >= AFTER:
            break
        if not mention.inner and mention.first > tail and not _is_embedded(analysed, position):
            type_ = type_of(analysed, position)
            order = len(found) - before
            found.append(_candidate(analysed, index, position, type_, ("a", order, persons), frame, previous))
            persons += type_ in _PERSONAL
    if previous is not None and (previous.entity >= 0 or previous.mention >= 0):
        found.append(_same_speaker(analysed, index, frame, previous))
    found.append(_nobody(analysed, frame, previous))
    return found


def _signature(analysed: AnalysedText, index: int) -> int:
    """The mention behind the dash that signs a quotation, as press releases do: "…" – Name, title, company.

    The dash follows the quotation at the end of its paragraph, or begins the next one; -1 when there is none.
    """
    tokens, starts = analysed.tokens, analysed.starts
    dash = tokens.quote_tokens[index] + 1
    if dash + 1 >= len(tokens.kinds) or tokens.kinds[dash] != "-":
        return -1
    here, there = tokens.paragraphs[dash - 1], tokens.paragraphs[dash]
    end = tokens.paragraph_starts[there + 1] if there + 1 < len(tokens.paragraph_starts) else len(tokens.kinds)
    if there > here + 1 or end - dash > LONGEST_SIGNATURE or "Q" in tokens.kinds[dash:end]:
        return -1
    if there > here and tokens.quote_heads[index] != tokens.paragraph_starts[analysed.quotations[index].first]:
        return -1
    for position in range(bisect_left(starts, dash), len(starts)):
        mention = analysed.mentions[position]
        if mention.outer > dash + 1:
            return -1
        if not mention.inner and mention.entity >= 0 and type_of(analysed, position) in _SIGNING:
            return position
    return -1


def _turn(analysed: AnalysedText, index: int) -> int:
    """The mention whose turn in an interview or transcript a quotation is: Name: "…"; -1 when it is none."""
    tokens = analysed.tokens
    colon, start = tokens.quote_heads[index] - 1, tokens.paragraph_starts[analysed.quotations[index].first]
    if colon <= start or tokens.kinds[colon] != ":":
        return -1
    for position in range(bisect_left(analysed.starts, start), len(analysed.starts)):
        mention = analysed.mentions[position]
        if mention.first >= colon:
            break
        if mention.outer == start and mention.last == colon and mention.entity >= 0:
            is_named = type_of(analysed, position) == "person" or all(map(str.isupper, tokens.words[start:colon]))
            return position if is_named else -1
    return -1


def _is_settled(analysed: AnalysedText, frame: Frame) -> bool:
    """Whether a cue right beside a quotation has its subject: then only the sentence itself is searched."""
    if frame.shape not in {"post", "pre", "both"} or frame.cue < 0:
        return False
    cue = analysed.clauses.cues[frame.cue]
    return cue.subject >= 0 and cue.relation in {"direct", "inverted", "apposed", "object"}


def type_of(analysed: AnalysedText, position: int) -> str:
    """A mention's type; for a name what its entity is, but a place that speaks is an organisation."""
    mention = analysed.mentions[position]
    if mention.type != "name":
        return mention.type
    type_ = analysed.entities[mention.entity].type if mention.entity >= 0 else "name"
    return "organisation" if type_ == "place" and position in analysed.clauses.link else type_


def _candidate(
    analysed: AnalysedText,
    index: int,
    position: int,
    type_: str,
    rank: tuple[str, int, int],
    frame: Frame,
    previous: Previous | None,
) -> Candidate:
    mention = analysed.mentions[position]
    link = analysed.clauses.link.get(position, -1)
    cue = analysed.clauses.cues[link] if link >= 0 else None
    place = _place(analysed, index, position, cue)
    relation = cue.relation if cue is not None else _relation(analysed, position)
    side, order, persons = rank
    shape, entity = frame.shape, mention.entity
    facts: list[Facts] = [
        MentionFacts(place, relation, type_, shape, frame.opening),
        RankFacts(side, str(min(order, 4)), str(min(persons, 3)), type_, shape),
    ]
    if cue is not None:
        facts.append(CueFacts(cue.kind, relation, place, type_, shape, "nearest" if link == frame.cue else ""))
    if position == frame.latest:
        facts.append(LatestFacts(shape, place))
    if entity >= 0:
        known = analysed.entities[entity]
        again = previous is not None and previous.entity == entity
        full = len(known.key) > 1 and mention.last - mention.first > 1
        facts.append(
            EntityFacts(
                named=str(min(len(known.mentions), 5)),
                speaks=str(min(known.subject_of_cues, 3)),
                shape=shape,
                place=place,
                relation=relation,
                again="again" if again else "",
                full="full" if full else "",
            )
        )
    return Candidate(position, entity, facts)


def _is_embedded(analysed: AnalysedText, position: int) -> bool:
    """Whether a mention stands in what is told of another before its cue: Norvik in "Lund, who runs Norvik, said"."""
    mention, clauses = analysed.mentions[position], analysed.clauses
    if position in clauses.link or mention.predicate:
        return False
    for index in clauses.by_sentence.get(analysed.tokens.sentences[mention.first], ()):
        cue = clauses.cues[index]
        if (
            cue.relation == "apposed"
            and analysed.mentions[cue.subject].last <= mention.first
            and mention.last <= cue.at
        ):
            return True
    return False


def _relation(analysed: AnalysedText, position: int) -> str:
    """The part that a mention plays in its sentence where it is no cue's subject."""
    tokens, mention = analysed.tokens, analysed.mentions[position]
    if analysed.clauses.main.get(tokens.sentences[mention.first]) == position:
        return "main"
    if mention.predicate:
        return "predicate"
    if mention.last < len(tokens.kinds) and tokens.kinds[mention.last] == "'":
        return "possessive" if REPORT_NOUNS.isdisjoint(tokens.lower[mention.last + 1 : mention.last + 4]) else "owner"
    before = tokens.lower[mention.outer - 1] if mention.outer else ""
    if before in _GOVERNING:
        # In "with officials warning that" the mention is a subject after all.
        follows = tokens.lower[mention.last] if mention.last < len(tokens.lower) else ""
        return "other" if before == "with" and follows.endswith("ing") else "governed"
    return "patient" if mention.outer and is_verb_before(tokens, mention.outer) else "other"


def _place(analysed: AnalysedText, index: int, position: int, cue: Cue | None) -> str:
    """Where a mention, with its cue, stands to the quotation.

    A and B: after and before it in its sentence, with the class of the gap; P and N: previous and next sentences of its
    paragraph; R and NP: earlier paragraphs and the next one.
    """
    tokens, mention = analysed.tokens, analysed.mentions[position]
    sentences, paragraphs = tokens.sentences, tokens.paragraphs
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    sentence = sentences[mention.first]
    if mention.first > tail:
        if sentence == sentences[tail]:
            edge = mention.outer if cue is None else min(mention.outer, cue.at)
            gap = edge - tail - 1
            if "Q" in tokens.kinds[tail + 1 : edge]:
                return "Aq"
            return "A0" if gap <= 1 else "A1" if gap <= 4 else "A2"
        if paragraphs[mention.first] == paragraphs[tail]:
            return "N1" if sentence == sentences[tail] + 1 else "N2"
        return "NP"
    if sentence == sentences[head]:
        edge = mention.last if cue is None or cue.end > head else max(mention.last, cue.end)
        gap = gap_before(analysed, edge, head)
        if gap >= 10 and "Q" in tokens.kinds[edge:head]:
            return "Bq0" if gap == 10 else "Bq"
        return "B0" if gap == 0 else "B1" if gap <= 2 else "B2" if gap <= 6 else "B3"
    here, there = paragraphs[head], paragraphs[mention.first]
    if here == there:
        return "P1" if sentence == sentences[head] - 1 else "P2"
    if here - there > 1:
        return "R3" if here - there == 2 else "R4"
    last = tokens.paragraph_starts[there + 1] - 1
    if sentences[last] != sentence:
        return "R2"
    return "R1"


def _same_speaker(analysed: AnalysedText, index: int, frame: Frame, previous: Previous) -> Candidate:
    """The candidate that the speaker of the quotation before goes on."""
    tokens = analysed.tokens
    head, last = tokens.quote_heads[index], tokens.quote_tokens[previous.index]
    if tokens.sentences[last] == tokens.sentences[head]:
        distance = "sentence"
    elif tokens.paragraphs[last] == tokens.paragraphs[head]:
        distance = "next" if tokens.sentences[head] - tokens.sentences[last] <= 1 else "paragraph"
    else:
        distance = f"{min(tokens.paragraphs[head] - tokens.paragraphs[last], 4)} paragraphs"
    first, until = bisect_left(analysed.starts, last), bisect_left(analysed.starts, head)
    others = 0
    for position in range(first, min(until, first + _LOOK_BACK)):
        mention = analysed.mentions[position]
        if not mention.inner and mention.entity != previous.entity and type_of(analysed, position) in _PERSONAL:
            others += 1
    latest = analysed.mentions[frame.latest] if frame.latest >= 0 else None
    still = "none" if latest is None or latest.first < last else str(latest.entity == previous.entity)
    facts = SameFacts(
        distance=distance,
        shape=frame.shape,
        latest=still,
        lead=str(frame.lead),
        others=str(min(others, 2)),
        between=str(min(until - first, 3)),
        kind=previous.kind,
        opening=frame.opening,
    )
    return Candidate(SAME, previous.entity, [facts])


def _nobody(analysed: AnalysedText, frame: Frame, previous: Previous | None) -> Candidate:
    """The candidate that nobody in the article said it."""
    cue = analysed.clauses.cues[frame.cue] if frame.cue >= 0 else None
    imagined = cue is not None and not _IMAGINED.isdisjoint(analysed.tokens.lower[max(0, cue.at - 3) : cue.at])
    facts = NobodyFacts(
        shape=frame.shape,
        opening=frame.opening,
        cue=cue.kind if cue else "",
        first=str(previous is None),
        single=str(frame.single),
        imagined=str(imagined),
    )
    return Candidate(NOBODY, -1, [facts])
