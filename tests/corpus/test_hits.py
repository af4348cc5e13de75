"""Where a search has its hits in a text, and the lines of a concordance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.corpus.search.grammar import parse
from newsbot.corpus.search.hits import concordance, hits

TEXT = "Regulators regulated the spectrum-auction; a Café’s CAFE\u0301S.\n\nNo auction of spectrum."


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("regulator", ["Regulators", "regulated"]),
        ("=regulated", ["regulated"]),
        ("reg*", ["Regulators", "regulated"]),
        ("spectrum auction", ["spectrum", "auction", "auction", "spectrum"]),
        ('"spectrum auction"', ["spectrum-auction"]),
        ('"spectrum auction" OR spectrum', ["spectrum-auction", "spectrum"]),
        ("cafes", ["Café", "CAFE\u0301S"]),
        ("auction -no", ["auction", "auction"]),
        ('"auction of spectrum" cafe', ["Café", "CAFE\u0301S", "auction of spectrum"]),
        ('"of spectrum again"', []),
        ("mast", []),
    ],
)
def test_hits(search: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in hits(parse(search), TEXT)] == found


def test_lines_are_cut_between_words() -> None:
    start = TEXT.index("spectrum")
    assert concordance(TEXT, start, start + 8, 15) == ("…regulated the ", "spectrum", "-auction; a…")
    assert concordance("one", 0, 3, 15) == ("", "one", "")
    assert concordance("a\n\nb c\td", 3, 4, 15) == ("a ", "b", " c d")


@given(st.text("ab é\n-", max_size=60), st.integers(0, 60), st.integers(0, 60), st.integers(1, 20))
def test_any_line_is_of_the_text(text: str, one: int, other: int, width: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    line = concordance(text, start, end, width)
    assert line.hit == " ".join(text[start:end].split())
    assert max(len(line.left), len(line.right)) <= width + 2
    words = " ".join(text.split())
    assert line.left.strip("… ") in words
    assert line.right.strip("… ") in words
