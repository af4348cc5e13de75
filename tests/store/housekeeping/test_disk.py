"""The bytes of a corpus, and how long the disk lasts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsbot.store.housekeeping import disk as measured
from newsbot.store.housekeeping.disk import Disk, disk


def test_the_parts_add_up(sample: Any) -> None:
    found = disk(sample)
    assert found.on_disk == sum(row["on_disk"] + row["indexes"] for row in found.collections)
    for row in found.collections:
        of_it = [one["on_disk"] for one in found.indexes if one["collection"] == row["collection"]]
        assert sum(of_it) == row["indexes"]
    divided = [row for row in found.collections if row["collection"] in ("articles", "quotes", "pages", "frontier")]
    total = sum(row["on_disk"] + row["indexes"] for row in divided)
    assert sum(row["on_disk"] for row in found.sites) == pytest.approx(total, abs=len(found.sites))
    counted = {row["site"]: row["articles"] for row in found.sites if row["articles"]}
    assert counted == {site: sample["articles"].count_documents({"site": site}) for site in counted}
    assert found.articles == sum(counted.values()) == 31
    assert not found.sampled
    assert found.free is not None
    assert found.free > 0


def test_large_collections_are_divided_by_a_sample(sample: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = {row["site"]: row["on_disk"] for row in disk(sample).sites}
    monkeypatch.setattr(measured, "LARGE", 10)
    found = disk(sample)
    assert found.sampled
    assert {row["site"]: row["on_disk"] for row in found.sites} == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize(
    ("runs", "new", "days"),
    [
        ([], 0, 0),
        ([(0.1, 8)], 8, 1),
        ([(10, 100), (5, 20)], 120, 10),
        ([(400, 5000), (40, 1000), (20, 60), (1, 30)], 90, 30),
        ([(400, 5000)], 0, 30),
    ],
)
def test_the_pace_is_that_of_the_last_month(sample: Any, runs: list[tuple[float, int]], new: int, days: float) -> None:
    sample["runs"].delete_many({})
    now = datetime.now(UTC)
    for ago, stored in runs:
        sample["runs"].insert_one({"started_at": now - timedelta(days=ago), "new": stored})
    found = disk(sample)
    assert found.new_articles == new
    assert found.days == pytest.approx(days, abs=0.01)
    if new:
        assert found.a_day == pytest.approx(new * found.on_disk / 31 / days, rel=0.01)
    else:
        assert not found.a_day
        assert found.days_left is None


def test_a_server_that_does_not_say_how_much_room_it_has() -> None:
    some = {"collections": [], "indexes": [], "sites": [], "sampled": False, "on_disk": 100}
    found = Disk(**some, articles=10, free=None, new_articles=3, days=1)  # type: ignore[arg-type]
    assert (found.an_article, found.a_day, found.days_left) == (10, 30, None)
