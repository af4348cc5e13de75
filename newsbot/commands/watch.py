"""`newsbot watch …`: saved searches that say what is new."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, add_filter_options, add_quote_options, fail, quote_filters
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import FileError, write_text
from newsbot.corpus.watches import watches
from newsbot.corpus.watches.atom import atom

_WHAT = "Say `newsbot watch add NAME --about Huawei --feed huawei.xml`, `list`, `run [NAME]` or `remove NAME`."


class Command(CorpusCommand):
    """Save searches; each run writes what is new to an Atom feed."""

    def syntax(self) -> str:
        """How to call it."""
        return "add NAME --feed FILE [filters of `newsbot quotes`] | list | run [NAME] | remove NAME"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Save a search; `watch run` writes the quotes that are new to it to an Atom feed"

    def add_options(self, parser: ArgumentParser) -> None:
        """The feed and the filters."""
        super().add_options(parser)
        parser.add_argument("--feed", metavar="FILE", help="add: the Atom feed to write")
        add_filter_options(parser)
        add_quote_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Check what to do before anything is opened."""
        match args:
            case ["list"] | ["run"] | ["run", _] | ["remove", _]:
                pass
            case ["add", _] if opts.feed:
                pass
            case _:
                fail(_WHAT, EXIT_USAGE)
        opts.words = args
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Do the one thing asked for."""
        match opts.words:
            case ["add", name]:
                feed = str(Path(opts.feed).absolute())
                found = watches.add(corpus, name, dict(quote_filters(opts)), feed)
                _write(corpus, watches.one(corpus, name))
                print(f"Saved. {found:,} quotes that match already are not new. `newsbot watch run` looks for more.")
            case ["remove", name]:
                watches.remove(corpus, name)
                print(f"{name} is removed; the file of its feed is left.")
            case ["list"]:
                for watch in watches.listed(corpus):
                    filters = ", ".join(f"{key} {value}" for key, value in watch["filters"].items())
                    line = f"{watch['_id']}: {filters}; last run {watch['run_at']:%Y-%m-%d %H:%M} UTC; {watch['feed']}"
                    self.console.print(escape(line), soft_wrap=True)
            case ["run", *names]:
                for watch in [watches.one(corpus, name) for name in names] or watches.listed(corpus):
                    found = watches.run(corpus, watch)
                    _write(corpus, watch)
                    self.console.print(escape(f"{watch['_id']}: {found:,} new"), soft_wrap=True)


def _write(corpus: Corpus, watch: dict[str, object]) -> None:
    name, added_at = watch["_id"], watch["added_at"]
    try:
        write_text(Path(str(watch["feed"])), atom(name, added_at, watches.matches(corpus, name)))  # type: ignore[arg-type]
    except FileError as error:
        fail(error, EXIT_USAGE)
