"""The memory that `scrapy db backup` and `restore` take, for a small corpus and for one ten times its size.

    python bench/backup_memory.py [--pages 2000] [--times 10]

Pages are 40 KB that do not compress. Prints one line of JSON a command: documents, the backup's size, the command's
peak of resident memory and how long it took; and how many times the memory grew where the corpus grew `--times`.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop

PROJECT = Path(__file__).resolve().parent.parent
PAGE_BYTES = 40_000


def fill(home: str, name: str, first: int, last: int) -> None:
    """Store so many pages."""
    with Corpus.open(home=home, database=name) as corpus:
        for start in range(first, last, 500):
            dice = random.Random(start)
            numbers = range(start, min(start + 500, last))
            corpus.db["pages"].insert_many(
                [{"_id": f"{n:032x}", "html_zstd": dice.randbytes(PAGE_BYTES)} for n in numbers], ordered=False
            )


def run(home: str, database: str, *command: str) -> tuple[int, float]:
    """Run `scrapy db …`; its peak memory in MB and seconds."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "db", *command],
        cwd=PROJECT,
        env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": "", "MONGO_DATABASE": database},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_maxrss // 1024, time.monotonic() - began


def main() -> None:
    """Back up and restore both sizes."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--pages", type=int, default=2000)
    cli.add_argument("--times", type=int, default=10)
    args = cli.parse_args()
    peaks: dict[str, list[int]] = {"backup": [], "restore": []}
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        with EmbeddedServer.attach(home):
            first = 0
            for size in (args.pages, args.pages * args.times):
                fill(home, "full", first, size)
                first = size
                target = str(Path(folder) / str(size))
                for command, database in (("backup", "full"), ("restore", f"copy{size}")):
                    peak, seconds = run(home, database, command, target)
                    peaks[command].append(peak)
                    written = sum(path.stat().st_size for path in Path(target).iterdir())
                    row = {"command": command, "pages": size, "backup_mb": written // 2**20, "peak_mb": peak}
                    print(json.dumps(row | {"seconds": round(seconds, 1)}), flush=True)
                with Corpus.open(home=home, database=f"copy{size}") as corpus:
                    assert corpus.db["pages"].count_documents({}) == size
        stop(home)
    print(json.dumps({f"{command}_grew": round(last / one, 2) for command, (one, last) in peaks.items()}))


if __name__ == "__main__":
    main()
