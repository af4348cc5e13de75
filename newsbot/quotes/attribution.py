"""Who may have said a quotation: the candidates, and what speaks for each of them."""

from bisect import bisect_left
from dataclasses import dataclass, field

from newsbot.quotes.clauses import Cue
from newsbot.quotes.cues import REPORT_NOUNS
from newsbot.quotes.reading import Reading
from newsbot.quotes.words import words

NOBODY = -1
"""Candidate for a quotation whose speaker the article does not tell."""
SAME = -2
"""Candidate for a quotation whose speaker is the one of the quotation before."""

BEFORE, AFTER = 14, 6
"""Candidates looked at on either side of a quotation."""
_JOINTS = frozenset({":", ",", "that", "(", "-", "as", "", "how", "it"})


@dataclass(slots=True)
class Frame:
    """How a quotation stands in its sentence."""

    shape: str
    """post ("…," said Lee), pre (Lee said, "…"), both, in (inside a clause) or bare."""
    cue: int = -1
    """Index of the cue that stands nearest to it in its sentence."""
    lead: bool = False
    """True when it begins its paragraph."""
    opening: str = ""
    """How its words begin and how many there are: for telling clauses from fragments."""
    single: bool = False
    latest: int = -1
    """The last mention before it that is the subject of a cue."""


@dataclass(slots=True)
class Previous:
    """The quotation before, as far as it has been attributed."""

    index: int
    entity: int
    """Its speaker's entity, or -1 when the speaker has no name."""
    mention: int
    """The mention that was chosen for it, or -1."""
    kind: str = "statement"


@dataclass(slots=True)
class Candidate:
    """One possible speaker of a quotation."""

    mention: int
    """Index of the mention, NOBODY or SAME."""
    entity: int
    features: list[str] = field(default_factory=list)
    score: float = 0.0


def frame_of(reading: Reading, index: int) -> Frame:
    """Describe how a quotation stands in its sentence."""
    tokens = reading.tokens
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    quotation = reading.quotations[index]
    words = reading.text[quotation.start : min(quotation.end, quotation.start + 200)].split()
    first = words[0].lstrip("'‘“\"[(") if words else ""
    size = (
        "1"
        if len(words) == 1
        else "2"
        if len(words) == 2
        else "4"
        if len(words) <= 4
        else "8"
        if len(words) <= 8
        else "n"
    )
    opening = ("U" if first[:1].isupper() or first[:1].isdigit() else "l") + size
    begin = tokens.sentence_starts[tokens.sentences[head]]
    end = tokens.sentence_starts[tokens.sentences[tail] + 1]
    pre = post = -1
    nearest, distance = -1, 99
    clauses = reading.clauses
    for cue_index in clauses.by_sentence.get(tokens.sentences[head], ()):
        cue = clauses.cues[cue_index]
        if cue.end <= head:
            gap = _gap_before(reading, cue.end, head)
            if gap == 0 and cue.kind not in {"think", "term"}:
                pre = cue_index
            if gap <= distance:
                nearest, distance = cue_index, gap
    for cue_index in clauses.by_sentence.get(tokens.sentences[tail], ()):
        cue = clauses.cues[cue_index]
        if cue.at > tail:
            edge = cue.at
            if cue.subject >= 0 and cue.relation in {"direct", "apposed"}:
                edge = min(edge, max(reading.mentions[cue.subject].outer, tail + 1))
            gap = edge - tail - 1
            if any(tokens.kinds[at] == "Q" for at in range(tail + 1, edge)):
                continue
            if gap <= 1 and cue.relation in {"direct", "inverted", "apposed", "object"} and post < 0:
                post = cue_index
            if gap < distance:
                nearest, distance = cue_index, gap
    if post >= 0:
        shape = "both" if pre >= 0 else "post"
        nearest = post
    elif pre >= 0:
        shape, nearest = "pre", pre
    elif (head == begin and tail + 1 == end) or all(kind in "Q.,-:;!?" for kind in tokens.kinds[begin:end]):
        shape = "bare"
    else:
        shape = "in"
    if shape == "bare" and head and head == begin and tokens.kinds[head - 1] == ":":
        shape = "colon"
        nearest = max(clauses.by_sentence.get(tokens.sentences[head] - 1, [-1]))
    lead = head == tokens.paragraph_starts[quotation.first]
    return Frame(shape, nearest, lead, opening, quotation.single, _latest_speaker(reading, head))


def _latest_speaker(reading: Reading, head: int) -> int:
    """The last mention before a token that is the subject of a cue of speech."""
    cues = reading.clauses.cues
    for index in range(bisect_left(reading.cue_starts, head) - 1, -1, -1):
        cue = cues[index]
        if cue.subject >= 0 and cue.kind in {"say", "tell", "write", "ask", "by"} and cue.relation != "far":
            return cue.subject
        if head - cue.at > 250:
            break
    return -1


