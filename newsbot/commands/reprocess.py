"""`newsbot reprocess`: stored pages through the extraction of today, in place or as a trial."""

from argparse import ArgumentParser, Namespace
from contextlib import nullcontext
from io import StringIO

from rich.console import Console
from rich.table import Table

from newsbot.cli.command import EXIT_BUSY, EXIT_USAGE, CorpusCommand, add_period_options, fail
from newsbot.cli.parts_bar import parts_bar
from newsbot.cli.terminal import escape
from newsbot.cli.worker_options import PAGES_A_WORKER, add_worker_options, workers
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.corpus.filters import period
from newsbot.reprocessing import EngineError, Report, reprocess
from newsbot.reprocessing.report import MOST_EXAMPLES
from newsbot.reprocessing.work import Job
from newsbot.spiders.site_rules import rules_of_sites
from newsbot.store.database.connection import Connection
from newsbot.store.database.lease import SiteBusyError
from newsbot.store.database.turns import held

_WIDTH_OF_PAGE = 160
_SHOWN = 160
"""Characters of an old or new value that the table shows."""


class Command(CorpusCommand):
    """Read stored pages again; no site is visited."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Read stored pages again with the extraction of today; --dry-run shows what would change"

    def add_options(self, parser: ArgumentParser) -> None:
        """Which pages, by whom, and how the result is shown."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="only articles of this site, such as rcrwireless.com")
        add_period_options(parser)
        parser.add_argument("--older-than", metavar="VERSION", help="only articles that an older newsbot has read")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, show what would change")
        add_worker_options(parser)
        parser.add_argument("--json", action="store_true", help="the report as JSON, with the examples")
        parser.add_argument("--html", metavar="FILE", help="write the report as a page, too")

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Run, and print what changed."""
        assert self.settings is not None
        bounds = period(opts.since, opts.until)
        job = Job(
            uri=corpus.uri,
            database=corpus.db.name,
            rules=rules_of_sites(self.settings),
            site=opts.site,
            since=bounds.get("$gte"),
            until=bounds.get("$lt"),
            older_than=opts.older_than,
            indirect=self.settings.getbool("QUOTES_INDIRECT"),
            seconds=self.settings.getfloat("EXTRACTION_SECONDS"),
            dry_run=opts.dry_run,
        )
        number = workers(opts, self.settings, corpus.db["pages"].estimated_document_count() // PAGES_A_WORKER)
        turn = held(Connection(corpus.uri, corpus.db.name), "`newsbot reprocess` is running")
        try:
            with nullcontext() if opts.dry_run else turn, parts_bar("Pages") as progress:
                report = reprocess(corpus.db, job, workers=number, scheduler=opts.scheduler, progress=progress)
        except EngineError as error:
            fail(error, EXIT_USAGE)
        except SiteBusyError as error:
            fail(f"{error} Wait until that has ended.", EXIT_BUSY)
        if opts.json:
            print(json_line(report.as_document()))
        else:
            _print(self.console, report, dry_run=opts.dry_run)
        if opts.html:
            page = Console(record=True, width=_WIDTH_OF_PAGE, file=StringIO())
            _print(page, report, dry_run=opts.dry_run)
            _print_examples(page, report)
            page.save_html(opts.html)


def _print(console: Console, report: Report, *, dry_run: bool) -> None:
    counts = report.counts
    would = "would change" if dry_run else "changed"
    console.print(f"{counts['pages']:,} pages read, {counts['articles that change']:,} articles {would}.")
    table = Table("Change", "How often", "Example: old", "Example: new")
    for kind, examples in sorted(report.examples.items()):
        shown = examples[0]
        table.add_row(escape(kind), f"{counts[kind]:,}", _short(shown["old"]), _short(shown["new"]))
    if table.row_count:
        console.print(table)
        console.print(f"--json and --html FILE have up to {MOST_EXAMPLES} examples of each.")


def _print_examples(console: Console, report: Report) -> None:
    """A table for each kind of change, old and new side by side, as the report keeps them."""
    for kind, examples in sorted(report.examples.items()):
        table = Table("URL", "Old", "New", title=escape(kind), title_justify="left", expand=True, show_lines=True)
        for column, share in zip(table.columns, (2, 3, 3), strict=True):
            column.ratio, column.overflow = share, "fold"
        for one in examples:
            table.add_row(*(escape(str("" if one[name] is None else one[name])) for name in ("url", "old", "new")))
        console.print()
        console.print(table)


def _short(value: object) -> str:
    text = " ".join(str("" if value is None else value).split())
    return escape(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
