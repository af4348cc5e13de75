"""Months and speakers that were counted before are what counting now would give, whatever happened in between."""

import asyncio
import random
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from newsbot.corpus import STATEMENTS, Corpus
from newsbot.items import Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.embedded.mongod import StoreError
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.speakers import aggregates, aliases
from tests.support.articles import article, page
from tests.support.mongod import mongod

NAMES = ["Ann Lee", "Jo Park", "Dr Mia Roth", "Sam Ode", None]
KINDS = ["statement", "partial", "scare", "title"]


def told(draw: random.Random, number: int):
    """An article with a few quotes; the same number gives the same address."""
    said = [
        Quote(
            text=f"words {draw.randrange(9)} of {place}",
            start=place * 50,
            end=place * 50 + 20,
            kind=draw.choice(KINDS),
            speaker=draw.choice(NAMES),
            speaker_role=draw.choice(["head of Celvia", None]),
        )
        for place in range(draw.randrange(1, 5))
    ]
    published = datetime(2024, draw.randrange(1, 13), draw.randrange(1, 28), tzinfo=UTC)
    return article(
        f"https://news{number % 2}.example/{number}",
        site=f"news{number % 2}.example",
        body=f"Story {number} {draw.random()}",
        published=draw.choice([published, published, published, None]),
        quotes=said,
    )


def put(async_db: Any, *articles: Any) -> None:
    async def store() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            await asyncio.gather(*(writer.put(a, page(a.url)) for a in articles))

    asyncio.run(store())


def check(corpus: Corpus) -> None:
    """Compare with what the quotes say, read one by one."""
    quotes = list(corpus.db["quotes"].find())
    standing = [quote for quote in quotes if "dropped_at" not in quote]
    said = [quote for quote in standing if quote["kind"] in STATEMENTS]

    def by_month(which: list[dict[str, Any]]) -> dict[str, int]:
        return dict(Counter(f"{q['published']:%Y-%m}" for q in which if q["published"]))

    def told(**question: Any) -> dict[str, int]:
        return {row["period"]: row["quotes"] for row in corpus.timeline(**question)}

    assert told() == by_month(said)
    assert told(kind="scare") == by_month([quote for quote in standing if quote["kind"] == "scare"])
    if said:
        site = said[0]["site"]
        assert told(site=site) == by_month([quote for quote in said if quote["site"] == site])
    per_kind = {(row["period"], row["kind"]): row["quotes"] for row in corpus.timeline(per="kind", kind=KINDS)}
    assert per_kind == Counter((f"{q['published']:%Y-%m}", q["kind"]) for q in standing if q["published"])
    speakers = {row["speaker_key"]: row for row in corpus.speakers(top=0)}
    assert {key: row["quotes"] for key, row in speakers.items()} == Counter(
        quote["speaker_key"] for quote in said if quote["speaker_key"]
    )
    for key, row in speakers.items():
        own = [quote for quote in said if quote["speaker_key"] == key]
        dates = [quote["published"] for quote in own if quote["published"]]
        assert (row["first"], row["last"]) == ((min(dates), max(dates)) if dates else (None, None))
        assert told(speaker_key=key) == by_month(own)


@pytest.mark.parametrize("seed", range(3))
def test_they_follow_everything_that_happens_to_quotes(corpus: Corpus, async_db: Any, seed: int) -> None:
    draw = random.Random(seed)
    put(async_db, *(told(draw, number) for number in range(12)))
    check(corpus)
    for _ in range(12):
        happens = draw.randrange(5)
        if happens <= 1:  # new articles, and new versions with other quotes, dates and speakers
            numbers = draw.sample(range(20), 3)
            put(async_db, *(told(draw, number) for number in numbers))
        elif happens == 2:  # two articles are folded into one: the quotes of the second go
            gone = draw.choice(corpus.db["quotes"].distinct("article_id"))
            corpus.db["quotes"].delete_many({"article_id": gone})
            corpus.db["articles"].delete_one({"_id": gone})
        elif happens == 3 and "ann lee" in corpus.db["quotes"].distinct("speaker_key"):
            into = draw.choice(["Jo Park", "Mia Roth"])
            if aliases.load(corpus.db).get("ann lee") is None and corpus.db["quotes"].find_one({"speaker": into}):
                aliases.merge(corpus.db, "Ann Lee", into)
        elif aliases.load(corpus.db):
            aliases.split(corpus.db, "Ann Lee")
        check(corpus)