def _gap_before(reading: Reading, end: int, head: int) -> int:
    """How many words, joints aside, stand between two tokens; another quotation counts for ten."""
    lower, kinds = reading.tokens.lower, reading.tokens.kinds
    gap = 0
    for at in range(max(end, head - 12), head):
        if kinds[at] == "Q":
            gap += 10
        elif lower[at] not in _JOINTS and kinds[at] != "-":
            gap += 1
    return gap


def candidates_for(reading: Reading, index: int, frame: Frame, previous: Previous | None) -> list[Candidate]:
    """All candidates for a quotation, with their features."""
    tokens, mentions = reading.tokens, reading.mentions
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    quotation = reading.quotations[index]
    split = bisect_left(reading.starts, head)
    left: list[int] = []
    floor = tokens.paragraph_starts[max(0, quotation.first - 3)]
    for position in range(split - 1, max(-1, split - 60), -1):
        mention = mentions[position]
        if mention.first < floor or len(left) >= BEFORE:
            break
        if not mention.inner and mention.last <= head:
            left.append(position)
    right: list[int] = []
    after = bisect_left(reading.starts, tail)
    ceiling = tokens.paragraph_starts[min(quotation.last + 2, len(tokens.paragraph_starts) - 1)]
    for position in range(after, min(len(mentions), after + 20)):
        mention = mentions[position]
        if mention.first >= ceiling or len(right) >= AFTER:
            break
        if not mention.inner and mention.first > tail:
            right.append(position)
    found = []
    persons = 0
    for order, position in enumerate(left):
        person = _type(reading, position) in _PERSONAL
        found.append(_candidate(reading, index, position, "b", order, persons, frame, previous))
        persons += person
    persons = 0
    for order, position in enumerate(right):
        person = _type(reading, position) in _PERSONAL
        found.append(_candidate(reading, index, position, "a", order, persons, frame, previous))
        persons += person
    if previous is not None and (previous.entity >= 0 or previous.mention >= 0):
        found.append(_same_speaker(reading, index, frame, previous))
    found.append(_nobody(reading, index, frame, previous))
    return found


_PERSONAL = words(
    """
    person he she role group nominal
    """
)


def _type(reading: Reading, position: int) -> str:
    mention = reading.mentions[position]
    if mention.type == "name":
        return reading.entities[mention.entity].type if mention.entity >= 0 else "name"
    return mention.type


def _candidate(
    reading: Reading,
    index: int,
    position: int,
    side: str,
    order: int,
    persons: int,
    frame: Frame,
    previous: Previous | None,
) -> Candidate:
    tokens, mention = reading.tokens, reading.mentions[position]
    clauses = reading.clauses
    link = clauses.link.get(position, -1)
    cue = clauses.cues[link] if link >= 0 else None
    place = _place(reading, index, position, cue.at if cue else -1, cue.end if cue else -1)
    sentence = tokens.sentences[mention.first]
    if cue is not None:
        relation = cue.relation
    elif clauses.main.get(sentence) == position:
        relation = "main"
    elif mention.predicate:
        relation = "predicate"
    elif mention.last < len(tokens.kinds) and tokens.kinds[mention.last] == "'":
        owned = tokens.lower[mention.last + 1 : mention.last + 4]
        relation = "possessive" if REPORT_NOUNS.isdisjoint(owned) else "owner"
    elif mention.outer and tokens.lower[mention.outer - 1] in _GOVERNING and not _heads_clause(reading, position):
        relation = "governed"
    else:
        relation = "other"
    kind = _type(reading, position)
    entity = mention.entity
    features = [
        f"place={place}",
        f"place+relation={place} {relation}",
        f"type={kind}",
        f"type+place={kind} {place}",
        f"type+relation={kind} {relation}",
        f"shape+place={frame.shape} {place}",
        f"shape+place+relation={frame.shape} {place} {relation}",
        f"shape+type={frame.shape} {kind}",
        f"opening+place+relation={frame.opening} {place} {relation}",
        f"order={side}{min(order, 4)}",
        f"order+shape={side}{min(order, 3)} {frame.shape}",
        f"persons={side}{min(persons, 3)} {kind} {frame.shape}",
    ]
    if cue is not None:
        features.append(f"cue+place={cue.kind} {place}")
        features.append(f"cue+relation+shape={cue.kind} {relation} {frame.shape}")
        if link == frame.cue:
            features.append(f"nearest-cue={frame.shape} {relation}")
            features.append(f"nearest-cue={relation}")
            features.append(f"nearest-cue+type={relation} {kind}")
    if position == frame.latest:
        features.append(f"latest={frame.shape} {place}")
    if entity >= 0:
        known = reading.entities[entity]
        features.append(f"named={min(len(known.mentions), 5)}")
        features.append(f"speaks={min(known.subject_of_cues, 3)} {frame.shape}")
        if previous is not None and previous.entity == entity:
            features.append(f"same-as-before={frame.shape} {place[0]}")
            features.append(f"same-as-before+relation={frame.shape} {relation}")
        if len(known.key) > 1 and mention.last - mention.first > 1:
            features.append(f"full-name={frame.shape} {place}")
    return Candidate(position, entity, features)


