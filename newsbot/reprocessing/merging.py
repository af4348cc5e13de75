"""The last part of reprocessing: articles that are one story by the verdict of today become one, by one process."""

import asyncio
from collections.abc import Sequence

from pymongo import AsyncMongoClient

from newsbot.reprocessing.report import Report
from newsbot.reprocessing.work import Job, is_wanted, split_before_merge
from newsbot.store.articles.merge_pairs import Pair, PairMerger
from newsbot.store.database.connection import Document

MOST_ROUNDS = 5
"""How often it looks again for what to merge after a copy became an article of its own."""


def merge_stories(job: Job) -> Report:
    """Merge what is one story, in the order of the articles' precedence. To repeat it changes nothing.

    The copies of an article that is merged away come along. Those that are another story than the article that stays
    become articles before anything is merged: so they are found again, whenever the process is killed.
    """
    report = Report()
    for _ in range(MOST_ROUNDS):
        pairs = asyncio.run(_pairs(job))
        split = split_before_merge(
            job, [(kept["_id"], folded["_id"]) for kept, folded in pairs if folded.get("copies")]
        )
        report.add(split)
        if job.dry_run or not split.counts["stories split"]:
            break
    for kept, folded in pairs if job.dry_run else asyncio.run(_merge(job, pairs)):
        report.note("stories merged", folded["url"], folded["headline"], f"{kept['headline']} ({kept['url']})")
    return report


async def _pairs(job: Job) -> list[Pair]:
    async with _client(job) as client:
        return await PairMerger(client[job.database]).pairs(lambda known: is_wanted(job, known, again=True))


async def _merge(job: Job, pairs: Sequence[Pair]) -> list[Pair]:
    """Merge; returns what was one story still."""
    async with _client(job) as client:
        merger = PairMerger(client[job.database])
        return [pair for pair in pairs if await merger.merge(pair)]


def _client(job: Job) -> AsyncMongoClient[Document]:
    return AsyncMongoClient(job.uri, tz_aware=True, appname="newsbot")
