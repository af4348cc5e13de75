"""`newsbot accuracy`: how right newsbot is, by a sample that people checked."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rich.table import Table

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, add_json_option, fail
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.corpus.validation.accuracy import MEASURES, Accuracy, Agreement, Measured, accuracy
from newsbot.corpus.validation.methods import method_section, share
from newsbot.corpus.validation.samples import STRATA


class Command(CorpusCommand):
    """Print shares of right speakers, kinds and roles with intervals, and how far coders agree."""

    def syntax(self) -> str:
        """How to call it."""
        return "[SAMPLE] [--by site,confidence] [--coder WHO] [--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print how many speakers, kinds and roles are right, by a checked sample, and how far coders agree"

    def add_options(self, parser: ArgumentParser) -> None:
        """How it is shown."""
        super().add_options(parser)
        groupings = ", ".join(STRATA)
        parser.add_argument("--by", default="", metavar="GROUPS", help=f"also by {groupings}; several with commas")
        parser.add_argument("--coder", metavar="WHO", help="by what one coder says (default: what all agree on)")
        add_json_option(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Take the sample's name."""
        if len(args) > 1:
            fail(f"{args[1]!r} is one argument too many: `newsbot accuracy SAMPLE`.", EXIT_USAGE)
        opts.sample = args[0] if args else None
        super().run([], opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Tables, then sentences for a paper."""
        by = [name.strip() for name in opts.by.split(",") if name.strip()]
        found = accuracy(corpus, opts.sample, by=by, coder=opts.coder)
        if opts.json:
            print(json_line(_document(found)))
            return
        for name in (None, *by):
            self.console.print(_table([one for one in found.measured if one.by == name], name))
        for measure, (_, what) in MEASURES.items():
            if any(one.measure == measure for one in found.measured):
                self.console.print(f"[dim]{measure}: {what}[/dim]", highlight=False)
        if found.agreement:
            self.console.print()
            self.console.print(_agreement_table(found.agreement))
        if found.unsettled:
            quote_id, _ = found.unsettled[0]
            self.console.print(
                escape(
                    f"\nCoders differ on {len(found.unsettled):,} values, which count nowhere until `newsbot annotate` "
                    f"settles them; the first: {quote_id}. --json lists them."
                ),
                soft_wrap=True,
            )
        self.console.print()
        self.console.print(escape(method_section(found)), highlight=False)


def _table(measured: list[Measured], by: str | None) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Measure")
    if by:
        table.add_column(by.capitalize())
    for name in ("Right", "95 % interval", "Judged"):
        table.add_column(name, justify="right", no_wrap=True)
    order = list(MEASURES)
    for one in sorted(measured, key=lambda one: (order.index(one.measure), one.group)):
        found = one.estimate
        interval = f"{100 * found.low:.1f} to {100 * found.high:.1f}"
        table.add_row(
            one.measure, *([escape(one.group)] if by else []), share(found.share), interval, f"{found.judged:,}"
        )
    table.add_section()
    return table


def _agreement_table(agreement: list[Agreement]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Agreement on", "Coders"):
        table.add_column(name)
    for name in ("Quotes", "Equal", "Kappa", "Alpha"):
        table.add_column(name, justify="right")
    for one in agreement:
        equal = share(one.percent) if one.percent is not None else ""
        numbers = ("" if value is None else f"{value:.2f}" for value in (one.kappa, one.alpha))
        table.add_row(escape(one.field), escape(", ".join(one.coders)), f"{one.quotes:,}", equal, *numbers)
    return table


def _document(found: Accuracy) -> dict[str, object]:
    """The answer as JSON: intervals are shares from 0 to 1."""
    return {
        "sample": found.sample,
        "judged": found.judged,
        "coders": found.coders,
        "blind": found.blind,
        "measured": [
            {"measure": one.measure, "by": one.by, "group": one.group, "population": one.population}
            | asdict(one.estimate)
            for one in found.measured
        ],
        "agreement": [asdict(one) for one in found.agreement],
        "unsettled": [{"quote_id": quote_id, "field": field} for quote_id, field in found.unsettled],
        "method": method_section(found),
    }
