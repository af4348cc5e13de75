"""`newsbot speakers`: who speaks most, and which two names are one person."""

from argparse import ArgumentParser, Namespace

from rich.markup import escape
from rich.table import Table

from newsbot.cli.command import EXIT_STORE, EXIT_USAGE, CorpusCommand, fail
from newsbot.corpus import STATEMENTS, Corpus
from newsbot.store.database import migrations
from newsbot.store.database.connection import Connection, Document
from newsbot.store.embedded.mongod import StoreError
from newsbot.store.speakers import aliases

_WHAT = "Say `newsbot speakers`, or with it `merge NAME INTO`, `split NAME` or `aliases`."


class Command(CorpusCommand):
    """List the speakers of the corpus, and merge those that are one."""

    def syntax(self) -> str:
        """How to call it."""
        return '[merge "NAME" "INTO" | split "NAME" | aliases] [--top N]'

    def short_desc(self) -> str:
        """What it is for."""
        return "List who speaks most; merge two names of one speaker, or take that back"

    def add_options(self, parser: ArgumentParser) -> None:
        """How many."""
        super().add_options(parser)
        parser.add_argument("--top", type=int, default=30, metavar="N", help="how many speakers (default: %(default)s)")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Open the corpus and do what is asked for."""
        assert self.settings is not None
        try:
            with Connection.from_settings(self.settings) as connection:
                migrations.bring_up_to_date(connection)
                corpus = self.open_corpus()
        except StoreError as error:
            fail(error, EXIT_STORE)
        with corpus:
            try:
                self._do(corpus, args, opts)
            except aliases.SpeakerError as error:
                fail(error, EXIT_USAGE)

    def _do(self, corpus: Corpus, args: list[str], opts: Namespace) -> None:
        match args:
            case []:
                self._list(corpus, max(opts.top, 1))
            case ["aliases"]:
                merged = list(corpus.db["aliases"].find().sort("_id"))
                for alias in merged:
                    self.console.print(f"{escape(alias['_id'])} counts as {escape(alias['into'])}")
                if not merged:
                    self.console.print('Nobody was merged. `newsbot speakers merge "NAME" "INTO"` does it.')
            case ["merge", name, into]:
                changed = aliases.merge(corpus.db, name, into)
                self.console.print(f"{changed} quotes of {escape(name)} count as quotes of {escape(into)} now.")
            case ["split", name]:
                changed = aliases.split(corpus.db, name)
                self.console.print(f"{changed} quotes count as quotes of {escape(name)} again.")
            case _:
                fail(_WHAT, EXIT_USAGE)

    def _list(self, corpus: Corpus, top: int) -> None:
        shown = _most(corpus, top)
        if not shown:
            self.console.print("No speakers yet. `newsbot status` shows what the corpus holds.")
            return
        names = {alias["into"]: alias["into_name"] for alias in corpus.db["aliases"].find() if "into_name" in alias}
        table = Table()
        table.add_column("Speaker")
        table.add_column("Key", style="dim")
        table.add_column("Quotes", justify="right")
        for row in shown:
            table.add_row(escape(names.get(row["_id"]) or row["name"]), escape(row["_id"]), str(row["quotes"]))
        self.console.print(table)


def _most(corpus: Corpus, top: int) -> list[Document]:
    said = {"kind": {"$in": list(STATEMENTS)}, "speaker_key": {"$ne": None}, "dropped_at": {"$exists": False}}
    return list(
        corpus.db["quotes"].aggregate(
            [
                {"$match": said},
                {"$group": {"_id": "$speaker_key", "name": {"$max": "$speaker"}, "quotes": {"$sum": 1}}},
                {"$sort": {"quotes": -1, "_id": 1}},
                {"$limit": top},
            ]
        )
    )
