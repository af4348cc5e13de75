"""What the indexes over words know without a look at documents: how frequent a term is, and which words begin so."""

from typing import Self

from bson import MinKey
from pymongo.collection import Collection

from newsbot.store.database.connection import Document

WORDS, PAIRS = "whole_words", "pairs_of_month"
"""The indexes of newsbot.store.database.schema.TEXT_INDEXES."""

EVERY_MONTH: Document = {"month": {"$gte": MinKey()}}
"""What every document meets: a condition on the first field of PAIRS, without which MongoDB does not look into it."""

MOST_WORDS = 20
"""Of more words that begin so, one of the newest documents has one: then the beginning itself is looked for."""


class WordIndex:
    """The indexes over the words of one collection."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._collection = collection

    @classmethod
    def of(cls, collection: Collection[Document]) -> Self | None:
        """Those of a collection; None where they are not built (`newsbot db index --text`)."""
        return cls(collection) if {WORDS, PAIRS} <= collection.index_information().keys() else None

    def count(self, condition: Document, limit: int) -> int:
        """How many documents meet a condition on `words` or on `pairs`, up to a limit."""
        if "pairs" in condition:
            return self._collection.count_documents(condition | EVERY_MONTH, hint=PAIRS, limit=limit)
        return self._collection.count_documents(condition, hint=WORDS, limit=limit)

    def beginning(self, prefix: str) -> list[str] | None:
        """The terms that begin so, in alphabetical order; None where there are more than MOST_WORDS.

        Each is one step in the index, however many documents have it.
        """
        found: list[str] = []
        bounds = {"$gte": prefix}
        while len(found) <= MOST_WORDS:
            query = {"words": bounds | {"$lt": f"{prefix}\U0010ffff"}}
            # an array may meet both bounds by two of its words; an index of keys is asked for one that meets both
            step = self._collection.find({"words": {"$elemMatch": query["words"]}}, return_key=True)
            entry = next(iter(step.hint(WORDS).limit(1)), None)
            if entry is None:
                return found
            found.append(entry["words"])
            bounds = {"$gt": entry["words"]}
        return None
