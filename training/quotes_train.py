"""Train the weights of newsbot.quotes: python training/quotes_train.py [--out MODEL.json] GOLD.jsonl [GOLD.jsonl …].

The same articles give the same file, bit for bit: no chance but a seeded shuffle, one thread, weights rounded.
"""

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.items import QuoteKind
from newsbot.quotes.analysis.analysed_text import read
from newsbot.quotes.attribution.candidates import NOBODY, SAME, Candidate, Previous, candidates_for
from newsbot.quotes.attribution.context import Frame, frame_of
from newsbot.quotes.attribution.facts import Facts
from newsbot.quotes.attribution.features import FINGERPRINT, features_of
from newsbot.quotes.attribution.kinds import KINDS, choice_facts, kind_facts
from newsbot.quotes.attribution.ranker import MODEL_PATH, Model
from newsbot.quotes.attribution.speakers import speaker_name
from newsbot.quotes.extraction import folded_words

SEED = 5
EPOCHS = 48
FIRST_AVERAGED = 8
"""Epoch from which on the weights are averaged (Polyak and Juditsky 1992): chance of the last steps weighs less."""
RATE = 0.1
DECAY = 0.008
"""L2 penalty of the candidate weights."""
KIND_DECAY = 0.012
PARTS = 3
"""Parts of the articles in the training of kinds."""
DIGITS = 3
SMALLEST = 0.02
"""Weights nearer to zero are left out."""

_TITLES = frozenset(
    [
        "the",
        "a",
        "an",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "lord",
        "lady",
        "dame",
        "prof",
        "professor",
        "president",
        "minister",
        "secretary",
    ]
)


KindExample = tuple[list[str], int]
"""Features of a quotation and the index of its kind."""


@dataclass(slots=True)
class KindLesson:
    """A quotation whose kind is known, and who could have said it."""

    features: list[str]
    candidates: list[Candidate]
    frame: Frame
    kind: int


@dataclass(slots=True)
class Choice:
    """One decision to learn: the features of each option and which options are right."""

    options: list[list[str]]
    right: list[int]


@dataclass(slots=True)
class Lessons:
    """What one article teaches."""

    attributions: list[Choice]
    kinds: list[KindLesson]


