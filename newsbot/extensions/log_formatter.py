"""Log lines that name an article by its address instead of printing all of it."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newsbot.items import Article
from newsbot.store.database.retry import StoreLostError


class ArticleLogFormatter(LogFormatter):
    """Scrapy's log formatter (setting LOG_FORMATTER) with articles shown by their address."""

    def crawled(  # type: ignore[override]  # the engine takes None for no line
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """An answer, where somebody asked for such lines: Scrapy makes them also where nobody will see them."""
        return super().crawled(request, response, spider) if spider.settings["LOG_LEVEL"] == "DEBUG" else None

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """A stored article."""
        return super().scraped(_shown(item), response, spider)

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A refused article or a copy."""
        return super().dropped(_shown(item), exception, response, spider)

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """An article that a pipeline failed on."""
        return _quiet(super().item_error(_shown(item), exception, response, spider), exception)

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """A page that the spider failed on."""
        return _quiet(super().spider_error(failure, request, response, spider), failure.value)


def _quiet(result: LogFormatterResult, error: BaseException | None) -> LogFormatterResult:
    """That the database is lost is logged once, not for every page on its way."""
    if isinstance(error, StoreLostError):
        result["level"] = logging.DEBUG
    return result


def _shown(item: Any) -> Any:
    return {"url": item.url} if isinstance(item, Article) else item
