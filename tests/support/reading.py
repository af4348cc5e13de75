"""Ways to read a page that end badly: a reader's process imports them by name."""

import ctypes
import os
import signal
from typing import Any

from newsbot.items import Article
from newsbot.reprocessing.page import article_of, read_answer


def killing(page: dict[str, Any], *arguments: Any, **options: Any) -> Article:
    """Reads pages, but the one whose URL ends in 3 is a crash in C code."""
    if page["url"].endswith("3"):
        ctypes.string_at(0)
    return article_of(page, *arguments, **options)


def killed_by_memory(page: dict[str, Any], *arguments: Any, **options: Any) -> Article:
    """Reads pages, but one of them is ended as by the kernel's out-of-memory killer."""
    if page["url"].endswith("3"):
        os.kill(os.getpid(), signal.SIGKILL)
    return article_of(page, *arguments, **options)


def greedy(page: dict[str, Any], *arguments: Any, **options: Any) -> Article:
    """Reads pages, but one of them wants more memory than there is."""
    if page["url"].endswith("3"):
        return bytearray(64 * 1024**3)  # type: ignore[return-value]
    return article_of(page, *arguments, **options)


def endless(page: dict[str, Any], *arguments: Any, **options: Any) -> Article:
    """Reads pages, but one of them keeps C code busy, which Python's signals do not reach."""
    if page["url"].endswith("3"):
        pow(3, 10**12)
    return article_of(page, *arguments, **options)


def busy(page: dict[str, Any], rules: object, *, indirect: bool, seconds: float) -> Article:
    """Never ends, in Python code."""
    from newsbot.crawl.time_limit import time_limit

    with time_limit(seconds):
        while True:
            pass


def process_id() -> int:
    return os.getpid()


def hoard(size: int) -> int:
    """Keep so many bytes for as long as the process lives; returns its id."""
    _kept.append(bytearray(size))
    return os.getpid()


_kept: list[bytearray] = []


def hang() -> None:
    """Wait for what never comes, without CPU time."""
    signal.pause()


def fail(text: str) -> None:
    raise ValueError(text)


def killing_answer(url: str, *arguments: Any, **options: Any) -> Any:
    """Reads an archived page, but the one whose URL ends in /3 is a crash in C code."""
    if url.endswith("/3"):
        ctypes.string_at(0)
    return read_answer(url, *arguments, **options)
