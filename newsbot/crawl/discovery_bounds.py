"""How much of a site's sitemaps one crawl reads before it goes on to the articles: an index may never end."""

import logging
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

MOST_DEPTH = 3
"""Indexes between robots.txt and a sitemap. The protocol allows one; some sites have two."""

AT_ONCE = 8
"""Sitemaps that are asked for at the same time, so that the others can be left out when time is over."""


@dataclass(frozen=True, slots=True)
class WaitingSitemap:
    """A sitemap that is to be asked for."""

    url: str
    lastmod: datetime | None
    depth: int


class DiscoveryBounds:
    """The sitemaps that wait to be asked for, and the bounds of a crawl. Each is reported once when it is reached.

    Settings: DISCOVERY_SITEMAPS, how many sitemaps one crawl asks for; DISCOVERY_ARTICLES, how many articles it finds
    to fetch; DISCOVERY_SECONDS, how long it looks for them before it fetches them. 0 is no bound.
    """

    def __init__(self, *, sitemaps: int, articles: int, seconds: float) -> None:
        self._sitemaps, self._articles, self._seconds = sitemaps, articles, seconds
        self._found = 0
        self._waiting: deque[WaitingSitemap] = deque()
        self._asked = 0
        self._began: float | None = None
        self._reported: set[str] = set()
        self.left_out = 0
        """How many sitemaps the bounds kept from being read."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Those of the settings."""
        return cls(
            sitemaps=settings.getint("DISCOVERY_SITEMAPS"),
            articles=settings.getint("DISCOVERY_ARTICLES"),
            seconds=settings.getfloat("DISCOVERY_SECONDS"),
        )

    def start(self) -> None:
        """Begin to measure the time."""
        self._began = time.monotonic()

    def add(self, sitemap: WaitingSitemap) -> None:
        """Let a sitemap wait; one that lies too deep is left out."""
        if sitemap.depth > MOST_DEPTH:
            self._leave_out(1, f"sitemaps lie more than {MOST_DEPTH} indexes deep, as {sitemap.url[:200]} does")
        else:
            self._waiting.append(sitemap)

    def next(self, open_requests: int) -> Iterator[WaitingSitemap]:
        """Those to ask for now, while as many requests are open."""
        for _ in range(AT_ONCE - open_requests):
            if not self._waiting:
                return
            if reason := self._reached():
                self._leave_out(len(self._waiting), reason)
                self._waiting.clear()
                return
            self._asked += 1
            yield self._waiting.popleft()

    def found(self, articles: int) -> None:
        """Note how many articles a source had to fetch."""
        self._found += articles

    @property
    def is_full(self) -> bool:
        """Whether enough articles to fetch are found; reported once."""
        if self._articles and self._found >= self._articles:
            self._report(f"{self._found} articles to fetch are found (DISCOVERY_ARTICLES)")
            return True
        return False

    @property
    def is_over(self) -> bool:
        """Whether the time is up; reported once."""
        if self._seconds and self._began is not None and time.monotonic() - self._began > self._seconds:
            self._report(f"the time for discovery is over (DISCOVERY_SECONDS = {self._seconds:g})")
            return True
        return False

    def _reached(self) -> str:
        if self._sitemaps and self._asked >= self._sitemaps:
            return f"{self._asked} sitemaps are read (DISCOVERY_SITEMAPS)"
        if self.is_full:
            return f"{self._found} articles to fetch are found (DISCOVERY_ARTICLES)"
        return f"the time for discovery is over (DISCOVERY_SECONDS = {self._seconds:g})" if self.is_over else ""

    def _leave_out(self, n: int, reason: str) -> None:
        self.left_out += n
        self._report(reason)

    def _report(self, reason: str) -> None:
        if reason.partition(",")[0] not in self._reported:
            self._reported.add(reason.partition(",")[0])
            logger.warning(
                "This crawl looks for no further articles there: %s. The next crawl goes on from here.", reason
            )
