"""From a text to its quotes: the steps put together."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from newsbot.items import Name, Quote, QuoteKind
from newsbot.quotes.analysis.analysed_text import AnalysedText, read
from newsbot.quotes.analysis.quotation_spans import Quotation
from newsbot.quotes.attribution.candidates import NOBODY, SAME, Candidate, Previous, candidates_for
from newsbot.quotes.attribution.context import Frame, frame_of
from newsbot.quotes.attribution.facts import Facts
from newsbot.quotes.attribution.kinds import choice_facts, is_agents, is_heading, is_named_work, is_nickname, kind_facts
from newsbot.quotes.attribution.ranker import Model, load_model
from newsbot.quotes.attribution.roles import role_of
from newsbot.quotes.attribution.speakers import mention_text, speaker_name
from newsbot.quotes.indirect import indirect_quotes
from newsbot.quotes.names import Spelt, names_in, with_tags

NAMED_WORK = 0.9
"""How sure it is that what looks like the name of a programme or work is one."""
MAX_ECHOES = 50
"""Quotations looked at as echoes; headline and sub-heads hold far fewer."""
_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(slots=True)
class Decision:
    """The decision about one quotation, and its grounds."""

    index: int
    frame: Frame
    kind: QuoteKind
    kind_probability: float
    kind_facts: list[Facts]
    candidates: list[Candidate]
    chosen: Candidate
    probability: float
    mention: int
    entity: int


def extract_quotes(text: str, *, indirect: bool = False) -> list[Quote]:
    """All quotations of an article in reading order, each with its kind and speaker; with `indirect` also reported
    speech without marks (kind `indirect`).

    Paragraphs end at a newline, one or more; the first lines may be headline and standfirst. Offsets are code points
    into `text`, and `part` is always "body". Raises TypeError when `text` is not a str.
    """
    analysed = read(check_text(text), everything=indirect)
    return _quotes(analysed, indirect=indirect)


def quotes_and_names(text: str, *, indirect: bool = False) -> tuple[list[Quote], Spelt]:
    """The same quotes, and how often the text has which names (`newsbot.quotes.names`), from one analysis."""
    analysed = read(check_text(text), everything=indirect)
    return _quotes(analysed, indirect=indirect), names_in(analysed)


def article_names(texts: Iterable[str], tags: Iterable[str], language: str | None) -> list[Name]:
    """The names of an article, the most frequent first; of one in a language that is not read, its tags."""
    text = "\n".join(part for part in texts if part)
    return with_tags(names_in(read(text, everything=True)) if is_read(language) else Counter(), tags)


def _quotes(analysed: AnalysedText, *, indirect: bool) -> list[Quote]:
    quotes = quotes_of(analysed, load_model())
    if not indirect:
        return quotes
    return sorted([*quotes, *indirect_quotes(analysed, quotes)], key=lambda quote: quote.start)


def is_read(language: str | None) -> bool:
    """Whether quotes are taken from pages that declare a language, or none: the extractor reads English."""
    return (language or "en").startswith("en")


def check_text(text: str) -> str:
    """The text itself; TypeError when it is something else."""
    if not isinstance(text, str):
        raise TypeError(f"newsbot.quotes needs the article's text as a str, not {type(text).__name__}: decode it first")
    return text


def quotes_of(analysed: AnalysedText, model: Model) -> list[Quote]:
    """The quotes of an analysed article by a given model."""
    return [quote_of(analysed, decision) for decision in decide(analysed, model)]


def decide(analysed: AnalysedText, model: Model) -> list[Decision]:
    """Attribute the quotations in order; each may take its speaker over from the one before."""
    decisions: list[Decision] = []
    previous: Previous | None = None
    folded = folded_words(analysed)
    counts = Counter(folded)
    for index in range(len(analysed.quotations)):
        frame = frame_of(analysed, index)
        candidates = candidates_for(analysed, index, frame, previous)
        best, probability = model.rank(candidates)
        chosen = candidates[best]
        facts = [
            *kind_facts(analysed, index, frame, counts[folded[index]] > 1),
            choice_facts(chosen, probability, frame),
        ]
        kind, kind_probability = model.kind(facts)
        if is_nickname(analysed, index):
            kind, kind_probability = "scare", 1.0
        elif kind == "scare" and is_agents(analysed, index, frame):
            kind = "partial"
        elif is_named_work(analysed, index):
            kind, kind_probability = "title", max(kind_probability if kind == "title" else 0.0, NAMED_WORK)
        mention, entity = chosen.mention, chosen.entity
        if mention == SAME and previous is not None:
            mention = _named_beside(analysed, candidates, entity)
            mention = previous.mention if mention < 0 else mention
        decisions.append(
            Decision(
                index,
                frame,
                kind,
                kind_probability,
                facts,
                candidates,
                chosen,
                probability,
                mention,
                entity,
            )
        )
        if chosen.mention != NOBODY and kind in {"statement", "partial"}:
            previous = Previous(index, entity, mention, kind)
    _echo(analysed, decisions, folded)
    return decisions


def _named_beside(analysed: AnalysedText, candidates: list[Candidate], entity: int) -> int:
    """The mention by which the quotation's own sentence names a speaker who goes on: "she said"; -1 without one."""
    beside = [one for one in candidates if one.entity == entity >= 0 and one.mention in analysed.clauses.link]
    beside = [one for one in beside if one.facts[0][0][0] in "AB"]
    return max(beside, key=lambda one: one.score).mention if beside else -1


