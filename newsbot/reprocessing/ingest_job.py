"""The task of an ingest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsbot.dedup import site_of
from newsbot.extraction import SiteRules


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestJob:
    """The task of a run, the same for every worker."""

    settings: Mapping[str, Any]
    """Scrapy's settings that the stations read: the database by MONGO_URI, EXTRACTION_SECONDS, QUOTES_INDIRECT and
    DOWNLOAD_MAXSIZE, and USER_AGENT for archives behind URLs."""
    rules: Mapping[str, SiteRules] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    """Only pages of these hosts and the hosts below them; all without any."""
    language: str | None = None
    """Only pages that declare this language, by its ISO 639-1 code, or none."""
    topic: bool = False
    """Only stories about the topic (newsbot/discovery/topics.json)."""

    @property
    def indirect(self) -> bool:
        """Whether reported speech without marks is taken."""
        return bool(self.settings["QUOTES_INDIRECT"])

    def is_wanted(self, url: str) -> bool:
        """Whether a URL is of the sites."""
        site = site_of(url) if self.sites else ""
        return not self.sites or any(site == one or site.endswith(f".{one}") for one in self.sites)
