"""`scrapy quotes`: who said what and when."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from newsbot.cli.command import (
    EXIT_USAGE,
    CorpusCommand,
    add_filter_options,
    add_quote_options,
    fail,
    print_json,
    quote_filters,
)
from newsbot.cli.explanations import explanation_view, text_quotes_table
from newsbot.corpus import Corpus
from newsbot.quotes import explain_quotes, extract_quotes
from newsbot.store.database.connection import Document


class Command(CorpusCommand):
    """Print quotes as a table, or as lines of JSON."""

    def syntax(self) -> str:
        """How to call it."""
        return "[--speaker NAME] [--contains WORDS] [--since DATE] [--json] … | --text FILE [--explain]"

    def short_desc(self) -> str:
        """What it is for."""
        return "Print quotes with speaker, date, site and link"

    def add_options(self, parser: ArgumentParser) -> None:
        """The filters."""
        super().add_options(parser)
        parser.add_argument(
            "--text", metavar="FILE", help="quotes of a text file instead of the corpus; - reads standard input"
        )
        parser.add_argument("--explain", action="store_true", help="with --text: candidates, scores, and what decided")
        add_filter_options(parser)
        add_quote_options(parser)
        parser.add_argument(
            "--limit", type=int, default=20, metavar="N", help="at most so many, 0 for all (default: 20)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line, with every column")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Read a text, or ask the corpus."""
        if opts.text:
            self.show_text(_read(opts.text), opts)
        elif opts.explain:
            fail("--explain needs a text: `scrapy quotes --text FILE --explain`.", EXIT_USAGE)
        else:
            super().run(args, opts)

    def show_text(self, text: str, opts: Namespace) -> None:
        """The quotes of one text, in reading order."""
        if opts.explain:
            self.console.print(*map(explanation_view, explain_quotes(text)))
        elif opts.json:
            for quote in extract_quotes(text):
                print(json.dumps(asdict(quote), ensure_ascii=False))
        else:
            self.console.print(text_quotes_table(extract_quotes(text)))

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Newest first."""
        quotes = corpus.quotes(**quote_filters(opts), limit=opts.limit)
        if opts.json:
            print_json(quotes)
            return
        shown = list(quotes)
        if shown:
            self.console.print(quote_table(shown))
        else:
            self.console.print("No quotes match. `scrapy status` tells what the corpus holds.")


def quote_table(quotes: Iterable[Document]) -> Table:
    """Quotes as rows: date, speaker with role, words with their site and link."""
    table = Table(show_lines=True)
    table.add_column("Date", no_wrap=True)
    table.add_column("Speaker", max_width=30)
    table.add_column("Quote", overflow="fold")
    for quote in quotes:
        published: datetime | None = quote["published"]
        speaker = escape(quote["speaker"] or "—")
        gone = f"  edited away by {quote['dropped_at']:%Y-%m-%d}" if "dropped_at" in quote else ""
        if quote["speaker_role"]:
            speaker += f"\n[dim]{escape(quote['speaker_role'])}[/dim]"
        words = " ".join(quote["text"].split())
        place = f"[dim]{escape(quote['site'])}  {escape(quote['url'])}{gone}[/dim]"
        table.add_row(f"{published:%Y-%m-%d}" if published else "—", speaker, f"“{escape(words)}”\n{place}")
    return table


def _read(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except OSError as error:
        fail(f"Cannot read {path}: {error.strerror}.", EXIT_USAGE)
    except UnicodeDecodeError:
        fail(f"{path} is not UTF-8 text.", EXIT_USAGE)
