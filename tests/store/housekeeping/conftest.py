"""A copy of the sample corpus that tests may change."""

from collections.abc import Iterator
from typing import Any

import pytest

from newsbot.corpus import Corpus
from newsbot.store.database.schema import INDEXES
from tests.conftest import copied


@pytest.fixture
def sample(mongo_home: str, sample_corpus: Corpus) -> Iterator[Any]:
    """The database of the copy."""
    with copied(sample_corpus) as name, Corpus.open(database=name, home=mongo_home) as one:
        for collection, indexes in INDEXES.items():
            one.db[collection].create_indexes(indexes)
        yield one.db
