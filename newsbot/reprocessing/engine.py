"""The run: key ranges of `pages`, by this process or by Dask, each noted in `runs` once it is done."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec

from pymongo.database import Database

from newsbot.reprocessing.report import Report
from newsbot.reprocessing.work import Job, reprocess_range
from newsbot.store.database.connection import Document

PARTS = 64
"""Key ranges that a run is divided into; the keys are hashes, so they are about equal."""

Range = tuple[str, str]


class EngineError(Exception):
    """A run that cannot be: the message says what to do."""


def reprocess(
    db: Database[Document],
    job: Job,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Read all pages of a job again; returns what changed, or with `job.dry_run` what would.

    A run that was killed goes on where it was, with the same job. `workers` processes of this machine, or the workers
    of a Dask `scheduler` ("tcp://host:8786"), share the work; `progress` gets the parts that are done, and of how many.

    Raises EngineError where Dask is needed and not there.
    """
    run, report, done = _begin(db, job)
    ranges = [one for one in _ranges() if one[0] not in done]
    progress(len(done), PARTS)
    for (low, _), part in _results(job, ranges, workers, scheduler):
        report.add(part)
        done.append(low)
        if not job.dry_run:
            db["runs"].update_one({"_id": run}, {"$set": {"done": done, "report": report.as_document()}})
        progress(len(done), PARTS)
    if not job.dry_run:
        db["runs"].update_one({"_id": run}, {"$set": {"finished_at": datetime.now(UTC), "reason": "finished"}})
    return report


def _begin(db: Database[Document], job: Job) -> tuple[str, Report, list[str]]:
    """The run's id, and what an earlier process of it has done: its report, and its parts by where they begin."""
    same = repr((job.site, job.since, job.until, job.older_than, job.indirect))
    name = f"reprocess {sha256(same.encode()).hexdigest()[:12]}"
    if job.dry_run:
        return name, Report(), []
    left = db["runs"].find_one({"kind": "reprocess", "job": name, "finished_at": None})
    if left is not None:
        return left["_id"], Report.of(left["report"]), left["done"]
    now = datetime.now(UTC)
    run: Document = {"_id": f"{name} {now:%Y%m%dT%H%M%S%f}", "kind": "reprocess", "job": name, "started_at": now}
    db["runs"].insert_one(run | {"finished_at": None, "done": [], "report": Report().as_document()})
    return str(run["_id"]), Report(), []


def _ranges() -> list[Range]:
    step = 256 // PARTS
    lows = [f"{first:02x}" for first in range(0, 256, step)]
    return list(zip(["", *lows[1:]], [*lows[1:], ""], strict=True))


def _results(job: Job, ranges: list[Range], workers: int, scheduler: str | None) -> Iterator[tuple[Range, Report]]:
    if workers <= 1 and scheduler is None:
        for one in ranges:
            yield one, reprocess_range(job, *one)
        return
    if find_spec("distributed") is None:
        raise EngineError("Several workers need Dask: pip install 'newsbot-5g[cluster]', or leave --workers at 1.")
    from distributed import Client, LocalCluster, as_completed  # an extra, and slow to import

    with ExitStack() as stack:
        if scheduler is None:
            local = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            )
            scheduler = stack.enter_context(local).scheduler_address
        client = stack.enter_context(Client(scheduler))  # type: ignore[no-untyped-call]
        futures = {client.submit(reprocess_range, job, *one, pure=False): one for one in ranges}
        for future in as_completed(list(futures)):  # type: ignore[no-untyped-call]
            yield futures[future], future.result()
