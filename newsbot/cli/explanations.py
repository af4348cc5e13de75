"""Quotes of a text and the grounds for them, for reading in a terminal."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table

from newsbot.cli.terminal import escape
from newsbot.items import Quote
from newsbot.quotes import Explanation

_CANDIDATES = 4
_FEATURES = 6


def explanation_view(explanation: Explanation) -> RenderableType:
    """One quote, why it is of its kind, and the best candidates with the features that weighed most."""
    quote = explanation.quote
    table = Table("Candidate", "Speaker", "Share", "Why (feature and weight)", box=None, padding=(0, 2, 0, 4))
    for candidate in explanation.candidates[:_CANDIDATES]:
        table.add_row(
            escape(candidate.mention),
            escape(candidate.speaker or "—"),
            f"{candidate.probability:.1%}",
            f"{_weights(candidate.features)}  [dim]sum {candidate.score:+.2f}[/dim]",
        )
    return Group(
        f"[bold]{_described(quote)}[/bold]",
        f"  [dim]kind {quote.kind}, shape {explanation.shape}:[/dim] {_weights(explanation.kind_features)}",
        table,
        "",
    )


def text_quotes_table(quotes: Iterable[Quote]) -> Table:
    """Quotes of a text that is no stored article."""
    table = Table("Offsets", "Kind", "Speaker", "Quote", "Confidence", show_lines=True)
    for quote in quotes:
        speaker = escape(quote.speaker or "—") + (
            f"\n[dim]{escape(quote.speaker_role)}[/dim]" if quote.speaker_role else ""
        )
        words = " ".join(quote.text.split())
        table.add_row(
            f"{quote.start}–{quote.end}", quote.kind, speaker, f"“{escape(words)}”", f"{quote.confidence:.2f}"
        )
    return table


def _described(quote: Quote) -> str:
    words = " ".join(quote.text.split())
    return escape(f"“{words}” {quote.start}–{quote.end}: {quote.speaker or 'nobody'} ({quote.confidence:.2f})")


def _weights(features: list[tuple[str, float]]) -> str:
    return escape(", ".join(f"{name} {weight:+.2f}" for name, weight in features[:_FEATURES]))
