"""`newsbot cite`: a quote or an article as an entry of a bibliography."""

from argparse import ArgumentParser, Namespace

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail
from newsbot.corpus import Corpus
from newsbot.corpus.provenance.citation import FORMATS


class Command(CorpusCommand):
    """Print BibTeX or CSL-JSON."""

    def syntax(self) -> str:
        """How to call it."""
        return "ID [--format bibtex|csl]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print a quote or an article as BibTeX, or as CSL-JSON for Zotero and pandoc"

    def add_options(self, parser: ArgumentParser) -> None:
        """The format."""
        super().add_options(parser)
        parser.add_argument("--format", choices=FORMATS, default="bibtex", help="default: %(default)s")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Take the id."""
        if len(args) != 1:
            fail("Give the id of a quote (column quote_id), or the id or address of an article.", EXIT_USAGE)
        opts.cited = args[0]
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """The entry."""
        print(corpus.cite(opts.cited, opts.format), end="")
