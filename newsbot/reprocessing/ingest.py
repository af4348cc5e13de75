"""Ingesting: the pages of web archives into the corpus, by the workers of a run."""

from collections.abc import Sequence

from pymongo.database import Database

from newsbot.reprocessing.archives.sources import Part, parts_of
from newsbot.reprocessing.ingest_job import IngestJob
from newsbot.reprocessing.ingest_part import ingest_part
from newsbot.reprocessing.report import DAMAGED, Report
from newsbot.reprocessing.run import Progress, Run
from newsbot.reprocessing.workers import Workers
from newsbot.store.database.connection import Document


def ingest(
    db: Database[Document],
    job: IngestJob,
    archives: Sequence[str],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress = lambda done, total, report: None,
) -> Report:
    """Store the articles of archives, paths or URLs, as `crawl warc` does; returns what came of their records.

    A run that was killed goes on with the parts that are not done; within one, what is stored is known. The report
    counts and names archives that could not be read to their end (DAMAGED): all else of them is stored.

    Raises EngineError where Dask is needed and not there.
    """
    parts: dict[str, Part] = {}
    broken: dict[str, str] = {}
    for archive in archives:
        try:
            parts |= {part.name: part for part in parts_of(archive)}
        except (OSError, ValueError) as error:
            broken[archive] = str(error)
    with Workers(min(workers, max(len(parts), 1)), scheduler) as crew:
        same = (sorted(archives), job.sites, job.language, job.topic, job.indirect)
        run = Run(db, "ingest", same, len(parts))
        for archive, reason in broken.items():
            run.report.note_once(DAMAGED, archive, reason)
        arguments = {name: (job, part, crew.are_many) for name, part in parts.items()}
        run.share(ingest_part, arguments, crew, progress)
        run.finish(reason=DAMAGED if run.report.counts[DAMAGED] else "finished")
    return run.report
