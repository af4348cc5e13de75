"""First station: dates are aware UTC times, or None; never a guess."""

from datetime import UTC, datetime

from newsbot.dates import parse_date, plausible
from newsbot.items import Article


class DatesPipeline:
    """Parses a raw date that extraction could not read and drops times that cannot be."""

    def process_item(self, article: Article) -> Article:
        """Fill `published` and `modified`."""
        fetched_at = article.fetched_at = (article.fetched_at or datetime.now(UTC)).astimezone(UTC)
        if article.published is None and article.published_raw:
            article.published = parse_date(article.published_raw, base=fetched_at)
            article.published_source = article.published_source or "text"
        article.published = _settled(article.published, fetched_at)
        article.modified = _settled(article.modified, fetched_at)
        if article.published is None:
            article.published_source = None
        return article


def _settled(moment: datetime | None, fetched_at: datetime) -> datetime | None:
    if moment is None or not plausible(moment, fetched_at=fetched_at):
        return None
    return moment.astimezone(UTC)