def _echo(analysed: AnalysedText, decisions: list[Decision], folded: list[str]) -> None:
    """Give a fragment in a headline or sub-head the speaker of the quotation in the text that holds its words."""
    heard = [d for d in decisions if d.kind in {"statement", "partial"} and d.chosen.mention != NOBODY]
    for decision in decisions[:MAX_ECHOES]:
        first = analysed.quotations[decision.index].first
        if not (is_heading(analysed, first) and folded[decision.index]):
            continue
        words = f" {folded[decision.index]} "
        source = next((d for d in heard if d.index != decision.index and words in f" {folded[d.index]} "), None)
        if source is None or is_heading(analysed, analysed.quotations[source.index].first):
            continue
        decision.kind = "partial" if decision.kind == "scare" else decision.kind
        decision.mention, decision.entity, decision.probability = source.mention, source.entity, source.probability


def folded_words(analysed: AnalysedText) -> list[str]:
    """The words of each quotation, lower case, with single spaces and no punctuation."""
    return [" ".join(_NOT_WORD.sub(" ", analysed.text[q.start : q.end].lower()).split()) for q in analysed.quotations]


def quote_of(analysed: AnalysedText, decision: Decision) -> Quote:
    """The record of one decision."""
    quotation = analysed.quotations[decision.index]
    speaker = speaker_name(analysed, decision.mention, decision.entity)
    mention = mention_text(analysed, decision.mention) if decision.mention >= 0 else None
    attributed = decision.kind in {"statement", "partial"}
    cue = analysed.clauses.cues[decision.frame.cue] if decision.frame.cue >= 0 else None
    return Quote(
        text=_words(analysed.text, quotation),
        start=quotation.start,
        end=quotation.end,
        kind=decision.kind,
        speaker=speaker if attributed else None,
        speaker_mention=mention if attributed else None,
        speaker_role=role_of(analysed, decision.entity) if attributed else None,
        cue=(" ".join(analysed.tokens.words[cue.at : cue.end]) or None) if cue and attributed else None,
        confidence=round(decision.kind_probability * (decision.probability if attributed else 1.0), 3),
    )


def _words(text: str, quotation: Quotation) -> str:
    return "\n".join(text[start:end].strip() for start, end in quotation.pieces if end > start)
