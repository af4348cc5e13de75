"""The figures of docs/quotes.md: python bench/quotes_score.py --scorer SCORER.py GOLD.jsonl … [--unseen MORE.jsonl].

On the gold files: five-fold cross-validation by article, weights trained on four fifths and scored on the fifth, all
predictions scored together. On the unseen files: the shipped weights. Speed is CPU time on one core.
"""

import argparse
import importlib.util
import random
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

import quotes_train

from newsbot.quotes.analysis.analysed_text import read
from newsbot.quotes.extraction import decide, extract_quotes, quote_of

FOLDS = 5
SPEED_ROUNDS = 5


def load_scorer(path: Path) -> ModuleType:
    """The scoring script as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def folds(count: int, seed: int) -> list[int]:
    """The fold of each of `count` articles."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    assigned = [0] * count
    for rank, index in enumerate(order):
        assigned[index] = rank % FOLDS
    return assigned


def cross_validate(articles: list[dict[str, Any]], seed: int) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Predictions for every article by weights that have not seen it, and the shape of each predicted quote."""
    learned = [quotes_train.choices(article) for article in articles]
    assigned = folds(len(articles), seed)
    predictions: dict[str, Any] = {}
    shapes: dict[str, list[str]] = {}
    for fold in range(FOLDS):
        kept = [lesson for lesson, at in zip(learned, assigned, strict=True) if at != fold]
        model = quotes_train.train_on(kept)
        for article, at in zip(articles, assigned, strict=True):
            if at == fold:
                analysed = read(article["text"])
                decisions = decide(analysed, model)
                predictions[article["id"]] = {"quotes": [as_dict(quote_of(analysed, one)) for one in decisions]}
                shapes[article["id"]] = [decision.frame.shape for decision in decisions]
    return predictions, shapes


def as_dict(quote: Any) -> dict[str, Any]:
    """What the scorer reads of a quote."""
    return {name: getattr(quote, name) for name in ("start", "end", "kind", "speaker", "speaker_mention")}


def breakdown(
    scorer: ModuleType, articles: list[dict[str, Any]], predictions: dict[str, Any], shapes: dict[str, list[str]]
) -> dict[str, Counter[str]]:
    """Speakers right and wrong of the quotes found, by mention type, layout and kind."""
    table: dict[str, Counter[str]] = {}
    for article in articles:
        predicted = predictions[article["id"]]["quotes"]
        for gold in article["quotes"]:
            if gold["kind"] not in scorer.POSITIVE or "trunc" in gold.get("flags", []):
                continue
            at = next((n for n, quote in enumerate(predicted) if abs(quote["start"] - gold["start"]) <= 2), None)
            if at is None:
                continue
            right = scorer.right_speaker(gold, predicted[at])
            shape = shapes[article["id"]][at]
            for row in (f"kind {gold['kind']}", f"layout {shape}", f"mention {mention_type(gold)}"):
                table.setdefault(row, Counter())["right" if right else "wrong"] += 1
    return table


def mention_type(gold: dict[str, Any]) -> str:
    """What stands for the speaker in the article: full name, part of it, pronoun, other words or nothing."""
    mention = gold.get("speaker_mention") or ""
    if not gold["speaker"]:
        return "nobody"
    if not mention:
        return "none"
    if mention.lower() in {"he", "she", "it", "they", "his", "her", "their", "who"}:
        return "pronoun"
    named = set(quotes_train.name_words(gold["speaker"]))
    words = set(quotes_train.name_words(mention))
    if named and named <= words:
        return "name as resolved"
    return "part of the name" if named & words else "other words"


def speed(articles: list[dict[str, Any]]) -> float:
    """Texts a second of CPU time, the best of some rounds."""
    best = 0.0
    for _ in range(SPEED_ROUNDS):
        began = time.process_time()
        for article in articles:
            extract_quotes(article["text"])
        best = max(best, len(articles) / (time.process_time() - began))
    return best


def show(name: str, result: dict[str, Any]) -> None:
    """One row of the table."""
    span, kinds = result["span"], result["by_kind"]
    found = "  ".join(f"{kind} {row['found']}/{row['speaker']}" for kind, row in kinds.items())
    print(
        f"{name:24} end-to-end {result['end_to_end_F1']:5}  span P {span['P']} R {span['R']} F1 {span['F1']}  "
        f"speaker {result['speaker']}  found/speaker by kind: {found}"
    )


def main() -> None:
    """Print the table."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("gold", nargs="+", help="marked articles to cross-validate on")
    cli.add_argument("--scorer", type=Path, required=True, help="path of score_quotes.py")
    cli.add_argument("--unseen", nargs="*", default=[], help="marked articles to score the shipped weights on")
    cli.add_argument("--seed", type=int, default=1, help="of the division into folds")
    args = cli.parse_args()
    scorer = load_scorer(args.scorer)
    articles = quotes_train.load(args.gold)
    predictions, shapes = cross_validate(articles, args.seed)
    show("all, five folds", scorer.score({a["id"]: a for a in articles}, predictions)[0])
    for path in args.gold:
        show(f"  {Path(path).stem}", scorer.score(scorer.load(path), predictions)[0])
    for row, counts in sorted(breakdown(scorer, articles, predictions, shapes).items()):
        total = counts["right"] + counts["wrong"]
        print(f"    {row:28} speaker right {100 * counts['right'] / total:5.1f} of {total}")
    for path in args.unseen:
        unseen = scorer.load(path)
        found = {key: {"quotes": [as_dict(q) for q in extract_quotes(doc["text"])]} for key, doc in unseen.items()}
        show(Path(path).stem, scorer.score(unseen, found)[0])
    for path in args.gold:
        print(f"{Path(path).stem:24} {speed(quotes_train.load([path])):.0f} texts/s of CPU time")


if __name__ == "__main__":
    main()
