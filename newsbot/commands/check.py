"""`newsbot check`: the corpus against itself."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from newsbot.cli.command import EXIT_BUSY, CorpusCommand, add_json_option, fail
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.store.database.connection import Connection
from newsbot.store.database.lease import SiteBusyError
from newsbot.store.database.turns import hold_sites
from newsbot.store.housekeeping.checks import Result, check

EXIT_FAULTS = 1
"""Exit code: there are faults, and they are not mended."""


class Command(CorpusCommand):
    """Check the corpus against itself: quotes, offsets, copies, known URLs, pages and counts.

    The exit code is 1 where faults are left. With --repair they are mended where that needs no guess; no site is
    crawled meanwhile.
    """

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Check the corpus against itself; --repair mends what can be mended"

    def long_desc(self) -> str:
        """The text above the options."""
        return f"{Command.__doc__}"

    def add_options(self, parser: ArgumentParser) -> None:
        """Whether to mend, and how it is printed."""
        super().add_options(parser)
        parser.add_argument("--repair", action="store_true", help="mend what can be mended, and say what was done")
        add_json_option(parser)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Check, print each result as it is known, and end with the exit code."""
        results: list[Result] = []

        def checked() -> None:
            for some in check(corpus.db, repair=opts.repair):
                results.extend(some)
                if not opts.json:
                    for result in some:
                        self._print(result, repair=opts.repair)

        if opts.repair:
            sites = sorted(corpus.db["frontier"].distinct("site"))
            try:
                hold_sites(Connection(corpus.uri, corpus.db.name), sites, lambda _: checked())
            except SiteBusyError as error:
                fail(f"{error} The corpus is mended while nobody crawls: wait until that has ended.", EXIT_BUSY)
        else:
            checked()
        left = sum(result.found - result.mended for result in results)
        if opts.json:
            print(json_line({"faults": left, "checks": [asdict(result) for result in results]}))
        elif left and not opts.repair:
            self.console.print("`newsbot check --repair` mends what can be mended.")
        elif left:
            self.console.print(
                "What is left cannot be mended from what is here; `newsbot reprocess` reads stored pages again.",
                soft_wrap=True,
            )
        if left:
            sys.exit(EXIT_FAULTS)

    def _print(self, result: Result, *, repair: bool) -> None:
        number = f"[green]{0:>5}[/green]" if not result.found else f"[red]{result.found:>5,}[/red]"
        self.console.print(f"{number}  {escape(result.says)}", soft_wrap=True)
        for example in result.examples:
            self.console.print(f"       {escape(example)}", soft_wrap=True)
        if not result.found:
            return
        if repair:
            self.console.print(f"       Mended: {result.mended:,} (--repair {result.repair})")
        else:
            self.console.print(f"       --repair {result.repair}")
