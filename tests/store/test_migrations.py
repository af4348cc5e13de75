"""A database of an older newsbot becomes one of today, once, whatever happens meanwhile."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.settings import Settings

from newsbot.crawl.context import Session
from newsbot.quotes import search_pairs, search_words
from newsbot.store.database import migrations
from newsbot.store.database.migrations import SCHEMA_VERSION, ensure_version, refuse_other
from newsbot.store.database.schema import TEXT_INDEXES, ensure_indexes
from newsbot.store.embedded.mongod import StoreError


def version_1(db, articles: int) -> None:
    """What newsbot stored before quotes had keys; one quote of the first article was dropped by a later version."""
    quotes = [
        {"text": "We will build it this year.", "start": 5, "end": 32, "kind": "statement", "speaker": "Dr Ann Lee"},
        {"text": "smart", "start": 40, "end": 45, "kind": "scare", "speaker": None},
        {"text": "Not before the winter comes.", "start": 50, "end": 78, "kind": "statement", "speaker": "Lee"},
    ]
    quotes = [quote | {"part": "body", "confidence": 0.9} for quote in quotes]
    for number in range(articles):
        db["articles"].insert_one({"_id": f"a{number}", "quotes": quotes, "body": "…"})
        for quote in quotes:
            db["quotes"].insert_one(quote | {"_id": f"a{number}:body:{quote['start']}", "article_id": f"a{number}"})
    gone = {"_id": "a0:body:99", "article_id": "a0", "part": "body", "start": 99, "end": 120, "kind": "statement"}
    db["quotes"].insert_one(
        gone | {"text": "It was never planned so.", "speaker": "Jo Park", "dropped_at": datetime.now(UTC)}
    )


def migrate(async_db, *, times: int = 1) -> None:
    async def at_once() -> None:
        async with async_db() as db:
            await asyncio.gather(*(ensure_version(db) for _ in range(times)))

    asyncio.run(at_once())


def check(db, articles: int) -> None:
    assert db["meta"].find_one()["version"] == SCHEMA_VERSION
    for number in range(articles):
        embedded = db["articles"].find_one({"_id": f"a{number}"})["quotes"]
        assert [quote["speaker_key"] for quote in embedded] == ["ann lee", None, "ann lee"]
        flat = {q["start"]: q for q in db["quotes"].find({"article_id": f"a{number}"})}
        for quote in embedded:
            stored = flat[quote["start"]]
            assert (stored["speaker_key"], stored["quote_key"]) == (quote["speaker_key"], quote["quote_key"])
            assert stored["stored_at"] is not None
            mark = "" if quote["kind"] == "statement" else "-"
            assert stored["words"] == [mark + word for word in search_words(quote["text"])]
            assert [abs(pair) for pair in stored["pairs"]] == search_pairs(quote["text"])
            assert all((pair > 0) == (not mark) for pair in stored["pairs"])
            assert stored["about"] == [mark + name for name in db["articles"].find_one({"_id": f"a{number}"})["about"]]
    dropped = db["quotes"].find_one({"_id": "a0:body:99"})
    assert (dropped["speaker_key"], {word[0] for word in dropped["words"]}) == ("jo park", {"-"})
    assert all(pair < 0 for pair in dropped["pairs"])


def test_version_1_becomes_the_current(async_db, db) -> None:
    version_1(db, 3)
    migrate(async_db)
    check(db, 3)
    before = list(db["quotes"].find())
    migrate(async_db)
    assert list(db["quotes"].find()) == before


def test_two_crawls_that_start_together_migrate_once(async_db, db, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    real = migrations.MIGRATIONS[1]

    async def counted(database):
        runs.append(database.name)
        async for _ in real(database):
            yield

    monkeypatch.setitem(migrations.MIGRATIONS, 1, counted)
    version_1(db, 3)
    migrate(async_db, times=4)
    check(db, 3)
    assert len(runs) == 1


KILLED = """
import asyncio, os, signal, sys
from newsbot.quotes import search_words
from newsbot.store.database import migrations
from newsbot.store.database.connection import Connection

migrations._BATCH = 2
real = migrations.MIGRATIONS[1]

async def killed(database):
    batches = 0
    async for _ in real(database):
        yield
        batches += 1
        if batches == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)

async def main():
    with Connection.open(uri=None, database=sys.argv[2], home=sys.argv[1]) as connection:
        async with connection.async_client() as client:
            await migrations.ensure_version(client[sys.argv[2]])

