"""Why each quote was attributed as it was: candidates, scores and the features that decided."""

import math
from dataclasses import dataclass

from newsbot.items import Quote
from newsbot.quotes.analysis.analysed_text import AnalysedText, read
from newsbot.quotes.attribution.candidates import NOBODY, SAME
from newsbot.quotes.attribution.facts import Facts
from newsbot.quotes.attribution.features import features_of
from newsbot.quotes.attribution.ranker import load_model
from newsbot.quotes.attribution.speakers import mention_text, speaker_name
from newsbot.quotes.extraction import Decision, check_text, decide, quote_of


@dataclass(slots=True)
class ExplainedCandidate:
    """One that could have said it."""

    mention: str
    """The words in the article; "(nobody)" or "(the speaker before)" for the two candidates without words."""
    speaker: str | None
    """The name that the mention resolves to."""
    probability: float
    """Its share among the candidates, 0 to 1."""
    score: float
    """The sum of its features' weights."""
    features: list[tuple[str, float]]
    """Features with their weights, the weightiest first; those without weight are left out."""


@dataclass(slots=True)
class Explanation:
    """One quote and the grounds for it."""

    quote: Quote
    shape: str
    """How it stands in its sentence: post, pre, both, in or bare (`newsbot.quotes.attribution.context`)."""
    kind_features: list[tuple[str, float]]
    """Features of the chosen kind with their weights, the weightiest first."""
    candidates: list[ExplainedCandidate]
    """All candidates, the best first."""


def explain_quotes(text: str) -> list[Explanation]:
    """What `extract_quotes` returns for a text, each quote with the grounds for its kind and speaker.

    Raises TypeError when `text` is not a str.
    """
    analysed = read(check_text(text))
    model = load_model()
    return [
        Explanation(
            quote_of(analysed, decision),
            decision.frame.shape,
            _weighed(decision.kind_facts, model.kinds[decision.kind]),
            _explained(analysed, decision, model.candidates),
        )
        for decision in decide(analysed, model)
    ]


def _weighed(groups: list[Facts], weights: dict[str, float]) -> list[tuple[str, float]]:
    features = [(name, weights.get(name, 0.0)) for facts in groups for name in features_of(facts)]
    return sorted((pair for pair in features if pair[1]), key=lambda pair: -abs(pair[1]))


def _explained(analysed: AnalysedText, decision: Decision, weights: dict[str, float]) -> list[ExplainedCandidate]:
    top = max(candidate.score for candidate in decision.candidates)
    total = sum(math.exp(candidate.score - top) for candidate in decision.candidates)
    explained = []
    for candidate in sorted(decision.candidates, key=lambda candidate: -candidate.score):
        if candidate.mention == NOBODY:
            words, speaker = "(nobody)", None
        elif candidate.mention == SAME:
            words, speaker = "(the speaker before)", speaker_name(analysed, candidate.mention, candidate.entity)
        else:
            words = mention_text(analysed, candidate.mention)
            speaker = speaker_name(analysed, candidate.mention, candidate.entity)
        share = math.exp(candidate.score - top) / total
        explained.append(
            ExplainedCandidate(
                words, speaker, round(share, 4), round(candidate.score, 3), _weighed(candidate.facts, weights)
            )
        )
    return explained
