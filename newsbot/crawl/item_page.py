"""The page that an article travels with."""

from datetime import UTC, datetime

from newsbot.items import Article
from newsbot.store.database.schema import Page


def page_of(article: Article) -> Page:
    """The page that an article was read from.

    A pipeline of the user's own may have put another article in its place, which carries none: then a page without
    content stands for it, and only the raw HTML is not kept.
    """
    page: Page | None = getattr(article, "page", None)
    if page is not None:
        return page
    fetched_at = article.fetched_at or datetime.now(UTC)
    return Page(url=article.url, requested_url=article.url, body=b"", fetched_at=fetched_at)
