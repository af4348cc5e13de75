"""`newsbot watch …`: saved searches that say what is new."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, add_filter_options, add_quote_options, fail, quote_filters
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import FileError
from newsbot.corpus.watches import watches
from newsbot.extensions.monitors.after_run import send_digest
from newsbot.extensions.monitors.channels import of_watches
from newsbot.store.database.connection import Connection

_WHAT = "Say `newsbot watch add NAME --about Huawei --feed huawei.xml`, `list`, `run [NAME]` or `remove NAME`."
_NOBODY = "Nobody would hear of what it finds: give --feed FILE, or set WATCH_EMAIL or WATCH_WEBHOOK."


class Command(CorpusCommand):
    """Save searches; what is new to one goes to an Atom feed, by e-mail and to a webhook, after each crawl."""

    def syntax(self) -> str:
        """How to call it."""
        return "add NAME [--feed FILE] [filters of `newsbot quotes`] | list | run [NAME] | remove NAME"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Save a search; after each crawl what is new to it goes to an Atom feed, by e-mail or to a webhook"

    def add_options(self, parser: ArgumentParser) -> None:
        """The feed and the filters."""
        super().add_options(parser)
        parser.add_argument("--feed", metavar="FILE", help="add: the Atom feed to write after each crawl")
        add_filter_options(parser)
        add_quote_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Check what to do before anything is opened."""
        match args:
            case ["list"] | ["run"] | ["run", _] | ["remove", _]:
                pass
            case ["add", _]:
                assert self.settings is not None
                if not (opts.feed or of_watches(self.settings)):
                    fail(_NOBODY, EXIT_USAGE)
            case _:
                fail(_WHAT, EXIT_USAGE)
        opts.words = args
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Do the one thing asked for."""
        match opts.words:
            case ["add", name]:
                feed = str(Path(opts.feed).absolute()) if opts.feed else None
                found = watches.add(corpus, name, dict(quote_filters(opts)), feed)
                _write(corpus, watches.one(corpus, name))
                print(f"Saved. {found:,} quotes that match already are not new. Each crawl looks for more at its end.")
            case ["remove", name]:
                watches.remove(corpus, name)
                print(f"{name} is removed; the file of its feed is left.")
            case ["list"]:
                for watch in watches.listed(corpus):
                    filters = ", ".join(f"{key} {value}" for key, value in watch["filters"].items())
                    feed = watch["feed"] or "no feed"
                    line = f"{watch['_id']}: {filters}; last run {watch['run_at']:%Y-%m-%d %H:%M} UTC; {feed}"
                    self.console.print(escape(line), soft_wrap=True)
            case ["run", *names]:
                for watch in [watches.one(corpus, name) for name in names] or watches.listed(corpus):
                    found = watches.run(corpus, watch)
                    _write(corpus, watch)
                    self.console.print(escape(f"{watch['_id']}: {found:,} new"), soft_wrap=True)
                assert self.settings is not None
                with Connection.from_settings(self.settings) as connection:
                    send_digest(connection, self.settings)


def _write(corpus: Corpus, watch: dict[str, Any]) -> None:
    try:
        watches.write_feed(corpus, watch)
    except FileError as error:
        fail(error, EXIT_USAGE)
