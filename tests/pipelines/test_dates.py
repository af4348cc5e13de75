"""Dates on their way to the store."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsbot.pipelines.dates import DatesPipeline
from tests.support.articles import FETCHED, article


def settled(**fields):
    return DatesPipeline().process_item(article(**fields))


def test_times_of_any_zone_become_utc() -> None:
    local = datetime(2024, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert settled(published=local).published.isoformat() == "2024-05-01T04:00:00+00:00"


def test_a_raw_date_counts_from_the_time_of_fetching() -> None:
    story = settled(published=None, published_raw="3 hours ago", published_source=None)
    assert story.published == FETCHED - timedelta(hours=3)
    assert story.published_source == "text"


@pytest.mark.parametrize("impossible", [FETCHED + timedelta(days=30), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_time_that_cannot_be_is_dropped_and_the_raw_one_kept(impossible: datetime) -> None:
    story = settled(published=impossible, published_raw="as shown")
    assert (story.published, story.published_source, story.published_raw) == (None, None, "as shown")
