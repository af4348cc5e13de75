"""A scheduler for where there is none, such as a container: it starts each job at its minute."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from newsbot.cli.command import EXIT_BUSY
from newsbot.cli.schedule import Job

_MINUTE = timedelta(minutes=1)


class Scheduler:
    """Starts jobs when they are due, `at_once` at a time; a job that still runs, or waits, is not started again.

    `command` makes a job's command line. Times are the local clock's; minutes that passed while the machine slept count
    up to an hour back.
    """

    def __init__(self, jobs: Sequence[Job], at_once: int, command: Callable[[Job], Sequence[str]]) -> None:
        self._jobs = jobs
        self._at_once = at_once
        self._command = command
        self._seen: datetime | None = None
        self.waiting: list[Job] = []
        self.running: dict[Job, subprocess.Popen[bytes]] = {}

    def tick(self, now: datetime) -> None:
        """Take note of what ended, and start what is due; to be called at least once a minute."""
        for job, process in list(self.running.items()):
            if process.poll() is not None:
                del self.running[job]
                if process.returncode not in (0, EXIT_BUSY):
                    ended = f"newsbot {' '.join(job.arguments)} ended with code {process.returncode}."
                    print(ended, file=sys.stderr, flush=True)
        minute = now.replace(second=0, microsecond=0)
        first = minute if self._seen is None else max(self._seen + _MINUTE, minute - 59 * _MINUTE)
        while first <= minute:
            due = (job for job in self._jobs if job.is_due(first))
            self.waiting += [job for job in due if job not in self.waiting and job not in self.running]
            first += _MINUTE
        self._seen = minute if self._seen is None else max(self._seen, minute)  # a clock set back repeats nothing
        while self.waiting and len(self.running) < self._at_once:
            job = self.waiting.pop(0)
            self.running[job] = subprocess.Popen(self._command(job))

    def stop(self) -> None:
        """Let what runs end as one that is interrupted, and wait for it; what waits is left to the next scheduler."""
        self.waiting.clear()
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait()
