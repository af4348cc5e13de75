"""Reported speech without marks: who is reported to have said what.

A cue and its subject are found by the analysis that quotations use. The reported words are the cue's content clause. It
follows the cue ("Telmar said it would…"), precedes it ("…, the minister said"), or stands beside "according to". The
way the clause is joined decides how sure it is. Attitudes ("believes", "expects") are no speech.
"""

from collections.abc import Iterator

from newsbot.items import Quote
from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.quotes.analysis.cue_phrases import Cue
from newsbot.quotes.attribution.roles import role_of
from newsbot.quotes.attribution.speakers import mention_text, speaker_name
from newsbot.quotes.language.cues import AUXILIARIES
from newsbot.quotes.language.names import CALENDAR
from newsbot.quotes.language.speech_verbs import (
    ADJUNCTS,
    ASKS,
    BARE,
    CUTS,
    FINITE,
    JOINTS,
    LISTENED,
    LISTENERS,
    NAMES,
    NO_SUBJECT,
    OCCASIONS,
    STATES,
)

FEWEST_WORDS = 2
"""Words that a content clause has."""

REACH = 16
"""Tokens behind a cue in which "that" or its like joins what is said."""

Span = tuple[int, int, float]
"""Tokens of a content clause, the end exclusive, and how sure it is."""

_ENDS = frozenset(".?!;")
_PAUSES = frozenset(",-")


def indirect_quotes(analysed: AnalysedText, marked: list[Quote]) -> list[Quote]:
    """The reported speech of an article, in reading order.

    `marked` are its quotations: what they cover is not returned a second time. Spans never overlap.
    """
    taken = [(quote.start, quote.end) for quote in marked if quote.kind in ("statement", "partial")]
    found: list[Quote] = []
    for cues in analysed.clauses.by_sentence.values():
        for cue, span in _of_sentence(analysed, [analysed.clauses.cues[index] for index in cues]):
            quote = _quote(analysed, cue, span)
            if quote is not None and not any(start < quote.end and quote.start < end for start, end in taken):
                found.append(quote)
                taken.append((quote.start, quote.end))
    return sorted(found, key=lambda quote: quote.start)


def _of_sentence(analysed: AnalysedText, cues: list[Cue]) -> Iterator[tuple[Cue, Span]]:
    """The content clauses of a sentence, the widest first: the one before a cue at the end holds all other cues."""
    tokens = analysed.tokens
    begin, end = _bounds(analysed, cues[0])
    for cue in reversed(cues):
        for span in _before(analysed, cue, begin, end):
            yield cue, span
    reach = begin
    for cue in cues:
        if cue.at < reach or cue.kind == "think" or cue.relation == "passive":
            continue
        if cue.kind == "by":
            spans = (
                list(_beside_source(analysed, cue, begin, end)) if tokens.lower[cue.at] in {"according", "per"} else []
            )
        else:
            spans = list(_behind(analysed, cue, end))
        for span in spans:
            yield cue, span
            reach = max(reach, span[1])


def _bounds(analysed: AnalysedText, cue: Cue) -> tuple[int, int]:
    """The tokens of a cue's sentence, without its stop."""
    tokens = analysed.tokens
    sentence = tokens.sentences[cue.at]
    begin, end = tokens.sentence_starts[sentence], tokens.sentence_starts[sentence + 1]
    while end > begin and tokens.kinds[end - 1] in _ENDS:
        end -= 1
    return begin, end


