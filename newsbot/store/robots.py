"""The last robots.txt of each site, for when it cannot be read (RFC 9309, 2.3.1.4)."""

from datetime import UTC, datetime, timedelta

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.store.patience import patient
from newsbot.store.schema import Document

_KEPT = timedelta(days=30)


class RobotsCopies:
    """Copies by origin ("https://news.example")."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._collection = database["robots"]

    @patient
    async def keep(self, origin: str, body: bytes) -> None:
        """Remember what was read just now."""
        fields = {"body": body, "fetched_at": datetime.now(UTC)}
        await self._collection.update_one({"_id": origin}, {"$set": fields}, upsert=True)

    @patient
    async def last(self, origin: str) -> bytes | None:
        """What was read last, unless that is over thirty days ago."""
        query = {"_id": origin, "fetched_at": {"$gt": datetime.now(UTC) - _KEPT}}
        document = await self._collection.find_one(query)
        return None if document is None else bytes(document["body"])
