"""Options of the commands whose work is shared: by the cores of this machine, or by a Dask cluster."""

import os
import sys
from argparse import ArgumentParser, Namespace

from scrapy.settings import BaseSettings

from newsbot.cli.command import EXIT_USAGE, count, fail
from newsbot.reprocessing.workers import has_dask

PAGES_A_WORKER = 500
"""Pages that are read in about the time that a worker needs to start."""


def add_worker_options(parser: ArgumentParser) -> None:
    """How many processes, or which cluster."""
    parser.add_argument(
        "--workers",
        type=count,
        metavar="N",
        help="processes (default: this machine's cores, where that is worth it)",
    )
    parser.add_argument("--scheduler", metavar="URL", help="a Dask scheduler: tcp://host:8786")


def workers(opts: Namespace, settings: BaseSettings, worth: int) -> int:
    """How many workers are asked for; without the option as many as are `worth` it, at most the cores. Ends the command
    where a cluster could not reach the database.
    """
    if opts.scheduler and not settings.get("MONGO_URI"):
        fail("The workers of a cluster need a MongoDB that they reach: set MONGO_URI.", EXIT_USAGE)
    if opts.workers is not None:
        return max(int(opts.workers), 1)
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, worth)
    if cores < 2 or opts.scheduler or has_dask():
        return max(cores, 1)
    print(
        f"newsbot: One process does this. {cores} would share it with Dask: pip install 'newsbot-5g[cluster]'",
        file=sys.stderr,
    )
    return 1
