"""`scrapy quotes`: who said what and when."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from newsbot.cli import CorpusCommand, add_period_options
from newsbot.corpus import Corpus
from newsbot.store.connection import Document


class Command(CorpusCommand):
    """Print quotes as a table, or as lines of JSON."""

    def syntax(self) -> str:
        """How to call it."""
        return "[--speaker NAME] [--contains WORDS] [--since DATE] [--until DATE] [--site HOST] [--limit N] [--json]"

    def short_desc(self) -> str:
        """What it is for."""
        return "Print quotes with speaker, date, site and link"

    def add_options(self, parser: ArgumentParser) -> None:
        """The filters."""
        super().add_options(parser)
        parser.add_argument("--speaker", metavar="NAME", help="words of the speaker's name, in any case: Lee")
        parser.add_argument("--contains", metavar="WORDS", help="words of the quote, in any case: spectrum")
        add_period_options(parser)
        parser.add_argument("--site", metavar="HOST", help="the site without www.: rcrwireless.com")
        parser.add_argument(
            "--limit", type=int, default=20, metavar="N", help="at most so many, 0 for all (default: 20)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line, with every field")

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Newest first."""
        quotes = corpus.quotes(
            speaker=opts.speaker,
            contains=opts.contains,
            since=opts.since,
            until=opts.until,
            site=opts.site,
            limit=max(opts.limit, 0),
        )
        if opts.json:
            for quote in quotes:
                print(json.dumps(quote, default=_plain, ensure_ascii=False))
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
        if quote["speaker_role"]:
            speaker += f"\n[dim]{escape(quote['speaker_role'])}[/dim]"
        words = " ".join(quote["text"].split())
        place = f"[dim]{escape(quote['site'])}  {escape(quote['url'])}[/dim]"
        table.add_row(f"{published:%Y-%m-%d}" if published else "—", speaker, f"“{escape(words)}”\n{place}")
    return table


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
