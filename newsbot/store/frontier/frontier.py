"""The memory of what was crawled: one document per address, asked before anything is fetched.

States: `pending` (known, not fetched yet, or interrupted), `done`, `gone` (404 or 410), `forbidden` (robots.txt),
`rejected` (another subject), `failed` (with the reason), `removed` (by a person, for good: see tombstones.py). An
address is done only after its article is acknowledged on disk, so a crash costs repeated work, never an article.
`next_check` is when an address that is not pending is due again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import canonical_url, site_of
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.http_validators import NO_VALIDATORS, Validators
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document, Page, key
from newsbot.store.database.upsert import Upsert
from newsbot.store.frontier.schedule import (
    CLOCK_ERROR,
    FAILURE_WAITS,
    FORBIDDEN_WAIT,
    GONE_WAITS,
    believed_at,
    recheck_at,
    retry_at,
)
from newsbot.store.frontier.source_state import Sources
from newsbot.store.frontier.tombstones import tombstone
from newsbot.store.frontier.unlisted import Listings, own_stamp

MOST_ATTEMPTS = len(FAILURE_WAITS) + 1
"""How often an address that fails is tried before it is left alone."""

MOST_DEATHS = 3
"""How often a process may die on a page before the page is given up."""

MOST_RECHECKS = 200
"""Addresses that one crawl looks at again because their time has come; the others wait for the next crawl."""

_AT_ONCE = 5000
"""Addresses in one question to the database."""

_ASKED = dict.fromkeys(
    (
        *(
            "state",
            "fetched_at",
            "published",
            "modified",
            "next_check",
            "change_suspected",
            "unchanged_checks",
            "listed_by",
        ),
        *("etag", "last_modified"),
    ),
    1,
)


class Frontier:
    """The frontier of one site within a database; with no site ("") each address belongs to its own."""

    def __init__(self, database: AsyncDatabase[Document], site: str) -> None:
        self._collection = database["frontier"]
        self._articles = database["articles"]
        self._site = site
        self.sources = Sources(database, site)
        self._listings = Listings(self._collection, site, self.sources)
        self._validators: dict[str, Validators] = {}
        self._admitting = 0

    async def admit(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Remember the candidates and return those to fetch now, newest first.

        To fetch are: the unknown, the pending, those whose next check is due, and those that their source says changed.
        An article whose source gives the time of its change is taken as looked at, so that it needs no look of ours.
        """
        wanted = {url_id(candidate.url): candidate for candidate in candidates}
        keys = list(wanted)
        stamp = own_stamp(wanted.values())
        self.sources.tally((candidate for candidate in wanted.values() if candidate.complete), stamp)
        due: list[Candidate] = []
        self._admitting += 1
        try:
            for first in range(0, len(keys), _AT_ONCE):
                part = {key_: wanted[key_] for key_ in keys[first : first + _AT_ONCE]}
                due += await self._admit(part, stamp)
        finally:
            self._admitting -= 1
        return sorted(due, key=lambda candidate: candidate.newest, reverse=True)

    @retrying
    async def _admit(self, wanted: dict[str, Candidate], stamp: datetime | None) -> list[Candidate]:
        now = datetime.now(UTC)
        found = self._collection.find({"_id": {"$in": list(wanted)}}, _ASKED)
        known = {document["_id"]: document for document in await found.to_list()}
        unknown = [self._first_sight(key_, wanted[key_], now) for key_ in wanted if key_ not in known]
        if unknown:
            await self._collection.bulk_write(unknown, ordered=False)
        due, changes = [wanted[key_] for key_ in wanted if key_ not in known], []
        for key_, document in known.items():
            candidate = wanted[key_]
            said = candidate.modified if candidate.modified != stamp else None
            if said is not None and document.get("modified") is None:
                changes.append(UpdateOne({"_id": key_}, {"$set": {"modified": said}}))
            is_ahead = _is_ahead(document, now)
            is_news = is_ahead or _is_news(document, said)
            if is_news and not is_ahead and not _is_believed(document, now):
                self.sources.doubt(candidate.source)
                is_news = False
            if is_news:
                news = {"modified": said or document.get("modified"), "next_check": now, "change_suspected": True}
                changes.append(UpdateOne({"_id": key_}, {"$set": news}))
            elif document["state"] != "pending" and not _is_due(document, now):
                if (later := _answered(document, said, now)) is not None:
                    changes.append(UpdateOne({"_id": key_}, {"$set": later}))
                continue
            due.append(candidate)
            self._remember_validators(candidate.url, document)
        await self._listings.seen(wanted.values(), known, now)
        if changes:
            await self._collection.bulk_write(changes)
        return due

    @property
    def is_admitting(self) -> bool:
        """Whether the candidates of some source are being looked up now."""
        return self._admitting > 0

    @retrying
    async def left_over(self) -> list[Candidate]:
        """The candidates that an earlier run of this site did not finish, newest first."""
        query = {"site": self._site, "state": "pending"}
        found = self._collection.find(query).sort("published", -1)
        return [_candidate(document) async for document in found]

    @retrying
    async def newest_done(self) -> datetime | None:
        """When the newest stored article of this site came out; None without one, or without dates."""
        query = {"site": self._site, "state": "done"}
        document = await self._collection.find_one(query, {"published": 1}, sort=[("published", -1)])
        return document.get("published") if document else None

    @retrying
    async def due_again(self) -> list[Candidate]:
        """The articles to check again now that all sources were read, newest first.

        That is what they list no longer though they list older ones, young articles, and what failed earlier.
        """
        await self._listings.expect_unlisted(datetime.now(UTC))
        now = datetime.now(UTC)
        query = {"site": self._site, "next_check": {"$lte": now}, "state": {"$ne": "pending"}}
        candidates, changes = [], []
        async for document in self._collection.find(query).sort("published", -1):
            if (later := _answered(document, self.sources.listed_change(document), now)) is not None:
                changes.append(UpdateOne({"_id": document["_id"]}, {"$set": later}))
                continue
            candidates.append(_candidate(document))
            self._remember_validators(document["url"], document)
            if len(candidates) == MOST_RECHECKS:
                break
        if changes:
            await self._collection.bulk_write(changes, ordered=False)
        return candidates

    def validators(self, url: str) -> dict[str, str]:
        """The request headers that make a fetch of an address that was handed out conditional, if it has any."""
        return self._validators.get(url, NO_VALIDATORS).headers

    async def failed(self, url: str, reason: str, *, gone: bool = False, for_good: bool = False) -> None:
        """Note that the address could not be had (`gone`: it is not there; `for_good`: and will not come back).

        It is tried again after growing waits. An article that is gone stays in the corpus and gets `gone_at`.
        """
        now = datetime.now(UTC)
        known = await self._known(url, "attempts", "article_id", "url")
        attempts = int(known.get("attempts", 0)) + 1  # once, so that a write that is sent twice counts once
        fields = {
            "fetched_at": now,
            "attempts": attempts,
            "next_check": None if for_good else retry_at(GONE_WAITS if gone else FAILURE_WAITS, attempts, now),
        }
        await self._settle(url, "gone" if gone else "failed", reason, fields)
        if gone and known.get("article_id"):
            # where a copy is gone, the article that it is a copy of has another URL
            of_page = {"_id": known["article_id"], "url": {"$in": [url, known.get("url")]}, "gone_at": None}
            await self._set_on_article(of_page, {"$set": {"gone_at": now}})

    async def forbidden(self, url: str) -> None:
        """Note that robots.txt forbids the address."""
        now = datetime.now(UTC)
        await self._settle(url, "forbidden", "robots.txt forbids it", {"next_check": now + FORBIDDEN_WAIT})

    async def rejected(self, url: str, reason: str) -> None:
        """Note that the address is no story of ours; fetched again only when its source says it changed."""
        await self._settle(url, "rejected", reason, {"fetched_at": datetime.now(UTC), "next_check": None})

    @retrying
    async def removed(self, url: str) -> None:
        """Note that the address leads to what a person removed from the corpus: it is not fetched again."""
        write = tombstone(url_id(url), self._site or site_of(url), datetime.now(UTC))
        await self._collection.bulk_write([write])

    async def refused(self, url: str, reason: str) -> None:
        """Note that what the address answers cannot be stored; fetched again only when its source says it changed."""
        fields = {"attempts": MOST_ATTEMPTS, "fetched_at": datetime.now(UTC), "next_check": None}
        await self._settle(url, "failed", reason, fields)

    async def died_on(self, url: str, reason: str) -> bool:
        """Note that a process died while it read the page of a pending URL; returns whether the page is given up."""
        known = await self._known(url, "attempts", "state")
        if known.get("state") != "pending":
            return False
        attempts = int(known.get("attempts", 0)) + 1
        given_up = attempts >= MOST_DEATHS
        fields: Document = {"attempts": attempts, "reason": reason}
        if given_up:
            fields |= {"state": "failed", "next_check": None}
        await self._set(known["_id"], {"$set": fields})
        return given_up

    async def put_off(self, url: str, reason: str) -> None:
        """Note why an address was not had through no fault of its own; it stays as it is, for the next crawl."""
        await self._set(url_id(url), {"$set": {"reason": reason}})

    async def unchanged(self, url: str) -> None:
        """Note that a conditional fetch found the page as it was (304)."""
        now = datetime.now(UTC)
        known = await self._known(url, "published", "article_id", "unchanged_checks")
        if not known:
            return
        fields = {
            "state": "done",
            "fetched_at": now,
            "attempts": 0,
            "next_check": recheck_at(known.get("published"), now),
            "unchanged_checks": int(known.get("unchanged_checks", 0)) + 1,
        }
        await self._set(known["_id"], {"$set": fields, "$unset": {"reason": "", "change_suspected": ""}})
        back = {"_id": known.get("article_id"), "gone_at": {"$exists": True}}
        await self._set_on_article(back, {"$unset": {"gone_at": ""}})

    def done(self, page: Page, article_id: str, *, changed: bool = True) -> list[Upsert]:
        """The writes that mark a stored page's addresses as done; the writer sends them last of all.

        They are the address asked for, those it was redirected over, the one that answered, and the one that the page
        calls its own. Only the one that answered is looked at again. `changed` is false for a page with no news.
        """
        fields: dict[str, Any] = {
            "site": self._site or site_of(page.url),
            "state": "done",
            "article_id": article_id,
            "fetched_at": page.fetched_at,
            "etag": page.etag,
            "last_modified": page.last_modified,
            "attempts": 0,
            "next_check": None,
        }
        if page.published is not None:
            fields["published"] = page.published
        writes = {}
        for url in (page.requested_url, *page.aliases, page.url):
            own = {"_id": url_id(url)} | fields
            if url == page.url:
                own["next_check"] = recheck_at(page.published, page.fetched_at)
            if changed:
                own["unchanged_checks"] = 0
            first = {"url": url, "source": None, "first_seen": page.fetched_at}
            others: Document = {"$unset": {"reason": "", "change_suspected": ""}}
            writes[own["_id"]] = Upsert(own, first, others, added={} if changed else {"unchanged_checks": 1})
        return list(writes.values())

    @retrying
    async def _known(self, url: str, *fields: str) -> Document:
        """Some fields of a URL's document; empty when there is none."""
        return await self._collection.find_one({"_id": url_id(url)}, dict.fromkeys(fields, 1)) or {}

    @retrying
    async def _set(self, key_: str, update: Document) -> None:
        await self._collection.update_one({"_id": key_}, update)

    @retrying
    async def _set_on_article(self, query: Document, update: Document) -> None:
        await self._articles.update_one(query, update)

    @retrying
    async def _settle(self, url: str, state: str, reason: str, fields: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        values = {"site": self._site or site_of(url), "state": state, "reason": reason}
        first = {"url": url, "first_seen": now, "source": None}
        await self._collection.update_one(
            {"_id": url_id(url)}, {"$set": values | fields, "$setOnInsert": first}, upsert=True
        )

    def _first_sight(self, key_: str, candidate: Candidate, now: datetime) -> UpdateOne:
        document = {
            "url": candidate.url,
            "site": self._site or site_of(candidate.url),
            "state": "pending",
            "source": candidate.source,
            "listed_by": candidate.source,
            "published": candidate.published,
            "modified": candidate.modified,
            "first_seen": now,
            "last_seen": now,
            "attempts": 0,
        }
        return UpdateOne({"_id": key_}, {"$setOnInsert": document}, upsert=True)

    def _remember_validators(self, url: str, document: Document) -> None:
        self._validators[url] = Validators(document.get("etag"), document.get("last_modified"))


def url_id(url: str) -> str:
    """The `_id` of a URL in the frontier. Variants of one address (tracking parameters, http and https) share a key."""
    return key(canonical_url(url))


def _candidate(document: Document) -> Candidate:
    return Candidate(
        url=document["url"],
        source=document["source"] or "",
        published=document.get("published"),
        modified=document.get("modified"),
    )


def _is_due(known: Document, now: datetime) -> bool:
    check = known.get("next_check")
    return check is not None and check <= now and known["state"] != "done"


def _is_news(known: Document, said: datetime | None) -> bool:
    """Whether the source's time of change is later than our look, or than what it said before."""
    fetched, before = known.get("fetched_at"), known.get("modified")
    if said is None or fetched is None or known["state"] == "pending":
        return False
    return said > fetched or (before is not None and said > before)


def _is_ahead(known: Document, now: datetime) -> bool:
    """Whether the last look was by a clock that was ahead: no change would be later than it."""
    return known["state"] != "pending" and (known.get("fetched_at") or now) > now + CLOCK_ERROR


def _is_believed(known: Document, now: datetime) -> bool:
    return believed_at(known.get("unchanged_checks", 0), known["fetched_at"]) <= now


def _answered(known: Document, said: datetime | None, now: datetime) -> Document | None:
    """The update for a young article whose source reports no change: our own check is put off."""
    check, fetched = known.get("next_check"), known.get("fetched_at")
    if said is None or check is None or fetched is None or known["state"] != "done" or known.get("change_suspected"):
        return None
    if said.date() >= fetched.date() and said.time() == said.min.time():
        return None  # only a day is given, and it may be another change of the same day
    later = recheck_at(known.get("published"), now)
    return {"next_check": later} if later is None or later > check else None
