"""Last station: the article, its page and its quotes on disk; only then is its address done."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newsbot.items import Article
from newsbot.store.session import Session
from newsbot.store.writer import UnstorableError


class StorePipeline:
    """Stores articles; what cannot be stored goes to `dead_letters` with the reason.

    Settings: MONGO_URI, MONGO_DATABASE, NEWSBOT_HOME. Stats: newsbot/new, changed, unchanged, refused, quotes.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Connect before the first request; the crawl does not start without a database."""
        await Session.of(self._crawler).open()

    async def process_item(self, article: Article) -> Article:
        """Return when the article is acknowledged on disk."""
        session = Session.of(self._crawler)
        page = session.take(article.url)
        try:
            if reason := _missing(article):
                raise UnstorableError(reason)
            outcome = await session.writer.put(article, page)
        except UnstorableError as error:
            await session.refuse(page, str(error))
            self._count("refused")
            raise DropItem(str(error)) from error
        finally:
            session.stories.release(article)
        self._count(outcome)
        if outcome != "unchanged":
            self._count("quotes", len(article.quotes))
        return article

    def _count(self, name: str, by: int = 1) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"newsbot/{name}", by)


def _missing(article: Article) -> str | None:
    missing = [name for name in ("headline", "body") if not getattr(article, name).strip()]
    return f"The page has no {' and no '.join(missing)}" if missing else None
