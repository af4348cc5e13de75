"""`Corpus`: the researcher's way in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from newsbot.corpus import Corpus

NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filters", "texts"),
    [
        ({}, ["No.", "We will see.", "It is about spectrum, not 5G.", "5G in every valley [soon]"]),
        ({"speaker": "lee"}, ["It is about spectrum, not 5G.", "5G in every valley [soon]"]),
        ({"speaker": "Lee", "since": NEW_YEAR}, ["It is about spectrum, not 5G."]),
        ({"until": NEW_YEAR}, ["5G in every valley [soon]"]),
        ({"contains": "5g", "limit": 1}, ["It is about spectrum, not 5G."]),
        ({"contains": "valley [soon]"}, ["5G in every valley [soon]"]),
        ({"speaker": "A.B (x*"}, ["No."]),
        ({"speaker": ".*"}, []),
        ({"site": "wire.example", "contains": "see"}, ["We will see."]),
        ({"speaker": '{"$gt": ""}'}, []),
    ],
)
def test_quotes_are_filtered_literally_newest_first(
    filled: None, corpus: Corpus, filters: dict[str, Any], texts: list[str]
) -> None:
    assert [quote["text"] for quote in corpus.quotes(**filters)] == texts


def test_times_are_aware(filled: None, corpus: Corpus) -> None:
    assert next(iter(corpus.quotes()))["published"] == datetime(2024, 2, 1, tzinfo=UTC)


def test_dropped_quotes_are_left_out(filled: None, corpus: Corpus) -> None:
    corpus.db["quotes"].update_many({"site": "wire.example"}, {"$set": {"dropped_at": NEW_YEAR}})
    assert [quote["site"] for quote in corpus.quotes()] == ["news.example"]
