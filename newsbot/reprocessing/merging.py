"""The last part of reprocessing: articles that are one story by the verdict of today become one, by one process."""

import asyncio

from pymongo import AsyncMongoClient

from newsbot.reprocessing.report import Report
from newsbot.reprocessing.work import Job, is_wanted, reprocess_copies
from newsbot.store.articles.merge_pairs import PairMerger
from newsbot.store.database.connection import Document

MOST_ROUNDS = 5
"""How often it looks again whether the copies that came along with a merged article are copies of the other one."""


def merge_stories(job: Job) -> Report:
    """Merge what is one story, in the order of the articles' precedence. To repeat it changes nothing."""
    report = Report()
    for _ in range(MOST_ROUNDS):
        grown = asyncio.run(_merge(job, report))
        if job.dry_run or not grown:
            break
        for article_id in grown:
            report.add(reprocess_copies(job, article_id, f"{article_id}0"))
    return report


async def _merge(job: Job, report: Report) -> list[str]:
    """Merge once; returns the ids of articles that copies of others came to."""
    grown = set()
    client: AsyncMongoClient[Document] = AsyncMongoClient(job.uri, tz_aware=True, appname="newsbot")
    async with client:
        merger = PairMerger(client[job.database])
        async for kept, merged in merger.merge(lambda known: is_wanted(job, known, again=True), dry=job.dry_run):
            report.note("stories merged", merged["url"], merged["headline"], f"{kept['headline']} ({kept['url']})")
            if merged.get("copies"):
                grown.add(kept["_id"])
    return sorted(grown)
