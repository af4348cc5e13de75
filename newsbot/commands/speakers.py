"""`newsbot speakers`: who speaks most, and which two names are one person."""

from argparse import ArgumentParser, Namespace

from rich.table import Table

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, count, fail, no_store, print_json
from newsbot.cli.suggestions import suggest
from newsbot.cli.tables import add_to_option, write_rows
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.suggestions import refuse
from newsbot.store.database import migrations
from newsbot.store.database.connection import Connection
from newsbot.store.embedded.mongod import StoreError
from newsbot.store.speakers import aliases

_WHAT = (
    "Say `newsbot speakers`, or with it `suggest`, `merge NAME INTO`, `differ NAME OTHER`, `split NAME` or `aliases`."
)


class Command(CorpusCommand):
    """List the speakers of the corpus, and merge those that are one."""

    def syntax(self) -> str:
        """How to call it."""
        return '[suggest | merge "NAME" "INTO" | differ "NAME" "OTHER" | split "NAME" | aliases] [--top N]'

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List who speaks most; suggest and merge names of one speaker, or take that back"

    def add_options(self, parser: ArgumentParser) -> None:
        """How many."""
        super().add_options(parser)
        parser.add_argument(
            "--top", type=count, default=30, metavar="N", help="how many, with --to 0 for all (default: %(default)s)"
        )
        parser.add_argument("--site", metavar="HOST", help="merge, split: only the quotes of this site")
        parser.add_argument(
            "--organisation", metavar="NAME", help="merge, split: only the quotes whose speaker's role names it"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        add_to_option(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Open the corpus and do what is asked for."""
        assert self.settings is not None
        try:
            with Connection.from_settings(self.settings) as connection:
                with connection.client() as client:
                    is_old = migrations.version_of(client[connection.database]) < migrations.SCHEMA_VERSION
                if args or is_old:  # a user who may only read can list the speakers of today's schema
                    migrations.bring_up_to_date(connection)
                with self.open_corpus() as corpus:
                    self._do(corpus, args, opts)
        except aliases.SpeakerError as error:
            fail(error, EXIT_USAGE)
        except StoreError as error:
            fail(error, no_store(error))

    def _do(self, corpus: Corpus, args: list[str], opts: Namespace) -> None:
        match args:
            case []:
                if opts.to:
                    write_rows(corpus.speakers(opts.top), opts.to)
                else:
                    self._list(corpus, max(opts.top, 1), as_json=opts.json)
            case ["suggest"]:
                suggest(self.console, corpus, as_json=opts.json)
            case ["differ", name, other]:
                refuse(corpus, name, other)
                self.console.print(f"{escape(name)} and {escape(other)} are not suggested any more.")
            case ["aliases"]:
                merged = list(corpus.db["aliases"].find().sort("_id"))
                for alias in merged:
                    limit = next((f" ({alias[limit]})" for limit in ("site", "organisation") if alias.get(limit)), "")
                    self.console.print(escape(f"{alias.get('of', alias['_id'])}{limit} counts as {alias['into']}"))
                if not merged:
                    self.console.print('Nobody was merged. `newsbot speakers merge "NAME" "INTO"` does it.')
            case ["merge", name, into]:
                changed = aliases.merge(corpus.db, name, into, site=opts.site, organisation=opts.organisation)
                limit = opts.site or opts.organisation
                of = f" ({escape(limit)})" if limit else ""
                self.console.print(f"{changed} quotes of {escape(name)}{of} count as quotes of {escape(into)} now.")
            case ["split", name]:
                changed = aliases.split(corpus.db, name, site=opts.site, organisation=opts.organisation)
                self.console.print(f"{changed} quotes count as quotes of {escape(name)} again.")
            case _:
                fail(_WHAT, EXIT_USAGE)

    def _list(self, corpus: Corpus, top: int, *, as_json: bool) -> None:
        found = corpus.speakers(top)
        if as_json:
            print_json(found)
            return
        shown = list(found)
        if not shown:
            self.console.print("No speakers yet. `newsbot status` shows what the corpus holds.")
            return
        names = {alias["into"]: alias["into_name"] for alias in corpus.db["aliases"].find() if "into_name" in alias}
        table = Table()
        table.add_column("Speaker")
        table.add_column("Key", style="dim")
        table.add_column("Quotes", justify="right")
        for row in shown:
            key = row["speaker_key"]
            table.add_row(escape(names.get(key) or row["speaker"]), escape(key), f"{row['quotes']:,}")
        self.console.print(table)
