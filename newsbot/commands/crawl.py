"""`newsbot crawl`: Scrapy's own, with errors of set-up explained in one sentence instead of a traceback."""

import logging
import signal
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import Any, NoReturn

from scrapy.commands import crawl

from newsbot.cli.command import (
    EXIT_BROKEN,
    EXIT_BUSY,
    EXIT_DAMAGED,
    EXIT_DISK_FULL,
    EXIT_REFUSED,
    EXIT_STORE_LOST,
    EXIT_USAGE,
    NOT_SITES,
    count,
    fail,
    no_spider,
    no_store,
)
from newsbot.cli.crawl_many import AT_ONCE, crawl_many, print_crawls
from newsbot.cli.crawl_result import crawl_result
from newsbot.cli.program import program, spelled
from newsbot.crawl.failures import BAD_CERTIFICATE
from newsbot.crawl.recheck import BROKEN
from newsbot.crawl.scrapy_internals import caught_signals
from newsbot.crawl.shutdown import DATABASE_LOST, DISK_FULL
from newsbot.extensions.monitors.after_run import tell_now
from newsbot.extensions.monitors.database_alert import tell_database_is_away
from newsbot.extensions.runs import LEASE_LOST
from newsbot.middlewares.robots import ROBOTS_UNREACHABLE
from newsbot.middlewares.throttle import REFUSED, UNREACHABLE
from newsbot.pipelines.store import SITE_BUSY
from newsbot.spiders.news import ArgumentError
from newsbot.store.database.connection import Connection, DatabaseError
from newsbot.store.embedded.mongod import StoreError

EXIT_KILLED = 1
"""Exit code of several crawls of which one was killed."""

ENDINGS = {
    DATABASE_LOST: (
        "The database went away and did not come back; run the crawl again when it is there.",
        EXIT_STORE_LOST,
    ),
    LEASE_LOST: ("Another crawl took over the site, because this one was not heard of in time.", EXIT_BUSY),
    REFUSED: ("The site refuses the crawl; run it again later, and more slowly (DOWNLOAD_DELAY).", EXIT_REFUSED),
    UNREACHABLE: ("The site does not answer any longer; run the crawl again later.", EXIT_REFUSED),
    BROKEN: ("newsbot failed while it asked the site what it has. The log says where: please report it.", EXIT_BROKEN),
}
"""Why a crawl ended (Scrapy's finish_reason) -> what to say, and the exit code."""


logger = logging.getLogger(__name__)


def robots_unreachable(why: str) -> str:
    """What to do about a robots.txt that could not be read."""
    sentence = (
        f"The site's robots.txt could not be read ({why.partition(':')[0] or 'no answer'}), so nothing may be fetched"
    )
    if why.startswith(BAD_CERTIFICATE):
        return (
            f"{sentence}. If this happens with all sites, set this machine's clock (it says "
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC); if you trust the site, add -s DOWNLOAD_VERIFY_CERTIFICATES=0."
        )
    if why.startswith("host not found"):
        return f"{sentence}. Check the address, and this machine's network."
    return f"{sentence}; run the crawl again later."


