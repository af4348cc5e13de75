"""Which stored articles may be the same story, by the keys of their signatures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import similarity
from newsbot.items import Article
from newsbot.store.articles.copies import compared, is_copy
from newsbot.store.database.schema import Document

SHARED_KEYS = 2
"""Keys that two signatures must share before their texts are compared."""

MOST_FOUND = 300
"""Stored articles that a look-up may bring for each story asked about; what finds more asks for boilerplate."""

HOT = 100
"""Stored stories that share a key before it is taken for boilerplate: a story's copies are folded into one of them."""

_MOST_VERDICTS = 20
"""Texts to compare word by word for one story, those that share most keys first."""


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A stored article that is the same story."""

    article_id: str
    similarity: float
    """The share of the word 4-grams of both texts that both have, from 0 to 1."""


class NearDuplicates:
    """Finds the stored near-duplicates of texts. Keys that turn out to be boilerplate are left out from then on."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._articles = database["articles"]
        self._hot: set[int] = set()

    async def of(self, article: Article) -> NearDuplicate | None:
        """The stored article of the same story that shares most keys with an article."""
        [candidates] = (await self.candidates({"": article.signature})).values()
        fields = dict.fromkeys(("body", *(f"quotes.{name}" for name in ("text", "kind", "speaker", "machine"))), 1)
        found = self._articles.find({"_id": {"$in": candidates}}, fields)
        stored, mine = {document["_id"]: document async for document in found}, compared(article)
        for article_id in candidates:
            if article_id in stored and is_copy(stored[article_id], mine):
                return NearDuplicate(article_id, similarity(stored[article_id]["body"], article.body))
        return None

    async def candidates(self, signatures: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
        """For each article id with its signature: stored articles that share SHARED_KEYS, those with most first.

        One query for all; the articles asked about are nobody's candidates.
        """
        stored = await self._sharing(signatures)  # not those that ask: they would be most of what comes
        shared: dict[str, Counter[str]] = {article_id: Counter() for article_id in signatures}
        having: dict[int, list[str]] = {}
        for document in stored:
            for key in document["signature"]:
                having.setdefault(key, []).append(document["_id"])
        common = having.keys() - self._hot
        for article_id, signature in signatures.items():
            for key in common.intersection(signature):
                shared[article_id].update(having[key])
        return {
            article_id: [
                other
                for other, keys in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:_MOST_VERDICTS]
                if keys >= SHARED_KEYS
            ]
            for article_id, counts in shared.items()
        }

    async def _sharing(self, signatures: Mapping[str, Sequence[int]]) -> list[Document]:
        """The stored articles that share a key with any of the signatures."""
        most = MOST_FOUND * len(signatures)
        while True:
            keys = set().union(*signatures.values()) - self._hot
            if not keys:
                return []
            others = {"$not": {"$in": ["$_id", list(signatures)]}}  # as an index's condition it would be all but a few
            query: Document = {"signature": {"$in": list(keys)}, "$expr": others}
            stored = await self._articles.find(query, {"signature": 1}).limit(most).to_list()
            if len(stored) < most:
                return stored
            often = Counter(key for document in stored for key in document["signature"] if key in keys)
            hot = {key for key, times in often.items() if times > HOT}
            if not hot:
                return stored
            self._hot |= hot
