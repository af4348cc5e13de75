"""Names that are probably one person's, one pair after the other, for somebody to decide with a key."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console

from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.corpus.suggestions import Suggestion, refuse, suggestions
from newsbot.store.speakers import aliases

_KEYS = "[bold]y[/bold] one person  [bold]n[/bold] two  [bold]s[/bold] later  [bold]q[/bold] quit"


def suggest(console: Console, corpus: Corpus, *, as_json: bool) -> None:
    """Show each pair with its evidence; in a terminal ask about it. What is decided is kept at once."""
    found = suggestions(corpus)
    if as_json:
        for one in found:
            print(json_line(asdict(one)))
        return
    asked = sys.stdin.isatty() and sys.stdout.isatty()
    gone: set[str] = set()
    for number, one in enumerate(found, 1):
        if one.name in gone:  # it is part of another speaker now
            continue
        _show(console, one, f"{number} of {len(found)}")
        if not asked:
            continue
        console.print(f"  {_KEYS}", highlight=False)
        answer = _key()
        if answer == "q":
            return
        if answer == "y":
            changed = aliases.merge(corpus.db, one.name, one.into)
            gone.add(one.name)
            console.print(f"  [green]one now: {changed:,} of its quotes changed[/green]\n", highlight=False)
        elif answer == "n":
            refuse(corpus, one.name, one.into)
            console.print("  two\n")
    if not found:
        console.print("No two names look like one person's. `newsbot speakers merge` merges what you know.")
    elif not asked:
        console.print("`newsbot speakers merge NAME INTO` makes them one, `differ NAME OTHER` has them shown no more.")


def _show(console: Console, one: Suggestion, place: str) -> None:
    counts = [f"{count:,} quote{'' if count == 1 else 's'}" for count in (one.quotes, one.quotes_of_into)]
    console.print(
        f"[bold]{escape(one.name)}[/bold] ({counts[0]}) and [bold]{escape(one.into)}[/bold] ({counts[1]})  "
        f"[dim]{place}[/dim]",
        highlight=False,
    )
    for sentence in one.evidence:
        console.print(f"  {escape(sentence)}", highlight=False)


def _key() -> str:
    """The next of the keys that are offered, without Enter where the terminal can do that."""
    with _key_by_key():
        while True:
            key = sys.stdin.read(1).lower()
            if key in ("y", "n", "s", "q"):
                return key
            if not key:  # the terminal is gone
                return "q"


@contextmanager
def _key_by_key() -> Iterator[None]:
    """A terminal that gives each key as it is pressed."""
    try:
        import termios
        import tty
    except ImportError:  # Windows: a letter and Enter
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin, termios.TCSADRAIN)  # keys pressed already count
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
