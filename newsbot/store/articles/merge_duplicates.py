"""Fold two stored articles of one story into one: where two crawlers stored it at the same moment, and where the copy
was crawled before the article.

Two crawlers ask the corpus before the other has stored the story. So each looks again once its own is stored: whoever
is later sees both, and every order of the steps below, by one crawler or by both, ends with the same article.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import similarity
from newsbot.store.articles.copies import OF_COPY, is_copy, lacking, precedence
from newsbot.store.articles.near_duplicates import NearDuplicates
from newsbot.store.articles.reprocessed import REASON
from newsbot.store.articles.write_operations import copies_writes, copy_document, earliest_write
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document
from newsbot.store.database.sharding import delete_matching_async

_FIELDS = dict.fromkeys(("url", "url_key", "site", "headline", "published", "body", "copies", "revisions", "quotes"), 1)


class DuplicateMerger:
    """The pass over stored articles that finds twins and folds them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._database = database
        self._near_duplicates = NearDuplicates(database)

    async def merge(self, signatures: Mapping[str, Sequence[int]]) -> set[str]:
        """Merge those of the stored articles (id and signature) whose story another stored article has; returns their
        ids.
        """
        merged: set[str] = set()
        await self._merge_all(signatures, merged)
        return merged

    @retrying
    async def _merge_all(self, signatures: Mapping[str, Sequence[int]], merged: set[str]) -> None:
        """Add to `merged` what is merged, before that begins: begun again, there is no second article to find."""
        candidates = await self._near_duplicates.candidates(signatures)
        for article_id, others in candidates.items():
            for other in others:
                if both := await self.to_merge(article_id, other):
                    merged.add(article_id)
                    await self.into(*both)

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

    async def _standing(self, article_id: str) -> list[Document]:
        """The quotes of an article, under the ids that they are stored with, which outlive a change of place."""
        own = {"article_id": article_id, OF_COPY: None, "dropped_at": None}
        return await self._database["quotes"].find(own, {"kind": 1, "text": 1, "speaker": 1, "machine": 1}).to_list()

    async def _move_quotes(self, kept_id: str, left: Document, ids: list[str]) -> None:
        """Keep those quotes of a folded article, and of its copies, that the other one lacks."""
        quotes, of_left = self._database["quotes"], {"article_id": left["_id"]}
        await quotes.update_many(of_left | {"_id": {"$in": ids}}, {"$set": {OF_COPY: left["url_key"]}})
        await quotes.update_many(of_left | {OF_COPY: {"$exists": True}}, {"$set": {"article_id": kept_id}})
        await delete_matching_async(quotes, of_left | {OF_COPY: None})  # one of a copy that is just being stored stays

    async def _point_on(self, kept: Document) -> None:
        """Where another crawler folded `kept` meanwhile, point what was just pointed at it to what is left."""
        articles = self._database["articles"]
        while await articles.find_one({"_id": kept["_id"]}, {"_id": 1}) is None:
            left = await articles.find_one({"copies.url_key": kept["url_key"]}, {"url_key": 1})
            if left is None:
                return
            for name in ("quotes", "pages", "frontier"):
                await self._point(name, kept["_id"], left["_id"])
            kept = left

    @retrying
    async def to_merge(self, one_id: str, other_id: str) -> tuple[Document, Document] | None:
        """Two articles that are one story: the one to keep, and the one to fold into it."""
        found = self._database["articles"].find({"_id": {"$in": [one_id, other_id]}}, _FIELDS)
        both = sorted(await found.to_list(), key=precedence)
        if len(both) != 2 or _has_history(both[1]) or not is_copy(*both):
            return None
        return both[0], both[1]

    @retrying
    async def into(self, kept: Document, folded: Document) -> None:
        """Make `folded` a copy of `kept`. Its article goes last, so that a crash in between leaves it to be folded."""
        articles = self._database["articles"]
        left: Document | None = folded
        while left is not None:
            quotes = lacking(await self._standing(left["_id"]), kept)
            copy = copy_document(left, similarity(kept["body"], left["body"]), kept, quotes)
            writes = copies_writes(kept["_id"], [copy, *left["copies"]])
            published = [entry["published"] for entry in (copy, *left["copies"]) if entry["published"] is not None]
            await articles.bulk_write([*writes, *(earliest_write(kept["_id"], day) for day in published)])
            if await articles.find_one({"_id": kept["_id"]}, {"_id": 1}) is None:
                break  # itself folded meanwhile; who did that meets the other too
            await self._move_quotes(kept["_id"], left, copy["quotes"])
            written = {"$set": {"stored_at": datetime.now(UTC)}}  # who counts what is new counts these again
            await self._database["quotes"].update_many({"article_id": kept["_id"]}, written)
            for name in ("pages", "frontier"):
                await self._point(name, left["_id"], kept["_id"])
            same_copies = {"_id": left["_id"], "copies": left["copies"]}
            if (await articles.delete_one(same_copies)).deleted_count:
                for name in ("pages", "frontier"):  # once more for what a crawler stored in between: see `follow`
                    await self._point(name, left["_id"], kept["_id"])
                break
            left = await articles.find_one({"_id": left["_id"]}, _FIELDS)  # it got another copy meanwhile
        await self._point_on(kept)


def _has_history(article: Document) -> bool:
    """Whether an article changed while it was one of its own: both have a history to keep. What our own code read
    otherwise before is none.
    """
    return any(revision.get("reason") != REASON for revision in article["revisions"])
