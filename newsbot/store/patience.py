"""Wait for a database that goes away in the middle of a crawl, and go on when it is back.

PyMongo itself waits for a server to be there (serverSelectionTimeoutMS); what it does not do is repeat a write that the
server's death interrupted, unless that server is a replica set. All writes of the store can be repeated.
"""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from pymongo.errors import AutoReconnect, InvalidOperation, ServerSelectionTimeoutError
from pymongo.monitoring import (
    TopologyClosedEvent,
    TopologyDescriptionChangedEvent,
    TopologyListener,
    TopologyOpenedEvent,
)

from newsbot.store.mongod import StoreError

logger = logging.getLogger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")
_PAUSE_SECONDS = 0.2


class StoreLostError(StoreError):
    """The database went away in the middle of a crawl and did not come back in time."""


def patient(method: Callable[_P, Awaitable[_T]]) -> Callable[_P, Awaitable[_T]]:
    """Let a coroutine method that may be run twice begin again after the connection broke.

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

    return wrapper


class Watch(TopologyListener):
    """Tells the log when the database goes away and comes back, and calls `give_up` once after `seconds` without it.

    A listener of one asynchronous client; its events come in that client's event loop.
    """

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        self._seconds = seconds
        self._give_up = give_up
        self._alarm: asyncio.TimerHandle | None = None
        self._stopped = False

    def opened(self, event: TopologyOpenedEvent) -> None:
        """Nothing: there is no server yet, and no need to tell."""

    def description_changed(self, event: TopologyDescriptionChangedEvent) -> None:
        """Set the alarm when the last server that takes writes is gone, and stop it when one is there."""
        had, has = event.previous_description.has_writable_server(), event.new_description.has_writable_server()
        if self._stopped:
            return
        if had and not has and self._alarm is None:
            logger.warning(
                "MongoDB does not answer. Waiting up to %.0f s for it (setting MONGO_WAIT_SECONDS); nothing is lost.",
                self._seconds,
            )
            self._alarm = asyncio.get_running_loop().call_later(self._seconds, self._give_up)
        elif has and self._alarm is not None:
            logger.warning("MongoDB answers again. The crawl goes on.")
            self._stop_alarm()

    def closed(self, event: TopologyClosedEvent) -> None:
        """Nothing: who closes the client stops the watch."""

    def stop(self) -> None:
        """Watch no longer: the client is about to be closed."""
        self._stop_alarm()
        self._stopped = True

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
