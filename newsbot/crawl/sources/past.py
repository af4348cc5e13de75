"""How far a site's past was read: the pages of its listings that are still to be asked for, over crawls."""

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

AT_ONCE = 20
"""Pages of listings that are read before the articles that they name are fetched; then as many again."""

MOST_PAGES = 1000
"""Pages of listings that one crawl reads: a calendar's "next" never ends."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of a listing that is to be asked for."""

    url: str
    kind: str
    """ "listing", or "posts" for WordPress's."""
    page: int
    """Its number in the listing."""
    steps: int = 0
    """How many links it lies from a page that named a new article; 0 for what a table or the user names."""


class Past:
    """The pages of listings that wait while articles are fetched, newest first. The next crawl gets what is left.

    One crawl reads MOST_PAGES, and AT_ONCE of them before it fetches articles.
    """

    def __init__(self) -> None:
        self._waiting: deque[WaitingPage] = deque()
        self._later: list[WaitingPage] = []
        self._left = AT_ONCE
        self._read = 0

    def restore(self, documents: Iterable[dict[str, Any]]) -> None:
        """Bring back what an earlier crawl left, in the form of `documents`."""
        self._waiting.extend(WaitingPage(**document) for document in documents)

    def documents(self) -> list[dict[str, Any]]:
        """What is left to read."""
        return [asdict(page) for page in dict.fromkeys([*self._waiting, *self._later])]

    def begin(self) -> None:
        """Count the first page of a listing, which never waits."""
        self._left -= 1
        self._read += 1

    def takes(self, page: WaitingPage) -> bool:
        """Whether a page may be asked for at once; where not, it waits."""
        if self._left > 0 and self._read < MOST_PAGES:
            self.begin()
            return True
        self._waiting.append(page)
        return False

    def wait(self, page: WaitingPage) -> None:
        """Let a page wait for the next round."""
        self._waiting.append(page)

    def put_off(self, page: WaitingPage) -> None:
        """Leave a page that could not be had to the next crawl."""
        self._later.append(page)

    def next(self) -> list[WaitingPage]:
        """The pages of the next round, taken out; empty when none waits or this crawl has read enough."""
        self._left = AT_ONCE
        few = min(AT_ONCE, len(self._waiting), MOST_PAGES - self._read)
        pages = [self._waiting.popleft() for _ in range(few)]
        return [page for page in pages if self.takes(page)]

    @property
    def is_left(self) -> bool:
        """Whether anything is left to read."""
        return bool(self._waiting or self._later)
