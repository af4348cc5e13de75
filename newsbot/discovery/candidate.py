"""The finds of discovery: URLs that may be articles, with their dates and titles as the sources give them."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that a feed, sitemap or archive names."""

    url: str
    source: str
    """Address of the feed, sitemap or page that named it."""
    published: datetime | None = None
    """Publication time according to the source, aware; None when it does not say."""
    modified: datetime | None = None
    """Time of the last change according to the source, aware; None when it does not say."""
    title: str = ""
    """The headline according to the source; empty when it does not say."""
    about: str = ""
    """The source's other words on the content: summary, tags, section."""

    complete: bool = True
    """Whether the source lists all articles back to its oldest, so that one that is missing there may be gone."""

    @property
    def newest(self) -> datetime:
        """The time to order by, newest first; what has no date comes last."""
        return self.published or self.modified or datetime.min.replace(tzinfo=UTC)
