"""What holds for any text whatever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.quotes import explain_quotes, extract_quotes

MARKS = ['"', "“", "”", "‘", "’", "'", "''", "``", "„", "«", "»", ",,"]
POINTS = [" ", " ", "\n", "\n\n", ".", ",", ":", "?", "—", "-", "(", ")"]
NAMES = ["Ida Brandt", "Norvik", "U.S.", "he", "she", "it", "the company", "officials", "Mr.", "President", "5G", "6.7"]
PHRASES = ["said", "says", "told", "according to", "of", "and", "the", "that", "chief executive", "mast", "We will"]
ODD = ["’s", "\u200b", "\xa0", "é", "中", "🎄", "\x00"]
PIECES = st.sampled_from([*MARKS, *POINTS, *NAMES, *PHRASES, *ODD])
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=60).map(" ".join)
)


@given(TEXTS)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_offsets_point_into_the_text_and_quotes_do_not_overlap(text):
    reached = 0
    for quote in extract_quotes(text):
        assert reached <= quote.start < quote.end <= len(text)
        reached = quote.end
        covered = text[quote.start : quote.end]
        assert quote.text
        for line in quote.text.split("\n"):
            assert line in covered
        assert 0 <= quote.confidence <= 1
        assert quote.part == "body"


@given(TEXTS)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_explanations_agree_with_the_quotes(text):
    assert [explanation.quote for explanation in explain_quotes(text)] == extract_quotes(text)


@given(TEXTS)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_same_text_gives_the_same_quotes(text):
    assert extract_quotes(text) == extract_quotes(text)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 1_000_000,
        '" ' * 1_000_000,
        '"a" ' * 250_000,
        "a" * 1_000_000,
        "“a" * 300_000,
        "'a' " * 200_000,
        "A\n" * 100_000,
    ],
    ids=["marks", "spaced marks", "words", "no space", "openings", "single", "lines"],
)
def test_hostile_text_is_read_to_the_end(text):
    for quote in extract_quotes(text):
        assert 0 <= quote.start < quote.end <= len(text)


@pytest.mark.parametrize("wrong", [None, b"bytes", 7, ["text"]])
@pytest.mark.parametrize("function", [extract_quotes, explain_quotes])
def test_anything_but_text_is_a_type_error_that_says_so(function, wrong):
    with pytest.raises(TypeError, match=r"as a str, not \w+: decode it first"):
        function(wrong)


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "No marks at all."])
def test_text_without_quotations(empty):
    assert extract_quotes(empty) == []
