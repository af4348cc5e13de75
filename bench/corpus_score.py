"""How long a researcher's questions take, beside the same asked of the quotes inside the articles with plain pymongo.

python bench/corpus_score.py [--quotes 1000000] [--home DIR]     DIR keeps the made-up corpus for the next time
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from os import environ
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import DATABASE, VOCABULARY, filled_as_asked, name
from newsbot.corpus import STATEMENTS, Corpus

ROUNDS = 15
COMPARED_ROUNDS = 5
"""The first of them, which the unwound ones are asked too."""

# the peak is not asked of getrusage, which begins with the parent's
EXPORT = """
import re, sys, time
from newsbot.corpus import Corpus
with Corpus.open(home=sys.argv[1], database=sys.argv[2]) as corpus:
    began = time.perf_counter()
    rows = getattr(corpus.quotes(), "to_" + sys.argv[3])(sys.argv[4])
    took = time.perf_counter() - began
    peak = re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())
    print(rows, took, int(peak[1]) / 1000)
"""


def times_ms(ask: Callable[[int], Any], rounds: int) -> list[float]:
    """Milliseconds of answers read to their end; each round asks something else."""
    took = []
    for n in range(rounds):
        began = time.perf_counter()
        list(ask(n))
        took.append(1000 * (time.perf_counter() - began))
    return took


def unwound(corpus: Corpus, match: dict[str, Any], *stages: dict[str, Any]) -> Any:
    """Quotes inside articles: what one writes without flat quotes."""
    said = {"quotes.kind": {"$in": list(STATEMENTS)}}
    inside = {f"quotes.{field}" if field != "published" else field: value for field, value in match.items()}
    before = {field: value for field, value in inside.items() if field in ("published", "quotes.speaker")}
    found = [{"$match": before}, {"$unwind": "$quotes"}, {"$match": inside | said}, *stages]
    return corpus.db["articles"].aggregate(found, allowDiskUse=True)


BY_MONTH = {"$group": {"_id": {"$dateToString": {"date": "$published", "format": "%Y-%m"}}, "quotes": {"$sum": 1}}}


def questions(corpus: Corpus) -> list[tuple[str, float, Callable[[int], Any], Callable[[int], Any]]]:
    """What is asked, the goal in ms, how newsbot answers, and how one would without it."""
    draw = random.Random(1)
    words = [VOCABULARY[int(len(VOCABULARY) * draw.random() ** 3)] for _ in range(ROUNDS)]

    def month(n: int) -> tuple[datetime, datetime]:
        return datetime(2015 + n % 10, 3, 1, tzinfo=UTC), datetime(2015 + n % 10, 4, 1, tzinfo=UTC)

    def speaker_and_month(n: int) -> Any:
        since, until = month(n)
        return corpus.quotes(speaker=name(n % 5), since=since, until=until)

    def speaker_and_month_unwound(n: int) -> Any:
        since, until = month(n)
        return unwound(corpus, {"speaker": name(n % 5), "published": {"$gte": since, "$lt": until}})

    newest = [{"$sort": {"published": -1}}, {"$limit": 20}]
    return [
        ("one speaker's quotes of a month", 10, speaker_and_month, speaker_and_month_unwound),
        (
            "one speaker by month",
            100,
            lambda n: corpus.timeline(speaker=name(n)),
            lambda n: unwound(corpus, {"speaker": name(n)}, BY_MONTH),
        ),
        ("all by month", 150, lambda n: corpus.timeline(), lambda n: unwound(corpus, {}, BY_MONTH)),
        (
            "the ten most quoted by month",
            150,
            lambda n: corpus.timeline(per="speaker"),
            lambda n: unwound(
                corpus,
                {},
                {"$group": {"_id": {"s": "$quotes.speaker", "m": BY_MONTH["$group"]["_id"]}, "n": {"$sum": 1}}},
            ),
        ),
        (
            "a word, the newest 20",
            20,
            lambda n: corpus.quotes(contains=words[n], limit=20),
            lambda n: unwound(corpus, {"text": {"$regex": rf"\b{words[n]}\b", "$options": "i"}}, *newest),
        ),
        (
            "a word by month",
            float("nan"),
            lambda n: corpus.timeline(contains=words[n]),
            lambda n: unwound(corpus, {"text": {"$regex": rf"\b{words[n]}\b", "$options": "i"}}, BY_MONTH),
        ),
    ]


def main() -> None:
    """Print a row for each question, then one for each form of export."""
    with filled_as_asked() as (corpus, home, quotes):
        for derived in ("months", "speakers", "aggregates"):
            corpus.db[derived].drop()
        began = time.perf_counter()
        list(corpus.timeline())
        print(f"{quotes:,} quotes; months and speakers counted in {time.perf_counter() - began:.1f} s")
        list(corpus.quotes(speaker="nobody"))
        print(f"{'question':36}{'ms':>9}{'goal':>7}{'unwound':>10}{'times':>8}")
        for what, goal, ask, ask_unwound in questions(corpus):
            times, slow = times_ms(ask, ROUNDS), statistics.median(times_ms(ask_unwound, COMPARED_ROUNDS))
            ratio = slow / statistics.median(times[:COMPARED_ROUNDS])
            print(f"{what:36}{statistics.median(times):9.1f}{goal:7.0f}{slow:10.0f}{ratio:8.1f}", flush=True)
        for form, seconds in (("parquet", 15), ("csv", 30), ("jsonl", 30)):
            with tempfile.TemporaryDirectory() as folder:
                command = [sys.executable, "-c", EXPORT, home, DATABASE, form, f"{folder}/quotes.{form}"]
                done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(environ))
                rows, took, peak = map(float, done.stdout.split())
                size = Path(command[-1]).stat().st_size / 1e6
                print(f"{form:8}{rows:12,.0f} rows{took:8.1f} s (goal {seconds}){peak:8.0f} MB peak{size:8.0f} MB file")


if __name__ == "__main__":
    main()
