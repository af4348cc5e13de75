"""`newsbot quotes`: who said what and when."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from newsbot.cli.command import (
    EXIT_USAGE,
    CorpusCommand,
    add_filter_options,
    add_quote_options,
    count,
    fail,
    print_json,
    print_none,
    quote_filters,
)
from newsbot.cli.explanations import explanation_view, text_quotes_table
from newsbot.cli.quote_view import print_quotes
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.corpus.filters import kinds
from newsbot.corpus.order import ORDERS
from newsbot.items import Quote
from newsbot.quotes import explain_quotes, extract_quotes


class Command(CorpusCommand):
    """Print quotes as a table, or as lines of JSON."""

    def syntax(self) -> str:
        """How to call it."""
        return "[--speaker NAME] [--contains WORDS] [--since DATE] [--json] … | --text FILE [--explain]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
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
            "--limit", type=count, default=20, metavar="N", help="at most so many, 0 for all (default: 20)"
        )
        parser.add_argument(
            "--order", default=ORDERS[0], metavar="ORDER", help=f"{', '.join(ORDERS)} (default: newest)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line, with every column")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Read a text, or ask the corpus."""
        if opts.text:
            self.show_text(_read(opts.text), opts)
        elif opts.explain:
            fail("--explain needs a text: `newsbot quotes --text FILE --explain`.", EXIT_USAGE)
        else:
            super().run(args, opts)

    def show_text(self, text: str, opts: Namespace) -> None:
        """The quotes of one text, in reading order."""
        if opts.explain:
            self.console.print(*map(explanation_view, explain_quotes(text)))
        elif opts.json:
            for quote in _quotes(text, opts):
                print(json_line(asdict(quote)))
        else:
            self.console.print(text_quotes_table(_quotes(text, opts)))

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """In the order that is asked for."""
        quotes = corpus.quotes(**quote_filters(opts), order=opts.order, limit=opts.limit)
        if opts.json:
            print_json(quotes)
            return
        shown = list(quotes)
        if shown:
            print_quotes(self.console, shown)
        else:
            print_none(self.console, "quotes", corpus, quote_filters(opts))


def _quotes(text: str, opts: Namespace) -> list[Quote]:
    """The quotes of a text: all of them, or of the kinds that were asked for."""
    wanted = kinds(opts.kind, ())
    found = extract_quotes(text, indirect="indirect" in wanted)
    return [quote for quote in found if not wanted or quote.kind in wanted]


def _read(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except OSError as error:
        fail(f"Cannot read {path}: {error.strerror}.", EXIT_USAGE)
    except UnicodeDecodeError:
        fail(f"{path} is not UTF-8 text.", EXIT_USAGE)
