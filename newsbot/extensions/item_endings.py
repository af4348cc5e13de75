"""The last steps for an item that leaves the pipelines, whether stored, dropped or in an error."""

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newsbot.crawl.context import Session
from newsbot.items import Article
from newsbot.store.database.retry import StoreLostError
from newsbot.store.database.schema import Page


class ItemEndings:
    """Scrapy extension that releases the claim on an article's story, and makes a dead letter of a page whose article
    raised an exception in any pipeline, ours or the user's; the crawl goes on.

    Stats: newsbot/refused, newsbot/errors_by_kind/NAME.
    """

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the ends of items."""
        endings = cls(crawler, Session.of(crawler))
        crawler.signals.connect(endings.item_scraped, signals.item_scraped)
        crawler.signals.connect(endings.item_dropped, signals.item_dropped)
        crawler.signals.connect(endings.item_error, signals.item_error)
        return endings

    def item_scraped(self, item: Any, response: Response | None) -> None:
        """Release the claim of a stored article."""
        self._release(item, response)

    def item_dropped(self, item: Any, response: Response | None) -> None:
        """Release the claim of an article that a pipeline dropped."""
        self._release(item, response)

    async def item_error(self, item: Any, response: Response | None, failure: Failure) -> None:
        """Release the claim of an article on which a pipeline failed, and note why it is not stored."""
        self._release(item, response)
        page = _page(response)
        if page is None or not self._session.is_open or isinstance(failure.value, StoreLostError):
            return
        spider: Any = self._crawler.spider
        assert failure.value is not None
        await self._session.refuse(page, spider.broken_by(failure.value))

    def _release(self, item: Any, response: Response | None) -> None:
        if isinstance(item, Article) and self._session.is_open:
            self._session.claims.release(item, _page(response))


def _page(response: Response | None) -> Page | None:
    """The page that a spider of newsbot's made of a response."""
    page = response.meta.get("page") if response is not None and response.request is not None else None
    return page if isinstance(page, Page) else None