class Command(crawl.Command):
    """Run a spider; docs/operating.md lists the exit codes."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl a site, a web archive or the sample"

    def add_options(self, parser: ArgumentParser) -> None:
        """Scrapy's own."""
        super().add_options(parser)
        spelled(parser)
        parser.add_argument("--all", action="store_true", help="every site that has a table")
        parser.add_argument(
            "--if-free", action="store_true", help="say nothing where the site is being crawled already, and end with 0"
        )
        parser.add_argument(
            "--at-once", type=count, default=AT_ONCE, metavar="N", help="sites crawled at once (default: %(default)s)"
        )

    def syntax(self) -> str:
        """How to call it."""
        return "SPIDER [SPIDER …] | --all"

    def run(self, args: list[str], opts: Namespace) -> None:
        """Crawl while holding on to the database, and say why where it could not begin."""
        assert self.settings is not None
        process: Any = self.crawler_process
        known = process.spider_loader.list()
        names = [name for name in known if name not in NOT_SITES] if opts.all else args
        if not names or (opts.all and args):
            fail("Give a spider's name, several, or --all; `newsbot list` prints them.", EXIT_USAGE)
        for name in names:
            if name not in known:
                no_spider(name, known)
        if len(names) > 1 or opts.all:
            self._crawl_many(sorted(set(names)), opts)
            return
        try:
            connection = Connection.from_settings(self.settings)
            connection.check_writable()
        except StoreError as error:
            tell_database_is_away(self.settings, error)
            self._fail(error, no_store(error))
        with connection:
            crawler = self._create_crawler(args[0])
            task = process.crawl(crawler, **opts.spargs)
            signals = caught_signals(process)
            process.start()
        failure = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(failure, ArgumentError):
            self._fail(failure, EXIT_USAGE)
        reason = crawler.stats.get_value("newsbot/no_store")
        if isinstance(failure, StoreError) and not reason:
            self._fail(failure, no_store(failure))
        if failure is not None and not reason:
            raise failure
        reason = reason or crawler.stats.get_value("finish_reason")
        if reason == SITE_BUSY and opts.if_free:
            return
        if not self.settings.getbool("LOG_ENABLED") or self.settings["LOG_LEVEL"] not in ("DEBUG", "INFO"):
            spider: Any = crawler.spider
            site = "" if getattr(spider, "canonical_hosts", ()) else getattr(spider, "site", "")
            print(*crawl_result(args[0], site, crawler.stats.get_stats(), program()), sep="\n")
        if reason == SITE_BUSY:
            self._fail(crawler.stats.get_value("newsbot/held_by"), EXIT_BUSY)
        if reason == ROBOTS_UNREACHABLE:
            self._fail(robots_unreachable(crawler.stats.get_value("newsbot/robots_unreachable", "")), EXIT_REFUSED)
        if reason == DISK_FULL:
            full = crawler.stats.get_value("newsbot/full_disk")
            self._fail(f"{full}. Make room on it and run the crawl again: it takes what is left.", EXIT_DISK_FULL)
        if ended := ENDINGS.get(reason):
            self._fail(*ended)
        if signals:
            self._fail("Stopped. The next crawl takes what is left.", 128 + signals[0])
        if damaged := crawler.stats.get_value("newsbot/damaged_archives"):
            files = "An archive is" if damaged == 1 else f"{damaged} archives are"
            self._fail(f"{files} damaged: the log names it. What could be read is stored.", EXIT_DAMAGED)
        if crawler.stats.get_value("newsbot/sources_failed") and not crawler.stats.get_value("newsbot/sources_read"):
            self._fail(
                "No feed, sitemap or listing of the site could be read: the log says which. "
                f"`{program()} probe` shows what the site answers.",
                EXIT_REFUSED,
            )

    def _fail(self, message: object, code: int) -> NoReturn:
        """End the command with a sentence, which a log file gets too: Scrapyd shows a job by its own."""
        assert self.settings is not None
        if self.settings["LOG_FILE"]:
            logger.error("%s", message)
        fail(message, code)

    def _crawl_many(self, names: list[str], opts: Namespace) -> None:
        """Crawl several sites in processes of their own; ends with the worst of their exit codes."""
        assert self.settings is not None
        if opts.output or opts.overwrite_output:
            fail("Files of -o and -O would hold the articles of one site alone: give one spider.", EXIT_USAGE)
        options = [word for pair in opts.set for word in ("-s", pair)]
        options += [word for name, value in opts.spargs.items() for word in ("-a", f"{name}={value}")]
        options += ["-L", opts.loglevel] if opts.loglevel else []
        options += ["--if-free"] if opts.if_free else []
        options += ["-s", "ALERTS_LATER=1"]
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        try:
            with Connection.from_settings(self.settings) as connection:
                connection.check_writable()
                began = datetime.now(UTC)
                crawls = crawl_many(names, options, max(opts.at_once, 1))
                try:
                    print_crawls(crawls, began, connection)
                    tell_now(connection, self.settings)
                except DatabaseError:
                    why = connection.full_disk() or "The database does not answer"
                    print(f"newsbot: {why}, so there are no counts. `newsbot status` has them later.", file=sys.stderr)
        except StoreError as error:
            tell_database_is_away(self.settings, error)
            fail(error, no_store(error))
        except KeyboardInterrupt:
            fail("Stopped. The next crawls take what is left.", 128 + signal.SIGINT)
        sys.exit(
            max((one.code if one.code >= 0 else EXIT_KILLED for one in crawls if one.code != EXIT_BUSY), default=0)
        )
