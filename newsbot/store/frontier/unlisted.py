"""The articles that a site's feeds and sitemaps list in this crawl, and those that they list no longer."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from newsbot.discovery.candidate import Candidate
from newsbot.store.database.schema import Document
from newsbot.store.frontier.source_state import Sources

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


class Listings:
    """Which source listed what, and when."""

    def __init__(self, collection: AsyncCollection[Document], site: str, sources: Sources) -> None:
        self._collection = collection
        self._site = site
        self._sources = sources

    async def seen(self, candidates: Collection[Candidate], known: dict[str, Document], now: datetime) -> None:
        """Note that sources list `candidates`, of which those in `known` have documents already."""
        if known:
            seen: dict[str, Any] = {"$set": {"last_seen": now}, "$unset": {"unlisted_since": ""}}
            await self._collection.update_many({"_id": {"$in": list(known)}}, seen)
        await self._belong([candidate for candidate in candidates if candidate.complete], known)

    async def _belong(self, candidates: Collection[Candidate], known: dict[str, Document]) -> None:
        """Let known articles belong to the longest list that names them: it is the one to miss them in."""
        for source in {candidate.source for candidate in candidates}:
            entries = self._sources.entries(source)
            moved = [
                key
                for key, document in known.items()
                if (other := document.get("listed_by")) != source and entries >= self._sources.entries(other or "")
            ]
            if moved:
                await self._collection.update_many({"_id": {"$in": moved}}, {"$set": {"listed_by": source}})

    async def expect_unlisted(self, now: datetime) -> None:
        """Make due what a source listed before and lists no longer, though it lists what is as old: it may be gone."""
        for name, oldest, since in self._sources.to_search():
            query: dict[str, Any] = {
                "site": self._site,
                "state": "done",
                "listed_by": name,
                "last_seen": {"$lt": since},
                "unlisted_since": {"$exists": False},
            }
            if oldest is not None:
                query["published"] = {"$gt": oldest}
            missing = self._collection.find(query, {"_id": 1}).sort("published", -1).limit(MOST_UNLISTED)
            keys = [document["_id"] async for document in missing]
            if keys:
                due = {"$set": {"unlisted_since": now, "next_check": now, "change_suspected": True}}
                await self._collection.update_many({"_id": {"$in": keys}}, due)
        await self._sources.searched()
