"""Which of the addresses that a source names are wanted: the site's own articles, of the time and topic asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from newsbot.crawl.own_urls import is_own_host
from newsbot.crawl.sources.bounds import DiscoveryBounds
from newsbot.crawl.sources.requests import AskingSpider
from newsbot.dates import parse_date
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.topics import Topic, topic_of
from newsbot.discovery.urls import is_web_url


class ArgumentError(ValueError):
    """A wrong `-a` argument; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The frontier's answer about a list of URLs."""

    due: list[Candidate]
    """Those to fetch."""
    wanted: int
    """How many are articles of the site, and of the time asked for."""
    known: int
    """How many of these need no fetch."""


class AdmittingSpider(AskingSpider):
    """Admits addresses to a crawl: by the site's table, the arguments `since` and `until`, and the frontier."""

    articles: str = ""
    """Regular expression that the URLs of articles match; empty where URLs do not show what is an article."""
    skip: str = ""
    """Regular expression of addresses to leave alone: other languages, videos, events."""
    is_general: bool = False
    """Whether the site writes about much else, so that only stories about the topic are taken (discovery/topics.py)."""

    arguments: tuple[str, ...] = ("since", "until")
    """What `-a` may name."""

    def __init__(
        self, name: str | None = None, *, since: str | None = None, until: str | None = None, **kwargs: Any
    ) -> None:
        """Take the command line's arguments; raises ArgumentError for one that cannot be used."""
        kwargs.pop("_job", None)  # Scrapyd gives every spider the name of its job
        for unknown in kwargs:
            raise self.has_no_argument(unknown)
        super().__init__(name)
        self.since, self.until = _date("since", since), _date("until", until)
        if self.since and self.until and self.since >= self.until:
            raise ArgumentError(f"since={since} is not before until={until}. Give the earlier date to since.")
        self._discovered: set[str] = set()  # so that an address in a feed and a sitemap counts once
        self._known: set[str] = set()
        self._listed = 0
        self._to_fetch: list[Candidate] = []
        self._bounds: DiscoveryBounds
        """Of the crawl that `start` begins."""

    def has_no_argument(self, name: str) -> ArgumentError:
        """The error that says what `-a` takes instead of `name`."""
        takes = " and ".join(filter(None, [", ".join(self.arguments[:-1]), self.arguments[-1]]))
        return ArgumentError(f"This spider has no argument {name!r}; it takes {takes}.")

    @property
    def fills_in(self) -> bool:
        """Whether this crawl is about a period, not about what is new."""
        return self.since is not None or self.until is not None

    async def admit(self, candidates: Iterable[Candidate]) -> Admitted:
        """Keep those for fetching that are this site's articles and that the frontier says are due."""
        wanted = [
            self._plausible(candidate)
            for candidate in map(_without_user, candidates)
            if self._can_be_fetched(candidate.url) and self.is_wanted(candidate)
        ]
        due = await self.session.frontier.admit(wanted)
        urls = {candidate.url for candidate in wanted}
        known = urls - {candidate.url for candidate in due}
        self.count("discovered", len(urls - self._discovered))
        self._discovered |= urls
        self.count("known", len(known - self._known))
        self._known |= known
        self._listed += len(wanted)
        kept = [candidate for candidate in due if await self._is_on_topic(candidate)]
        self._to_fetch += kept
        self._bounds.articles += len(kept)
        return Admitted(kept, wanted=len(wanted), known=len(known))

    def _can_be_fetched(self, url: str) -> bool:
        """Whether a source's URL is one of this site's; those that are none at all are counted.

        Another site's are not even remembered: this crawl decides nothing about them.
        """
        if is_web_url(url):
            if is_own_host(self, urlsplit(url).hostname):
                return True
            self.logger.debug("Left out, because it is another site's: %s", url)
            return False
        self.count("malformed")
        self.logger.warning("Left out, because it is no URL that can be fetched: %.200r", url)
        return False

    async def reject(self, url: str, reason: str) -> None:
        """Leave an address alone from now on, because it is about something else."""
        self.count("off_topic")
        await self.session.frontier.rejected(url, reason)

    async def _is_on_topic(self, candidate: Candidate) -> bool:
        if not self.is_general or topic_of(candidate) is not Topic.OFF:
            return True
        await self.reject(candidate.url, f"off topic by its title or address: {candidate.title or candidate.url}")
        return False

    def is_wanted(self, candidate: Candidate) -> bool:
        """Whether the address is one of the site's articles, and of the time asked for."""
        if self.articles and not re.search(self.articles, candidate.url):
            return False
        if self.skip and re.search(self.skip, candidate.url):
            return False
        if self.until and candidate.published and candidate.published >= self.until:
            return False
        return not self._too_old(candidate.published or candidate.modified)

    def _plausible(self, candidate: Candidate) -> Candidate:
        """A candidate without a date to come: feeds announce events by their day."""
        if candidate.published and candidate.published > datetime.now(UTC) + timedelta(days=1):
            candidate = replace(candidate, published=None)
        return replace(candidate, complete=False) if self.fills_in and candidate.complete else candidate

    def _too_old(self, moment: datetime | None) -> bool:
        return self.since is not None and moment is not None and moment < self.since


def _without_user(candidate: Candidate) -> Candidate:
    """A candidate without a user name in its URL: nobody reads news as "editor@"."""
    if "@" not in candidate.url:
        return candidate
    try:
        parts = urlsplit(candidate.url)
    except ValueError:
        return candidate
    return replace(candidate, url=urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))


def _date(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = parse_date(text, base=datetime.now(UTC))
    if moment is None:
        raise ArgumentError(f"{name}={text!r} is no date. Give one as in -a {name}=2024-01-31.")
    return moment
