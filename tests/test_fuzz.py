"""Whatever the web sends, nothing raises but what is documented; bench/fuzz.py does the same for hours."""

import warnings

import pytest

from tests.support.fuzzing import ENTRIES, inputs, no_longer_than

INPUTS = 300


@pytest.mark.parametrize("name", ENTRIES)
def test_no_input_raises_what_is_not_documented(name: str) -> None:
    entry = ENTRIES[name]
    for data in inputs(entry, seed=14, n=INPUTS):
        try:
            with warnings.catch_warnings(), no_longer_than(20):
                warnings.simplefilter("ignore")  # of libraries, about what they are given
                entry.read(data)
        except entry.allowed:
            pass
