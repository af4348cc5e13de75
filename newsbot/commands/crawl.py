"""`scrapy crawl`: Scrapy's own, with errors of set-up told in one sentence instead of a traceback."""

from argparse import Namespace
from typing import Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from newsbot.cli import EXIT_STORE, EXIT_USAGE, fail
from newsbot.spiders.base import ArgumentError
from newsbot.store.mongod import StoreError


class Command(crawl.Command):
    """Run a spider; exit code 2 for wrong arguments, 3 when there is no usable database."""

    def run(self, args: list[str], opts: Namespace) -> None:
        """Crawl, and tell why where it could not begin."""
        if len(args) != 1:
            raise UsageError("Give one spider's name; `scrapy list` prints them.", print_help=False)
        process: Any = self.crawler_process
        if args[0] not in process.spider_loader.list():
            fail(f"There is no spider {args[0]!r}. `scrapy list` prints their names.", EXIT_USAGE)
        task = process.crawl(self._create_crawler(args[0]), **opts.spargs)
        process.start()
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, ArgumentError):
            fail(error, EXIT_USAGE)
        if isinstance(error, StoreError):
            fail(error, EXIT_STORE)
        if error is not None:
            raise error
