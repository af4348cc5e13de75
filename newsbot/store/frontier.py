"""The memory of what was crawled: one document per address, asked before anything is fetched.

States: `pending` (known, not fetched yet, or interrupted), `done`, `gone` (404 or 410), `failed` (with the reason).
An address is done only after its article is acknowledged on disk, so a crash costs repeated work, never an article.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import canonical_url
from newsbot.discovery.candidate import Candidate, site_of
from newsbot.store.patience import patient
from newsbot.store.schema import Document, Page, key

MOST_ATTEMPTS = 3
"""How often an address that fails is tried, once a run, before it is left alone."""


class Frontier:
    """The frontier of one site within a database; with no site ("") each address belongs to its own."""

    def __init__(self, database: AsyncDatabase[Document], site: str) -> None:
        self._collection = database["frontier"]
        self._site = site

    @patient
    async def admit(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Remember the candidates and return those to fetch now, newest first.

        To fetch are: the unknown, the pending, the failed with attempts left, and the done that their source
        says changed after they were fetched.
        """
        wanted = {_key(candidate.url): candidate for candidate in candidates}
        if not wanted:
            return []
        known = {
            document["_id"]: document
            async for document in self._collection.find(
                {"_id": {"$in": list(wanted)}}, {"state": 1, "attempts": 1, "fetched_at": 1}
            )
        }
        now = datetime.now(UTC)
        unknown = [self._first_sight(key_, wanted[key_], now) for key_ in wanted if key_ not in known]
        if unknown:
            await self._collection.bulk_write(unknown, ordered=False)
        if known:
            await self._collection.update_many({"_id": {"$in": list(known)}}, {"$set": {"last_seen": now}})
        due = [candidate for key_, candidate in wanted.items() if _is_due(known.get(key_), candidate)]
        return sorted(due, key=lambda candidate: candidate.newest, reverse=True)

    @patient
    async def left_over(self) -> list[Candidate]:
        """What an earlier run of this site found and did not finish, newest first."""
        query = {"site": self._site, "state": "pending"}
        return [
            Candidate(url=document["url"], source=document["source"], published=document.get("published"))
            async for document in self._collection.find(query).sort("published", -1)
        ]

    @patient
    async def failed(self, url: str, reason: str, *, gone: bool = False) -> None:
        """Note that the address could not be had (`gone`: the site says so for good)."""
        await self._collection.update_one(
            {"_id": _key(url)},
            {
                "$set": {
                    "url": url,
                    "site": self._site or site_of(url),
                    "state": "gone" if gone else "failed",
                    "reason": reason,
                    "fetched_at": datetime.now(UTC),
                },
                "$setOnInsert": {"source": None, "first_seen": datetime.now(UTC)},
                "$inc": {"attempts": 1},
            },
            upsert=True,
        )

    @patient
    async def refused(self, url: str, reason: str) -> None:
        """Note that what the address answers cannot be stored; fetched again only when its source says it changed."""
        fields = {
            "url": url,
            "site": self._site or site_of(url),
            "state": "failed",
            "reason": reason,
            "attempts": MOST_ATTEMPTS,
        }
        now = datetime.now(UTC)
        await self._collection.update_one(
            {"_id": _key(url)},
            {"$set": fields | {"fetched_at": now}, "$setOnInsert": {"first_seen": now, "source": None}},
            upsert=True,
        )

    def done(self, page: Page, article_id: str) -> list[UpdateOne]:
        """The writes that mark a stored page's addresses as done; the writer sends them last of all."""
        fields: dict[str, Any] = {
            "site": self._site or site_of(page.url),
            "state": "done",
            "article_id": article_id,
            "fetched_at": page.fetched_at,
            "etag": page.etag,
            "last_modified": page.last_modified,
            "attempts": 0,
        }
        return [
            UpdateOne(
                {"_id": _key(url)},
                {
                    "$set": fields,
                    "$unset": {"reason": ""},
                    "$setOnInsert": {"url": url, "source": None, "first_seen": page.fetched_at},
                },
                upsert=True,
            )
            for url in dict.fromkeys((page.requested_url, page.url))
        ]

    def _first_sight(self, key_: str, candidate: Candidate, now: datetime) -> UpdateOne:
        document = {
            "url": candidate.url,
            "site": self._site or site_of(candidate.url),
            "state": "pending",
            "source": candidate.source,
            "published": candidate.published,
            "modified": candidate.modified,
            "first_seen": now,
            "last_seen": now,
            "attempts": 0,
        }
        return UpdateOne({"_id": key_}, {"$setOnInsert": document}, upsert=True)


def _key(url: str) -> str:
    """Variants of one address (tracking parameters, http and https) share a key."""
    return key(canonical_url(url))


def _is_due(known: Document | None, candidate: Candidate) -> bool:
    if known is None or known["state"] == "pending":
        return True
    if known["state"] == "failed" and known.get("attempts", 0) < MOST_ATTEMPTS:
        return True
    changed, fetched = candidate.modified, known.get("fetched_at")
    return changed is not None and fetched is not None and changed > fetched
