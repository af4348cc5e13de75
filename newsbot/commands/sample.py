"""`newsbot sample …`: quotes to check, drawn at random, and what people found in them."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.table import Table

from newsbot.cli.command import (
    EXIT_USAGE,
    CorpusCommand,
    add_filter_options,
    add_quote_options,
    count,
    fail,
    quote_filters,
)
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import FileError, write
from newsbot.corpus.validation import codings, samples

_WHAT = (
    "Say `newsbot sample quotes --n 200 --by kind,confidence --to check.csv`, `export NAME --to FILE`, "
    "`import NAME FILE --coder WHO`, `list` or `remove NAME`."
)


class Command(CorpusCommand):
    """Draw a sample of quotes, write it for a coder, read back what they filled in."""

    def syntax(self) -> str:
        """How to call it."""
        return (
            "quotes [--n 200] [--by kind,confidence] [--seed 1] [--name NAME] [--to FILE] [filters of `newsbot quotes`]"
            " | export NAME --to FILE | import NAME FILE --coder WHO | list | remove NAME"
        )

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Draw quotes to check at random, as a file to fill in; `newsbot accuracy` says how many are right"

    def add_options(self, parser: ArgumentParser) -> None:
        """The design of the sample, and its files."""
        super().add_options(parser)
        add = parser.add_argument
        add("--n", type=count, default=200, metavar="N", help="quotes: how many (default: 200)")
        add("--by", default="kind,confidence", metavar="STRATA",
            help=f"quotes: strata, of {', '.join(samples.STRATA)}; empty: none (default: %(default)s)")  # fmt: skip
        add("--seed", type=count, default=1, metavar="N", help="quotes: another number, another sample (default: 1)")
        add("--name", default="sample", metavar="NAME", help="quotes: the sample's name (default: %(default)s)")
        add("--to", metavar="FILE", help="quotes, export: the .csv or .jsonl file that a coder fills in")
        add("--blind", action="store_true", help="quotes, export: without what newsbot read")
        add("--label", action="append", default=[], metavar="NAME", help="quotes, export: a column for a label")
        add("--coder", metavar="WHO", help="import: who filled the file in")
        add_filter_options(parser)
        add_quote_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Check what to do before anything is opened."""
        match args:
            case ["quotes"] | ["list"] | ["remove", _]:
                pass
            case ["export", _] if opts.to:
                pass
            case ["import", _, _] if opts.coder:
                pass
            case ["export", _]:
                fail("Say where to: --to FILE, a .csv or .jsonl.", EXIT_USAGE)
            case ["import", _, _]:
                fail("Say who filled it in: --coder WHO.", EXIT_USAGE)
            case _:
                fail(_WHAT, EXIT_USAGE)
        if opts.to and Path(opts.to).suffix.lower() not in (".csv", ".jsonl"):
            fail(f"--to {opts.to}: give a .csv, which spreadsheets open, or a .jsonl.", EXIT_USAGE)
        opts.words = args
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Do it."""
        try:
            match opts.words:
                case ["quotes"]:
                    self._draw(corpus, opts)
                case ["export", name]:
                    self._write(corpus, name, opts)
                case ["import", name, path]:
                    kept = codings.take_in(corpus, name, Path(path), opts.coder)
                    self.console.print(
                        escape(f"{kept:,} quotes of {name} as {opts.coder} judged them. `newsbot accuracy {name}`"),
                        soft_wrap=True,
                    )
                case ["remove", name]:
                    samples.remove(corpus, name)
                    self.console.print(escape(f"{name} is removed, and what people found in it."))
                case _:
                    self._list(corpus)
        except FileError as error:
            fail(error, EXIT_USAGE)

    def _draw(self, corpus: Corpus, opts: Namespace) -> None:
        by = [name.strip() for name in opts.by.split(",") if name.strip()]
        sample = samples.draw(corpus, opts.name, size=opts.n, by=by, seed=opts.seed, filters=dict(quote_filters(opts)))
        table = Table(box=None, pad_edge=False)
        table.add_column("Stratum")
        for name in ("Quotes", "Sampled"):
            table.add_column(name, justify="right")
        for one in sample["strata"]:
            table.add_row(escape(one["stratum"]), f"{one['population']:,}", f"{one['sampled']:,}")
        self.console.print(table)
        self.console.print(
            escape(f"{sample['sampled']:,} of {sample['population']:,} quotes are the sample {opts.name}.")
        )
        if opts.to:
            self._write(corpus, opts.name, opts)

    def _write(self, corpus: Corpus, name: str, opts: Namespace) -> None:
        rows = codings.sheet(corpus, name, blind=opts.blind, labels=opts.label)
        written = write(rows, opts.to, Path(opts.to).suffix.lower().lstrip("."))
        self.console.print(
            escape(
                f"{written:,} quotes in {opts.to}. Fill in check_kind, check_speaker and check_role: “ok”, “none”, or "
                f"what is right. Then `newsbot sample import {name} {opts.to} --coder WHO`."
            ),
            soft_wrap=True,
        )

    def _list(self, corpus: Corpus) -> None:
        there = samples.listed(corpus)
        for sample in there:
            coders: dict[str, int] = {}
            for coding in codings.codings(corpus, sample["_id"]):
                coders[coding["coder"]] = coders.get(coding["coder"], 0) + 1
            judged = ", ".join(f"{coder} judged {number:,}" for coder, number in coders.items()) or "nobody judged any"
            self.console.print(
                escape(f"{sample['_id']}: {sample['sampled']:,} of {sample['population']:,} quotes, by "
                       f"{', '.join(sample['by']) or 'nothing'}, seed {sample['seed']}; {judged}"),
                soft_wrap=True,
            )  # fmt: skip
        if not there:
            self.console.print("There is no sample. `newsbot sample quotes` draws one.")
