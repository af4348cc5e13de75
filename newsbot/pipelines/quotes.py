"""Second station: the quotes of headline, standfirst and body, read as one text and divided again."""

from collections import Counter
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from newsbot.crawl.time_limit import time_limit
from newsbot.items import Article, QuotePart
from newsbot.quotes import is_read, quotes_and_names, with_tags


class QuotesPipeline:
    """Fills `Article.quotes` and `Article.names`. The extractor reads English; of a page that declares another language
    it takes only the tags.

    Settings: QUOTES_INDIRECT (default on), whether reported speech without marks is taken too; EXTRACTION_SECONDS.
    """

    def __init__(self, *, indirect: bool = True, seconds: float = 0) -> None:
        self._indirect = indirect
        self._seconds = seconds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting."""
        settings = crawler.settings
        return cls(indirect=settings.getbool("QUOTES_INDIRECT"), seconds=settings.getfloat("EXTRACTION_SECONDS"))

    def process_item(self, article: Article) -> Article:
        """Extract the quotes of all parts together, so that a headline's can take its speaker from the body."""
        with time_limit(self._seconds):
            if is_read(article.language):
                read(article, indirect=self._indirect)
            else:
                article.quotes, article.names = [], with_tags(Counter(), article.tags)
        return article


def read(article: Article, *, indirect: bool = False) -> None:
    """Set an article's quotes, in reading order, `start` and `end` counted in each one's own part, and its names."""
    parts: list[tuple[QuotePart, str]] = [("headline", article.headline)]
    if article.standfirst:
        parts.append(("standfirst", article.standfirst))
    parts.append(("body", article.body))
    quotes, names = quotes_and_names("\n".join(text for _, text in parts), indirect=indirect)
    found, offset = [], 0
    for part, text in parts:
        end = offset + len(text)
        found += [
            replace(quote, part=part, start=quote.start - offset, end=quote.end - offset)
            for quote in quotes
            if offset <= quote.start and quote.end <= end
        ]
        offset = end + 1
    article.quotes, article.names = found, with_tags(names, article.tags)
