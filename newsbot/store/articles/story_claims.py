"""Is this story in the corpus already? Asked of the database and of what is on its way there."""

import asyncio
from dataclasses import dataclass, field

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.items import Article
from newsbot.store.articles.copies import compared, is_copy, precedence, say_the_same
from newsbot.store.articles.near_duplicates import SHARED_KEYS, NearDuplicate, NearDuplicates
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document, Page, key


@dataclass(slots=True, eq=False)
class Claim:
    """An article on its way to the store; a near-duplicate of it waits for `released`."""

    article_id: str
    article: Article
    released: asyncio.Event = field(default_factory=asyncio.Event)


class StoryClaims:
    """The stories of a corpus, and those that this crawl is adding."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._articles = database["articles"]
        self._near_duplicates = NearDuplicates(database)
        self._claims: dict[str, Claim] = {}

    async def original_of(self, article: Article) -> NearDuplicate | None:
        """The stored story that `article` repeats, or None after claiming it as a new one (or a new version).

        The caller releases what was claimed once the article is stored or refused.
        """
        article_id = key(article.url_key)
        while (claim := self._claimed(article_id, article)) is not None:
            await claim.released.wait()
        self._claims[article_id] = Claim(article_id, article)
        try:
            original = await self._stored(article_id, article)
        except BaseException:
            self.release(article)
            raise
        if original is not None:
            self.release(article)
        return original

    def release(self, article: Article, page: Page | None = None) -> None:
        """Let go of what an article claimed: it is stored, or will not be.

        `page` is the one that it was read from: a claim of that page is released too, should a pipeline have put
        another article in the place of the one that claimed.
        """
        mine = [
            article_id
            for article_id, claim in self._claims.items()
            if claim.article is article or (page is not None and getattr(claim.article, "page", None) is page)
        ]
        for article_id in mine:
            self._claims.pop(article_id).released.set()

    def _claimed(self, article_id: str, article: Article) -> Claim | None:
        """A claim that this article has to wait for: on its own address, or on what may be the same story."""
        if article_id in self._claims:
            return self._claims[article_id]
        keys, mine = set(article.signature), compared(article)
        for claim in self._claims.values():
            if claim.article.content_hash == article.content_hash:
                return claim
            if len(keys.intersection(claim.article.signature)) >= SHARED_KEYS and is_copy(
                compared(claim.article), mine
            ):
                return claim
        return None

    @retrying
    async def _stored(self, article_id: str, article: Article) -> NearDuplicate | None:
        known = await self._articles.find_one({"_id": article_id}, {"_id": 1})
        if known is not None:
            return None  # the same address: a new version of it, not a copy
        same_words = await self._articles.find_one({"content_hash": article.content_hash}, {"_id": 1})
        if same_words is not None:
            original: NearDuplicate | None = NearDuplicate(str(same_words["_id"]), 1.0)
        elif article.signature:
            original = await self._near_duplicates.of(article)
        else:
            return None
        return None if original and await self._precedes(article, original.article_id) else original

    async def _precedes(self, article: Article, original_id: str) -> bool:
        """Whether the stored article is to be a copy of this one, as the merger makes it once this one is stored.

        Only where both say the same: what was crawled first stays in its place where the other adds something, or a
        false day would be enough to put words before somebody else's.
        """
        fields = dict.fromkeys(("published", "site", "url_key", "signature", "revisions.seen_at"), 1)
        original = await self._articles.find_one({"_id": original_id}, fields)
        if original is None or original["revisions"]:
            return False
        shared = set(article.signature).intersection(original["signature"])
        mine = {"published": article.published, "site": article.site, "url_key": article.url_key}
        if len(shared) < SHARED_KEYS or precedence(mine) >= precedence(original):
            return False
        text = await self._articles.find_one({"_id": original_id}, {"body": 1, "quotes": 1})
        return text is not None and say_the_same(compared(article), text)
