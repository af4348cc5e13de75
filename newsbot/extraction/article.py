"""From a page to a finished Article, all but its quotes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from newsbot import __version__
from newsbot.dedup import canonical_url, host_key, names_article, site_of
from newsbot.extraction.body.body import find_story, make_hints
from newsbot.extraction.jsonld_article import story_nodes
from newsbot.extraction.metadata.about import find_image, find_language, find_tags, is_locked
from newsbot.extraction.metadata.authors import find_authors
from newsbot.extraction.metadata.headline import find_headline
from newsbot.extraction.metadata.published import find_dates
from newsbot.extraction.metadata.tdm import with_page
from newsbot.extraction.page import Page
from newsbot.extraction.signals import find_signals
from newsbot.extraction.site import SiteRules, apply_rules
from newsbot.items import Article
from newsbot.text.printable import printable

_TEXTS = ("url", "url_key", "headline", "standfirst", "body", "authors", "published_raw", "language", "tags", "image")


def extract_article(
    html: bytes | str,
    url: str,
    *,
    fetched_at: datetime | None = None,
    site: SiteRules | None = None,
    tdm: Sequence[str] | None = None,
) -> Article:
    """The article on a page, finished but for its quotes.

    `html` is the response's bytes or its decoded text, `url` the address that it came from, `fetched_at` an aware time
    (now when it is not given): relative dates count from it and no date lies after it. `site` corrects generic
    extraction for one site; `tdm` are the places outside the page where its owner forbids text and data mining, None
    where nobody looked. A page without an article gives an Article without headline or body; the rest of a page
    longer than markup.MAX_CHARACTERS is left unread.

    Raises ExtractionError when the input is no HTML at all: empty, or another kind of file. Raises ValueError for a
    `fetched_at` without a zone and for a zone or a selector in `site` that does not exist.
    """
    if fetched_at is not None and fetched_at.utcoffset() is None:
        raise ValueError("fetched_at has no time zone: give an aware datetime such as datetime.now(UTC)")
    now = fetched_at.astimezone(UTC) if fetched_at else datetime.now(UTC)
    rules = site or SiteRules()
    page = Page(html, url)
    story, signals = story_nodes(page), find_signals(page)
    headline = find_headline(page, story, signals)
    signals.count_from(headline)
    authors = find_authors(page, story, signals)
    dates = find_dates(page, story, signals, now, rules.timezone)
    root = apply_rules(page.tree, rules)
    text = find_story(page, story, make_hints(page, story, headline, authors), None if root is page.tree else root)
    body = "\n\n".join(text.paragraphs)
    own, disbelieved = _own_url(page, rules.canonical_hosts)
    article = Article(
        url=own,
        url_key=canonical_url(own),
        site=site_of(own) if site_of(own) in rules.canonical_hosts else page.host,
        headline=headline,
        standfirst=text.standfirst,
        body=body,
        authors=authors,
        published=dates.published,
        published_day=dates.day,
        published_precision=dates.precision,
        modified=dates.modified,
        published_raw=dates.raw,
        published_source=dates.source,
        language=find_language(page, story, body),
        tags=find_tags(page, story),
        image=find_image(page, story),
        paywalled=text.walled or is_locked(page, story),
        tdm=with_page(tdm, page.metas),
        fetched_at=fetched_at,
        extractor_version=__version__,
    )
    article.disbelieved = disbelieved  # type: ignore[misc]  # a slot of its base class
    for name in _TEXTS:
        setattr(article, name, _whole(getattr(article, name)))
    return article


def _whole(value: Any) -> Any:
    """Text, or a list of texts, without control characters and halves of characters, which no database can hold."""
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if value is None:
        return None
    return printable(value if value.isascii() else value.encode("utf-8", "ignore").decode())


def _own_url(page: Page, hosts: tuple[str, ...]) -> tuple[str, bool]:
    """The URL that the page calls its own, where it stays with the site and can name this article; else the page's, and
    whether it calls one its own that it cannot be.

    Elsewhere it may name anybody's page, and one to a section or the front page would make one article of many.
    """
    for declared in (page.link("canonical"), page.absolute(page.meta("og:url"))):
        if declared and (site_of(declared) in hosts or host_key(declared) == host_key(page.url)):
            return (declared, False) if names_article(declared, page.url) else (page.url, True)
    return page.url, False
