"""The learned part: weights of features, read from model.json, and what is computed from them."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from newsbot.items import QuoteKind
from newsbot.quotes.attribution import Candidate

MODEL_PATH = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of two log-linear models, one for candidates and one for kinds."""

    candidates: dict[str, float]
    """Feature to weight: a softmax over the candidates of one quotation."""
    kinds: dict[QuoteKind, dict[str, float]]
    """Kind to its features' weights: a softmax over the kinds."""

    def rank(self, candidates: list[Candidate]) -> tuple[int, float]:
        """Score all candidates; the best one's index and its probability."""
        weight = self.candidates.get
        best, best_score = 0, -math.inf
        for index, candidate in enumerate(candidates):
            score = 0.0
            for feature in candidate.features:
                score += weight(feature, 0.0)
            candidate.score = score
            if score > best_score:
                best, best_score = index, score
        total = sum(math.exp(candidate.score - best_score) for candidate in candidates)
        return best, 1.0 / total

    def kind(self, features: list[str]) -> tuple[QuoteKind, float]:
        """The likeliest kind and its probability."""
        scores = {kind: sum(weights.get(feature, 0.0) for feature in features) for kind, weights in self.kinds.items()}
        best = max(scores, key=lambda kind: scores[kind])
        return best, 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())


@cache
def load_model(path: Path = MODEL_PATH) -> Model:
    """The shipped model; read once."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Model(stored["candidates"], stored["kinds"])
