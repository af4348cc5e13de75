"""`scrapy …` in a process of its own that finds the libraries imported: that takes longer than most commands.

A fork server imports them once; each command is a fork of it, with an environment, a folder and outputs of its own.
What reads settings is imported by each command itself.
"""

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_LIBRARIES = (
    "scrapy.cmdline", "scrapy.crawler", "scrapy.extensions.feedexport", "scrapy.core.downloader.handlers.http11",
    "twisted.internet.asyncioreactor", "twisted.web.client", "pymongo", "zstandard", "lxml.html", "feedparser",
    "htmldate", "dateparser", "rich.table", "rich.progress", "jinja2",
    "newsbot.quotes", "newsbot.extraction", "newsbot.discovery.feeds", "newsbot.dates", "newsbot.dedup",
)  # fmt: skip

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(list(_LIBRARIES))


def run(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], timeout: float
) -> "subprocess.CompletedProcess[str]":
    """Run `scrapy` with these arguments to its end, and return what it printed and its exit code.

    Raises subprocess.TimeoutExpired, having killed it.
    """
    with tempfile.NamedTemporaryFile() as printed, tempfile.NamedTemporaryFile() as complained:
        process = _server.Process(
            target=_scrapy, args=(list(arguments), str(folder), dict(environment), printed.name, complained.name)
        )
        process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["scrapy", *arguments], timeout)
        code = process.exitcode
        process.close()
        texts = [Path(file.name).read_text(encoding="utf-8") for file in (printed, complained)]
        return subprocess.CompletedProcess(["scrapy", *arguments], code, *texts)


def _scrapy(arguments: list[str], folder: str, environment: dict[str, str], printed: str, complained: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    for descriptor, path in enumerate((os.devnull, printed, complained)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv = ["scrapy", *arguments]
    try:
        runpy.run_module("scrapy", run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves without them