def _before(analysed: AnalysedText, cue: Cue, begin: int, end: int) -> Iterator[Span]:
    """The clause before ", the minister said"; in "To save money, he said, the masts go" the one behind it, too."""
    tokens = analysed.tokens
    if cue.subject < 0 or tokens.lower[cue.at] not in STATES or cue.kind == "by":
        return
    if cue.relation not in {"direct", "apposed", "inverted"}:
        return
    subject = analysed.mentions[cue.subject]
    edge = min(subject.outer, cue.at)
    if (
        edge - begin < FEWEST_WORDS + 1
        or tokens.kinds[edge - 1] not in _PAUSES
        or "Q" in tokens.kinds[begin : edge - 1]
    ):
        return
    if subject.outer < edge or analysed.mentions[cue.subject].predicate:
        return
    tail = max(cue.end, subject.last if cue.relation == "inverted" else 0)
    if subject.role is not None and cue.relation == "inverted":
        tail = max(tail, subject.role[1])
    if tail < end and tokens.kinds[tail] in _PAUSES and cue.relation != "inverted":
        yield _past_opening(analysed, begin, edge - 1), edge - 1, 0.7
        yield _past_opening(analysed, tail, end), _cut(analysed, tail + 1, end, cue), 0.7
    elif _nothing_follows(analysed, cue, tail, end) and _has_verb(analysed, begin, edge - 1):
        yield _past_opening(analysed, begin, edge - 1), edge - 1, 0.85


def _nothing_follows(analysed: AnalysedText, cue: Cue, at: int, end: int) -> bool:
    """Whether a sentence ends with the cue, or with where, when and to whom it was said."""
    tokens = analysed.tokens
    if at < end and tokens.lower[cue.at] in LISTENED:
        at = _past_listener(analysed, at, end)
    if at >= end:
        return True
    if tokens.lower[at] in CALENDAR or tokens.lower[at] in ADJUNCTS or tokens.lower[at] in LISTENERS:
        return "that" not in tokens.lower[at:end] and end - at < REACH
    return False


def _beside_source(analysed: AnalysedText, cue: Cue, begin: int, end: int) -> Iterator[Span]:
    """The words attributed by "according to": the clause behind its comma where it begins the sentence, else before."""
    tokens = analysed.tokens
    if cue.at - begin <= 1:
        last = _end_of_source(analysed, cue, end)
        if last < end and tokens.kinds[last] == ",":
            yield last + 1, end, 0.85
        return
    last = cue.at - 1 if tokens.kinds[cue.at - 1] in _PAUSES else cue.at
    quotations = [at for at in range(begin, last) if tokens.kinds[at] == "Q"]
    first = quotations[-1] + 1 if quotations else begin
    if _has_verb(analysed, first, last):
        yield _past_opening(analysed, first, last), last, 0.85


def _end_of_source(analysed: AnalysedText, cue: Cue, end: int) -> int:
    """Where the source behind "according to" ends, its apposition included."""
    tokens = analysed.tokens
    at = cue.end
    if cue.subject >= 0:
        subject = analysed.mentions[cue.subject]
        at = max(at, subject.last, subject.role[1] if subject.role is not None else 0)
    return next((here for here in range(at, end) if tokens.kinds[here] == ","), end)


def _behind(analysed: AnalysedText, cue: Cue, end: int) -> Iterator[Span]:
    """The clause behind a cue: with "that" or its like, as a request, bare, or as what is named."""
    tokens = analysed.tokens
    if cue.subject < 0 or analysed.mentions[cue.subject].predicate:
        return
    word = tokens.lower[cue.at]
    at = cue.end
    if cue.relation == "inverted":
        at = max(at, analysed.mentions[cue.subject].last)
    first = _past_setting(analysed, cue, at, end)
    joint = _joint(analysed, cue, at, first, end)
    if joint >= 0:
        clause = _past_opening(analysed, joint + 1, end) if tokens.lower[joint] == "that" else joint
        if _has_verb(analysed, clause, end):
            yield clause, _cut(analysed, clause, end, cue), 0.9
        return
    if (word in ASKS) and (request := _request(analysed, cue, end)) >= 0:
        yield request, _cut(analysed, request, end, cue), 0.7
        return
    if cue.relation not in {"direct", "apposed", "participle", "far"} or first >= end:
        return
    if cue.relation == "far" and tokens.lower[cue.at - 1] == "to":
        return
    if word in BARE and _is_bare_clause(analysed, first, end):
        yield first, _cut(analysed, first, end, cue), 0.8
    elif word in NAMES and (object_ := _object(analysed, cue, end)) >= 0:
        yield object_, _cut(analysed, object_, end, cue), 0.6


