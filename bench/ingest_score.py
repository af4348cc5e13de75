"""The corpus that `newsbot ingest` leaves against that of `newsbot crawl warc`, document by document.

    python bench/ingest_score.py [ARCHIVE ...] [--generated 20] [--pages 1000] [--workers 2]

Takes in the archives, and so many generated ones of so many pages, one story in ten of which stands in another archive
again: with `crawl warc`, one after the other, and with one call of `newsbot ingest`, each into a database of its own.
Prints one line of JSON for the archives and one for the generated ones: articles, quotes, seconds of both, and which
documents differ but for the times at which they were stored.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop
from tests.support.warc import story, write_warc

TIMES = ("stored_at", "first_seen", "last_seen", "next_check", "seen_at")
COLLECTIONS = ("articles", "quotes", "frontier", "pages", "dead_letters")


def newsbot(home: str, database: str, *arguments: str) -> float:
    """Run a command; returns its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "newsbot", *arguments],
        env=os.environ | {"NEWSBOT_HOME": home, "MONGO_DATABASE": database, "MONGO_URI": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr[-2000:]}")
    return round(time.monotonic() - began, 1)


def documents(home: str, database: str) -> dict[str, dict[str, Any]]:
    """The corpus by collection and id."""
    with Corpus.open(home=home, database=database) as corpus:
        return {name: {row["_id"]: _lasting(row) for row in corpus.db[name].find()} for name in COLLECTIONS}


def _lasting(row: dict[str, Any]) -> dict[str, Any]:
    """A document without the times of the run; a page that failed has the time of the run as its own."""
    times = (*TIMES, *(["fetched_at"] if row.get("state") == "failed" else ()))
    row = {name: value for name, value in row.items() if name not in times}
    if "copies" in row:
        row["copies"] = sorted(row["copies"], key=lambda copy: copy["url_key"])
    return row


def compare(home: str, name: str, archives: Sequence[str], workers: int) -> dict[str, Any]:
    """The figures of one set of archives."""
    crawled = sum(newsbot(home, f"{name}_warc", "crawl", "warc", "-a", f"path={archive}") for archive in archives)
    ingested = newsbot(home, f"{name}_ingest", "ingest", *archives, "--workers", str(workers))
    one, two = documents(home, f"{name}_warc"), documents(home, f"{name}_ingest")
    differ = {
        kind: sorted(
            {
                key if key not in one[kind] or key not in two[kind] else f"{key} {field}"
                for key in one[kind].keys() | two[kind].keys()
                for field in (one[kind].get(key) or {}) | (two[kind].get(key) or {})
                if (one[kind].get(key) or {}).get(field) != (two[kind].get(key) or {}).get(field)
            }
        )
        for kind in COLLECTIONS
    }
    return {
        "archives": len(archives),
        **{kind: [len(one[kind]), len(two[kind])] for kind in ("articles", "quotes", "pages")},
        "seconds": {"crawl warc": crawled, "ingest": ingested},
        "workers": workers,
        "load": round(os.getloadavg()[0], 1),
        "differ": {kind: len(found) for kind, found in differ.items()},
        "examples": [example for found in differ.values() for example in found[:3]],
    }


def generated(folder: pathlib.Path, archives: int, pages: int) -> list[str]:
    """Archives of generated pages, of which one in ten is another archive's story a day later."""
    paths = []
    for number in range(archives):
        rows = {}
        for place in range(pages):
            again = place % 10 == 9
            known = ((number - 1) % archives * pages + place - 1) if again else number * pages + place
            published = f"2024-05-0{2 if again else 1}T08:00:00Z"
            rows[f"https://valley{number}.example/news/{place}"] = story(known, published=published)
        paths.append(str(write_warc(folder / f"{number}.warc.gz", rows)))
    return paths


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="*")
    parser.add_argument("--generated", type=int, default=20)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = f"{folder}/home"
        with EmbeddedServer.attach(home):
            if given.archives:
                print(json.dumps(compare(home, "given", given.archives, given.workers)), flush=True)
            if given.generated:
                made = generated(pathlib.Path(folder), given.generated, given.pages)
                print(json.dumps(compare(home, "generated", made, given.workers)), flush=True)
        stop(home)


if __name__ == "__main__":
    main()
