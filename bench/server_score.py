"""Eight crawls and two readers at once on the embedded server: how many mongod there are, and how many are left.

    python bench/server_score.py [--crawls 8] [--readers 2]

Each crawl stores the sample newsroom into a database of its own; the readers count articles all the while. Prints one
line of JSON: the most mongod processes of that home seen at once, those left after `scrapy db stop`, and who failed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import stop

PROJECT = Path(__file__).resolve().parent.parent


def running(home: str) -> int:
    """Processes called mongod whose command names the home."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        found += words[0].endswith(b"mongod") and any(os.fsencode(home) in word for word in words)
    return found


def main() -> None:
    """Run them and count."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--crawls", type=int, default=8)
    cli.add_argument("--readers", type=int, default=2)
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as home:
        crawls = [
            subprocess.Popen(
                [sys.executable, "-m", "scrapy", "crawl", "sample", "-L", "ERROR"],
                cwd=PROJECT,
                env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": "", "MONGO_DATABASE": f"crawl{number}"},
            )
            for number in range(args.crawls)
        ]
        done = threading.Event()
        reads = [0] * args.readers

        def read(reader: int) -> None:
            while not done.is_set():
                with Corpus.open(home=home, database=f"crawl{reader}") as corpus:
                    corpus.db["articles"].count_documents({})
                    reads[reader] += 1

        readers = [threading.Thread(target=read, args=(number,)) for number in range(args.readers)]
        for reader in readers:
            reader.start()
        most = 0
        while any(crawl.poll() is None for crawl in crawls):
            most = max(most, running(home))
            time.sleep(0.05)
        done.set()
        for reader in readers:
            reader.join()
        stored = []
        for number in range(args.crawls):
            with Corpus.open(home=home, database=f"crawl{number}") as corpus:
                stored.append(corpus.db["articles"].count_documents({}))
        stopped = stop(home)
        row = {"most_mongod": most, "left": running(home), "stopped": stopped, "reads": reads, "articles": stored}
        print(json.dumps(row | {"failed": [crawl.args for crawl in crawls if crawl.returncode]}))


if __name__ == "__main__":
    main()
