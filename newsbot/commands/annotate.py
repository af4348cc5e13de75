"""`newsbot annotate`: what a person knows better about a quote."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail, user
from newsbot.cli.terminal import escape
from newsbot.corpus import AnnotationError, Corpus
from newsbot.corpus.files import json_line
from newsbot.store.speakers.annotations import FIELDS

_WHAT = (
    'Say which quote and what is right: newsbot annotate QUOTE_ID --speaker "…", --role "…", --kind KIND or '
    "--label NAME=VALUE; or --right where all is; or --undo; or --list for all annotations."
)


class Command(CorpusCommand):
    """Set right who said a quote, in which role, of what kind it is; add labels; take it back."""

    def syntax(self) -> str:
        """How to call it."""
        return "QUOTE_ID [options] | --list [--json] | --import FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Set a quote's speaker, role or kind right, or label it"

    def add_options(self, parser: ArgumentParser) -> None:
        """Options that name the right value."""
        super().add_options(parser)
        parser.add_argument("--speaker", metavar="NAME", help="who said it; empty: the article names nobody")
        parser.add_argument("--role", metavar="ROLE", help="the speaker's role; empty: none is given")
        parser.add_argument("--kind", metavar="KIND", help="statement, partial, indirect, scare, title; none: no quote")
        parser.add_argument("--label", action="append", default=[], metavar="NAME=VALUE", help="a label of your own")
        parser.add_argument("--right", action="store_true", help="all else is right as it is: keep it as checked")
        parser.add_argument("--note", metavar="TEXT", help="why")
        parser.add_argument("--by", metavar="NAME", help="who says so (default: your user name)")
        parser.add_argument("--undo", action="store_true", help="take the annotations of the quote back")
        parser.add_argument("--list", action="store_true", dest="listed", help="print all annotations")
        parser.add_argument("--json", action="store_true", help="with --list: one JSON object a line")
        parser.add_argument("--import", dest="taken_in", metavar="FILE", help="take in what --list --json printed")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Take the id, then open the corpus."""
        if len(args) != (0 if opts.listed or opts.taken_in else 1):
            fail(_WHAT, EXIT_USAGE)
        opts.quote_id = args[0] if args else None
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Annotate, take back, or list."""
        try:
            if opts.listed:
                self._list(corpus, as_json=opts.json)
            elif opts.taken_in:
                self._take_in(corpus, opts.taken_in)
            elif opts.undo:
                taken = corpus.take_back(opts.quote_id)
                self.console.print(f"{taken} annotation{'' if taken == 1 else 's'} taken back.")
            else:
                self._annotate(corpus, opts)
        except AnnotationError as error:
            fail(error, EXIT_USAGE)

    def _annotate(self, corpus: Corpus, opts: Namespace) -> None:
        given = {"speaker": opts.speaker, "speaker_role": opts.role, "kind": opts.kind}
        fields = {name: value or None for name, value in given.items() if value is not None}
        if opts.right:
            quote = corpus.quote(opts.quote_id)
            fields = {name: quote[name] for name in FIELDS} | fields
        pairs = [label.partition("=") for label in opts.label]
        labels = {name: value or None for name, _, value in pairs}
        if not fields and not labels:
            fail(_WHAT, EXIT_USAGE)
        corpus.annotate(opts.quote_id, by=opts.by or user(), note=opts.note, labels=labels, **fields)
        quote = corpus.db["quotes"].find_one({"_id": opts.quote_id}) or {}
        who = quote.get("speaker") or "nobody"
        self.console.print(f"“{escape(quote.get('text', ''))}” ({escape(str(quote.get('kind')))}): {escape(who)}.")

    def _take_in(self, corpus: Corpus, path: str) -> None:
        try:
            lines = Path(path).read_text(encoding="utf-8").split("\n")
        except OSError as error:
            fail(f"Cannot read {path}: {error.strerror}.", EXIT_USAGE)
        except UnicodeDecodeError:
            fail(f"{path} is not UTF-8 text.", EXIT_USAGE)
        found = corpus.take_in_annotations(lines)
        waiting = sum(not one["placed"] for one in corpus.annotations()) if found.new else 0
        noun = "annotation" if found.new == 1 else "annotations"
        self.console.print(f"{found.new} {noun} taken in, {found.known} known already.")
        if waiting:
            self.console.print(f"{waiting} of all wait for their words, which no article has now; --list shows which.")

    def _list(self, corpus: Corpus, *, as_json: bool) -> None:
        found = corpus.annotations()
        for one in found:
            if as_json:
                print(json_line(one))
                continue
            gone = "" if one["placed"] else "  [yellow]its words are no longer in the article[/yellow]"
            change = f"{one['field']}: {one['was'] or 'none'} → {one['value'] or 'none'}"
            self.console.print(f"{one['at']:%Y-%m-%d}  {escape(str(one['by']))}  {escape(change)}{gone}")
            self.console.print(f"  “{escape(one['text'])}”\n  [dim]{escape(one['quote_id'])}[/dim]\n", soft_wrap=True)
        if not found and not as_json:
            self.console.print("Nothing is annotated. " + _WHAT)
