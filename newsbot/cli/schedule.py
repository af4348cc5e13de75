"""When each site is crawled: once an hour, at a minute that its name alone decides; and what makes it so.

The text for cron, systemd and Kubernetes goes to standard output or to files of its own; nothing that is there already
is changed.
"""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

MARK = "# Written by `newsbot schedule`; a later one writes it anew."
"""The first line of every file, by which a later run knows it for its own."""


@dataclass(frozen=True, slots=True)
class Job:
    """A newsbot command, once an hour, or once a week (Monday, at `hour`)."""

    name: str
    arguments: tuple[str, ...]
    minute: int
    hour: int | None = None

    @property
    def cron(self) -> str:
        """The five fields of cron."""
        return f"{self.minute} * * * *" if self.hour is None else f"{self.minute} {self.hour} * * 1"

    @property
    def calendar(self) -> str:
        """The calendar event of systemd."""
        return f"*:{self.minute:02}:00" if self.hour is None else f"Mon {self.hour:02}:{self.minute:02}:00"

    def is_due(self, minute: datetime) -> bool:
        """Whether it begins in this minute."""
        return self.minute == minute.minute and self.hour in (None, minute.hour if minute.weekday() == 0 else -1)


PROBE = Job("probe", ("probe", "--all", "--json"), minute=41, hour=5)
"""Once a week each site is tried without storing anything."""


def minute_of(name: str) -> int:
    """The minute of the hour at which a site is crawled: another site more or less moves none."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big") % 60


def crawl_jobs(names: Iterable[str]) -> list[Job]:
    """A crawl of each, in the order of their minutes."""
    return sorted(
        (Job(name, ("crawl", name), minute_of(name)) for name in names), key=lambda job: (job.minute, job.name)
    )


def crontab(jobs: Iterable[Job], program: Path, folder: Path) -> str:
    """Lines for a user's crontab between two marks, so that they can be exchanged; cron mails standard error alone."""
    lines = [
        "# newsbot schedule: begin",
        f"# cron mails what goes wrong, and alerts, to MAILTO; settings: {folder}/newsbot.toml",
    ]
    for job in jobs:
        command = f"cd {shlex.quote(str(folder))} && {shlex.quote(str(program))} {shlex.join(job.arguments)}"
        # a crawl prints its result, which nobody needs by mail; one that lasts for hours is nothing to mail every hour
        shown = " >probe.jsonl" if job is PROBE else " --if-free >/dev/null"
        lines.append(f"{job.cron}  {command}{shown}".replace("%", r"\%"))  # cron ends a command at a bare %
    return "\n".join([*lines, "# newsbot schedule: end", ""])


def timers(jobs: Iterable[Job]) -> dict[str, str]:
    """Timers of systemd: the file's name -> its text. They start the services of deploy/systemd."""
    return {
        "newsbot-probe.timer" if job is PROBE else f"newsbot-crawl@{job.name}.timer": (
            f"{MARK}\n[Unit]\nDescription=newsbot {' '.join(job.arguments)}\n\n"
            f"[Timer]\nOnCalendar={job.calendar}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
        )
        for job in jobs
    }


def cron_jobs(jobs: Iterable[Job]) -> str:
    """Kubernetes CronJobs with what differs between them; deploy/kubernetes/cronjob.yaml has what all share."""
    documents = []
    for job in jobs:
        name = "-".join(dict.fromkeys((job.arguments[0], job.name)))
        label = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
        arguments = ", ".join(f'"{word}"' for word in job.arguments)
        documents.append(
            f"apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: {label}\nspec:\n"
            f'  schedule: "{job.cron}"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n'
            f"          containers:\n            - name: newsbot\n              args: [{arguments}]\n"
        )
    return f"{MARK}\n" + "---\n".join(documents)
