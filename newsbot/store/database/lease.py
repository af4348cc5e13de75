"""One crawl of a site at a time: whoever crawls, or removes, holds the site's lease and renews it while it lives."""

import asyncio
import contextlib
import logging
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document

logger = logging.getLogger(__name__)

LEASE_SECONDS = 120
"""How long a lease lives that nobody renews: the crawl was killed, or its machine is gone."""

HEARTBEAT_SECONDS = 20


class SiteBusyError(Exception):
    """Another crawl holds the lease; the message says whose it is."""


class Lease:
    """The lease of one site; of no site ("") there is none and everything succeeds.

    All times are the database server's, so that the clocks of the machines that crawl do not matter.
    """

    def __init__(self, database: AsyncDatabase[Document], site: str, work: str = "crawled") -> None:
        self._collection = database["leases"]
        self._site = site
        self._work = work
        self._holder = uuid4().hex
        self._heartbeat: asyncio.Task[None] | None = None
        self.taken = asyncio.Event()
        """Set when another crawl took the lease because this one did not renew it in time."""

    async def acquire(self) -> None:
        """Take the lease and keep it; raises SiteBusyError when another crawl has it."""
        if not self._site:
            return
        if not await self._take():
            raise SiteBusyError(await self._who())
        self._heartbeat = asyncio.create_task(self._renew())

    async def release(self) -> None:
        """Give the lease back, if it is still ours."""
        if self._heartbeat is None:
            return
        self._heartbeat.cancel()
        self._heartbeat = None
        with contextlib.suppress(PyMongoError):  # then it expires
            await self._collection.delete_one({"_id": self._site, "holder": self._holder})

    @retrying
    async def _take(self) -> bool:
        with contextlib.suppress(DuplicateKeyError):
            first = {"holder": None, "expires_at": datetime.fromtimestamp(0, UTC)}
            await self._collection.update_one({"_id": self._site}, {"$setOnInsert": first}, upsert=True)
        free = {"$or": [{"$expr": {"$lte": ["$expires_at", "$$NOW"]}}, {"holder": self._holder}]}
        if await self._write({"_id": self._site} | free):
            return True
        other = await self._collection.find_one({"_id": self._site})
        if other is None:
            return await self._take()  # given back in between
        if is_dead(other):
            return await self._write({"_id": self._site, "holder": other["holder"]})
        return False

    async def _write(self, query: Document) -> bool:
        fields: dict[str, Any] = {
            "holder": self._holder,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "process": _mark(os.getpid()),
            "work": self._work,
            "since": "$$NOW",
            "expires_at": _from_now(LEASE_SECONDS),
        }
        return (await self._collection.update_one(query, [{"$set": fields}])).matched_count == 1

    async def _renew(self) -> None:
        mine = {"_id": self._site, "holder": self._holder}
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                later = [{"$set": {"expires_at": _from_now(LEASE_SECONDS)}}]
                renewed = (await self._collection.update_one(mine, later)).matched_count == 1
            except PyMongoError:
                continue  # who waits for the database logs it
            if not renewed:
                logger.error("Another crawl took over %s, because this one was not heard of in time.", self._site)
                self.taken.set()
                return

    @retrying
    async def _who(self) -> str:
        other = await self._collection.find_one({"_id": self._site})
        if other is None:
            return f"{self._site} was being crawled until just now; start again."
        work = other.get("work", "crawled")
        return (
            f"{self._site} is being {work} already: process {other['pid']} on {other['host']}, since "
            f"{other['since']:%Y-%m-%d %H:%M:%S} UTC. If that process is dead, its lease ends by itself at "
            f"{other['expires_at']:%H:%M:%S} UTC."
        )


async def running_since(database: AsyncDatabase[Document], moment: datetime) -> bool:
    """Whether a crawl runs that began after a moment."""
    leases = database["leases"].find({"since": {"$gt": moment}, "$expr": {"$gt": ["$expires_at", "$$NOW"]}})
    return any([not is_dead(lease) async for lease in leases])


def _from_now(seconds: float) -> Document:
    return {"$add": ["$$NOW", int(timedelta(seconds=seconds).total_seconds() * 1000)]}


def _mark(pid: int) -> str | None:
    """The marks of one process among all others anywhere, on Linux: boot, process namespace, pid, start time."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        started = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
        return f"{boot} {os.readlink('/proc/self/ns/pid')} {pid} {started}"
    except (OSError, IndexError):
        return None


def is_dead(other: Document) -> bool:
    """Whether a lease's holder lived on this system and does no longer; where that cannot be known, it may live."""
    mine, theirs = _mark(os.getpid()), other.get("process")
    if not mine or not theirs or mine.split()[:2] != theirs.split()[:2]:
        return False
    try:
        os.kill(other["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    now = _mark(other["pid"])
    return now is not None and now != theirs
