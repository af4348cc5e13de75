"""How long the explorer's pages take over a large corpus: milliseconds over HTTP, with a real mongod.

python bench/explorer_score.py [--quotes 1000000] [--home DIR] [--rounds 20]

Every request of a row asks something new, so that nothing is remembered. "left for later" counts the answers that left
a count out, to be fetched by a second request, which the rows "all of …" measure.
"""

import argparse
import itertools
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from os import environ, getloadavg
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import DATABASE, FIRST, LAST, SITES, VENDORS, VOCABULARY, fill, name
from newsbot.corpus import Corpus
from newsbot.quotes import speaker_key


def paths(corpus: Corpus) -> dict[str, Iterator[str]]:
    """Kind of page -> addresses that differ."""
    ids = corpus.db["articles"].aggregate([{"$sample": {"size": 200}}, {"$project": {"_id": 1}}])
    keys = list(corpus.db["quotes"].aggregate([{"$sample": {"size": 300}}, {"$project": {"quote_key": 1}}]))
    sampled = [row | {"_id": quote(row["_id"])} for row in keys]
    months = [f"{year}-{month:02}" for year in range(2015, 2025) for month in range(1, 13)]
    speakers = [quote(str(speaker_key(name(rank)))) for rank in range(2_000)]
    return {
        "first page": itertools.repeat("/"),
        "a word: among the 60 most frequent": (f"/?contains={word}" for word in VOCABULARY[:60]),
        "a word: of ranks 200 to 400": (f"/?contains={word}" for word in VOCABULARY[200:]),
        "a word: of ranks from 5,000": (f"/?contains={word}" for word in VOCABULARY[5_000:]),
        "a word that nobody said": (f"/?contains=zz{n}" for n in itertools.count()),
        "two frequent words beside each other": (f"/?contains={a}+{b}" for a, b in itertools.pairwise(VOCABULARY[:60])),
        "a frequent word in a month": (
            f"/?contains={word}&since={a}-01&until={b}-01"
            for word, (a, b) in zip(VOCABULARY, itertools.pairwise(months), strict=False)
        ),
        "a frequent word on a site": (
            f"/?contains={word}&site={SITES[n % len(SITES)]}" for n, word in enumerate(VOCABULARY[:60])
        ),
        "a speaker": (f"/?speaker={FIRST[n % 200]}+{LAST[n * 7 % 1000]}" for n in range(3, 900)),
        "a surname": (f"/?speaker={LAST[n]}" for n in range(0, 1000, 7)),
        "an organisation": (f"/?organisation={LAST[n]}" for n in range(0, 900, 7)),
        "an organisation and a word": (
            f"/?organisation={LAST[n]}&contains={word}" for n, word in enumerate(VOCABULARY[:100])
        ),
        "a site": (f"/?site={site}&page={page}" for page in range(1, 20) for site in SITES),
        "a kind": (f"/?kind={kind}&page={page}" for page in range(1, 20) for kind in ("scare", "title", "partial")),
        "edited away": (f"/?dropped=1&site={site}" for site in SITES),
        "all of a word among the 60": (f"/?contains={word}&wait=1" for word in VOCABULARY[:60]),
        "a speaker's page": (f"/speaker?key={key}" for key in speakers[::40]),
        "all of a speaker's page": (f"/speaker?key={key}&wait=1" for key in speakers[1::40]),
        "a speaker's page, one year": (
            f"/speaker?key={key}&since={2014 + n % 10}-01-01&until={2015 + n % 10}-01-01"
            for n, key in enumerate(speakers[2::40])
        ),
        "articles with a word": (f"/articles?contains={word}" for word in VOCABULARY[:60]),
        "articles about a name": (f"/articles?about={vendor}" for vendor in VENDORS[:60]),
        "quotes about a name": (f"/?about={vendor}" for vendor in VENDORS[:60]),
        "one line for each hit": (f"/?contains={word}&view=lines" for word in VOCABULARY[60:120]),
        "the oldest of a site": (f"/?site={site}&order=oldest&page={page}" for page in range(1, 9) for site in SITES),
        "a speaker's quotes by site": (
            f"/?speaker={FIRST[n % 200]}+{LAST[n * 7 % 1000]}&order=site" for n in range(3, 900)
        ),
        "a quote": (f"/quotes/{row['_id']}" for row in sampled),
        "a citation": (f"/cite/{row['_id']}" for row in sampled),
        "annotations": itertools.repeat("/annotations"),
        "API: quotes about a name": (f"/api/quotes?about={vendor}&limit=100" for vendor in VENDORS[:60]),
        "API: quotes with a word": (f"/api/quotes?contains={word}&limit=100" for word in VOCABULARY[:60]),
        "API: articles with a word": (f"/api/articles?contains={word}&limit=100" for word in VOCABULARY[:60]),
        "API: speakers about a name": (f"/api/speakers?about={vendor}" for vendor in VENDORS[:60]),
        "API: months about a name": (f"/api/timeline?about={vendor}" for vendor in VENDORS[:60]),
        "API: years by site": (
            f"/api/timeline?by=year&per=site&until={2015 + n % 9}-0{n % 8 + 1}" for n in itertools.count()
        ),
        "an article": (f"/article/{row['_id']}" for row in ids),
        "a statement": (f"/statement/{row['quote_key']}" for row in keys if row.get("quote_key")),
        "speakers": itertools.repeat("/speakers"),
        "speakers of a month": (f"/speakers?since={a}-01&until={b}-01" for a, b in itertools.pairwise(months)),
        "suggestions": (
            f"/suggest?kind={('speaker', 'organisation')[n % 2]}&words={w[:3]}" for n, w in enumerate(LAST)
        ),
    }


