"""The researcher's way in: `Corpus.open()`."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self

from pymongo import MongoClient
from pymongo.database import Database

from newsbot import settings
from newsbot.store.connection import Connection, Document
from newsbot.store.migrations import refuse_newer

STATEMENTS = ("statement", "partial")
"""The kinds of quotes that somebody said; the others are scare quotes and titles."""


class Corpus:
    """A corpus of news, open for reading.

    >>> with Corpus.open() as corpus:
    ...     for quote in corpus.quotes(speaker="Lee", contains="5G"):
    ...         print(quote["speaker"], quote["text"])
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client: MongoClient[Document] = connection.client()
        self.db: Database[Document] = self._client[connection.database]
        """The pymongo database, for queries of one's own; docs/corpus.md tells its fields."""

    @classmethod
    def open(cls, uri: str | None = None, *, database: str | None = None, home: str | None = None) -> Self:
        """Open the corpus at `uri`, or at MONGO_URI, or the embedded one in `home` (NEWSBOT_HOME).

        Raises StoreError with a sentence that says what to set or install when there is no database to be had.
        """
        connection = Connection.open(
            uri=uri or settings.MONGO_URI,
            database=database or settings.MONGO_DATABASE,
            home=home or settings.NEWSBOT_HOME,
        )
        corpus = cls(connection)
        try:
            meta = corpus.db["meta"].find_one({"_id": "schema"}) or {}
            refuse_newer(meta.get("version", 1), corpus.db.name)
        except BaseException:
            corpus.close()
            raise
        return corpus

    @property
    def uri(self) -> str:
        """The connection string, with its password."""
        return self._connection.uri

    def quotes(
        self,
        *,
        speaker: str | None = None,
        contains: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        site: str | None = None,
        dropped: bool = False,
        limit: int = 0,
    ) -> Iterator[Document]:
        """Quoted statements, newest first, as documents of the collection `quotes`.

        `speaker` and `contains` are words to be found in the speaker's name and in the quote, in any case and
        literally; `since` is inclusive and `until` exclusive, both aware; `dropped` gives those that were edited away
        instead; `limit` 0 means all.
        """
        query: Document = {"kind": {"$in": list(STATEMENTS)}, "dropped_at": {"$exists": dropped}}
        if speaker:
            query["speaker"] = _words(speaker)
        if contains:
            query["text"] = _words(contains)
        if site:
            query["site"] = site
        if since or until:
            query["published"] = ({"$gte": since} if since else {}) | ({"$lt": until} if until else {})
        newest_first = [("published", -1), ("article_id", 1), ("part", -1), ("start", 1)]
        return iter(self.db["quotes"].find(query).sort(newest_first).limit(limit))

    def close(self) -> None:
        """Disconnect; the embedded server stops when nobody else uses it."""
        self._client.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _words(literal: str) -> dict[str, Any]:
    """Whole words, in any case; nothing in `literal` is read as an operator or a pattern."""
    return {"$regex": rf"(?<!\w){re.escape(literal)}(?!\w)", "$options": "i"}
