"""How long the explorer's first page and searches take: p95 in milliseconds over HTTP, with a real mongod.

python bench/explorer_score.py [--quotes 1000000]
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from os import environ
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsbot.corpus import Corpus
from newsbot.store.schema import INDEXES

WORDS = [f"word{n}" for n in range(5_000)] + ["spectrum", "network", "coverage", "masts", "licence"] * 40
START = datetime(2015, 1, 1, tzinfo=UTC)
ROUNDS = 20


def quotes(total: int):
    """Invented quotes: 20,000 speakers of whom few speak often, 40 sites, ten years."""
    draw = random.Random(5)
    for n in range(total):
        speaker = int(20_000 * draw.random() ** 4)
        yield {
            "_id": f"{n // 5:032x}:body:{n % 5 * 200}",
            "article_id": f"{n // 5:032x}",
            "part": "body",
            "start": n % 5 * 200,
            "end": n % 5 * 200 + 90,
            "text": " ".join(draw.choices(WORDS, k=15)),
            "kind": "statement",
            "speaker": f"Ann Speaker{speaker}",
            "speaker_key": f"ann speaker{speaker}",
            "speaker_role": f"director of Firm{speaker % 900}",
            "quote_key": f"{n:x}",
            "url": f"https://site{n % 40}.example/{n // 5}",
            "site": f"site{n % 40}.example",
            "headline": f"Story {n // 5}",
            "published": START + timedelta(minutes=n * 5_200_000 // total),
            "stored_at": START,
        }


def fill(corpus: Corpus, total: int) -> None:
    """Insert in batches, then build the indexes."""
    batch = []
    for quote in quotes(total):
        batch.append(quote)
        if len(batch) == 10_000:
            corpus.db["quotes"].insert_many(batch, ordered=False)
            batch = []
    if batch:
        corpus.db["quotes"].insert_many(batch)
    corpus.db["quotes"].create_indexes(INDEXES["quotes"])


def timed(address: str) -> float:
    """Milliseconds until the whole answer is there."""
    began = time.perf_counter()
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=120) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Print a row for each kind of page: the first request of all, the median and p95 of further ones."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quotes", type=int, default=1_000_000)
    total = parser.parse_args().quotes
    with tempfile.TemporaryDirectory() as home, Corpus.open(home=home, database="bench") as corpus:
        fill(corpus, total)
        explore = [sys.executable, "-m", "scrapy", "explore", "--port", "0", "--no-browser"]
        settings = environ | {"NEWSBOT_HOME": home, "MONGO_DATABASE": "bench"}
        with subprocess.Popen(explore, env=settings, stdout=subprocess.PIPE, text=True) as process:
            base = process.stdout.readline().split()[4].rstrip("/")
            pages = {
                "first page": lambda n: "/",
                "frequent word, a new one each time": lambda n: f"/?contains=word{n}",
                "speaker": lambda n: f"/?speaker=Speaker{n * 7}",
                "word and month": lambda n: (
                    f"/?contains=network&since=2020-{n % 9 + 1:02}-01&until=2020-{n % 9 + 2:02}-01"
                ),
                "a speaker's page": lambda n: f"/speaker?key=ann%20speaker{n * 11}",
            }
            print(f"{total:,} quotes; ms: first request, then median and p95 of {ROUNDS}")
            for name, path in pages.items():
                cold = timed(base + path(0))
                took = sorted(timed(base + path(n + 1)) for n in range(ROUNDS))
                print(
                    f"{name:40}{cold:9.0f}{statistics.median(took):9.0f}{took[int(0.95 * ROUNDS) - 1]:9.0f}", flush=True
                )
            process.terminate()


if __name__ == "__main__":
    main()
