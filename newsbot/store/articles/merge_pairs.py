"""Merge what the corpus holds twice by the verdict of today, in an order that depends on the articles alone.

A crawl asks for the stories that a new article may repeat. Here all articles are asked at once: MongoDB groups them by
the keys of their signatures, as a join of set similarity does (Vernica, Carey and Li, "Efficient parallel
set-similarity joins using MapReduce", 2010).
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.store.articles.copies import precedence
from newsbot.store.articles.merge_duplicates import DuplicateMerger
from newsbot.store.articles.near_duplicates import HOT, SHARED_KEYS
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document

Pair = tuple[Document, Document]
"""Two articles that may be one story, the one to keep first: `{_id, url, url_key, site, headline, published, …}`."""

_AT_ONCE = 1000
_FIELDS = dict.fromkeys(("url", "url_key", "site", "headline", "published", "extractor_version", "copies.url_key"), 1)


class PairMerger:
    """Finds the pairs of stored articles that are one story, and merges them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._database = database
        self._merger = DuplicateMerger(database)

    async def pairs(self, wanted: Callable[[Document], bool]) -> list[Pair]:
        """The pairs to merge of which at least one article is `wanted`, in the order in which to merge them.

        They go by the precedence of the one that is kept, then of the other. An article that people annotated is kept:
        their words are about its own quotes.
        """
        found: list[Pair] = []
        gone: set[str] = set()
        for kept, folded in await self._candidates(wanted):
            if kept["_id"] in gone or folded["_id"] in gone or await self._is_annotated(folded["_id"]):
                continue
            if await self._merger.to_merge(kept["_id"], folded["_id"]) is not None:
                gone.add(folded["_id"])
                found.append((kept, folded))
        return found

    async def merge(self, pair: Pair) -> bool:
        """Merge a pair; returns whether both articles were there still, and one story."""
        both = await self._merger.to_merge(pair[0]["_id"], pair[1]["_id"])
        if both is not None:
            await self._merger.into(*both)
        return both is not None

    async def _candidates(self, wanted: Callable[[Document], bool]) -> list[Pair]:
        pairs = await self._sharing()
        ids = sorted({article_id for pair in pairs for article_id in pair})
        found: dict[str, Document] = {}
        for first in range(0, len(ids), _AT_ONCE):
            found |= await self._of(ids[first : first + _AT_ONCE])
        ordered: list[Pair] = []
        for one, other in pairs:
            if one in found and other in found and (wanted(found[one]) or wanted(found[other])):
                kept, folded = sorted((found[one], found[other]), key=precedence)
                ordered.append((kept, folded))
        return sorted(ordered, key=lambda pair: (precedence(pair[0]), precedence(pair[1])))

    @retrying
    async def _of(self, ids: list[str]) -> dict[str, Document]:
        query = self._database["articles"].find({"_id": {"$in": ids}}, _FIELDS)
        return {document["_id"]: document async for document in query}

    @retrying
    async def _sharing(self) -> list[tuple[str, str]]:
        """The pairs that share as many keys as copies do, or all their words; a key of many is boilerplate."""
        shared: Counter[tuple[str, str]] = Counter()
        for field, times in (("signature", 1), ("content_hash", SHARED_KEYS)):
            stages: list[Document] = [
                {"$project": {field: 1}},
                *([{"$unwind": "$signature"}] if field == "signature" else []),
                {
                    "$group": {
                        "_id": f"${field}",
                        "ids": {"$firstN": {"input": "$_id", "n": HOT + 1}},
                        "n": {"$sum": 1},
                    }
                },
                {"$match": {"n": {"$gt": 1, "$lte": HOT}, "_id": {"$nin": [None, ""]}}},
                {"$project": {"ids": 1}},
            ]
            async for group in await self._database["articles"].aggregate(stages, allowDiskUse=True):
                shared.update(dict.fromkeys(combinations(sorted(group["ids"]), 2), times))
        return [pair for pair, keys in shared.items() if keys >= SHARED_KEYS]

    @retrying
    async def _is_annotated(self, article_id: str) -> bool:
        return await self._database["annotations"].find_one({"article_id": article_id}, {"_id": 1}) is not None
