"""What annotations cost every question, at the made-up corpus: milliseconds without and with them.

python bench/annotations_score.py [--quotes 1000000] [--home DIR] [--annotations 10000]

Every question is asked twice without annotations, which shows the noise, and once with them. Half of them set speakers
right, half are labels, each of another article. They are taken back at the end, so that DIR stays what it was.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from os import getloadavg
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import DATABASE, FIRST, LAST, SITES, fill, home_at, name
from bench.search_score import ROUNDS
from bench.search_score import questions as searches
from newsbot.corpus import Corpus
from newsbot.quotes import speaker_key


def questions(corpus: Corpus) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Those of search_score, and those that ask for no words."""
    yield from searches(corpus)
    keys = [str(speaker_key(name(rank))) for rank in range(0, 40 * ROUNDS, 40)]
    yield "newest 20", lambda n: corpus.quotes(limit=20, skip=20 * n)
    yield "a speaker", lambda n: corpus.quotes(speaker=f"{FIRST[n]} {LAST[7 * n]}", limit=20)
    yield "a speaker by key", lambda n: corpus.quotes(speaker_key=keys[n], limit=20)
    yield "an organisation", lambda n: corpus.quotes(organisation=LAST[7 * n], limit=20)
    yield "a site", lambda n: corpus.quotes(site=SITES[n], limit=20)
    yield "a kind", lambda n: corpus.quotes(kind="partial", limit=20, skip=20 * n)
    yield "the oldest of a site", lambda n: corpus.quotes(site=SITES[n], order="oldest", limit=20)
    yield "speakers", lambda n: corpus.speakers(20 + n)
    yield "speakers of a site", lambda n: corpus.speakers(20, site=SITES[n])
    yield "by month", lambda n: corpus.timeline()
    yield "by year and speaker", lambda n: corpus.timeline("year", "speaker", top=5 + n)
    yield "1,000 quotes as rows of a file", lambda n: corpus.quotes(limit=1_000, skip=1_000 * n).to_records()


def measured(corpus: Corpus) -> dict[str, float]:
    """The median of each question in milliseconds."""
    list(corpus.timeline())  # what is to be counted anew is counted now
    medians = {}
    for what, ask in questions(corpus):
        took = []
        for n in range(ROUNDS):
            began = time.perf_counter()
            list(ask(n))
            took.append(1000 * (time.perf_counter() - began))
        medians[what] = statistics.median(took)
    return medians


def annotated(corpus: Corpus, count: int) -> list[str]:
    """Annotate a quote of each of so many articles; returns their ids."""
    first = [{"$group": {"_id": "$article_id", "quote": {"$min": "$_id"}}}, {"$sort": {"_id": 1}}, {"$limit": count}]
    said = {"$match": {"kind": {"$in": ["statement", "partial"]}}}
    ids = [row["quote"] for row in corpus.db["quotes"].aggregate([said, *first], allowDiskUse=True)]
    for number, quote_id in enumerate(ids):
        if number % 2:
            corpus.annotate(quote_id, labels={"stance": ("for", "against")[number // 2 % 2]}, by="bench")
        else:
            corpus.annotate(quote_id, speaker=name(number), by="bench")
    return ids


def main() -> None:
    """Print a row for each question, and how many cost more than the noise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--annotations", type=int, default=10_000)
    parser.add_argument("--home", help="filled by bench/made_corpus.py; without it a new one is filled and removed")
    options = parser.parse_args()
    with home_at(options.home) as home, Corpus.open(home=home, database=DATABASE) as corpus:
        fill(corpus, options.quotes)
        measured(corpus)  # from disk into memory
        without, again = measured(corpus), measured(corpus)
        began = time.perf_counter()
        ids = annotated(corpus, options.annotations)
        each = 1000 * (time.perf_counter() - began) / len(ids)
        try:
            having = measured(corpus)
        finally:
            for quote_id in ids:
                corpus.take_back(quote_id)
    print(f"{options.quotes:,} quotes, {len(ids):,} annotations at {each:.1f} ms each; load {getloadavg()[0]:.1f}")
    print(f"{'median ms':42}{'without':>9}{'again':>9}{'with':>9}  cost")
    costs = []
    for what, base in without.items():
        usual = (base + again[what]) / 2
        costs.append(having[what] / usual - 1)
        print(f"{what:42}{base:9.1f}{again[what]:9.1f}{having[what]:9.1f}{costs[-1]:6.0%}")
    print(f"cost of a question: median {statistics.median(costs):.1%}, worst {max(costs):.0%}")


if __name__ == "__main__":
    main()