def _heads_clause(reading: Reading, position: int) -> bool:
    """Whether a mention after "with" is the subject of what follows: "with officials warning"."""
    tokens, mention = reading.tokens, reading.mentions[position]
    after = tokens.lower[mention.last] if mention.last < len(tokens.lower) else ""
    return tokens.lower[mention.outer - 1] == "with" and after.endswith("ing")


_GOVERNING = words(
    """
    of at from with for in on by to about against over under after before during through into near among between
    than like
    """
)


def _place(reading: Reading, index: int, position: int, cue_at: int, cue_end: int) -> str:
    """Where a mention, with its cue, stands to the quotation."""
    tokens, mention = reading.tokens, reading.mentions[position]
    head, tail = tokens.quote_heads[index], tokens.quote_tokens[index]
    sentence = tokens.sentences[mention.first]
    if mention.first > tail:
        if sentence == tokens.sentences[tail]:
            edge = mention.outer if cue_at < 0 else min(mention.outer, cue_at)
            gap = edge - tail - 1
            if any(tokens.kinds[at] == "Q" for at in range(tail + 1, min(edge, tail + 30))):
                return "Aq"
            return "A0" if gap <= 1 else "A1" if gap <= 4 else "A2"
        if tokens.paragraphs[mention.first] == tokens.paragraphs[tail]:
            return "N1" if sentence == tokens.sentences[tail] + 1 else "N2"
        return "NP"
    if sentence == tokens.sentences[head]:
        edge = mention.last if cue_end < 0 or cue_end > head else max(mention.last, cue_end)
        gap = _gap_before(reading, edge, head)
        if gap >= 10 and any(tokens.kinds[at] == "Q" for at in range(edge, head)):
            return "Bq0" if gap == 10 else "Bq"
        return "B0" if gap == 0 else "B1" if gap <= 2 else "B2" if gap <= 6 else "B3"
    if tokens.paragraphs[mention.first] == tokens.paragraphs[head]:
        return "P1" if sentence == tokens.sentences[head] - 1 else "P2"
    gap = tokens.paragraphs[head] - tokens.paragraphs[mention.first]
    last = tokens.paragraph_starts[tokens.paragraphs[mention.first] + 1] - 1
    if gap == 1:
        if tokens.kinds[last] == ":" and tokens.sentences[last] == sentence:
            return "R:"
        return "R1" if tokens.sentences[last] == sentence else "R2"
    return "R3" if gap == 2 else "R4"


def _same_speaker(reading: Reading, index: int, frame: Frame, previous: Previous) -> Candidate:
    """The candidate that the speaker of the quotation before goes on."""
    tokens = reading.tokens
    head = tokens.quote_heads[index]
    last = tokens.quote_tokens[previous.index]
    if tokens.sentences[last] == tokens.sentences[head]:
        distance = "sentence"
    elif tokens.paragraphs[last] == tokens.paragraphs[head]:
        distance = "next" if tokens.sentences[head] - tokens.sentences[last] <= 1 else "paragraph"
    else:
        gap = tokens.paragraphs[head] - tokens.paragraphs[last]
        distance = f"{min(gap, 4)} paragraphs"
    between = bisect_left(reading.starts, head) - bisect_left(reading.starts, last)
    others = 0
    for position in range(bisect_left(reading.starts, last), bisect_left(reading.starts, head)):
        mention = reading.mentions[position]
        if not mention.inner and mention.entity != previous.entity and _type(reading, position) in _PERSONAL:
            others += 1
    latest = reading.mentions[frame.latest] if frame.latest >= 0 else None
    still = "none" if latest is None or latest.first < last else str(latest.entity == previous.entity)
    features = [
        f"same={distance}",
        f"same+latest={still} {frame.shape} {distance}",
        f"same+shape={distance} {frame.shape}",
        f"same+lead={distance} {frame.shape} {frame.lead}",
        f"same+others={distance} {frame.shape} {min(others, 2)}",
        f"same+between={distance} {frame.shape} {min(between, 3)}",
        f"same+kind={previous.kind} {frame.shape}",
        f"same+opening={distance} {frame.opening}",
    ]
    return Candidate(SAME, previous.entity, features)


def _nobody(reading: Reading, index: int, frame: Frame, previous: Previous | None) -> Candidate:
    cue = reading.clauses.cues[frame.cue] if frame.cue >= 0 else None
    features = [
        "nobody",
        f"nobody+shape={frame.shape}",
        f"nobody+opening={frame.opening}",
        f"nobody+opening+shape={frame.opening} {frame.shape}",
        f"nobody+cue={cue.kind if cue else ''} {frame.shape}",
        f"nobody+first={previous is None} {frame.shape}",
        f"nobody+single={frame.single}",
        f"nobody+subject={_invented(reading, cue)} {frame.shape}",
    ]
    return Candidate(NOBODY, -1, features)


def _invented(reading: Reading, cue: Cue | None) -> bool:
    """Whether the words are only imagined: "you might say"."""
    if cue is None:
        return False
    before = reading.tokens.lower[max(0, cue.at - 3) : cue.at]
    return not {"you", "i", "we", "may", "might", "could", "would"}.isdisjoint(before)
