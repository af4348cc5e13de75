"""`newsbot export`: quotes or articles as a file, with what a reader of that file must know beside it."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from newsbot.cli.command import (
    EXIT_USAGE,
    CorpusCommand,
    add_article_options,
    add_filter_options,
    add_quote_options,
    article_filters,
    fail,
    print_none,
    quote_filters,
)
from newsbot.corpus import ArticleFilters, Corpus, Filters
from newsbot.corpus.context import with_context
from newsbot.corpus.files import FORMATS, FileError, lines, write
from newsbot.corpus.provenance.card import Card

_WHAT = "Say what to export: `newsbot export quotes --to quotes.csv` or `newsbot export articles --to articles.csv`."


_SPREADSHEETS = ("xlsx", "xls", "ods")


class Command(CorpusCommand):
    """Write quotes or articles to a file."""

    def syntax(self) -> str:
        """How to call it."""
        return (
            "quotes|articles --to FILE [--format csv|jsonl|parquet] [filters of `newsbot quotes` or `newsbot articles`]"
        )

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return (
            "Write quotes or articles to a CSV, JSON Lines or Parquet file, with a data dictionary and a dataset card"
        )

    def add_options(self, parser: ArgumentParser) -> None:
        """Where to, how, and the filters."""
        super().add_options(parser)
        parser.add_argument(
            "--to", metavar="FILE", help="the file to write; what is there is replaced when all is done. - is a pipe"
        )
        parser.add_argument(
            "--format", metavar="FORMAT", help="csv, jsonl or parquet (default: by FILE's ending, or csv)"
        )
        parser.add_argument(
            "--no-bom", dest="bom", action="store_false", help="CSV without the mark by which Excel knows UTF-8"
        )
        parser.add_argument(
            "--context", action="store_true", help="quotes: with the paragraph, and the sentences before and after"
        )
        add_filter_options(parser)
        add_quote_options(parser)
        add_article_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Check what is asked for before anything is opened."""
        if args not in (["quotes"], ["articles"]):
            fail(_WHAT, EXIT_USAGE)
        if not opts.to:
            fail(f"--to is missing. {_WHAT}", EXIT_USAGE)
        opts.what, opts.path = args[0], Path(opts.to)
        ending = opts.path.suffix.lstrip(".").lower()
        if ending in _SPREADSHEETS and not opts.format:
            fail(f"newsbot writes no .{ending}. Give a .csv: spreadsheets open it.", EXIT_USAGE)
        opts.format = opts.format or (ending if ending in FORMATS else "csv")
        if opts.to == "-" and opts.format == "parquet":
            fail("Parquet cannot be written to a pipe. Give a file.", EXIT_USAGE)
        if opts.format not in FORMATS:
            fail(f"--format {opts.format}: the formats are {', '.join(FORMATS)}.", EXIT_USAGE)
        foreign = ("author", "revised") if opts.what == "quotes" else ("kind", "dropped", "context")
        for name in foreign:
            if getattr(opts, name):
                fail(f"--{name} does not narrow {opts.what}; leave it out.", EXIT_USAGE)
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Write the file, then the dictionary and the card beside it."""
        if opts.what == "quotes":
            asked: Mapping[str, object] = quote_filters(opts)
            rows = corpus.quotes(**quote_filters(opts))
            rows = with_context(corpus.db, rows) if opts.context else rows
        else:
            asked = article_filters(opts)
            rows = corpus.articles(**article_filters(opts))
        if opts.to == "-":
            for piece in lines(rows, rows.columns, opts.format, bom=False):
                print(piece, end="")
            return
        card = Card(opts.path, opts.what, opts.format, asked)
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        try:
            with bar:
                task = bar.add_task(opts.what, total=None if bar.disable else rows.count())
                written = write(
                    card.watch(rows),
                    opts.path,
                    opts.format,
                    bom=opts.bom,
                    progress=lambda done: bar.update(task, completed=done),
                )
            beside = card.write()
        except (FileError, ImportError) as error:
            fail(error, EXIT_USAGE)
        if not written:
            print_none(Console(stderr=True), opts.what, corpus, cast(Filters | ArticleFilters, asked))
        print(f"{written:,} {opts.what} in {opts.path}; what the columns mean and how it was made: {beside}")
