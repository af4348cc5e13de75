"""From a text to its quotes: the steps put together."""

import re
from dataclasses import dataclass

from newsbot.items import Quote, QuoteKind
from newsbot.quotes.attribution import NOBODY, SAME, Candidate, Frame, Previous, candidates_for, frame_of
from newsbot.quotes.kinds import kind_features
from newsbot.quotes.marks import Quotation
from newsbot.quotes.ranker import Model, load_model
from newsbot.quotes.reading import Reading, read

_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Decision:
    """What was decided about one quotation, and on what grounds."""

    index: int
    frame: Frame
    kind: QuoteKind
    kind_probability: float
    kind_features: list[str]
    candidates: list[Candidate]
    chosen: Candidate
    probability: float
    mention: int
    entity: int


def extract_quotes(text: str) -> list[Quote]:
    """All quotations of an article in reading order, each with its kind and speaker.

    Paragraphs end at a newline, one or more; the first lines may be headline and standfirst. Offsets are code points
    into `text`, and `part` is always "body". Raises TypeError when `text` is not a str.
    """
    if not isinstance(text, str):
        raise TypeError(f"extract_quotes needs the article's text as a str, not {type(text).__name__}: decode it first")
    return quotes_of(read(text), load_model())


def quotes_of(reading: Reading, model: Model) -> list[Quote]:
    """The quotes of an analysed article by a given model."""
    return [_quote(reading, decision) for decision in decide(reading, model)]


def decide(reading: Reading, model: Model) -> list[Decision]:
    """Attribute the quotations in order; each may take its speaker over from the one before."""
    decisions: list[Decision] = []
    previous: Previous | None = None
    counts = repetitions(reading)
    for index in range(len(reading.quotations)):
        frame = frame_of(reading, index)
        features = kind_features(reading, index, frame, counts[index] > 1)
        kind, kind_probability = model.kind(features)
        candidates = candidates_for(reading, index, frame, previous)
        best, probability = model.rank(candidates)
        chosen = candidates[best]
        mention, entity = chosen.mention, chosen.entity
        if mention == SAME and previous is not None:
            mention = previous.mention
        decisions.append(
            Decision(
                index,
                frame,
                kind,
                kind_probability,
                features,
                candidates,
                chosen,
                probability,
                mention,
                entity,
            )
        )
        if chosen.mention != NOBODY and kind in {"statement", "partial"}:
            previous = Previous(index, entity, mention, kind)
    return decisions


def repetitions(reading: Reading) -> list[int]:
    """How often each quotation's words are quoted in the article."""
    folded = [_SPACE.sub(" ", reading.text[q.start : q.end]).strip(" ,.").lower() for q in reading.quotations]
    counts: dict[str, int] = {}
    for words in folded:
        counts[words] = counts.get(words, 0) + 1
    return [counts[words] for words in folded]


def _quote(reading: Reading, decision: Decision) -> Quote:
    quotation = reading.quotations[decision.index]
    speaker = speaker_name(reading, decision.mention, decision.entity)
    mention = mention_text(reading, decision.mention) if decision.mention >= 0 else None
    attributed = decision.kind in {"statement", "partial"}
    cue = reading.clauses.cues[decision.frame.cue] if decision.frame.cue >= 0 else None
    return Quote(
        text=_words(reading.text, quotation),
        start=quotation.start,
        end=quotation.end,
        kind=decision.kind,
        speaker=speaker if attributed else None,
        speaker_mention=mention if attributed else None,
        cue=" ".join(reading.tokens.words[cue.at : cue.end]) if cue and attributed else None,
        confidence=round(decision.kind_probability * (decision.probability if attributed else 1.0), 3),
    )


def _words(text: str, quotation: Quotation) -> str:
    return "\n".join(text[start:end].strip() for start, end in quotation.pieces if end > start)


def mention_text(reading: Reading, mention: int) -> str:
    """A mention as the article writes it."""
    tokens, found = reading.tokens, reading.mentions[mention]
    return " ".join(reading.text[tokens.starts[found.first] : tokens.ends[found.last - 1]].split())


def speaker_name(reading: Reading, mention: int, entity: int) -> str | None:
    """The fullest name of a speaker; the mention's own words when nobody is named; None without a mention."""
    if mention >= 0 and len(reading.mentions[mention].joint) > 1 and mention in reading.clauses.link:
        return "; ".join(reading.entities[one].name for one in reading.mentions[mention].joint)
    if entity >= 0:
        return reading.entities[entity].name
    if mention < 0 or reading.mentions[mention].type in {"he", "she", "they", "it"}:
        return None
    return mention_text(reading, mention)
