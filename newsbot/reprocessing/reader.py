"""Pages are read in a process beside the worker's: one that crashes, hangs or eats the memory takes nothing along."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Lock
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

TRIES = 2
"""How often a page is given to a reader; one on which the process ends so often is given up."""

MOST_RESIDENT = 400 * 1024 * 1024
"""A reader that occupies more bytes of memory after a page ends, and another takes its place."""

LONGEST_SECONDS = 600.0
"""A page that has no answer after so long hangs. It needs no CPU time by then, which is bounded much lower."""

_PROGRAM = "import sys; sys.path[:] = {path!r}; from newsbot.reprocessing.reader_process import main; main({fd})"


class UnreadableError(Exception):
    """A page that could not be read: `kind` is the name of the error, the message what it says."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Reader:
    """A process that reads pages, one at a time. It is started by the first call, and again whenever it ended."""

    def __init__(self, *, longest: float = LONGEST_SECONDS) -> None:
        self._longest = longest
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection

    def call(self, cpu_seconds: float, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What a module's function returns in the reader's process, within so much CPU time; 0 is no limit.

        Raises UnreadableError in the place of what the function raises, and where the process ended TRIES times.
        """
        ending = ""
        for _ in range(TRIES):
            try:
                self._begin()
                self._pipe.send((cpu_seconds, function, args, kwargs))
                if not self._pipe.poll(self._longest):
                    raise TimeoutError
                answer, value = self._pipe.recv()
            except (OSError, EOFError) as error:  # TimeoutError is an OSError
                hangs = isinstance(error, TimeoutError)
                ending = self._end(f"did not answer for {self._longest:.0f} s" if hangs else None)
                continue
            if _resident(self._process) > MOST_RESIDENT:
                self.close()
            if answer == "error":
                raise UnreadableError(*value)
            return value  # type: ignore[no-any-return]
        raise UnreadableError("ReaderCrashed", f"the process that read it {ending}, {TRIES} times")

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process; the next call starts another."""
        self._end(None)

    def _begin(self) -> None:
        if self._process is not None:
            return
        self._pipe, theirs = Pipe()
        with theirs:
            program = _PROGRAM.format(path=sys.path, fd=theirs.fileno())
            self._process = subprocess.Popen(
                [sys.executable, "-c", program], stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )

    def _end(self, why: str | None) -> str:
        """End the process at once; returns how it ended, or `why` it is ended."""
        process, self._process = self._process, None
        if process is None:
            return why or "could not be started"
        self._pipe.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(0 if why else 1)  # one that crashed is ending: its own signal says why
        process.kill()
        code = process.wait()
        return why or (f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}")


_idle: list[Reader] = []
_lock = Lock()


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader of this process that nobody else uses meanwhile; it stays for the next who asks."""
    with _lock:
        mine = _idle.pop() if _idle else Reader()
    try:
        yield mine
    except BaseException:
        mine.close()  # it may be in the middle of a page
        raise
    with _lock:
        _idle.append(mine)


def close_readers() -> None:
    """End the readers that nobody uses."""
    with _lock:
        idle, _idle[:] = _idle[:], []
    for one in idle:
        one.close()


def _resident(process: "subprocess.Popen[bytes] | None") -> int:
    """The bytes of memory that a process occupies; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{process.pid if process else 'none'}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
