"""`newsbot ingest`: web archives into the corpus, by as many processes and machines as there are."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from rich.table import Table

from newsbot.cli.command import EXIT_BUSY, EXIT_DAMAGED, EXIT_USAGE, CorpusCommand, fail
from newsbot.cli.parts_bar import parts_bar
from newsbot.cli.terminal import escape
from newsbot.cli.worker_options import add_worker_options, workers
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.reprocessing import EngineError
from newsbot.reprocessing.archives.listing import ListingError, archives
from newsbot.reprocessing.ingest import ingest
from newsbot.reprocessing.ingest_job import IngestJob
from newsbot.reprocessing.report import DAMAGED, Report
from newsbot.spiders.site_rules import rules_of_sites
from newsbot.store.database.connection import Connection
from newsbot.store.database.lease import SiteBusyError
from newsbot.store.database.turns import held

_SETTINGS = (
    *("MONGO_WAIT_SECONDS", "EXTRACTION_SECONDS", "QUOTES_INDIRECT", "DOWNLOAD_MAXSIZE", "USER_AGENT"),
    "NEWSBOT_HOME",
)
_NAMES = {
    "records": "records read",
    "pages": "pages read",
    "new": "new articles",
    "quotes": "quotes in new and changed articles",
    "changed": "articles that changed",
    "unchanged": "articles as they were",
    "copies": "copies of articles",
    "refused": "pages that are no articles: see `newsbot status`",
    "known": "pages that are known from this time or later",
    "bytes": "bytes of archives",
    DAMAGED: "archives that are damaged or could not be read",
}
"""The counts of a run, and what people call them; others have their own words."""


class Command(CorpusCommand):
    """Read WARC, ARC and WACZ files: plain, gzipped or in Zstandard, on this machine or behind URLs."""

    _paths: tuple[str, ...] = ()

    def syntax(self) -> str:
        """How to call it."""
        return "FILE_OR_URL … [--from-listing FILE] [options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Take in web archives (WARC, WACZ), by as many processes and machines as there are"

    def add_options(self, parser: ArgumentParser) -> None:
        """Which archives, which of their pages, and by whom."""
        super().add_options(parser)
        parser.add_argument("--from-listing", metavar="FILE", help="paths and URLs of archives, one a line")
        parser.add_argument(
            "--site", action="append", metavar="HOST", help="only pages of this host and those below; may be repeated"
        )
        parser.add_argument("--topic", action="store_true", help="only stories about 5G and its neighbours")
        parser.add_argument("--language", metavar="CODE", help="only pages that declare this language, or none: en")
        add_worker_options(parser)
        parser.add_argument("--json", action="store_true", help="the counts as JSON")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Find the archives before anything else."""
        if not args and not opts.from_listing:
            fail("Name archives: files, patterns or URLs, or --from-listing FILE.", EXIT_USAGE)
        try:
            self._paths = tuple(archives(args, opts.from_listing))
        except ListingError as error:
            fail(error, EXIT_USAGE)
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Run, and print what came of the records."""
        settings = self.settings
        assert settings is not None
        job = IngestJob(
            settings={name: settings[name] for name in _SETTINGS}
            | {"MONGO_URI": corpus.uri, "MONGO_DATABASE": corpus.db.name},
            rules=rules_of_sites(settings),
            sites=tuple(sorted({site.removeprefix("www.").lower() for site in opts.site or ()})),
            language=opts.language.lower() if opts.language else None,
            topic=opts.topic,
        )
        connection = Connection(corpus.uri, corpus.db.name)
        number = workers(opts, settings, len(self._paths))
        try:
            with held(connection, "`newsbot ingest` is running"), parts_bar("Archives") as progress:
                report = ingest(
                    corpus.db, job, self._paths, workers=number, scheduler=opts.scheduler, progress=progress
                )
        except EngineError as error:
            fail(error, EXIT_USAGE)
        except SiteBusyError as error:
            fail(f"{error} Wait until that has ended.", EXIT_BUSY)
        if opts.json:
            print(json_line(report.as_document()))
        else:
            self._print(report)
        if lost := report.counts[DAMAGED]:
            files = "An archive was" if lost == 1 else f"{lost} archives were"
            for example in report.examples[DAMAGED]:
                print(f"newsbot: {example['url']}: {example['new']}", file=sys.stderr)
            fail(f"{files} not read to the end. What could be read is stored.", EXIT_DAMAGED)

    def _print(self, report: Report) -> None:
        counts: Mapping[str, int] = report.counts
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(justify="right")
        table.add_column()
        for name, said in _NAMES.items():
            if counts.get(name) or name in ("records", "new"):
                table.add_row(f"{counts.get(name, 0):,}", said)
        for name in sorted(counts.keys() - _NAMES.keys()):
            table.add_row(f"{counts[name]:,}", escape(name))
        self.console.print(table)
