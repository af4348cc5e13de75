"""The last robots.txt of each site, for when it did not change or cannot be read (RFC 9309, 2.3.1.4)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.discovery.http_validators import NO_VALIDATORS, Validators
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document

_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """The last copy."""

    body: bytes
    validators: Validators = NO_VALIDATORS


class RobotsCopies:
    """Copies by origin ("https://news.example")."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._collection = database["robots"]

    @retrying
    async def keep(self, origin: str, copy: RobotsCopy) -> None:
        """Remember what was read, or found to be as before, just now."""
        fields = {
            "body": copy.body,
            "etag": copy.validators.etag,
            "last_modified": copy.validators.last_modified,
            "fetched_at": datetime.now(UTC),
        }
        await self._collection.update_one({"_id": origin}, {"$set": fields}, upsert=True)

    @retrying
    async def last(self, origin: str) -> RobotsCopy | None:
        """The last copy, unless it is over thirty days old."""
        query = {"_id": origin, "fetched_at": {"$gt": datetime.now(UTC) - _KEPT}}
        document = await self._collection.find_one(query)
        if document is None:
            return None
        validators = Validators(document.get("etag"), document.get("last_modified"))
        return RobotsCopy(bytes(document["body"]), validators)
