"""What a crawl of stored pages costs, whole way: read, extract, attribute quotes, fold copies, store, acknowledge.

    python bench/crawl_score.py WARC [WARC ...]

Runs `scrapy crawl warc` twice on a database of its own and prints one line of JSON for each run: pages, outcomes,
pages a second (wall and CPU) and the crawler's peak memory. The second run must find nothing to do.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop

PROJECT = pathlib.Path(__file__).resolve().parent.parent


def crawl(path: str, home: str) -> dict[str, object]:
    """One crawl in a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "warc", "-a", f"path={path}", "-L", "ERROR"],
        cwd=PROJECT,
        env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": ""},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
    with Corpus.open(home=home) as corpus:
        run = corpus.db["runs"].find_one(sort=[("started_at", -1)]) or {}
        reasons = {letter["reason"]: letter["times"] for letter in corpus.db["dead_letters"].find()}
    names = ("pages", "new", "changed", "copies", "known", "refused", "quotes", "errors")
    pages = run["pages"]
    return {
        "exit": process.returncode,
        **{name: run[name] for name in names},
        "reasons": reasons,
        "seconds": round(seconds, 1),
        "pages_per_s": round(pages / seconds, 1),
        "pages_per_cpu_s": round(pages / cpu, 1),
        "peak_mb": round(usage.ru_maxrss / 1024),
    }


def main() -> None:
    """Crawl every archive twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warc", nargs="+", type=pathlib.Path)
    for path in parser.parse_args().warc:
        with tempfile.TemporaryDirectory() as home:
            with EmbeddedServer.attach(home):
                for run in ("first", "again"):
                    print(path.name, run, json.dumps(crawl(str(path.resolve()), home)), flush=True)
            stop(home)


if __name__ == "__main__":
    main()
