"""`newsbot schedule`: crawl every site once an hour, by cron, systemd, Kubernetes or newsbot itself."""

import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from scrapy.spiderloader import get_spider_loader

from newsbot.cli.command import EXIT_USAGE, NOT_SITES, TableCommand, count, fail, no_spider
from newsbot.cli.crawl_many import AT_ONCE
from newsbot.cli.schedule import MARK, PROBE, crawl_jobs, cron_jobs, crontab, timers
from newsbot.cli.scheduler import Scheduler

_TICK_SECONDS = 1.0


class Command(TableCommand):
    """Print or write what crawls each site once an hour, at a minute of its own, or do it.

    Without a name, for every site that has a table, with the weekly probe of all.
    """

    def syntax(self) -> str:
        """How to call it."""
        return "[SPIDER …] --cron | --systemd DIR | --kubernetes | --run"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl each site once an hour: by cron, systemd, Kubernetes or here"

    def add_options(self, parser: ArgumentParser) -> None:
        """By what."""
        super().add_options(parser)
        by = parser.add_mutually_exclusive_group(required=True)
        by.add_argument("--cron", action="store_true", help="print lines for your crontab")
        by.add_argument("--systemd", type=Path, metavar="DIR", help="write a timer for each site into DIR")
        by.add_argument("--kubernetes", action="store_true", help="print CronJobs, for deploy/kubernetes")
        by.add_argument("--run", action="store_true", help="crawl from here until Ctrl-C, for containers")
        parser.add_argument(
            "--at-once", type=count, default=AT_ONCE, metavar="N", help="--run: sites crawled at once (%(default)s)"
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        """Do the one thing asked for."""
        assert self.settings is not None
        known = get_spider_loader(self.settings).list()
        for name in args:
            if name not in known:
                no_spider(name, known)
        every = [name for name in known if name not in NOT_SITES]
        jobs = crawl_jobs({*args}) if args else [*crawl_jobs(every), PROBE]
        if opts.cron:
            print(crontab(jobs, Path(sys.prefix, "bin", "newsbot"), Path.cwd()), end="")
        elif opts.kubernetes:
            print(cron_jobs(jobs), end="")
        elif opts.systemd is not None:
            _write(timers(jobs), opts.systemd)
        else:
            _serve(Scheduler(jobs, max(opts.at_once, 1), lambda job: [sys.executable, "-m", "newsbot", *job.arguments]))


def _write(files: dict[str, str], folder: Path) -> None:
    """Write files that are not there, or that an earlier run has written."""
    try:
        for name in files:
            file = folder / name
            if file.is_symlink() or (file.exists() and not file.read_text("utf-8", "replace").startswith(MARK)):
                fail(f"{file} was not written by `newsbot schedule`. Move it away, or name another folder.", EXIT_USAGE)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"The timers cannot be written to {folder}: {error.strerror}.", EXIT_USAGE)
    print(f"Wrote {len(files)} timers to {folder}. Where systemd looks for units, begin with:")
    print(f"  systemctl daemon-reload && systemctl enable --now {' '.join(files)}")


def _serve(scheduler: Scheduler) -> None:
    """Start what is due until somebody ends this process."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    print("Each site is crawled once an hour, at its minute. Ctrl-C ends it.", flush=True)
    try:
        while not ended.is_set():
            scheduler.tick(datetime.now().astimezone())
            ended.wait(_TICK_SECONDS)
    finally:
        scheduler.stop()
