"""From a page to a finished Article, all but its quotes."""

from datetime import UTC, datetime

from newsbot.extraction.body import find_story, make_hints
from newsbot.extraction.byline import find_authors
from newsbot.extraction.headline import find_headline
from newsbot.extraction.page import Page
from newsbot.extraction.published import find_dates
from newsbot.extraction.signals import find_signals
from newsbot.extraction.story import story_nodes
from newsbot.items import Article


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
    headline, authors = find_headline(page, story, signals), find_authors(page, story, signals)
    text = find_story(page, make_hints(page, story, headline, authors))
    return Article(
        url=url,
        canonical_url=page.link("canonical") or page.absolute(page.meta("og:url")) or url,
        site=page.host,
        headline=headline,
        standfirst=text.standfirst,
        body="\n\n".join(text.paragraphs),
        authors=authors,
        published=dates.published,
        published_raw=dates.raw,
        published_source=dates.source,
        modified=dates.modified,
        fetched_at=fetched_at,
    )
