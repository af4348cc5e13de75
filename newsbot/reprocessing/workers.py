"""Who does the parts of a run: this process, or the workers of Dask. Both do the same."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from typing import Any, Self, TypeVar

from pymongo.errors import AutoReconnect

from newsbot.reprocessing.reader import close_readers
from newsbot.reprocessing.report import Report

_T = TypeVar("_T")

WAIT_SECONDS, PAUSE_SECONDS = 300.0, 0.5
"""How long a database that went away is waited for, and how long between two looks."""

MOST_DEATHS = 10
"""Workers that may die over one part before the run ends: what a page does takes only its reader along."""


class EngineError(Exception):
    """A run that cannot be: the message says what to do."""


class Workers:
    """The process that asks, or `number` of this machine, or a Dask cluster at `scheduler`. A context manager."""

    def __init__(self, number: int = 1, scheduler: str | None = None) -> None:
        self._number = number
        self._scheduler = scheduler
        self._client: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Find the workers, or start them; raises EngineError where there are none."""
        if self._number > 1 or self._scheduler is not None:
            if not has_dask():
                raise EngineError(
                    "Several workers need Dask: pip install 'newsbot-5g[cluster]', or leave --workers at 1."
                )
            from newsbot.reprocessing.cluster import connected  # distributed is an extra, and slow to import

            self._client = self._stack.enter_context(connected(self._number, self._scheduler))
        return self

    def __exit__(self, *error: object) -> None:
        """End those that were started."""
        close_readers()
        self._stack.close()

    @property
    def are_many(self) -> bool:
        """Whether parts are done side by side."""
        return self._client is not None

    def results(
        self, work: Callable[..., Report], parts: Mapping[str, tuple[Any, ...]]
    ) -> Iterator[tuple[str, Report]]:
        """What `work` returns for each part, as they come: by the part's name, called with its arguments.

        A part is done again where its worker died or the database went away: to repeat it must change nothing.
        """
        if self._client is None:
            for name, arguments in parts.items():
                yield name, persistently(work, *arguments)
            return
        from newsbot.reprocessing.cluster import results

        yield from results(self._client, work, parts)


def has_dask() -> bool:
    """Whether the extra `cluster` is installed."""
    return find_spec("distributed") is not None


def persistently(function: Callable[..., _T], *arguments: Any) -> _T:
    """Call a function that may be repeated, again where the database went away in the middle."""
    began = time.monotonic()
    while True:
        tried = time.monotonic()
        try:
            return function(*arguments)
        except AutoReconnect:
            if tried - began > WAIT_SECONDS:
                raise
            time.sleep(PAUSE_SECONDS)
