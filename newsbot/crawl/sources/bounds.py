"""How much of a site's sources one crawl reads before it goes on to the articles: an index may never end."""

import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

MOST_DEPTH = 3
"""Indexes between robots.txt and a sitemap. The protocol allows one; some sites have two."""

AT_ONCE = 8
"""Sitemaps that are asked for before the bounds are looked at again."""


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

    def __init__(self, settings: BaseSettings) -> None:
        self._most_sitemaps = settings.getint("DISCOVERY_SITEMAPS")
        self._most_articles = settings.getint("DISCOVERY_ARTICLES")
        self._seconds = settings.getfloat("DISCOVERY_SECONDS")
        self._began = time.monotonic()
        self._waiting: deque[WaitingSitemap] = deque()
        self._asked = 0
        self._reported: set[str] = set()
        self.articles = 0
        """How many articles to fetch are found."""
        self.left_out = 0
        """How many sitemaps the bounds kept from being read."""

    def add(self, sitemap: WaitingSitemap) -> None:
        """Let a sitemap wait; one that lies too deep is left out."""
        if sitemap.depth > MOST_DEPTH:
            self.left_out += 1
            self._report(f"sitemaps lie more than {MOST_DEPTH} indexes deep")
        else:
            self._waiting.append(sitemap)

    def next(self) -> list[WaitingSitemap]:
        """Those to ask for now; empty when none waits, or when a bound is reached, which leaves all of them out."""
        if self._waiting and self.are_reached:
            self.left_out += len(self._waiting)
            self._waiting.clear()
        few = min(AT_ONCE, len(self._waiting), (self._most_sitemaps or AT_ONCE + self._asked) - self._asked)
        self._asked += few
        return [self._waiting.popleft() for _ in range(few)]

    @property
    def are_reached(self) -> bool:
        """Whether the crawl is to go on to its articles."""
        reached = [
            name
            for name, is_reached in (
                ("DISCOVERY_SITEMAPS", 0 < self._most_sitemaps <= self._asked),
                ("DISCOVERY_ARTICLES", 0 < self._most_articles <= self.articles),
                ("DISCOVERY_SECONDS", 0 < self._seconds < time.monotonic() - self._began),
            )
            if is_reached
        ]
        for name in reached:
            self._report(f"the bound {name} is reached")
        return bool(reached)

    def _report(self, reason: str) -> None:
        if reason not in self._reported:
            self._reported.add(reason)
            logger.warning("This crawl looks for no more articles there: %s. The next crawl goes on from here.", reason)
