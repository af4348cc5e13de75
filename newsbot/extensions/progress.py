"""A bar while a crawl runs in a terminal."""

import logging
import sys
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


class ProgressBar:
    """Scrapy extension that shows on standard error how far a crawl is; only where that is a terminal.

    Log lines go above the bar. A log file (LOG_FILE) is not touched.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not sys.stderr.isatty():
            raise NotConfigured
        self._crawler = crawler
        self._console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("requests · {task.fields[new]} new · {task.fields[trouble]} not had"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._handlers: list[tuple[logging.StreamHandler[Any], Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the crawl; NotConfigured where nobody looks."""
        bar = cls(crawler)
        crawler.signals.connect(bar.spider_opened, signals.spider_opened)
        for signal in (signals.response_received, signals.request_scheduled, signals.item_scraped):
            crawler.signals.connect(bar.update, signal)
        crawler.signals.connect(bar.spider_closed, signals.spider_closed)
        return bar

    def spider_opened(self, spider: Spider) -> None:
        """Show the bar and let log lines go above it."""
        self._bar.start()
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream.isatty():
                self._handlers.append((handler, handler.setStream(sys.stderr)))  # rich has put its own there
        self._task = self._bar.add_task(spider.name, total=None, new=0, trouble=0)

    def update(self) -> None:
        """Count anew."""
        stats = self._crawler.stats
        if stats is None or not self._bar.live.is_started:
            return
        self._bar.update(
            self._task,
            completed=stats.get_value("response_received_count", 0),
            total=stats.get_value("scheduler/enqueued", 0) or None,
            new=stats.get_value("newsbot/new", 0),
            trouble=stats.get_value("newsbot/failed", 0) + stats.get_value("newsbot/refused", 0),
        )

    def spider_closed(self) -> None:
        """Leave the terminal as it was."""
        for handler, stream in self._handlers:
            handler.setStream(stream)
        self._bar.stop()
