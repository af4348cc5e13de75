"""Cues and their subjects: which mention says, writes or claims something in each sentence."""

from dataclasses import dataclass, field

from newsbot.quotes.analysis.cue_phrases import CUE_WORDS, Cue, colon_at, cue_at
from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.subjects import link, main_subject
from newsbot.quotes.analysis.tokens import Tokens


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
        main = main_subject(tokens, mentions, positions)
        if main >= 0:
            clauses.main[sentence] = main
    last_subject: dict[int, int] = {}
    for at in [at for at, word in enumerate(tokens.lower) if word in CUE_WORDS]:
        sentence = tokens.sentences[at]
        positions = by_sentence.get(sentence, [])
        cue = cue_at(tokens, at) or colon_at(tokens, mentions, positions, at)
        if cue is None:
            continue
        if cue.subject < 0:
            link(tokens, mentions, positions, clauses.main.get(sentence, -1), cue, last_subject)
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