migrations.MIGRATIONS[1] = killed
asyncio.run(main())
"""


@pytest.mark.parametrize("batches", [1, 3, 4])  # among the articles, at their end, after the dropped quotes
def test_one_that_was_killed_in_the_middle_is_taken_up(async_db, db, mongo_home: str, batches: int) -> None:
    version_1(db, 6)
    done = subprocess.run([sys.executable, "-c", KILLED, mongo_home, db.name, str(batches)], timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert db["articles"].count_documents({"quotes.0.speaker_key": "ann lee"}) == min(2 * batches, 6)
    meta = db["meta"].find_one()
    assert (meta["version"], "leased_until" in meta) == (1, True)
    db["meta"].update_one({}, {"$set": {"leased_until": datetime.now(UTC) - timedelta(seconds=1)}})  # time passes
    migrate(async_db)
    check(db, 6)


def test_one_that_lost_its_lease_leaves_the_rest_to_the_other(async_db, db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_BATCH", 2)
    real, batches = migrations.MIGRATIONS[1], []

    async def slow(database):
        async for _ in real(database):
            batches.append(1)
            if len(batches) == 1:  # it was suspended for long, and another one finished meanwhile
                await database["meta"].update_one({}, {"$set": {"version": SCHEMA_VERSION, "holder": "another"}})
            yield

    monkeypatch.setitem(migrations.MIGRATIONS, 1, slow)
    version_1(db, 6)
    migrate(async_db)
    assert len(batches) == 1
    meta = db["meta"].find_one()
    assert (meta["version"], meta["holder"]) == (SCHEMA_VERSION, "another")


def test_from_version_2_the_order_of_newest_gets_a_new_index(async_db, db) -> None:
    version_1(db, 1)
    for name in ("articles", "quotes"):
        db[name].create_index([("published", -1)], name="newest")

    async def open_as_a_crawl_does() -> None:
        async with async_db() as database:
            await ensure_version(database)
            await ensure_indexes(database)

    asyncio.run(open_as_a_crawl_does())
    check(db, 1)
    for name in ("articles", "quotes"):
        assert {"newest_first"} == {"newest", "newest_first"} & db[name].index_information().keys()


@pytest.mark.parametrize("command", [("db", "migrate"), ("speakers",), ("db", "index", "--text")])
def test_the_commands_migrate(scrapy, db, command: tuple[str, ...]) -> None:
    version_1(db, 2)
    done = scrapy(*command)
    assert done.returncode == 0, done.stderr
    check(db, 2)


def test_an_empty_database_is_current(async_db, db) -> None:
    migrate(async_db, times=3)
    assert db["meta"].find_one() == {"_id": "schema", "version": SCHEMA_VERSION}


def test_a_newer_database_is_refused_and_not_touched(async_db, db, scrapy) -> None:
    db["meta"].insert_one({"_id": "schema", "version": SCHEMA_VERSION + 1})
    with pytest.raises(StoreError, match="Install the newsbot that wrote it"):
        migrate(async_db)
    with pytest.raises(StoreError, match="Install the newsbot that wrote it"):
        refuse_other(db)
    for command in (("crawl", "sample"), ("status",)):
        done = scrapy(*command, "-L", "ERROR")
        assert done.returncode == 3
        assert f"has schema version {SCHEMA_VERSION + 1}" in done.stderr
    assert db.list_collection_names() == ["meta"]
    db["meta"].delete_many({})


def test_who_only_reads_an_older_database_is_told_what_to_do(async_db, db) -> None:
    version_1(db, 2)
    with pytest.raises(StoreError, match=r"has schema version 1; .* Run `newsbot db migrate`"):
        refuse_other(db)
    migrate(async_db)
    refuse_other(db)


def test_a_store_that_cannot_be_used_is_let_go_of(db, mongo_home: str) -> None:
    db["meta"].insert_one({"_id": "schema", "version": SCHEMA_VERSION + 1})
    settings = {"NEWSBOT_HOME": mongo_home, "MONGO_DATABASE": db.name, "MONGO_WAIT_SECONDS": 300}
    session = Session(Settings(settings), "news.example")
    with pytest.raises(StoreError, match="Install the newsbot that wrote it"):
        asyncio.run(session.open(lambda: None))
    assert not session.is_open
    db["meta"].delete_many({})


def test_version_3_gets_the_field_names_of_today(async_db, db) -> None:
    copy = {"site": "b.example", "headline": "H", "published": None, "similarity": 0.9}
    copy |= {"url": "http://www.b.example/x/", "canonical_url": "https://b.example/x"}
    db["articles"].insert_one(
        {"_id": "a", "url": "http://www.a.example/x/", "canonical_url": "https://a.example/x", "copies": [copy]}
    )
    db["quotes"].insert_one(
        {"_id": "a:body:1", "article_id": "a", "url": "https://a.example/x", "kind": "title", "text": "X"}
    )
    db["frontier"].insert_one({"_id": "f", "in_vain": 2, "suspected": True})
    db["sources"].insert_one({"_id": "s", "said": None, "stamp": None})
    db["tallies"].insert_one({"_id": "state", "counted": "x"})
    db["meta"].insert_one({"_id": "schema", "version": 3})
    migrate(async_db, times=2)
    assert db["meta"].find_one()["version"] == SCHEMA_VERSION
    article = db["articles"].find_one()
    assert (article["url"], article["url_key"]) == ("http://www.a.example/x/", "https://a.example/x")
    assert article["copies"] == [
        {name: value for name, value in copy.items() if name != "canonical_url"} | {"url_key": "https://b.example/x"}
    ]
    assert "canonical_url" not in article
    assert db["quotes"].find_one()["url"] == article["url"]
    assert db["frontier"].find_one() == {"_id": "f", "unchanged_checks": 2, "change_suspected": True}
    assert db["sources"].find_one() == {"_id": "s", "lastmod": None, "uniform_lastmod": None}
    assert "tallies" not in db.list_collection_names()


def test_version_4_gets_the_names_of_its_articles_as_a_crawl_would_find_them(async_db, db) -> None:
    body = "Ann Lee said: “Qintara is not BT.” Qintara’s radios and BT Group’s masts stay."
    quote = {"part": "body", "start": 15, "end": 33, "kind": "statement", "speaker": "Ann Lee"}
    old = {"headline": "Qintara", "standfirst": None, "body": body, "tags": ["5G"], "language": "en"}
    db["articles"].insert_many([old | {"_id": "a"}, old | {"_id": "b", "language": "de"}])
    for article_id in ("a", "b", "none"):
        said = quote | {"article_id": article_id, "text": "Qintara is not BT."}
        db["quotes"].insert_one(said | {"_id": f"{article_id}:body:15"})
    db["quotes"].create_index([("text", "text")], name="words")
    db["meta"].insert_one({"_id": "schema", "version": 4})
    migrate(async_db, times=2)
    article, german = db["articles"].find().sort("_id")
    assert {name["key"]: name["times"] for name in article["names"]} == {
        "qintara": 3, "bt group": 1, "bt": 1, "ann lee": 1, "5g": 1
    }  # fmt: skip
    assert (german["named"], german["about"]) == (["5g"], [])
    assert [quote["about"] for quote in db["quotes"].find().sort("_id")] == [article["about"], [], []]
    assert {"bt", "qintara"} == {*article["about"]}
    assert "words" not in db["quotes"].index_information()
    assert {"radio", "radios", "~radio"} - {*article["words"]} == {"radio"}


def test_version_5_gets_the_pairs_of_words_and_their_index_where_words_have_one(async_db, db) -> None:
    stands = {"text": "Radios of the masts stay.", "kind": "statement"}
    db["articles"].insert_one({"_id": "a", "headline": "Masts stay", "standfirst": None, "body": "Radios go."})
    db["articles"].update_one({}, {"$set": {"published": datetime(2024, 2, 29, tzinfo=UTC)}})
    db["quotes"].insert_many(
        [
            stands | {"_id": "1"},
            stands | {"_id": "2", "dropped_at": datetime.now(UTC)},
            stands | {"_id": "3", "kind": "scare"},
        ]
    )
    db["articles"].create_indexes(TEXT_INDEXES["articles"][:1])
    db["meta"].insert_one({"_id": "schema", "version": 5})
    migrate(async_db, times=2)
    pairs = search_pairs(stands["text"])
    assert len(pairs) == 4
    assert [{*quote["pairs"]} for quote in db["quotes"].find().sort("_id")] == [{*pairs}] + 2 * [
        {-key for key in pairs}
    ]
    assert {*search_pairs("masts stay")} < {*db["articles"].find_one()["pairs"]}
    assert (db["articles"].find_one()["month"], db["quotes"].find_one()["month"]) == (202402, None)
    assert "pairs_of_month" in db["articles"].index_information()
    assert "pairs_of_month" not in db["quotes"].index_information()


def test_version_6_gets_the_month_and_the_index_that_begins_with_it(async_db, db) -> None:
    db["articles"].insert_many(
        [{"_id": "a", "pairs": [1], "published": datetime(2024, 2, 29, tzinfo=UTC)}, {"_id": "b", "pairs": [2]}]
    )
    db["articles"].create_indexes(TEXT_INDEXES["articles"][:1])
    db["articles"].create_index([("pairs", 1), ("published", -1)], name="word_pairs")
    db["quotes"].create_index([("about", 1), ("published", -1)], name="in_articles_about")
    db["meta"].insert_one({"_id": "schema", "version": 6})
    migrate(async_db, times=2)
    assert [article["month"] for article in db["articles"].find().sort("_id")] == [202402, None]
    there = db["articles"].index_information()
    assert ("pairs_of_month" in there, "word_pairs" in there, "of_language" in there) == (True, False, True)
    there = db["quotes"].index_information()
    assert ("who_speaks_about" in there, "in_articles_about" in there) == (True, False)
