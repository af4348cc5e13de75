"""Reprocessing: key ranges of `pages`, each noted in `runs` once it is done."""

from pymongo.database import Database

from newsbot.reprocessing.merging import merge_stories
from newsbot.reprocessing.report import Report
from newsbot.reprocessing.run import Progress, Run
from newsbot.reprocessing.work import Job, reprocess_copies, reprocess_range, reprocess_rejected
from newsbot.reprocessing.workers import Workers
from newsbot.store.database.connection import Document

PARTS = 64
"""Key ranges that a run is divided into; the keys are hashes, so they are about equal."""


def reprocess(
    db: Database[Document],
    job: Job,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress = lambda done, total, report: None,
) -> Report:
    """Read all pages of a job again; returns what changed, or with `job.dry_run` what would.

    A run that was killed goes on where it was, with the same job. `workers` processes of this machine, or the workers
    of a Dask `scheduler` ("tcp://host:8786"), share the work.

    Raises EngineError where Dask is needed and not there.
    """
    with Workers(workers, scheduler) as crew:
        same = (job.site, job.since, job.until, job.older_than, job.indirect)
        run = Run(db, "reprocess", same, len(PASSES) * PARTS + 1, dry=job.dry_run)
        for name, work in PASSES.items():
            run.share(work, {f"{name}{low}": (job, low, high) for low, high in _ranges()}, crew, progress)
        run.share(merge_stories, {"merge": (job,)}, Workers(), progress)
        run.finish()
    return run.report


PASSES = {"": reprocess_range, "copies ": reprocess_copies, "rejected ": reprocess_rejected}
"""What is done with all ranges, one after the other: a copy is compared with its article as that is read today."""


def _ranges() -> list[tuple[str, str]]:
    step = 256 // PARTS
    lows = [f"{first:02x}" for first in range(0, 256, step)]
    return list(zip(["", *lows[1:]], [*lows[1:], ""], strict=True))
