"""From a page to a finished Article, all but its quotes."""

import logging
from datetime import UTC, datetime

import trafilatura

from newsbot.extraction.byline import find_authors
from newsbot.extraction.headline import find_headline
from newsbot.extraction.page import Page
from newsbot.extraction.published import find_dates
from newsbot.extraction.signals import find_signals
from newsbot.extraction.story import story_nodes
from newsbot.items import Article

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def extract_article(html: bytes | str, url: str, *, fetched_at: datetime | None = None) -> Article:
    """The article on a page.

    `html` is the response's bytes or its decoded text, `url` the address that it came from, `fetched_at` an aware time
    (now when it is not given): relative dates count from it and no date lies after it. A page without an article gives
    an Article without headline or body. Raises ExtractionError when the input is no HTML at all.
    """
    now = fetched_at or datetime.now(UTC)
    page = Page(html, url)
    story, signals = story_nodes(page), find_signals(page)
    dates = find_dates(page, story, signals, now)
    document = trafilatura.bare_extraction(
        page.tree, url=url, include_comments=False, with_metadata=False, favor_precision=True
    )
    return Article(
        url=url,
        canonical_url=page.link("canonical") or page.absolute(page.meta("og:url")) or url,
        site=page.host,
        headline=find_headline(page, story, signals),
        body=(getattr(document, "text", None) or "").replace("\n", "\n\n"),
        authors=find_authors(page, story, signals),
        published=dates.published,
        published_raw=dates.raw,
        published_source=dates.source,
        modified=dates.modified,
        fetched_at=fetched_at,
    )
