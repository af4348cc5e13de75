"""Reprocessing: two workers against one process, pages a second of a core, and the memory of its processes.

    python bench/reprocess_score.py PAGES [--pages 20000] [--order 1,2,2,1]
    python bench/reprocess_score.py PAGES --memory 100000

PAGES holds publishers' pages (html/*.html.gz). Half of what is read again are these, each time in other words, so that
no page is another one's copy, and half are small generated ones. `--order` says with how many workers the runs are, one
after the other; ratios are of one call. Every run is `newsbot reprocess`, on the embedded MongoDB. Prints a line of
JSON a run: pages a second, those of a second of CPU time of all its processes (MongoDB's not counted), the load of the
machine, and the memory of a worker and of a reader at ten moments, with the highest.

`--memory` reads so many pages by one reader alone, nine generated for one of a publisher; prints its memory ten times.
"""

import argparse
import gzip
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import psutil
from zstandard import ZstdCompressor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from newsbot.corpus import Corpus
from newsbot.reprocessing.page import article_of
from newsbot.reprocessing.reader import Reader, UnreadableError
from newsbot.store.database.schema import key
from newsbot.store.embedded.server import EmbeddedServer, stop
from tests.support.warc import story

FETCHED = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)
PACKED = ZstdCompressor()


WORD = re.compile(r"\b[a-z]{3,}\b")
STAY = frozenset(
    [
        "said",
        "says",
        "told",
        "adds",
        "added",
        "according",
        "that",
        "with",
        "from",
        "have",
        "they",
        "will",
        "their",
        "the",
        "and",
        "for",
    ]
)
"""Words that quotes and sentences are told by."""


def retold(html: str, number: int) -> str:
    """A page in other words: each common word is exchanged for another one of the page, markup and names stay."""
    vocabulary = sorted(set(WORD.findall(html)) - STAY)
    order = random.Random(number)
    other = dict(zip(vocabulary, order.sample(vocabulary, len(vocabulary)), strict=True))
    pieces = re.split(r"(<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>)", html, flags=re.DOTALL | re.IGNORECASE)
    for place in range(0, len(pieces), 2):
        pieces[place] = WORD.sub(lambda word: other.get(word[0], word[0]), pieces[place])
    return "".join(pieces)


def stored_pages(folder: pathlib.Path, count: int, publishers: float) -> Iterator[dict[str, object]]:
    """Documents for `pages`, of which so large a part is publishers' pages."""
    real = [gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in sorted(folder.glob("html/*.gz"))]
    if not real:
        sys.exit(f"No html/*.html.gz in {folder}")
    taken = 0.0
    for number in range(count):
        taken += publishers
        is_real = taken >= 1
        taken -= is_real
        url = f"https://valley{number % 50}.example/news/{number}"
        html = retold(real[number // 2 % len(real)], number) if is_real else story(number)
        packed = PACKED.compress(html.encode())
        yield {
            "_id": key(url),
            "url": url,
            "article_id": None,
            "fetched_at": FETCHED,
            "html_zstd": packed,
            "content_type": "text/html; charset=utf-8",
        }


def fill(corpus: Corpus, folder: pathlib.Path, count: int) -> None:
    """Store pages, and what today's code reads in them: the runs that follow find nothing to change."""
    batch: list[dict[str, object]] = []
    for page in stored_pages(folder, count, 0.5):
        batch.append(page)
        if len(batch) == 200:
            corpus.db["pages"].insert_many(batch)
            batch.clear()
    if batch:
        corpus.db["pages"].insert_many(batch)
    corpus.db["frontier"].insert_many(
        {"_id": page["_id"], "url": page["url"], "site": "valley.example", "state": "failed"}
        for page in corpus.db["pages"].find({}, {"url": 1})
    )


def watched(
    process: "subprocess.Popen[str]",
    seen: dict[str, dict[int, list[float]]],
    spent: dict[int, float],
    done: threading.Event,
) -> None:
    """Note the memory of workers and readers, and the CPU seconds of every process, twice a second.

    The system's count of finished children lacks those that nobody waited for, as a cluster's readers.
    """
    while not done.wait(0.5):
        with suppress(psutil.Error):
            main = psutil.Process(process.pid)
            for child in [main, *main.children(recursive=True)]:
                with suppress(psutil.Error):
                    line = " ".join(child.cmdline())
                    if child.name() != "mongod":
                        spent[child.pid] = sum(child.cpu_times()[:2])
                    kind = "reader" if "reader_process" in line else "worker" if "spawn_main" in line else None
                    if kind:
                        seen[kind].setdefault(child.pid, []).append(child.memory_info().rss / 2**20)


def run(home: str, workers: int) -> dict[str, object]:
    """The figures of one run of the command."""
    seen: dict[str, dict[int, list[float]]] = {"worker": {}, "reader": {}}
    spent: dict[int, float] = {}
    done = threading.Event()
    load, began = os.getloadavg()[0], time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "newsbot", "reprocess", "--json", "--workers", str(workers)],
        env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watcher = threading.Thread(target=watched, args=(process, seen, spent, done))
    watcher.start()
    printed, complained = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        sys.exit(complained[-2000:])
    seconds = time.monotonic() - began
    counts = json.loads(printed)["counts"]
    pages = counts.get("pages", 0) + counts.get("rejected pages", 0)
    return {
        "workers": workers,
        "counts": counts,
        "seconds": round(seconds, 1),
        "pages/s": round(pages / seconds, 1),
        "pages/s of CPU": round(pages / sum(spent.values()), 1),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        **{f"{kind} MB": [tenths(one) for one in of_kind.values()] for kind, of_kind in seen.items()},
    }


def tenths(values: list[float]) -> list[int]:
    """Ten of the values, at equal distances, and the highest."""
    step = max(1, len(values) // 10)
    return [round(value) for value in [*values[step - 1 :: step][:10], max(values)]]


def memory(folder: pathlib.Path, count: int) -> None:
    """One reader, so many pages."""
    reader = Reader()
    began = time.monotonic()
    for number, page in enumerate(stored_pages(folder, count, 0.1), 1):
        with suppress(UnreadableError):
            reader.call(0, article_of, page, None, indirect=True)
        if number % max(1, count // 10) == 0:
            mine = psutil.Process(reader.pid).memory_info().rss / 2**20
            line = {"pages": number, "reader MB": round(mine), "seconds": round(time.monotonic() - began)}
            print(json.dumps(line), flush=True)
    reader.close()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--order", default="1,2,2,1")
    parser.add_argument("--memory", type=int)
    given = parser.parse_args()
    if given.memory:
        memory(given.folder, given.memory)
        return
    with tempfile.TemporaryDirectory() as home:
        with EmbeddedServer.attach(home), Corpus.open(home=home) as corpus:
            fill(corpus, given.folder, given.pages)
            print(json.dumps({"first": "pages become articles"} | run(home, 2)), flush=True)
            for workers in given.order.split(","):
                print(json.dumps(run(home, int(workers))), flush=True)
        stop(home)


if __name__ == "__main__":
    main()
