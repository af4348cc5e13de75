"""Work on articles of any site: runs over stored pages and archives beside each other, removals beside each other, but
never one beside the other, so that nothing is written again while it is removed.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from newsbot.store.database.connection import Connection
from newsbot.store.database.lease import Lease, SiteBusyError, is_dead
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document

_RUN, _REMOVAL = "run", "removal"
_REMOVING = "Articles are being removed, or the corpus is being mended"

_T = TypeVar("_T")


class Turn(Lease):
    """The lease of one such piece of work, of which there may be many of its kind, and none of the other kind."""

    def __init__(self, database: AsyncDatabase[Document], work: str, kind: str = _RUN) -> None:
        """Prepare the lease; `work` is a sentence's beginning: "`newsbot reprocess` is running"."""
        super().__init__(database, f"{kind} {uuid4().hex[:16]}", work)
        self._kind, self._other = kind, _REMOVAL if kind == _RUN else _RUN

    async def acquire(self) -> None:
        """Take the lease and keep it; raises SiteBusyError while there is work of the other kind.

        Who comes looks only once its own lease is written: of two that come at once, one at least sees the other.
        """
        await super().acquire()
        if (other := await self._look()) is not None:
            await self.release()
            raise SiteBusyError(
                f"{other['work']}: process {other['pid']} on {other['host']}, since {other['since']:%Y-%m-%d %H:%M:%S} "
                f"UTC. If that process is dead, its lease ends by itself at {other['expires_at']:%H:%M:%S} UTC."
            )

    @retrying
    async def _look(self) -> Document | None:
        past = {"$expr": {"$lte": ["$expires_at", "$$NOW"]}}
        left = [one["_id"] async for one in self._collection.find(_of_kind(self._kind) | past, {"_id": 1})]
        await self._collection.delete_many({"_id": {"$in": left}} | past)
        current = {"$expr": {"$gt": ["$expires_at", "$$NOW"]}}
        async for other in self._collection.find(_of_kind(self._other) | current):
            if not is_dead(other):
                return other
        return None


def hold_sites(connection: Connection, sites: Iterable[str], work: Callable[[Callable[[], None]], _T]) -> _T:
    """Do blocking work while no site of these is crawled and no run is under way; returns what it returns.

    The work gets a function to call between its steps: it raises SiteBusyError once a crawl has taken a lease over, or
    Ctrl-C has ended the work. Raises SiteBusyError when one of the sites is being crawled, or a run is
    under way.
    """

    async def hold() -> _T:
        async with connection.async_client() as client:
            database = client[connection.database]
            leases = [Turn(database, _REMOVING, _REMOVAL), *(Lease(database, site, "cleaned up") for site in sites)]
            ended = threading.Event()

            def going_on() -> None:
                if ended.is_set() or any(lease.taken.is_set() for lease in leases):
                    raise SiteBusyError("The work was ended in the middle. Do it again: it goes on where it was.")

            try:
                for lease in leases:
                    await lease.acquire()
                return await asyncio.to_thread(work, going_on)
            finally:
                ended.set()
                for lease in leases:
                    await lease.release()

    return asyncio.run(hold())


@contextmanager
def held(connection: Connection, work: str) -> Iterator[None]:
    """Keep the turn of a run while the block works, in a thread of its own. Raises SiteBusyError during a removal."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="turn", daemon=True)
    thread.start()
    client = connection.async_client()
    turn = Turn(client[connection.database], work)
    try:
        asyncio.run_coroutine_threadsafe(turn.acquire(), loop).result()
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_end(turn, client), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(turn: Turn, client: AsyncMongoClient[Document]) -> None:
    await turn.release()
    await client.close()


def is_turn(lease: Document) -> bool:
    """Whether a lease is of such work, and not of a site."""
    return str(lease["_id"]).startswith((f"{_RUN} ", f"{_REMOVAL} "))


def _of_kind(kind: str) -> Document:
    return {"_id": {"$gte": f"{kind} ", "$lt": f"{kind}!"}}
