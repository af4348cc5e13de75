"""Quotes for reading in a terminal."""

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from newsbot.cli.terminal import literal
from newsbot.store.database.connection import Document


def print_quotes(console: Console, quotes: Iterable[Document]) -> None:
    """Print a paragraph for each quote: date, speaker and role, the words, and the link on a line of its own.

    The link is never broken, so that it can be copied, and a terminal that knows OSC 8 opens it.
    """
    for quote in quotes:
        published: datetime | None = quote["published"]
        head = Text(f"{published:%Y-%m-%d}  " if published else "no date     ")
        head.append(literal(quote["speaker"] or "no speaker"), "bold")
        if quote["speaker_role"]:
            head.append(literal(f", {quote['speaker_role']}"), "dim")
        console.print(head)
        words = literal(" ".join(quote["text"].split()))
        shown = f"reported: {words}" if quote["kind"] == "indirect" else f"“{words}”"
        console.print(Padding(Text(shown), (0, 0, 0, 2), expand=False))
        url = literal(quote["url"])
        link = Text("  ").append(url, Style(dim=True, link=url))
        if "dropped_at" in quote:
            link.append(f"  edited away by {quote['dropped_at']:%Y-%m-%d}")
        console.print(link, soft_wrap=True)
        console.print()
