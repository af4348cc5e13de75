"""`scrapy status`: what the corpus holds and how the last crawls went."""

from argparse import ArgumentParser, Namespace

from rich.markup import escape
from rich.table import Table

from newsbot.cli import CorpusCommand
from newsbot.corpus import STATEMENTS, Corpus
from newsbot.store.connection import Document, masked

COLLECTIONS = ("articles", "quotes", "pages", "frontier", "dead_letters")


class Command(CorpusCommand):
    """Print counts and the last runs."""

    def short_desc(self) -> str:
        """What it is for."""
        return "Print what the corpus holds and how the last crawls went"

    def add_options(self, parser: ArgumentParser) -> None:
        """How many runs."""
        super().add_options(parser)
        parser.add_argument("--runs", type=int, default=10, metavar="N", help="show the last N runs (default: 10)")

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Counts, then runs."""
        counts = {name: corpus.db[name].estimated_document_count() for name in COLLECTIONS}
        counts["statements"] = corpus.db["quotes"].count_documents({"kind": {"$in": list(STATEMENTS)}})
        self.console.print(
            "{articles:,} articles, {quotes:,} quotes ({statements:,} of them statements), {pages:,} pages, "
            "{frontier:,} addresses known, {dead_letters:,} pages refused".format(**counts)
        )
        self.console.print(f"[dim]Database {corpus.db.name} at {escape(masked(corpus.uri))}[/dim]", soft_wrap=True)
        runs = list(corpus.db["runs"].find().sort("started_at", -1).limit(max(opts.runs, 1)))
        if runs:
            self.console.print(_table(runs))
        else:
            self.console.print("No crawl yet. `scrapy list` names the spiders, `scrapy crawl sample` tries it out.")


def _table(runs: list[Document]) -> Table:
    table = Table(title="Last runs", title_justify="left")
    table.add_column("Spider")
    table.add_column("Started (UTC)", no_wrap=True)
    for name in ("Seconds", "Pages", "New", "Changed", "Copies", "Known", "Refused", "Failed", "Quotes"):
        table.add_column(name, justify="right")
    table.add_column("Ended")
    for run in runs:
        finished = run.get("finished_at")
        seconds = f"{(finished - run['started_at']).total_seconds():.0f}" if finished else ""
        numbers = (
            str(run.get(n, "")) for n in ("pages", "new", "changed", "copies", "known", "refused", "failed", "quotes")
        )
        ended = escape(run.get("reason") or "not yet, or killed")
        table.add_row(run["spider"], f"{run['started_at']:%Y-%m-%d %H:%M}", seconds, *numbers, ended)
    return table
