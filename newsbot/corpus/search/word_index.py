"""What the indexes over words know without a look at documents: how frequent a term is, and which words begin so."""

from typing import Self

from pymongo.collection import Collection

from newsbot.store.database.connection import Document
from newsbot.store.database.schema import TEXT_INDEXES

MOST_WORDS = 40
"""Of more words that begin so, one of the newest documents has one: then the beginning itself is looked for."""


class WordIndex:
    """The indexes over the words of one collection."""

    def __init__(self, collection: Collection[Document], names: dict[str, str]) -> None:
        self._collection = collection
        self._names = names

    @classmethod
    def of(cls, collection: Collection[Document]) -> Self | None:
        """Those of a collection; None where they are not built (`newsbot db index --text`)."""
        names = {next(iter(index.document["key"])): index.document["name"] for index in TEXT_INDEXES[collection.name]}
        return cls(collection, names) if {*names.values()} <= collection.index_information().keys() else None

    def count(self, condition: Document, limit: int) -> int:
        """How many documents meet a condition on `words` or on `pairs`, up to a limit."""
        [field] = condition
        return self._collection.count_documents(condition, hint=self._names[field], limit=limit)

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
            entry = next(iter(step.hint(self._names["words"]).limit(1)), None)
            if entry is None:
                return found
            found.append(entry["words"])
            bounds = {"$gt": entry["words"]}
        return None
