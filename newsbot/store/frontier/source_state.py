"""A site's feeds, sitemaps and listings as they were last read, so that one that has not changed is not read again.

A state is kept once everything that its source listed is in the frontier and every gap was asked for (`keep`), so a
crawl that is killed before begins anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsbot.discovery.candidate import Candidate
from newsbot.discovery.http_validators import NO_VALIDATORS, Validators
from newsbot.discovery.periods import Period
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document, key
from newsbot.store.frontier.schedule import (
    CLOCK_ERROR,
    FORGOTTEN_AFTER,
    FULL_READING,
    PAST_AFTER,
    PAST_READING,
    SAME_TIME_READING,
)


@dataclass(slots=True, kw_only=True)
class SourceState:
    """The state of a source when it was last read."""

    url: str
    """The address asked for."""
    answered: str
    """The address that answered; differs after a redirect."""
    name: str
    """The name that its candidates give it (`Candidate.source`)."""
    read_at: datetime
    """When the crawl that read it in full began."""
    validators: Validators = NO_VALIDATORS
    lastmod: datetime | None = None
    """When it changed, in the words of the index that names it."""
    children: list[dict[str, Any]] = field(default_factory=list)
    """`url` and `modified` of the sitemaps that it names, if it is an index."""
    entries: int = 0
    oldest: datetime | None = None
    """The oldest publication date of its entries: a feed drops what is older. None when it gives none, as sitemaps of
    everything do."""
    uniform_lastmod: datetime | None = None
    """The time of change that says nothing because most of its entries have it."""
    searched: bool = False
    """Whether what it lists no longer was looked for."""


@dataclass(slots=True)
class _Tally:
    entries: int = 0
    oldest: datetime | None = None
    uniform_lastmod: datetime | None = None
    doubted: bool = False


class Sources:
    """The sources of one site: those read in this crawl, those that did not change, and what is remembered of them."""

    def __init__(self, database: AsyncDatabase[Document], site: str) -> None:
        self._collection = database["sources"]
        self._site = site
        self._gap_key, self._past_key = key(f"{site} gap"), key(f"{site} past")
        self._began = datetime.now(UTC)
        self._remembered: dict[str, SourceState] = {}
        self._entries: dict[str, int] = {}  # of the remembered ones, by their names
        self._tallies: dict[str, _Tally] = {}
        self._read: dict[str, SourceState] = {}
        self._unchanged: dict[str, SourceState] = {}

    @retrying
    async def load(self, table: str) -> None:
        """Bring back what earlier crawls kept under the same `table`: which addresses are the site's articles."""
        remembered = {"$gt": self._began - FORGOTTEN_AFTER, "$lt": self._began + CLOCK_ERROR}
        query = {"site": self._site, "table": table, "read_at": remembered}
        async for document in self._collection.find(query, {"_id": 0, "site": 0, "table": 0}):
            validators = Validators(document.pop("etag"), document.pop("last_modified"))
            state = SourceState(**document, validators=validators)
            self._remembered[state.url] = state
            self._entries[state.name] = state.entries

    def validators(self, url: str, at: str) -> dict[str, str]:
        """The request headers that ask `at`, on the way to the source `url`, for news only.

        There are none for a source that was not read in full for a day, since not every 304 is true, nor where a
        redirect led elsewhere last time: they are about another page.
        """
        state = self._remembered.get(url)
        if state is None or state.answered != at or state.read_at <= self._began - FULL_READING:
            return {}
        return state.validators.headers

    def needs_no_look(self, url: str, lastmod: datetime | None, period: Period | None) -> bool:
        """Whether a sitemap cannot hold anything new.

        So it is where its index gives the time of change that it gave before, and where it is about a time that was
        long over when it was read.
        """
        state = self._remembered.get(url)
        if state is None:
            return False
        age = self._began - state.read_at
        if lastmod is not None and lastmod == state.lastmod and age < SAME_TIME_READING:
            return True
        is_past = period is not None and state.read_at > period[1] + PAST_AFTER
        return is_past and (lastmod is None or lastmod <= state.read_at) and age < PAST_READING

    def unchanged(self, url: str) -> SourceState | None:
        """Note that a source is as it was; what it was, None if that is not known."""
        state = self._remembered.get(url)
        if state is not None:
            self._unchanged[state.name] = state
        return state

    def tally(self, candidates: Iterable[Candidate], stamp: datetime | None) -> None:
        """Note that sources list these."""
        for candidate in candidates:
            tally = self._tallies.setdefault(candidate.source, _Tally(0, candidate.published))
            tally.entries += 1
            tally.uniform_lastmod = stamp
            if candidate.published and (tally.oldest is None or candidate.published < tally.oldest):
                tally.oldest = candidate.published

    def doubt(self, name: str) -> None:
        """Note that a source names a change that is not believed yet: it is to be heard again."""
        self._tallies.setdefault(name, _Tally()).doubted = True

    def entries(self, name: str) -> int:
        """How many articles a source lists, now or when it was last read."""
        return self._tallies[name].entries if name in self._tallies else self._entries.get(name, 0)

    def to_search(self) -> Iterable[tuple[str, datetime | None, datetime]]:
        """Sources that may have dropped something: name, oldest entry, and since when what they list was seen."""
        for name, tally in self._tallies.items():
            yield name, tally.oldest, self._began
        for name, state in self._unchanged.items():
            if name not in self._tallies and not state.searched:
                yield name, state.oldest, state.read_at

    def listed_change(self, document: Document) -> datetime | None:
        """When an article of the frontier changed, if it is listed by an unchanged source that gives it."""
        state = self._unchanged.get(document.get("listed_by") or "")
        lastmod: datetime | None = document.get("modified")
        seen = document.get("last_seen")
        if state is None or seen is None or seen < state.read_at or lastmod == state.uniform_lastmod:
            return None
        return lastmod

    def read(
        self,
        url: str,
        *,
        answered: str,
        name: str,
        validators: Validators,
        lastmod: datetime | None = None,
        children: Iterable[Candidate] = (),
    ) -> None:
        """Note that a source was read in full, and needs no other page to be complete."""
        self._read[url] = SourceState(
            url=url,
            answered=answered,
            name=name,
            read_at=self._began,
            validators=validators,
            lastmod=lastmod,
            children=[{"url": child.url, "modified": child.modified} for child in children],
        )

    @retrying
    async def keep(self, table: str) -> None:
        """Remember for the next crawl what was read in this one, except where a change is doubted."""
        writes = []
        for url, state in self._read.items():
            tally = self._tallies.get(state.name, _Tally())
            validators = NO_VALIDATORS if tally.doubted else state.validators
            document = {
                "site": self._site,
                "table": table,
                "url": url,
                "answered": state.answered,
                "name": state.name,
                "read_at": state.read_at,
                "etag": validators.etag,
                "last_modified": validators.last_modified,
                "lastmod": None if tally.doubted else state.lastmod,
                "children": state.children,
                "entries": tally.entries,
                "oldest": tally.oldest,
                "uniform_lastmod": tally.uniform_lastmod,
                "searched": False,
            }
            writes.append(UpdateOne({"_id": key(f"{self._site} {url}")}, {"$set": document}, upsert=True))
        if writes:
            await self._collection.bulk_write(writes, ordered=False)
            forgotten = {"site": self._site, "read_at": {"$lte": self._began - FORGOTTEN_AFTER}}
            await self._collection.delete_many(forgotten)

    @retrying
    async def gap(self) -> datetime | None:
        """From when on articles may have been missed, if an earlier crawl left that open."""
        document = await self._collection.find_one({"_id": self._gap_key})
        return document["gap_since"] if document else None

    @retrying
    async def keep_gap(self, since: datetime | None) -> None:
        """Leave a gap to the next crawl, or with None forget it."""
        if since is None:
            await self._collection.delete_one({"_id": self._gap_key})
        else:
            document = {"site": self._site, "gap_since": since}
            await self._collection.update_one({"_id": self._gap_key}, {"$set": document}, upsert=True)

    @retrying
    async def past(self) -> list[dict[str, Any]]:
        """The pages of listings that an earlier crawl left to be read."""
        document = await self._collection.find_one({"_id": self._past_key})
        return document["pages"] if document else []

    @retrying
    async def keep_past(self, pages: list[dict[str, Any]]) -> None:
        """Leave pages of listings to the next crawl; none forgets what was left."""
        if pages:
            document = {"site": self._site, "pages": pages}
            await self._collection.update_one({"_id": self._past_key}, {"$set": document}, upsert=True)
        else:
            await self._collection.delete_one({"_id": self._past_key})

    async def searched(self) -> None:
        """Remember that what sources list no longer was looked for."""
        names = [name for name, _, _ in self.to_search()]
        if names:
            query = {"site": self._site, "name": {"$in": names}}
            await self._collection.update_many(query, {"$set": {"searched": True}})
