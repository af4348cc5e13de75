"""Is this story in the corpus already? Asked of the database and of what is on its way there."""

import asyncio
from dataclasses import dataclass, field

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import same_story
from newsbot.items import Article
from newsbot.store.schema import Document, key

_MOST_VERDICTS = 20
"""Stories to compare word by word, those that share most keys first: a bound on what boilerplate can cost."""

_SHARED_KEYS = 2


@dataclass(slots=True, eq=False)
class Claim:
    """An article on its way to the store; a second telling of it waits for `settled`."""

    article_id: str
    article: Article
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Stories:
    """The stories of a corpus, and those that this crawl is adding."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._articles = database["articles"]
        self._claims: dict[str, Claim] = {}

    async def original_of(self, article: Article) -> str | None:
        """The id of the story that `article` tells again, or None after claiming it as a new one (or a new version).

        The caller releases what was claimed once the article is stored or refused.
        """
        article_id = key(article.canonical_url)
        while (claim := self._claimed(article_id, article)) is not None:
            await claim.settled.wait()
        self._claims[article_id] = Claim(article_id, article)
        try:
            original = await self._stored(article_id, article)
        except BaseException:
            self.release(article)
            raise
        if original is not None:
            self.release(article)
        return original

    def release(self, article: Article) -> None:
        """Let go of a claim: the article is stored, or will not be."""
        if claim := self._claims.pop(key(article.canonical_url), None):
            claim.settled.set()

    def _claimed(self, article_id: str, article: Article) -> Claim | None:
        """A claim that this article has to wait for: on its own address, or on what may be the same story."""
        if article_id in self._claims:
            return self._claims[article_id]
        keys = set(article.signature)
        for claim in self._claims.values():
            if claim.article.content_hash == article.content_hash:
                return claim
            if len(keys.intersection(claim.article.signature)) >= _SHARED_KEYS and same_story(
                claim.article.body, article.body
            ):
                return claim
        return None

    async def _stored(self, article_id: str, article: Article) -> str | None:
        known = await self._articles.find_one({"_id": article_id}, {"_id": 1})
        if known is not None:
            return None  # the same address: a new version of it, not a copy
        same_words = await self._articles.find_one({"content_hash": article.content_hash}, {"_id": 1})
        if same_words is not None:
            return str(same_words["_id"])
        if not article.signature:
            return None
        shared_keys: list[Document] = [
            {"$match": {"signature": {"$in": list(article.signature)}}},
            {"$project": {"shared": {"$size": {"$setIntersection": ["$signature", list(article.signature)]}}}},
            {"$match": {"shared": {"$gte": _SHARED_KEYS}}},
            {"$sort": {"shared": -1, "_id": 1}},
            {"$limit": _MOST_VERDICTS},
        ]
        candidates = [document["_id"] async for document in await self._articles.aggregate(shared_keys)]
        async for document in self._articles.find({"_id": {"$in": candidates}}, {"body": 1}):
            if same_story(document["body"], article.body):
                return str(document["_id"])
        return None
