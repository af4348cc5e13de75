"""Crawl several sites: a process for each, a few at once, and a table of what came of them."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from newsbot.cli.terminal import escape
from newsbot.store.database.connection import Connection, DatabaseError, Document

AT_ONCE = 4
"""Sites that are crawled at once: each takes about 120 MB, and a core while many pages come."""

_ENDED = {
    0: "finished",
    2: "wrong arguments",
    3: "no usable database",
    4: "database lost",
    5: "being crawled already",
    6: "refused, or no answer",
    8: "newsbot failed",
    9: "disk full",
    130: "stopped",
    143: "stopped",
}
"""Exit code of `newsbot crawl` -> how the table calls it."""


@dataclass
class SiteCrawl:
    """The crawl of one site among several."""

    spider: str
    code: int = 0
    """The exit code; below 0 the signal that ended it."""
    seconds: float = 0.0

    @property
    def ended(self) -> str:
        """How it ended, in few words."""
        return f"killed (signal {-self.code})" if self.code < 0 else _ENDED.get(self.code, f"exit code {self.code}")


def crawl_many(spiders: Sequence[str], options: Sequence[str], at_once: int) -> list[SiteCrawl]:
    """Run `newsbot crawl SPIDER` with these options for each, `at_once` at a time; returns them in order.

    Their messages go to standard error as they come, each line behind the spider's name. One that fails stops no other.
    When this process is interrupted, those that run end as a single crawl would, and no more are begun. Each is in a
    process group of its own: a terminal's Ctrl-C would reach it too, and two signals end a crawl without care.
    """
    running: set[subprocess.Popen[str]] = set()
    interrupted = threading.Event()

    def crawl(spider: str) -> SiteCrawl:
        if interrupted.is_set():
            return SiteCrawl(spider, 130)
        began = time.monotonic()
        command = [sys.executable, "-m", "newsbot", "crawl", spider, *options]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, process_group=0
        ) as process:
            running.add(process)
            assert process.stderr is not None
            for line in process.stderr:
                print(f"{spider}: {line.rstrip()}", file=sys.stderr, flush=True)
        running.discard(process)
        return SiteCrawl(spider, process.returncode, time.monotonic() - began)

    with ThreadPoolExecutor(at_once) as pool:
        found = [pool.submit(crawl, spider) for spider in spiders]
        try:
            return [one.result() for one in found]
        except BaseException:
            interrupted.set()
            for process in [*running]:
                process.terminate()
            raise


def print_crawls(crawls: Sequence[SiteCrawl], began: datetime, connection: Connection) -> None:
    """Print a row for each crawl, with the counts of its run where it began one; `began` is before all of them.

    Raises DatabaseError behind the table, which has no counts then, when the database does not answer.
    """
    runs: dict[str, Document] = {}
    unanswered: DatabaseError | None = None
    try:
        with connection.client(serverSelectionTimeoutMS=_ANSWER_WITHIN_MS) as client:
            since = client[connection.database]["runs"].find({"started_at": {"$gte": began}})
            runs = {run["spider"]: run for run in since.sort("started_at", 1)}
    except DatabaseError as error:
        unanswered = error
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Spider", overflow="fold")
    table.add_column("Ended", overflow="fold")
    for name in (*_COUNTS.values(), "Sec."):
        table.add_column(name, justify="right")
    for one in crawls:
        run: Document = runs.get(one.spider, {})
        counts = [f"{run[name]:,}" if run.get(name) else "" for name in _COUNTS]
        style = None if one.code in (0, 5) else "yellow"
        table.add_row(escape(one.spider), one.ended, *counts, f"{one.seconds:.0f}", style=style)
    Console().print(table)
    if unanswered is not None:
        raise unanswered


_ANSWER_WITHIN_MS = 5000

_COUNTS = {"new": "New", "changed": "Changed", "copies": "Copies", "failed": "Failed", "refused": "Rejected"}
"""Count of a run -> its column."""
