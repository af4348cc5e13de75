"""The gold set: articles of our own in every layout and with every kind of mention. A worse engine shows here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbot.quotes import explain_quotes, extract_quotes
from newsbot.store.database.schema import STATEMENTS
from tests.quotes.gold_set import RECORDED, Marked, articles, compare, found, recorded
from tests.support import golden

FLOOR = 0.94
"""What the engine reaches, rounded down."""


def f1(pairs: list[tuple[set[object], set[object]]]) -> float:
    """F1 over the marked and the found of all articles."""
    right = sum(len(marked & got) for marked, got in pairs)
    return 2 * right / sum(len(marked) + len(got) for marked, got in pairs)


def statements(quotes: tuple[Marked, ...]) -> set[object]:
    return {(quote.start, quote.end, quote.speaker) for quote in quotes if quote.kind in STATEMENTS}


def test_quotes_are_found_with_their_speakers() -> None:
    pairs = [(statements(article.quotes), statements(found(article))) for article in articles()]
    misses = "\n".join(f"{article.name}: {line}" for article in articles() for line in compare(article))
    assert f1(pairs) >= FLOOR, f"end to end F1 {f1(pairs):.3f}:\n{misses}"


def test_spans_are_found() -> None:
    pairs = [({(q.start, q.end) for q in a.quotes}, {(q.start, q.end) for q in found(a)}) for a in articles()]
    assert f1(pairs) >= 0.985


def test_kinds_are_distinguished() -> None:
    pairs = [({(q.start, q.kind) for q in a.quotes}, {(q.start, q.kind) for q in found(a)}) for a in articles()]
    assert f1(pairs) >= 0.91


def test_every_article_of_the_set_is_marked_as_it_is_written() -> None:
    for article in articles():
        assert "⟦" not in article.text
        assert article.quotes
        for quote in article.quotes:
            assert article.text[quote.start - 1] in '"“„«‘', article.name
            assert 0 < quote.start < quote.end <= len(article.text), article.name


def described(name: str, text: str) -> Iterator[str]:
    """Everything that the engine says of a text, and the scores that it comes from."""
    yield f"# {name}"
    for quote in extract_quotes(text, indirect=True):
        where = f"{quote.start}-{quote.end} {quote.kind}"
        named = f"{quote.speaker} | {quote.speaker_mention} | {quote.speaker_role} | {quote.cue}"
        yield f"{where} | {named} | {quote.confidence}"
    for explanation in explain_quotes(text):
        kinds = sum(weight for _, weight in explanation.kind_features)
        ranked = " ".join(f"{one.mention}={one.score:.2f}" for one in explanation.candidates)
        yield f"  {explanation.quote.start} {explanation.shape} {kinds:.3f} {ranked}"


def test_the_engine_gives_what_it_gave(pytestconfig: pytest.Config) -> None:
    lines = [line for article in articles() for line in described(article.name, article.text)]
    golden.check(Path(__file__).with_name("gold") / "engine.golden", lines, pytestconfig)


def test_rare_turns_give_what_they_gave(pytestconfig: pytest.Config) -> None:
    lines = [line for name, text in recorded() for line in described(name, text)]
    golden.check(RECORDED / "engine.golden", lines, pytestconfig)