def load(paths: Iterable[str]) -> list[dict[str, Any]]:
    """The marked articles of some files, in order."""
    return [
        json.loads(line)
        for path in paths
        for line in Path(path).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def name_words(name: str | None) -> list[str]:
    """The words of a name that tell who it is."""
    bare = re.sub(r"[’']s\b", "", (name or "").lower()).replace(".", "")
    return [word for word in re.findall(r"[^\W_]+", bare) if word not in _TITLES]


def same_name(gold: str, found: str | None) -> bool:
    """Whether two names may stand for one speaker."""
    left, right = name_words(gold), name_words(found)
    if not left or not right:
        return not left and not right
    short, long = sorted((set(left), set(right)), key=len)
    return left == right or (short <= long and (left[-1] == right[-1] or left[0] == right[0]))


def feature_names(groups: list[Facts]) -> list[str]:
    """All features of some groups of facts."""
    return [name for facts in groups for name in features_of(facts)]


def choices(article: dict[str, Any]) -> Lessons:
    """What one article teaches: choices among candidates, and kinds."""
    analysed = read(article["text"])
    gold = sorted(article["quotes"], key=lambda quote: quote["start"])
    folded = folded_words(analysed)
    counts = Counter(folded)
    previous: Previous | None = None
    attributions: list[Choice] = []
    kinds: list[KindLesson] = []
    for index, quotation in enumerate(analysed.quotations):
        match = next((q for q in gold if abs(q["start"] - quotation.start) <= 2), None)
        if match is None:
            continue
        frame = frame_of(analysed, index)
        features = feature_names(kind_facts(analysed, index, frame, counts[folded[index]] > 1))
        found = candidates_for(analysed, index, frame, previous)
        if "trunc" not in match.get("flags", []):
            kinds.append(KindLesson(features, found, frame, KINDS.index(match["kind"])))
        if match["kind"] not in {"statement", "partial"} or "trunc" in match.get("flags", []):
            continue
        right, exact = [], []
        chosen, chosen_entity = -1, -1
        at = match.get("speaker_mention_start")
        for option, candidate in enumerate(found):
            if candidate.mention >= 0 and at is not None and match["speaker"]:
                mention = analysed.mentions[candidate.mention]
                if analysed.tokens.starts[mention.outer] - 3 <= at < analysed.tokens.ends[mention.last - 1]:
                    exact.append(option)
                    chosen, chosen_entity = candidate.mention, candidate.entity
                    continue
            if candidate.mention == NOBODY:
                name = None
            elif candidate.mention == SAME and previous is not None:
                name = speaker_name(analysed, previous.mention, previous.entity)
            else:
                name = speaker_name(analysed, candidate.mention, candidate.entity)
            if candidate.mention != NOBODY and name is None:
                continue
            if not same_name(match["speaker"], name):
                continue
            right.append(option)
            if candidate.mention >= 0 and chosen < 0:
                chosen, chosen_entity = candidate.mention, candidate.entity
            elif candidate.mention == SAME and previous is not None and chosen < 0:
                chosen, chosen_entity = previous.mention, previous.entity
        same = [option for option in right if found[option].mention == SAME]
        if (right or exact) and "doubtful" not in match.get("flags", []):
            attributions.append(
                Choice([feature_names(candidate.facts) for candidate in found], exact + same if exact else right)
            )
        if match["speaker"] and (chosen >= 0 or chosen_entity >= 0):
            previous = Previous(index, chosen_entity, chosen, match["kind"])
        elif match["speaker"]:
            previous = None
    return Lessons(attributions, kinds)


def train_choices(examples: Sequence[Choice], decay: float = DECAY) -> dict[str, float]:
    """Fit a softmax over options by AdaGrad, its weights averaged; several right options share their likelihood."""
    weights: dict[str, float] = {}
    squares: dict[str, float] = {}
    order = list(range(len(examples)))
    chance = random.Random(SEED)
    summed: dict[str, float] = {}
    for epoch in range(EPOCHS):
        if epoch >= FIRST_AVERAGED:
            for feature, weight in weights.items():
                summed[feature] = summed.get(feature, 0.0) + weight
        chance.shuffle(order)
        for at in order:
            example = examples[at]
            scores = [sum(weights.get(feature, 0.0) for feature in option) for option in example.options]
            top = max(scores)
            odds = [math.exp(score - top) for score in scores]
            total = math.fsum(odds)
            good = math.fsum(odds[index] for index in example.right)
            gradient: dict[str, float] = {}
            right = set(example.right)
            for index, option in enumerate(example.options):
                slope = odds[index] / total - (odds[index] / good if index in right else 0.0)
                if abs(slope) < 1e-4:
                    continue
                for feature in option:
                    gradient[feature] = gradient.get(feature, 0.0) + slope
            for feature, slope in gradient.items():
                old = weights.get(feature, 0.0)
                slope += decay * old
                square = squares.get(feature, 0.0) + slope * slope
                squares[feature] = square
                if square:
                    weights[feature] = old - RATE * slope / math.sqrt(square + 1e-8)
    count = EPOCHS - FIRST_AVERAGED + 1
    mean = {feature: (summed.get(feature, 0.0) + weight) / count for feature, weight in weights.items()}
    return {feature: round(weight, DIGITS) for feature, weight in sorted(mean.items()) if abs(weight) >= SMALLEST}


def train_kinds(examples: Sequence[KindExample]) -> dict[QuoteKind, dict[str, float]]:
    """Fit the softmax over kinds as a choice among options that bear the kind in each feature."""
    turned = [
        Choice([[f"{kind} {feature}" for feature in features] for kind in KINDS], [right])
        for features, right in examples
    ]
    weights = train_choices(turned, KIND_DECAY)
    table: dict[QuoteKind, dict[str, float]] = {}
    for kind in KINDS:
        prefix = f"{kind} "
        table[kind] = {name.removeprefix(prefix): weight for name, weight in weights.items() if name.startswith(prefix)}
    return table


def train(articles: Sequence[dict[str, Any]]) -> Model:
    """Fit both models on marked articles."""
    return train_on([choices(article) for article in articles])


def train_on(lessons: Sequence[Lessons]) -> Model:
    """Fit both models on what articles teach.

    The kinds learn from how sure the choice of a speaker is. So that it is as unsure in training as on a new article,
    it is made by weights from the other parts of the articles.
    """
    kinds: list[KindExample] = []
    for part in range(PARTS):
        others = [lesson for at, lesson in enumerate(lessons) if at % PARTS != part]
        ranker = Model(train_choices(_attributions(others)), {})
        for lesson in lessons[part::PARTS]:
            for known in lesson.kinds:
                best, probability = ranker.rank(known.candidates)
                choice = choice_facts(known.candidates[best], probability, known.frame)
                kinds.append((known.features + features_of(choice), known.kind))
    return Model(train_choices(_attributions(lessons)), train_kinds(kinds))


def _attributions(lessons: Sequence[Lessons]) -> list[Choice]:
    return [choice for lesson in lessons for choice in lesson.attributions]


def main() -> None:
    """Train on the files named and write the model."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("gold", nargs="+", help="marked articles, one JSON object a line")
    cli.add_argument("--out", type=Path, default=MODEL_PATH)
    args = cli.parse_args()
    model = train(load(args.gold))
    stored = {"features": FINGERPRINT, "candidates": model.candidates, "kinds": model.kinds}
    args.out.write_text(json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(
        f"{len(model.candidates)} candidate weights, {sum(map(len, model.kinds.values()))} kind weights -> {args.out}"
    )


if __name__ == "__main__":
    main()
