"""A feed, sitemap or listing is parsed within a bound of time, and a large one apart from the crawl's own process."""

import asyncio
import logging
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from newsbot.crawl.time_limit import TooSlowError, time_limit

T = TypeVar("T")

LARGE = 1024 * 1024
"""Bytes from which on a source is parsed in a process of its own, which costs half a second and blocks nothing."""

MOST_MEMORY = 4 * 1024**3
"""Bytes of address space of that process."""


async def read_source(parse: Callable[..., T], body: bytes, *args: object, seconds: float, **kwargs: object) -> T:
    """What `parse(body, …)` returns. Raises TooSlowError when it takes more than `seconds` of CPU time (0: no limit).

    `parse` is a function of a module, and what it returns can be pickled.
    """
    if len(body) < LARGE:
        with time_limit(seconds):
            return parse(body, *args, **kwargs)
    executor = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_limit, initargs=(seconds,))
    try:
        return await asyncio.wrap_future(executor.submit(partial(parse, body, *args, **kwargs)))
    except (BrokenProcessPool, MemoryError) as error:
        raise TooSlowError(f"it took longer than EXTRACTION_SECONDS ({seconds:g}), or too much memory") from error
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _limit(seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the crawl's to handle
    logging.disable()  # the crawl reports what comes of it
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
