"""`newsbot mentions`: how often somebody is named, beside how often they speak."""

from argparse import ArgumentParser, Namespace

from rich.bar import Bar
from rich.table import Table

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, add_period_options, fail, print_json, print_none
from newsbot.cli.tables import add_to_option, write_rows
from newsbot.corpus import Corpus

_NUMBERS = 40
"""Columns of the terminal that period and counts take."""


class Command(CorpusCommand):
    """Print in how many articles a name is, by period, and how many quotes are its own."""

    def syntax(self) -> str:
        """How to call it."""
        return "NAME [--by month] [--since DATE] [--until DATE] [--site HOST] [--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print how often somebody is named, by day, week, month or year, and how often they speak"

    def add_options(self, parser: ArgumentParser) -> None:
        """Periods and filters."""
        super().add_options(parser)
        parser.add_argument("--by", default="month", metavar="PERIOD", help="day, week, month or year (default: month)")
        add_period_options(parser)
        parser.add_argument("--site", metavar="HOST", help="the site without www.: rcrwireless.com")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        add_to_option(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Take the name, which may be of several words."""
        if not args:
            fail("Say whom: `newsbot mentions Huawei`.", EXIT_USAGE)
        opts.name = " ".join(args)
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Oldest first."""
        found = corpus.mentions(opts.name, opts.by, since=opts.since, until=opts.until, site=opts.site)
        if opts.to:
            write_rows(found, opts.to)
            return
        if opts.json:
            print_json(found)
            return
        rows = list(found)
        if not rows:
            print_none(self.console, "articles", corpus, {"about": opts.name})
            return
        table = Table(box=None, pad_edge=False)
        table.add_column("Period")
        for name in ("Named in", "About", "Quotes"):
            table.add_column(name, justify="right")
        table.add_column("")
        most = max(row["articles"] for row in rows) or 1
        for row in rows:
            bar = Bar(most, 0, row["articles"], width=max(self.console.width - _NUMBERS, 10))
            table.add_row(row["period"], *(f"{row[name]:,}" for name in ("articles", "about", "quotes")), bar)
        self.console.print(table)
        self.console.print(
            "[dim]Articles that name it, those that do so at least twice, and quotes of it or its people.[/dim]"
        )