def timed(address: str) -> tuple[float, bytes]:
    """Milliseconds until the whole answer is there, and the answer."""
    began = time.perf_counter()
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=120) as answer:
        text = answer.read()
    return 1000 * (time.perf_counter() - began), text


def main() -> None:
    """Print a row for each kind of page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--home", help="filled by bench/made_corpus.py; without it a new one is filled and removed")
    parser.add_argument("--only", default="", help="rows whose names match this pattern")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as new, Corpus.open(home=args.home or new, database=DATABASE) as corpus:
        fill(corpus, args.quotes)
        explore = [sys.executable, "-m", "scrapy", "explore", "--port", "0", "--no-browser"]
        settings = environ | {"NEWSBOT_HOME": args.home or new, "MONGO_DATABASE": DATABASE}
        began = time.perf_counter()
        with subprocess.Popen(explore, env=settings, stdout=subprocess.PIPE, text=True) as process:
            base = process.stdout.readline().split()[4].rstrip("/")
            print(f"{args.quotes:,} quotes; {time.perf_counter() - began:.1f} s to start; load {getloadavg()[0]:.1f}")
            print(f"{'ms':44}{'first':>7}{'median':>8}{'p95':>8}{'worst':>8}  left for later")
            slowest: list[tuple[float, str]] = []
            for kind, asked in paths(corpus).items():
                if not re.search(args.only, kind):
                    continue
                answers = [timed(base + path) for path in itertools.islice(asked, args.rounds + 1)]
                (first, _), *_ = answers
                took = sorted(ms for ms, _ in answers[1:])
                later = sum(b"data-later" in text for _, text in answers)
                p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
                slowest.append((p95, kind))
                print(
                    f"{kind:44}{first:7.0f}{statistics.median(took):8.0f}{p95:8.0f}{took[-1]:8.0f}"
                    f"  {later} of {len(answers)}",
                    flush=True,
                )
            if slowest:
                print(f"slowest kind by p95: {max(slowest)[1]}, {max(slowest)[0]:.0f} ms")
            print(f"load {getloadavg()[0]:.1f}")
            process.terminate()


if __name__ == "__main__":
    main()
