"""A crawl's session without a database, for `newsbot probe`: everything is new to it, and nothing is kept."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.crawl.context import Session
from newsbot.discovery.candidate import Candidate
from newsbot.store.database.schema import Page, key
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.frontier.source_state import Sources

_NO_DATABASE: Any = defaultdict(lambda: None)
"""Has every collection, and nothing can be asked of one."""


class UnstoredSession(Session):
    """A session that is never open; `reasons` has why pages are no articles, by their URLs."""

    def __init__(self, settings: BaseSettings, site: str) -> None:
        super().__init__(settings, site)
        self.reasons: dict[str, str] = {}
        self.frontier = UnstoredFrontier(self.reasons)

    async def refuse(self, page: Page, reason: str) -> None:
        """Note why a page is no article."""
        self.reasons[page.requested_url] = reason


class UnstoredFrontier(Frontier):
    """A frontier for which each URL is new once."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(_NO_DATABASE, "")
        self._reasons = reasons
        self._seen: set[str] = set()
        self.sources = UnstoredSources(_NO_DATABASE, "")

    async def admit(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that no source has named so far."""
        new = {key(c.url): c for c in candidates if key(c.url) not in self._seen}
        self._seen.update(new)
        return [*new.values()]

    async def newest_done(self) -> datetime | None:
        """Nothing is known."""
        return None

    async def left_over(self) -> list[Candidate]:
        """Nothing is left over."""
        return []

    async def failed(self, url: str, reason: str, *, gone: bool = False, for_good: bool = False) -> None:
        """Note why a URL has no article."""
        self._reasons[url] = reason

    async def forbidden(self, url: str) -> None:
        """Note that robots.txt forbids a URL."""
        self._reasons[url] = "robots.txt forbids it"

    async def rejected(self, url: str, reason: str) -> None:
        """Note why a URL is left alone."""
        self._reasons[url] = reason

    async def put_off(self, url: str, reason: str) -> None:
        """Note why a URL could not be fetched."""
        self._reasons[url] = reason


class UnstoredSources(Sources):
    """Sources of which nothing is remembered."""

    async def load(self, table: str) -> None:
        """Nothing was kept."""

    def read(self, url: str, **state: Any) -> None:
        """Keep nothing."""

    async def gap(self) -> datetime | None:
        """Nothing was missed."""
        return None

    async def keep_gap(self, since: datetime | None) -> None:
        """Keep nothing."""

    async def keep(self, table: str) -> None:
        """Keep nothing."""

    async def past(self) -> list[dict[str, Any]]:
        """Nothing was left to be read."""
        return []

    async def keep_past(self, pages: list[dict[str, Any]]) -> None:
        """Keep nothing."""