def test_only_what_changed_is_counted_again(corpus: Corpus, async_db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(9)
    long_ago = datetime.now(UTC) - timedelta(days=1)
    put(async_db, *(told(draw, number) for number in range(12)))
    corpus.db["quotes"].update_many({}, {"$set": {"stored_at": long_ago}})
    check(corpus)
    monkeypatch.setattr(aggregates, "_count_all", lambda db: pytest.fail("everything was counted"))
    put(async_db, told(draw, 30), told(draw, 31))
    check(corpus)


def test_a_quote_that_arrives_long_after_it_was_made_is_counted(corpus: Corpus, async_db: Any) -> None:
    draw = random.Random(9)
    put(async_db, told(draw, 0))
    late = corpus.db["quotes"].find_one() | {"_id": "late", "stored_at": datetime.now(UTC) - timedelta(hours=2)}
    check(corpus)
    corpus.db["quotes"].insert_one(late)
    check(corpus)


def test_questions_during_a_crawl_end_exact(corpus: Corpus, async_db: Any, mongo_home: str) -> None:
    draw = random.Random(4)
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            with Corpus.open(database=corpus.db.name, home=mongo_home) as another:
                while not done.is_set():
                    list(another.timeline())
                    list(another.speakers())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for first in range(0, 60, 6):
        put(async_db, *(told(draw, number % 40) for number in range(first, first + 6)))
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    check(corpus)


def test_who_tolerates_it_is_answered_from_what_was_counted_lately(corpus: Corpus, async_db: Any) -> None:
    draw = random.Random(2)
    put(async_db, told(draw, 0))
    before = list(corpus.timeline(kind=KINDS))
    corpus.people.tolerate = 60
    put(async_db, told(draw, 1), told(draw, 2))
    assert list(corpus.timeline(kind=KINDS)) == before
    long_ago = datetime.now(UTC) - timedelta(seconds=61)
    corpus.db["aggregates"].update_one({"_id": "state"}, {"$set": {"at": long_ago}})
    check(corpus)


def test_a_count_that_failed_lets_another_one_try_at_once(
    corpus: Corpus, async_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(async_db, told(random.Random(1), 0))
    with monkeypatch.context() as broken:
        broken.setattr(aggregates, "_count_all", lambda db: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            corpus.timeline().count()
    check(corpus)


def test_a_count_that_was_killed_is_taken_up_when_its_lease_ends(corpus: Corpus, async_db: Any) -> None:
    put(async_db, told(random.Random(1), 0))
    past = datetime.now(UTC) - timedelta(seconds=1)
    corpus.db["aggregates"].insert_one({"_id": "state", "counted": None, "holder": "killed", "until": past})
    check(corpus)


@pytest.fixture
def locked() -> Iterator[Callable[[str], str]]:
    """A MongoDB with passwords: gives the connection string of "root" or of "reader", who may read `news`."""
    with tempfile.TemporaryDirectory() as folder, mongod(Path(folder), "--auth") as server:
        socket = server.uri.removeprefix("mongodb://")
        with MongoClient(server.uri) as client:
            client["admin"].command("createUser", "root", pwd="r00t", roles=["root"])
        with MongoClient(f"mongodb://root:r00t@{socket}/?authSource=admin") as client:
            roles = [{"role": "read", "db": "news"}]
            client["admin"].command("createUser", "reader", pwd="r34d", roles=roles)
        users = {"root": "r00t", "reader": "r34d", "nobody": "guess"}
        yield lambda name: f"mongodb://{name}:{users[name]}@{socket}/?authSource=admin"


def test_who_may_only_read_gets_the_same_answers(locked: Callable[[str], str]) -> None:
    said = {"article_id": "a", "site": "news.example", "kind": "statement", "speaker": "Ann Lee", "part": "body"}
    quote = said | {"speaker_key": "ann lee", "text": "We will.", "published": datetime(2024, 5, 1, tzinfo=UTC)}
    with Corpus.open(locked("root"), database="news") as corpus:
        corpus.db["quotes"].insert_many([quote | {"_id": str(n), "start": n, "speaker_role": None} for n in range(3)])
    with Corpus.open(locked("reader"), database="news") as corpus:
        assert corpus.timeline().to_records() == [{"period": "2024-05", "quotes": 3}]
        assert [row["quotes"] for row in corpus.speakers()] == [3]
        assert corpus.quotes(speaker="lee").count() == 3
        assert "aggregates" not in corpus.db.list_collection_names()


@pytest.mark.parametrize(("name", "database", "why"), [("reader", "other", "Unauthorized"), ("nobody", "news", "Auth")])
def test_who_may_not_read_is_told_so(locked: Callable[[str], str], name: str, database: str, why: str) -> None:
    with pytest.raises(StoreError, match=f"does not let this user read the database '{database}' .{why}") as refused:
        Corpus.open(locked(name), database=database)
    assert "guess" not in str(refused.value)
