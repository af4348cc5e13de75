"""`newsbot articles`: which stories the corpus has."""

from argparse import ArgumentParser, Namespace
from datetime import datetime

from rich.table import Table

from newsbot.cli.command import (
    CorpusCommand,
    add_article_options,
    add_filter_options,
    article_filters,
    count,
    print_json,
    print_none,
)
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.order import BY_TIME


class Command(CorpusCommand):
    """Print articles as a table, or as lines of JSON."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print articles with date, site, headline, link, and how many quotes, copies and versions they have"

    def add_options(self, parser: ArgumentParser) -> None:
        """The filters."""
        super().add_options(parser)
        add_filter_options(parser)
        add_article_options(parser)
        parser.add_argument(
            "--limit", type=count, default=20, metavar="N", help="at most so many, 0 for all (default: 20)"
        )
        parser.add_argument("--order", default=BY_TIME[0], metavar="ORDER", help=f"{' or '.join(BY_TIME)} first")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, with every column")

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """In the order that is asked for."""
        found = corpus.articles(**article_filters(opts), order=opts.order, limit=opts.limit)
        if opts.json:
            print_json(found)
            return
        table = Table(show_lines=True)
        table.add_column("Date", no_wrap=True)
        table.add_column("Article", overflow="fold")
        for name in ("Quotes", "Copies", "Versions"):
            table.add_column(name, justify="right")
        for row in found.to_records():
            published: datetime | None = row["published"]
            marks = "".join(f" · {mark}" for name, mark in _MARKS.items() if row[name])
            place = f"[dim]{escape(row['site'])}{marks}  {escape(row['url'])}[/dim]"
            table.add_row(
                f"{published:%Y-%m-%d}" if published else "—",
                f"{escape(row['headline'] or '—')}\n{place}",
                *(str(row[name] or "") for name in ("quotes", "copies")),
                str(row["revisions"] + 1 if row["revisions"] else ""),
            )
        if table.row_count:
            self.console.print(table)
        else:
            print_none(self.console, "articles", corpus, article_filters(opts))


_MARKS = {"paywalled": "beginning only", "gone_at": "gone from its site"}
