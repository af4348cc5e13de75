"""An article as it is read today, written over what is stored, while crawls go on."""

import asyncio
from datetime import UTC, datetime, timedelta

from newsbot.store.articles.reprocessed import write_again
from newsbot.store.articles.writer import Writer
from newsbot.store.database.schema import article_document
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import STORY, article, page

NOW = datetime(2024, 6, 1, tzinfo=UTC)
BETTER = STORY.replace("and this autumn they will have it", "and they will have it this autumn")


def stored(async_db) -> None:
    async def scenario() -> None:
        async with async_db() as opened:
            await Writer(opened, Frontier(opened, "news.example")).put(article(), page())

    asyncio.run(scenario())


def test_what_is_read_better_takes_the_place(async_db, db) -> None:
    stored(async_db)
    known = db["articles"].find_one()
    assert write_again(db, known["_id"], article_document(article(body=BETTER)), known, NOW)
    after = db["articles"].find_one()
    assert after["body"] == BETTER
    assert [(revision["body"], revision["reason"]) for revision in after["revisions"]] == [(STORY, "reprocessed")]
    assert {quote["text"] for quote in db["quotes"].find({"dropped_at": None})} == {after["quotes"][0]["text"]}


def test_a_version_that_a_crawl_wrote_meanwhile_stays_with_its_quotes(async_db, db) -> None:
    stored(async_db)
    known = db["articles"].find_one()
    db["articles"].update_one({}, {"$set": {"content_hash": "of a crawl", "body": "What a crawl wrote."}})
    assert not write_again(db, known["_id"], article_document(article(body=BETTER)), known, NOW)
    after = db["articles"].find_one()
    assert (after["body"], after["revisions"]) == ("What a crawl wrote.", known["revisions"])
    assert {quote["text"] for quote in db["quotes"].find({"dropped_at": None})} == {known["quotes"][0]["text"]}


def test_a_newer_version_is_not_touched_at_all(async_db, db) -> None:
    stored(async_db)
    known = db["articles"].find_one()
    db["articles"].update_one({}, {"$set": {"fetched_at": known["fetched_at"] + timedelta(seconds=1)}})
    assert not write_again(db, known["_id"], article_document(article(body=BETTER)), known, NOW)
    assert db["quotes"].count_documents({}) == 1
