"""Fold two articles into one where two crawlers stored the same story at the same moment.

Each asked the corpus before the other had stored it. So each looks again once its own is stored: whoever is later sees
both, and every order of the steps below, by one crawler or by both, ends with the same article.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import same_story, similarity
from newsbot.store.articles.near_duplicates import NearDuplicates
from newsbot.store.articles.write_operations import copies_writes, earliest_write
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document

_FIELDS = dict.fromkeys(
    ("url", "url_key", "site", "headline", "published", "body", "first_seen", "copies", "revisions"), 1
)


class DuplicateMerger:
    """The pass over stored articles that finds twins and folds them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._database = database
        self._near_duplicates = NearDuplicates(database)

    @retrying
    async def merge(self, signatures: Mapping[str, Sequence[int]]) -> None:
        """Merge those of the stored articles (id and signature) whose story another stored article has."""
        candidates = await self._near_duplicates.candidates(signatures)
        for article_id, others in candidates.items():
            for other in others:
                await self._merge_two(article_id, other)

    @retrying
    async def follow(self, pages: Mapping[str, str]) -> None:
        """After addresses were marked as done: point those whose article was folded by another crawler to what is left.

        `pages` are article ids with the `_id` of a page of theirs; whoever folds an article points its pages first.
        """
        there = {d["_id"] async for d in self._database["articles"].find({"_id": {"$in": list(pages)}}, {"_id": 1})}
        for article_id in pages.keys() - there:
            page = await self._database["pages"].find_one({"_id": pages[article_id]}, {"article_id": 1})
            if page is not None:
                await self._point("frontier", article_id, page["article_id"])

    async def _point(self, collection: str, old: str, new: str) -> None:
        await self._database[collection].update_many({"article_id": old}, {"$set": {"article_id": new}})

    async def _merge_two(self, one_id: str, other_id: str) -> None:
        found = self._database["articles"].find({"_id": {"$in": [one_id, other_id]}}, _FIELDS)
        both = sorted(await found.to_list(), key=lambda article: (article["first_seen"], article["_id"]))
        if len(both) == 2 and same_story(both[0]["body"], both[1]["body"]):
            await self._into(*both)

    async def _into(self, kept: Document, folded: Document) -> None:
        """Make `folded` a copy of `kept`. Its article goes last, so that a crash in between leaves it to be folded."""
        if folded["revisions"]:
            return  # an article of its own for a while, and now alike: both have a history to keep
        articles = self._database["articles"]
        left: Document | None = folded
        while left is not None:
            copy = {name: left[name] for name in ("url", "url_key", "site", "headline", "published")}
            copy["similarity"] = round(similarity(kept["body"], left["body"]), 3)
            writes = copies_writes(kept["_id"], [copy, *left["copies"]])
            published = [entry["published"] for entry in (copy, *left["copies"]) if entry["published"] is not None]
            await articles.bulk_write([*writes, *(earliest_write(kept["_id"], day) for day in published)])
            if await articles.find_one({"_id": kept["_id"]}, {"_id": 1}) is None:
                return  # itself folded meanwhile; who did that meets the other too
            await self._database["quotes"].delete_many({"article_id": left["_id"]})
            written = {"$set": {"stored_at": datetime.now(UTC)}}  # who counts what is new counts these again
            await self._database["quotes"].update_many({"article_id": kept["_id"]}, written)
            for name in ("pages", "frontier"):
                await self._point(name, left["_id"], kept["_id"])
            same_copies = {"_id": left["_id"], "copies": left["copies"]}
            if (await articles.delete_one(same_copies)).deleted_count:
                for name in ("pages", "frontier"):  # once more for what a crawler stored in between: see `follow`
                    await self._point(name, left["_id"], kept["_id"])
                return
            left = await articles.find_one({"_id": left["_id"]}, _FIELDS)  # it got another copy meanwhile
