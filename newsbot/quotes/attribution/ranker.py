"""The learned part: weights of features, read from model.json, and what is computed from them."""

import json
import math
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from newsbot.items import QuoteKind
from newsbot.quotes.attribution.candidates import Candidate
from newsbot.quotes.attribution.facts import Facts
from newsbot.quotes.attribution.features import FINGERPRINT, features_of
from newsbot.quotes.attribution.kinds import KINDS

MAX_REMEMBERED = 50_000
"""Groups of facts whose weights are kept; a few megabytes."""
MODEL_PATH = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of two log-linear models, one for candidates and one for kinds."""

    candidates: dict[str, float]
    """Feature to weight: a softmax over the candidates of one quotation."""
    kinds: dict[QuoteKind, dict[str, float]]
    """Kind to its features' weights: a softmax over the kinds."""
    _weighed: dict[Facts, float] = field(default_factory=dict, repr=False)
    _weighed_kinds: dict[Facts, tuple[float, ...]] = field(default_factory=dict, repr=False)

    def rank(self, candidates: list[Candidate]) -> tuple[int, float]:
        """Score all candidates; the best one's index and its probability."""
        best, best_score = 0, -math.inf
        weighed = self._weighed
        for index, candidate in enumerate(candidates):
            score = 0.0
            for facts in candidate.facts:
                weight = weighed.get(facts)
                score += self._weigh(facts) if weight is None else weight
            candidate.score = score
            if score > best_score:
                best, best_score = index, score
        return best, 1.0 / sum([math.exp(candidate.score - best_score) for candidate in candidates])

    def kind(self, groups: list[Facts]) -> tuple[QuoteKind, float]:
        """The likeliest kind and its probability."""
        scores = [sum(column) for column in zip(*map(self._weigh_kinds, groups), strict=True)]
        top = max(scores)
        best = scores.index(top)
        return list(self.kinds)[best], 1.0 / sum([math.exp(score - top) for score in scores])

    def _weigh(self, facts: Facts) -> float:
        """The weight of a group of facts; the same groups come again and again, so it is kept."""
        if len(self._weighed) > MAX_REMEMBERED:
            self._weighed.clear()
        weight = sum([self.candidates.get(feature, 0.0) for feature in features_of(facts)])
        self._weighed[facts] = weight
        return weight

    def _weigh_kinds(self, facts: Facts) -> tuple[float, ...]:
        """A group's weight for each kind."""
        kept = self._weighed_kinds.get(facts)
        if kept is None:
            if len(self._weighed_kinds) > MAX_REMEMBERED:
                self._weighed_kinds.clear()
            features = features_of(facts)
            kept = tuple(sum([weights.get(name, 0.0) for name in features]) for weights in self.kinds.values())
            self._weighed_kinds[facts] = kept
        return kept


@cache
def load_model(path: Path = MODEL_PATH) -> Model:
    """The shipped model; read once. Raises RuntimeError when it was trained with other features."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored.get("features") != FINGERPRINT:
        raise RuntimeError(f"{path} was trained with other features: run training/quotes_train.py")
    return Model(stored["candidates"], {kind: stored["kinds"][kind] for kind in KINDS})
