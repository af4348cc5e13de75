"""The outlets of the sample newsroom, their stories, and the truth about each."""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from newsbot.dedup import canonical_url
from newsbot.items import Article
from newsbot.sample.story import Relative, Story

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """One fictional news site; the server shows it under a path prefix, its canonical links name its own host."""

    key: str
    name: str
    home: str
    address: str
    feed: str
    sitemap: str
    charset: str
    tagline: str
    about: str
    bios: dict[str, str]
    zones: dict[str, str] = field(default_factory=dict)
    """Zone abbreviations that the outlet prints, by offset."""

    def address_of(self, story: Story) -> str:
        """A story's path on the outlet's own host."""
        return self.address.format(published=story.published, section=story.section, slug=story.slug)

    @property
    def site(self) -> str:
        """The host without "www."."""
        return urlsplit(self.home).netloc.removeprefix("www.")


class Published(NamedTuple):
    """A story in its outlet."""

    outlet: Outlet
    story: Story

    @property
    def path(self) -> str:
        """Its path on the sample server."""
        return f"/{self.outlet.key}{self.outlet.address_of(self.story)}"

    @property
    def canonical(self) -> str:
        """The address that its page declares as its own."""
        return self.outlet.home + self.outlet.address_of(self.story)


@cache
def outlets() -> dict[str, Outlet]:
    """The outlets by key, in the order of pages/outlets.toml."""
    table = tomllib.loads((PAGES / "outlets.toml").read_text(encoding="utf-8"))
    return {key: Outlet(key=key, **row) for key, row in table.items()}


@cache
def _stories() -> list[tuple[Outlet, Story, Story | None]]:
    """Every story with its outlet and, where the outlet rewrote it, its first version (SLUG.first.txt)."""
    found = []
    for outlet in outlets().values():
        for path in sorted((PAGES / outlet.key / "stories").glob("*.txt")):
            if not path.name.endswith(".first.txt"):
                first = path.with_suffix(".first.txt")
                found.append((outlet, Story.read(path), Story.read(first) if first.exists() else None))
    return found


def edition(now: datetime, *, live: bool = True) -> list[Published]:
    """The stories that the outlets show at `now`, newest first; those that are always days old only when `live`."""
    shown = []
    for outlet, latest, first in _stories():
        story = first if first and latest.modified and now < latest.modified else latest
        if story.published_at(now) <= now and (live or not isinstance(story.published, Relative)):
            shown.append(Published(outlet, story))
    return sorted(shown, key=lambda it: (it.story.published_at(now), it.path), reverse=True)


def moment(text: str) -> datetime:
    """An ISO date or time; in UTC where it names no zone."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def truth() -> dict[str, Article]:
    """A perfect reader's articles of every story's latest version, by its path on the server.

    `published` is None for a story whose page gives only a relative date, which stands in `published_raw`. Of a quote
    it tells text, place, kind and speaker, in the story's words where that has no name. It leaves out images.
    """
    return {it.path: _article(it) for it in edition(datetime.now(UTC))}


def copies() -> dict[str, str]:
    """The paths of stories that tell again what another outlet had first, each with that one's path."""
    return {it.path: it.story.copy_of for it in edition(datetime.now(UTC)) if it.story.copy_of}


def _article(it: Published) -> Article:
    outlet, story = it
    return Article(
        url=it.canonical,
        url_key=canonical_url(it.canonical),
        site=outlet.site,
        headline=story.headline.text,
        standfirst=story.standfirst.text if story.standfirst else None,
        body="\n\n".join(story.paragraphs),
        authors=story.authors,
        published=None if isinstance(story.published, Relative) else story.published.astimezone(UTC),
        modified=story.modified.astimezone(UTC) if story.modified else None,
        published_raw=story.published.shown if isinstance(story.published, Relative) else None,
        language="en",
        tags=story.tags,
        paywalled=story.paywalled,
        quotes=story.quotes,
    )
