"""One part of an archive: each of its pages goes the way of a crawled one, over the same stations."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import islice

from pymongo.errors import AutoReconnect
from scrapy.settings import Settings

from newsbot.discovery.candidate import Candidate
from newsbot.reprocessing.archives.records import DAMAGE, ArchivedPage, archived_pages
from newsbot.reprocessing.archives.sources import Part, opened
from newsbot.reprocessing.archives.stretch import Stretch
from newsbot.reprocessing.ingest_job import IngestJob
from newsbot.reprocessing.page_filter import may_be_wanted
from newsbot.reprocessing.reader import reader
from newsbot.reprocessing.report import DAMAGED, Report
from newsbot.reprocessing.stations import Stations
from newsbot.store.embedded.mongod import StoreError

logger = logging.getLogger(__name__)

AT_ONCE, AT_ONCE_BYTES = 100, 32 * 1024 * 1024
"""Pages whose URLs are looked up in the frontier together, and how many bytes they may have."""


def ingest_part(job: IngestJob, part: Part, others: bool) -> Report:
    """Store the articles of a part of an archive; `others` says whether workers beside this one do so, too.

    To repeat it changes nothing: what is stored is known. Raises AutoReconnect where the database stays away.
    """
    report = Report()
    try:
        with opened(part, job.settings["USER_AGENT"], _turn if others else None) as streams:
            asyncio.run(_ingest(job, part, streams, report))
            report.counts["bytes"] += sum(stream.bytes for stream in streams)
    except StoreError as error:
        raise AutoReconnect(str(error)) from None
    except (OSError, ValueError) as error:  # the archive cannot be opened, or the disk has no room for a copy of it
        report.note_once(
            DAMAGED, part.archive, f"{error.strerror if isinstance(error, OSError) and error.strerror else error}"
        )
    return report


async def _ingest(job: IngestJob, part: Part, streams: list[Stretch], report: Report) -> None:
    settings = Settings(dict(job.settings), priority="cmdline")
    with ExitStack() as stack:
        mine = stack.enter_context(reader())
        async with Stations(settings, job, mine, report) as stations:
            for stream in streams:
                try:
                    async for batch in _batches(job, stream, report):
                        await _take(stations, part, batch, report)
                except DAMAGE as error:
                    pages = report.counts["pages"] + report.counts["known"]
                    report.note_once(DAMAGED, part.archive, f"the rest of it is lost after {pages:,} pages: {error}")
                await stations.settled()


async def _take(stations: Stations, part: Part, batch: list[ArchivedPage], report: Report) -> None:
    by_url = {page.url: page for page in batch}
    candidates = [Candidate(url=url, source=part.archive, modified=page.fetched_at) for url, page in by_url.items()]
    due = await stations.session.frontier.admit(candidates)
    report.counts["known"] += len(batch) - len(due)
    for candidate in due:
        await stations.take(by_url[candidate.url])


async def _batches(job: IngestJob, stream: Stretch, report: Report) -> AsyncIterator[list[ArchivedPage]]:
    """The wanted pages of a stream, some at once; what was read before damage comes before its error."""
    pages = _wanted(job, stream, report)
    while True:
        batch, error = await asyncio.to_thread(_next, pages)
        if batch:
            yield batch
        if error is not None:
            raise error
        if not batch:
            return


def _next(pages: Iterator[ArchivedPage]) -> tuple[list[ArchivedPage], Exception | None]:
    batch: list[ArchivedPage] = []
    size = 0
    try:
        for page in islice(pages, AT_ONCE):
            batch.append(page)
            size += len(page.body)
            if size > AT_ONCE_BYTES:
                break
    except DAMAGE as error:
        return batch, error
    return batch, None


def _wanted(job: IngestJob, stream: Stretch, report: Report) -> Iterator[ArchivedPage]:
    most = int(job.settings["DOWNLOAD_MAXSIZE"])
    for page in archived_pages(stream, most_bytes=most, wanted=job.is_wanted, counts=report.counts):
        if reason := may_be_wanted(page, language=job.language, topic=job.topic):
            report.counts[f"left out: {reason}"] += 1
        else:
            yield page


def _turn(host: str) -> AbstractContextManager[object]:
    """One connection a host, whichever worker has it. A worker that dies loses its turn with its lease."""
    from distributed import Semaphore  # an extra, and slow to import

    turn: AbstractContextManager[object] = Semaphore(max_leases=1, name=f"newsbot {host}")  # type: ignore[no-untyped-call]
    return turn
