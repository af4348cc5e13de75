"""Each check finds exactly what is broken, and each repair makes it what it was, or says that it cannot."""

from collections.abc import Callable
from typing import Any

import pytest

from newsbot.store.housekeeping.checks import CHECKS, check
from newsbot.store.housekeeping.offsets import find_place, is_in_place
from newsbot.store.speakers import aggregates

NOBODY = "f" * 32


def state(db: Any) -> dict[str, list[dict[str, Any]]]:
    """The corpus, but for when quotes were written."""
    fields: dict[str, Any] = {"quotes": {"stored_at": 0}, "speakers": {"documents": 1, "said": 1}}
    return {
        name: list(db[name].find({}, fields.get(name)).sort("_id", 1))
        for name in ("articles", "quotes", "pages", "months", "speakers")
    }


def found(db: Any, *, repair: bool = False) -> dict[str, tuple[int, int]]:
    """Check -> how many faults were found and mended, where there are any."""
    results = [one for some in check(db, repair=repair) for one in some]
    assert [one.check for one in results] == list(CHECKS)
    for one in results:
        assert len(one.examples) == min(one.found, 5)
    return {one.check: (one.found, one.mended) for one in results if one.found}


def lose_an_article(db: Any) -> None:
    quote = db["quotes"].find_one()
    db["quotes"].insert_one(quote | {"_id": f"{NOBODY}:body:1", "article_id": NOBODY})


def move_quotes(db: Any) -> None:
    article = db["articles"].find_one({"quotes.4": {"$exists": True}, "revisions": []})
    for number, by in ((0, 3), (3, 100_000)):
        place = article["quotes"][number]
        moved = {"start": place["start"] + by, "end": place["end"] + by}
        own = {"article_id": article["_id"], "start": place["start"], "part": place["part"]}
        assert db["quotes"].update_one(own, {"$set": moved}).matched_count == 1
        inside = {f"quotes.{number}.{name}": value for name, value in moved.items()}
        db["articles"].update_one({"_id": article["_id"]}, {"$set": inside})


def lose_quotes(db: Any) -> None:
    article = db["articles"].find_one({"quotes.4": {"$exists": True}, "revisions": []})
    db["quotes"].delete_many({"article_id": article["_id"], "part": "body", "copy_key": None})


def lose_a_copy(db: Any) -> None:
    quote = db["quotes"].find_one({"copy_key": None})
    db["quotes"].insert_one(quote | {"_id": f"{NOBODY}:body:1", "copy_key": "https://nowhere.example/"})


def lose_quotes_of_a_copy(db: Any) -> None:
    db["articles"].update_one({"copies.0": {"$exists": True}}, {"$push": {"copies.0.quotes": f"{NOBODY}:body:1"}})


def count_wrong(db: Any) -> None:
    aggregates.bring_up_to_date(db)
    db["months"].update_one({}, {"$inc": {"documents": 1}})
    db["months"].insert_one({"_id": "1999-01 nowhere.example", "documents": 1})
    db["speakers"].update_one({"documents": 2}, {"$set": {"documents": 5}})


