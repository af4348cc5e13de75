"""`newsbot timeline`: how much was said when, as bars."""

from argparse import ArgumentParser, Namespace

from rich.bar import Bar
from rich.table import Table

from newsbot.cli.command import (
    CorpusCommand,
    add_filter_options,
    add_quote_options,
    count,
    print_json,
    print_none,
    quote_filters,
)
from newsbot.cli.tables import add_to_option, write_rows
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.timeline import between

_WIDEST_NAME = 28


class Command(CorpusCommand):
    """Print counts of quotes by period."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print how many quotes there are by day, week, month or year, as bars"

    def add_options(self, parser: ArgumentParser) -> None:
        """Periods, what to split them by, and the filters."""
        super().add_options(parser)
        parser.add_argument("--by", default="month", metavar="PERIOD", help="day, week, month or year (default: month)")
        parser.add_argument("--per", metavar="WHAT", help="split by speaker, site or kind")
        parser.add_argument("--top", type=count, default=5, metavar="N", help="with --per speaker: so many (5)")
        add_filter_options(parser)
        add_quote_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        add_to_option(parser)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Oldest first."""
        found = corpus.timeline(opts.by, opts.per, top=opts.top, **quote_filters(opts))
        if opts.to:
            write_rows(found, opts.to)
            return
        if opts.json:
            print_json(found)
            return
        rows = found.to_records()
        if not rows:
            print_none(self.console, "dated quotes", corpus, quote_filters(opts))
            return
        table = Table.grid(padding=(0, 2))
        if not opts.per and opts.by in ("month", "year"):
            counts = {row["period"]: row["quotes"] for row in rows}
            every = between(rows[0]["period"], rows[-1]["period"])
            rows = [{"period": period, "quotes": counts.get(period, 0)} for period in every]
        most, last = max(row["quotes"] for row in rows), None
        taken = 22 + (_WIDEST_NAME if opts.per else 0)
        for row in rows:
            bar = Bar(most, 0, row["quotes"], width=max(self.console.width - taken, 10))
            name = [escape(str(row[opts.per]))[:_WIDEST_NAME]] if opts.per else []
            table.add_row("" if row["period"] == last else row["period"], *name, f"{row['quotes']:>6,}", bar)
            last = row["period"]
        self.console.print(table)
