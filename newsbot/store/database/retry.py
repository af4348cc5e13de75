"""Wait for a database that goes away or has no room in the middle of a crawl, and go on when it is back.

PyMongo itself waits for a server to be there (serverSelectionTimeoutMS); what it does not do is repeat a write that the
server's death interrupted, unless that server is a replica set, or one that a full disk refused. All writes of the
store can be repeated.
"""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from pymongo.errors import AutoReconnect, InvalidOperation, OperationFailure, ServerSelectionTimeoutError
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
    TopologyClosedEvent,
    TopologyDescriptionChangedEvent,
    TopologyListener,
    TopologyOpenedEvent,
)

from newsbot.store.embedded.mongod import StoreError

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")
_PAUSE_SECONDS = 0.2
_FULL_PAUSE_SECONDS = 1.0
_ROOM_SECONDS = 10.0
"""So long no write must have been refused before the disk counts as having room: short ones find some on a full one."""

_FULL = "MongoDB's disk is full"

_OUT_OF_DISK_SPACE = 14031
_WRITES = frozenset({"insert", "update", "delete", "findAndModify"})


class StoreLostError(StoreError):
    """The database went away in the middle of a crawl and did not come back in time."""


def is_full(error: OperationFailure) -> bool:
    """Whether the server refused a write, or one of several, because its disk is full."""
    return _tells_full(error.details or {})


def retrying(method: Callable[_P, Awaitable[_T]]) -> Callable[_P, Awaitable[_T]]:
    """Let a coroutine method that may be run twice begin again after the connection broke or the disk was full.

    The method raises StoreLostError when the server stayed away for the client's serverSelectionTimeoutMS, or when the
    client was closed because another method found that out.
    """

    @functools.wraps(method)
    async def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        while True:
            try:
                return await method(*args, **kwargs)
            except (ServerSelectionTimeoutError, InvalidOperation) as error:
                raise StoreLostError("The database went away and did not come back.") from error
            except AutoReconnect:
                await asyncio.sleep(_PAUSE_SECONDS)  # the next try waits until a server can be selected
            except OperationFailure as error:
                if not is_full(error):
                    raise
                await asyncio.sleep(_FULL_PAUSE_SECONDS)  # until there is room, or Watch gives up

    return wrapper


class Watch(TopologyListener, CommandListener):
    """Logs when the database cannot be written to and when it can again: it is away, or its disk is full.

    Calls `give_up` once after `seconds` of that, with what is full, or with nothing. `full_disk` tells whether the disk
    of a server that is away is full: mongod mostly dies of that. A listener of one asynchronous client; its events come
    in that client's event loop.
    """

    def __init__(
        self, seconds: float, give_up: Callable[[str], None], full_disk: Callable[[], str] = lambda: ""
    ) -> None:
        self._seconds = seconds
        self._give_up = give_up
        self._full_disk = full_disk
        self._alarm: asyncio.TimerHandle | None = None
        self._away = False
        self._full_at: float | None = None
        self._stopped = False

    def opened(self, event: TopologyOpenedEvent) -> None:
        """Nothing: there is no server yet, and nothing to log."""

    def description_changed(self, event: TopologyDescriptionChangedEvent) -> None:
        """Notice when the last server that takes writes is gone, and when one is there."""
        had, has = event.previous_description.has_writable_server(), event.new_description.has_writable_server()
        if had and not has and not self._away:
            self._away = True
            full = self._full_disk()
            self._warn(f"{full}, and MongoDB has ended. Make room on it" if full else "MongoDB does not answer")
        elif has and self._away:
            self._away = False
            self._calm("MongoDB answers again. The crawl goes on.")

    def closed(self, event: TopologyClosedEvent) -> None:
        """Nothing: who closes the client stops the watch."""

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing: what comes of it counts."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Notice writes that were refused, or no longer are."""
        if event.command_name in _WRITES:
            self._note(full=_tells_full(event.reply))

    def failed(self, event: CommandFailedEvent) -> None:
        """Notice a write that was refused."""
        if _tells_full(event.failure):
            self._note(full=True)

    def stop(self) -> None:
        """Watch no longer: the client is about to be closed."""
        self._stop_alarm()
        self._stopped = True

    def _note(self, *, full: bool) -> None:
        now = asyncio.get_running_loop().time()
        if full:
            if self._full_at is None:
                self._warn(f"{self._full_disk() or _FULL}. Make room on it")
            self._full_at = now
        elif self._full_at is not None and now - self._full_at > _ROOM_SECONDS:
            self._full_at = None
            self._calm("MongoDB's disk has room again. The crawl goes on.")

    def _warn(self, why: str) -> None:
        if self._stopped:
            return
        waiting = "%s. Waiting up to %.0f s (setting MONGO_WAIT_SECONDS); nothing is lost."
        logger.warning(waiting, why, self._seconds)
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(self._seconds, self._end)

    def _end(self) -> None:
        self._give_up(self._full_disk() or ("" if self._full_at is None else _FULL))

    def _calm(self, message: str) -> None:
        if self._stopped:
            return
        logger.warning(message)
        if not self._away and self._full_at is None:
            self._stop_alarm()

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


def _tells_full(reply: Mapping[str, Any]) -> bool:
    return any(
        part.get("code") == _OUT_OF_DISK_SPACE or "No space left on device" in str(part.get("errmsg", ""))
        for part in (reply, *reply.get("writeErrors", ()))
    )
