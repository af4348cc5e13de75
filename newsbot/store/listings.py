"""What a site's feeds and sitemaps list in this crawl, and what they should list but do not."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from newsbot.discovery.candidate import Candidate
from newsbot.store.schema import Document

MOST_UNLISTED = 25
"""Articles that are looked at in one crawl because a source dropped them; a sitemap cut in half costs no more."""

_SHARED_BY = 20
"""From so many entries on, a time of change that more than half of them share is the source's own."""


def own_stamp(candidates: Iterable[Candidate]) -> datetime | None:
    """The time of change that says nothing because a source gives it to most of its entries, if there is one."""
    times = Counter(candidate.modified for candidate in candidates)
    total = times.total()
    if total < _SHARED_BY:
        return None
    time, n = times.most_common(1)[0]
    return time if n * 2 > total else None


@dataclass(slots=True)
class _Source:
    entries: int
    oldest: datetime | None
    """The oldest publication date of its entries: a feed drops what is older. None when it tells none, as sitemaps of
    everything do."""


class Listings:
    """Which source listed what, and when."""

    def __init__(self, collection: AsyncCollection[Document], site: str) -> None:
        self._collection = collection
        self._site = site
        self._sources: dict[str, _Source] = {}
        self._began = datetime.now(UTC)

    async def seen(self, candidates: Collection[Candidate], known: dict[str, Document], now: datetime) -> None:
        """Note that sources list `candidates`, of which those in `known` have documents already."""
        complete = [candidate for candidate in candidates if candidate.complete]
        for candidate in complete:
            source = self._sources.setdefault(candidate.source, _Source(0, candidate.published))
            source.entries += 1
            if candidate.published and (source.oldest is None or candidate.published < source.oldest):
                source.oldest = candidate.published
        if known:
            seen: dict[str, Any] = {"$set": {"last_seen": now}, "$unset": {"unlisted_since": ""}}
            await self._collection.update_many({"_id": {"$in": list(known)}}, seen)
        await self._belong(complete, known)

    async def _belong(self, candidates: Collection[Candidate], known: dict[str, Document]) -> None:
        """Let known articles belong to the longest list that names them: it is the one to miss them in."""
        for source in {candidate.source for candidate in candidates}:
            entries = self._sources[source].entries
            moved = [
                key
                for key, document in known.items()
                if (other := document.get("listed_by")) != source
                and entries >= (self._sources[other].entries if other in self._sources else 0)
            ]
            if moved:
                await self._collection.update_many({"_id": {"$in": moved}}, {"$set": {"listed_by": source}})

    async def expect_unlisted(self, now: datetime) -> None:
        """Make due what a source listed before and lists no longer, though it lists what is as old: it may be gone."""
        for url, source in self._sources.items():
            query: dict[str, Any] = {
                "site": self._site,
                "state": "done",
                "listed_by": url,
                "last_seen": {"$lt": self._began},
                "unlisted_since": {"$exists": False},
            }
            if source.oldest is not None:
                query["published"] = {"$gt": source.oldest}
            missing = self._collection.find(query, {"_id": 1}).sort("published", -1).limit(MOST_UNLISTED)
            keys = [document["_id"] async for document in missing]
            if keys:
                due = {"$set": {"unlisted_since": now, "next_check": now, "suspected": True}}
                await self._collection.update_many({"_id": {"$in": keys}}, due)