@pytest.mark.parametrize(
    ("break_it", "faults"),
    [
        (lose_an_article, {"quotes_without_article": (1, 1), "counts": None}),
        (move_quotes, {"quotes_out_of_place": (2, 2)}),
        (lose_quotes, {"quotes_not_listed": (1, 1)}),
        (lose_a_copy, {"copies_of_nothing": (1, 1)}),
        (lose_quotes_of_a_copy, {"copies_without_quotes": (1, 1)}),
        (count_wrong, {"counts": (3, 3)}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_broken_is_found_alone_and_made_what_it_was(
    sample: Any, break_it: Callable[[Any], None], faults: dict[str, tuple[int, int]]
) -> None:
    assert found(sample) == {}
    whole = state(sample)
    break_it(sample)
    faults = {name: counts for name, counts in faults.items() if counts}
    assert found(sample) == {name: (number, 0) for name, (number, _) in faults.items()}
    assert found(sample, repair=True) == faults
    assert found(sample) == {}
    assert state(sample) == whole


def test_a_quote_that_its_article_does_not_have_is_left_and_counted(sample: Any) -> None:
    article = sample["articles"].find_one({"quotes.0": {"$exists": True}})
    sample["articles"].update_one({"_id": article["_id"]}, {"$set": {"quotes.0.text": "Nobody said that."}})
    assert found(sample, repair=True) == {"quotes_out_of_place": (1, 0)}


@pytest.mark.parametrize("wrong", [{"start": -5}, {"start": None}, {"end": 0}, {"start": 1.5}, {"end": "7"}])
def test_offsets_of_any_kind_are_mended(sample: Any, wrong: dict[str, Any]) -> None:
    article = sample["articles"].find_one({"quotes.0": {"$exists": True}})
    inside = {f"quotes.0.{name}": value for name, value in wrong.items()}
    sample["articles"].update_one({"_id": article["_id"]}, {"$set": inside})
    assert found(sample, repair=True) == {"quotes_out_of_place": (1, 1)}
    assert sample["articles"].find_one({"_id": article["_id"]}) == article


def test_a_url_that_is_done_without_an_article_is_pending_and_others_are_no_fault(sample: Any) -> None:
    for state_, article_id in (("removed", NOBODY), ("rejected", None), ("gone", NOBODY)):
        one = {"_id": state_, "url": f"https://x.example/{state_}", "site": "x.example"}
        sample["frontier"].insert_one(one | {"state": state_, "article_id": article_id})
    assert found(sample) == {}
    urls = list(sample["frontier"].find({"state": "done"}).limit(2))
    sample["frontier"].update_one({"_id": urls[0]["_id"]}, {"$set": {"article_id": NOBODY}})
    sample["frontier"].update_one({"_id": urls[1]["_id"]}, {"$unset": {"article_id": ""}})
    assert found(sample, repair=True) == {"done_without_article": (2, 2)}
    left = list(sample["frontier"].find({"state": "pending"}))
    assert {one["_id"] for one in left} == {one["_id"] for one in urls}
    assert not any("etag" in one or "article_id" in one for one in left)


def test_an_article_without_page_is_due_again_unless_pages_are_not_kept(sample: Any) -> None:
    page = sample["pages"].find_one()
    sample["pages"].update_one({"_id": page["_id"]}, {"$set": {"html_zstd": None}})
    assert found(sample) == {}
    sample["pages"].delete_one({"_id": page["_id"]})
    assert found(sample, repair=True) == {"articles_without_page": (1, 1)}
    url = sample["frontier"].find_one({"_id": page["article_id"]})
    assert url["next_check"] is not None
    assert "etag" not in url
    sample["pages"].delete_many({})
    assert found(sample) == {}


def test_more_faults_than_a_batch(sample: Any) -> None:
    quote = sample["quotes"].find_one()
    ids = [f"{number:032x}" for number in range(1300)]
    sample["quotes"].insert_many([quote | {"_id": f"{one}:body:1", "article_id": one} for one in ids])
    assert found(sample, repair=True) == {"quotes_without_article": (1300, 1300)}
    assert found(sample) == {}


@pytest.mark.parametrize(
    ("text", "body", "place"),
    [
        ("a b", "x a b y a b", (8, 11)),
        ("one\ntwo", "“one\n\n“two” one", (1, 10)),
        ("said so", "« said\xa0so » and", (2, 9)),
        ("not there", "nothing", None),
    ],
)
def test_where_a_quote_is(text: str, body: str, place: tuple[int, int] | None) -> None:
    quote = {"text": text, "part": "body", "start": 7, "end": 9}
    assert find_place(quote, {"body": body}) == place
    if place:
        assert is_in_place(quote | {"start": place[0], "end": place[1]}, {"body": body})
        assert not is_in_place(quote | {"start": place[0] + 1, "end": place[1]}, {"body": body})


def test_the_checks_of_articles_quotes_and_pages_read_indexes(sample: Any) -> None:
    stages = [{"$match": {"article_id": {"$type": "string"}}}, {"$sort": {"article_id": 1}}]
    plan = str(sample.command("explain", {"aggregate": "quotes", "pipeline": stages, "cursor": {}}))
    assert "IXSCAN" in plan
    assert "COLLSCAN" not in plan


def test_a_page_whose_article_is_gone_is_read_again(sample: Any) -> None:
    page = sample["pages"].find_one({"article_id": {"$type": "string"}})
    sample["pages"].insert_one(page | {"_id": NOBODY, "article_id": NOBODY})
    assert found(sample) == {"pages_without_article": (1, 0)}
    assert found(sample, repair=True) == {"pages_without_article": (1, 1)}
    assert found(sample) == {}
    assert sample["pages"].find_one({"_id": NOBODY})["article_id"] is None
