"""`scrapy crawl`: Scrapy's own, with errors of set-up told in one sentence instead of a traceback."""

from argparse import Namespace
from typing import Any

from scrapy.commands import crawl

from newsbot.cli import EXIT_STORE, EXIT_STORE_LOST, EXIT_USAGE, fail
from newsbot.pipelines.store import DATABASE_LOST
from newsbot.spiders.base import ArgumentError
from newsbot.store.connection import Connection
from newsbot.store.mongod import StoreError


class Command(crawl.Command):
    """Run a spider; exit code 2 for wrong arguments, 3 when there is no database, 4 when it went away for good."""

    def run(self, args: list[str], opts: Namespace) -> None:
        """Crawl while holding on to the database, and tell why where it could not begin."""
        assert self.settings is not None
        process: Any = self.crawler_process
        if len(args) != 1:
            fail("Give one spider's name; `scrapy list` prints them.", EXIT_USAGE)
        if args[0] not in process.spider_loader.list():
            fail(f"There is no spider {args[0]!r}. `scrapy list` prints their names.", EXIT_USAGE)
        try:
            connection = Connection.from_settings(self.settings)
        except StoreError as error:
            fail(error, EXIT_STORE)
        with connection:
            crawler = self._create_crawler(args[0])
            task = process.crawl(crawler, **opts.spargs)
            process.start()
        failure = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(failure, ArgumentError):
            fail(failure, EXIT_USAGE)
        if isinstance(failure, StoreError):
            fail(failure, EXIT_STORE)
        if failure is not None:
            raise failure
        if crawler.stats.get_value("finish_reason") == DATABASE_LOST:
            fail("The database went away and did not come back; run the crawl again when it is there.", EXIT_STORE_LOST)
