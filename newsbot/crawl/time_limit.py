"""A page may take only so much of the processor's time: what takes longer is given up, and the crawl goes on."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_SECONDS = 1.0
"""Code that swallows the error is stopped again after so long."""


class TooSlowError(Exception):
    """A page took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlowError inside the block once it has used `seconds` of CPU time; 0 sets no limit.

    Python code and regular expressions are stopped where they are. One call into a C library ends first: what such
    calls are given is bounded (extraction.page). A timer of the process (ITIMER_VIRTUAL) costs some microseconds.
    Outside the main thread, where Python delivers no signals, there is no limit.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"it took longer than EXTRACTION_SECONDS ({seconds:g})")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
