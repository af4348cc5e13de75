"""A bar for runs of many parts: how far they are, how fast, and how long the rest takes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from newsbot.reprocessing.report import Report
from newsbot.reprocessing.run import Progress as Told


@contextmanager
def parts_bar(what: str) -> Iterator[Told]:
    """What a run tells its progress; a bar on standard error where that is a terminal."""
    bar = Progress(
        TextColumn(what),
        BarColumn(),
        TextColumn("{task.fields[pages]:,} pages · {task.fields[pace]:.0f} a second ·"),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(what, total=None, pages=0, pace=0.0)
        earlier: list[int] = []

        def told(done: int, total: int, report: Report) -> None:
            pages = report.counts["pages"]
            earlier.append(pages)
            seconds = bar.tasks[task].elapsed or 1.0
            pace = (pages - earlier[0]) / max(seconds, 0.001)
            bar.update(task, completed=done, total=total, pages=pages, pace=pace)

        yield told