def _joint(analysed: AnalysedText, cue: Cue, at: int, first: int, end: int) -> int:
    """The "that", "whether" or "how" that joins a clause to the cue before it; -1 when there is none.

    It stands where the clause would begin, or behind a phrase that begins with a preposition, a name or a comma.
    """
    tokens = analysed.tokens
    for here in (at, first):
        if here < end and tokens.lower[here] in JOINTS:
            return here
    if at >= end or tokens.lower[cue.at] not in STATES | ASKS:
        return -1
    if not (tokens.lower[at] in ADJUNCTS or tokens.kinds[at] in "N,#" or tokens.lower[at] in LISTENERS):
        return -1
    for here in range(at, min(end, at + REACH)):
        if tokens.lower[here] == "that":
            return here if tokens.kinds[here - 1] in "N,#w" and tokens.lower[here - 1] not in ADJUNCTS else -1
        if tokens.kinds[here] in {"Q", ":", "("} or tokens.lower[here] in FINITE:
            return -1
    return -1


def _request(analysed: AnalysedText, cue: Cue, end: int) -> int:
    """Where "supporters to watch the polls" begins behind "urged", or "to …" behind "promised"; -1 for none."""
    tokens = analysed.tokens
    first = cue.end
    if first < end and tokens.lower[first] in {"on", "for", "upon"}:
        first += 1
    for here in range(first, min(end, first + 8)):
        word, kind = tokens.lower[here], tokens.kinds[here]
        if word == "to" and here + 1 < end and tokens.kinds[here + 1] == "w":
            return first
        if kind in {"Q", ",", ":", "("} or word in FINITE or word in ADJUNCTS:
            return -1
    return -1


def _object(analysed: AnalysedText, cue: Cue, end: int) -> int:
    """Where a noun phrase of some length begins behind "cited", "mentioned", "called for"; -1 for none."""
    tokens = analysed.tokens
    first = cue.end
    if tokens.lower[cue.at] in {"call", "calls", "called", "calling"}:
        if first >= end or tokens.lower[first] != "for":
            return -1
        first += 1
    if end - first < FEWEST_WORDS + 1 or tokens.kinds[first] not in "Nw#" or tokens.lower[first] in ADJUNCTS:
        return -1
    return -1 if "Q" in tokens.kinds[first:end] else first


def _past_setting(analysed: AnalysedText, cue: Cue, at: int, end: int) -> int:
    """Past the listener of "told reporters", and past "on Friday", "in a statement"."""
    tokens = analysed.tokens
    if tokens.lower[cue.at] in LISTENED:
        listener = _past_listener(analysed, at, end)
        if listener == at:
            return end
        at = listener
    while at < end:
        word = tokens.lower[at]
        if word in CALENDAR or word == "later" or word in AUXILIARIES - FINITE:
            at += 1
        elif word in ADJUNCTS and (past := _past_phrase(analysed, at, end)) > at:
            at = past
        else:
            break
    return at + 1 if cue.end < at < end and tokens.kinds[at] == "," else at


def _past_phrase(analysed: AnalysedText, at: int, end: int) -> int:
    """Past a short phrase such as "on Friday", "in a statement", "at a rally": what follows is what was said."""
    tokens = analysed.tokens
    for here in range(at + 1, min(end, at + 5)):
        word = tokens.lower[here]
        if word in CALENDAR or word in OCCASIONS or word in LISTENERS:
            return here + 1
    return at


def _past_listener(analysed: AnalysedText, at: int, end: int) -> int:
    """The end of the listener's mention behind "told"."""
    tokens = analysed.tokens
    if at < end and tokens.lower[at] in LISTENERS:
        return at + 1
    for mention in analysed.mentions:
        if mention.outer == at or mention.first == at:
            return mention.last
        if mention.outer > at:
            break
    while at < end and (tokens.kinds[at] == "N" or tokens.lower[at] in {"the", "a", "an", "his", "her", "their"}):
        at += 1
    return at


