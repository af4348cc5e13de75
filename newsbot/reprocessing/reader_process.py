"""The process of a Reader: it calls what it is sent, within bounds of CPU time and memory that the kernel keeps."""

import math
import resource
import signal
from multiprocessing.connection import Connection

MOST_MEMORY = 2 * 1024**3
"""Bytes of data (RLIMIT_DATA) that a reader may have: a page that wants more gets a MemoryError of its own."""


def main(fd: int) -> None:
    """Answer calls over the socket with this number until its other end is closed, as it is when the worker dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, who then closes the socket
    _lower(resource.RLIMIT_DATA, MOST_MEMORY)
    _lower(resource.RLIMIT_CORE, 0)
    with Connection(fd) as pipe:
        while True:
            try:
                seconds, function, args, kwargs = pipe.recv()
            except (EOFError, OSError):
                return
            _let_work(seconds)
            try:
                answer = "result", function(*args, **kwargs)
            except Exception as error:  # whatever a page makes happen is that page's own
                answer = "error", (type(error).__name__, str(error))
            try:
                pipe.send(answer)
            except (BrokenPipeError, ConnectionResetError):
                return


def _let_work(seconds: float) -> None:
    """Let the kernel end this process once it has used so much more CPU time, even within one call into C."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds) if seconds else -1)


def _lower(limit: int, value: int) -> None:
    """Set the soft limit, under the hard one; -1 is no limit."""
    _, hard = resource.getrlimit(limit)
    unlimited = resource.RLIM_INFINITY
    if hard != unlimited and (value == unlimited or value > hard):
        value = hard
    resource.setrlimit(limit, (value, hard))
