"""RSS and Atom feeds -> candidates, however badly they are written."""

import calendar
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from newsbot.discovery.candidate import Candidate


def parse_feed(body: bytes, url: str) -> list[Candidate]:
    """The entries of an RSS or Atom feed, in its order; empty for what is no feed.

    Malformed XML is read as far as it goes; an entry without a link is left out.
    """
    feed = feedparser.parse(body, response_headers={"content-location": url}, sanitize_html=False)
    candidates = []
    for entry in feed.entries:
        link = _link(entry)
        if link:
            candidates.append(
                Candidate(
                    url=urljoin(url, link.strip()),
                    source=url,
                    published=_moment(dict.get(entry, "published_parsed")),
                    modified=_moment(dict.get(entry, "updated_parsed")),  # past feedparser's own fallback,
                )
            )
    return [candidate for candidate in candidates if candidate.url.startswith(("http://", "https://"))]


def _link(entry: Any) -> str:
    if entry.get("link"):
        return str(entry.link)
    identifier = str(entry.get("id", ""))
    return identifier if identifier.startswith("http") else ""


def _moment(parsed: struct_time | None) -> datetime | None:
    """Feedparser gives UTC as a struct_time; years out of range happen in the wild."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (OverflowError, ValueError, OSError):
        return None
