"""Who is meant by some words: looked for in all names at once, as if each were looked at on its own."""

import re

from hypothesis import given
from hypothesis import strategies as st

from newsbot.corpus.people import _Texts
from newsbot.quotes.search_terms import fold

PARTS = st.text(alphabet="abÀ. -'", min_size=1, max_size=6).filter(str.strip)


@given(st.lists(PARTS, unique=True), PARTS.map(str.strip))
def test_words_are_found_in_every_name_that_holds_them_whole(names: list[str], words: str) -> None:
    whole = re.compile(rf"(?<!\w){re.escape(fold(words))}(?!\w)")
    texts = _Texts({f"key of {name}": name for name in names})
    assert texts.holding(words) == [f"key of {name}" for name in names if whole.search(fold(name))]