def _is_bare_clause(analysed: AnalysedText, first: int, end: int) -> bool:
    """Whether a clause without "that" begins here: with a subject, and with a verb behind it."""
    tokens = analysed.tokens
    return (
        end - first > FEWEST_WORDS
        and tokens.kinds[first] in "Nw#$["
        and tokens.lower[first] not in NO_SUBJECT
        and (tokens.lower[first] not in ADJUNCTS or (tokens.lower[first] == "about" and tokens.kinds[first + 1] == "#"))
        and _has_verb(analysed, first + 1, end)
    )


def _has_verb(analysed: AnalysedText, first: int, end: int) -> bool:
    """Whether some tokens may have a finite verb: an auxiliary, or a word in -s or -ed behind a word or name."""
    tokens = analysed.tokens
    first = _past_opening(analysed, first, end)
    if end - first < FEWEST_WORDS:
        return False
    lead = tokens.lower[first] in ADJUNCTS | {"if", "when"} and "," not in tokens.kinds[first:end]
    for at in range(first, end):
        word = tokens.lower[at]
        if word in FINITE or word.endswith(("n't", "’t")):
            return True
        if not lead and at > first - 1 and tokens.kinds[at] == "w" and len(word) > 3 and word.endswith(("s", "ed")):
            return True
    return not lead and end - first > 4 and any(tokens.kinds[at] == "w" for at in range(first, end))


def _cut(analysed: AnalysedText, first: int, end: int, cue: Cue) -> int:
    """Where what was said ends: at a quotation or semicolon, and before a second cue that goes on in the sentence."""
    tokens, clauses = analysed.tokens, analysed.clauses
    end = next((at for at in range(first, end) if tokens.kinds[at] in {"Q", ";"}), end)
    for index in clauses.by_sentence.get(tokens.sentences[cue.at], ()):
        other = clauses.cues[index]
        if not first < other.at < end or other.subject < 0 or tokens.lower[other.at] not in STATES | {"according"}:
            continue
        edge = other.at
        subject = analysed.mentions[other.subject]
        if first < subject.outer < other.at and other.relation in {"direct", "apposed"}:
            edge = subject.outer
        before = edge - 1
        while before > first and tokens.lower[before] in AUXILIARIES:
            before -= 1
        if tokens.lower[before] in CUTS:
            end = before
            break
        if tokens.kinds[before] == "," and (other.kind == "by" or other.relation in {"participle", "direct"}):
            end = before
            break
    while (
        end > first
        and tokens.kinds[end - 1] in {",", ":", "-", "(", "w"}
        and (tokens.kinds[end - 1] != "w" or tokens.lower[end - 1] in CUTS)
    ):
        end -= 1
    return end


def _past_opening(analysed: AnalysedText, first: int, last: int) -> int:
    """Past the marks that begin a sentence."""
    tokens = analysed.tokens
    while first < last and tokens.kinds[first] in {",", "-", "Q", ")", ".", "*"}:
        first += 1
    return first


def _quote(analysed: AnalysedText, cue: Cue, span: Span) -> Quote | None:
    tokens = analysed.tokens
    first, last, sure = span
    if last - first < FEWEST_WORDS or "Q" in tokens.kinds[first:last]:
        return None
    start, end = tokens.starts[first], tokens.ends[last - 1]
    if cue.subject >= 0:
        entity = analysed.mentions[cue.subject].entity
        speaker, mention = speaker_name(analysed, cue.subject, entity), mention_text(analysed, cue.subject)
        role = role_of(analysed, entity)
    else:
        begin = cue.end
        _, stop = _bounds(analysed, cue)
        stop = min(_end_of_source(analysed, cue, stop), begin + 8)
        if stop <= begin:
            return None
        speaker = mention = " ".join(analysed.text[tokens.starts[begin] : tokens.ends[stop - 1]].split())
        role = None
    return Quote(
        text=" ".join(analysed.text[start:end].split()),
        start=start,
        end=end,
        kind="indirect",
        speaker=speaker,
        speaker_mention=mention,
        speaker_role=role,
        cue=" ".join(tokens.words[cue.at : cue.end]),
        confidence=sure,
    )
