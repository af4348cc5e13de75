"""Two crawlers that store the same story at the same moment end with one article."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.store.articles.merge_duplicates import DuplicateMerger
from newsbot.store.articles.writer import StoryMovedError, Writer
from newsbot.store.database.schema import key
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import article, page

PROJECT = Path(__file__).parents[2]
STORIES = 40

CRAWLER = """
import asyncio, sys
from newsbot.store.database.connection import Connection
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.articles.story_claims import StoryClaims
from newsbot.store.articles.writer import StoryMovedError, Writer
from tests.spiders.test_interrupted import page_about
from tests.support.articles import article, page
from tests.store.test_merge_duplicates import STORIES, told

home, database, site = sys.argv[1:]


async def main():
    with Connection.open(uri=None, database=database, home=home) as connection:
        async with connection.async_client() as client:
            db = client[database]
            writer, stories = Writer(db, Frontier(db, site)), StoryClaims(db)

            async def tell(number):
                one = told(site, number)
                while original := await stories.original_of(one):
                    try:
                        return await writer.put(one, page(one.url), copy_of=original.article_id)
                    except StoryMovedError:
                        continue
                await writer.put(one, page(one.url))
                stories.release(one)

            print("ready", flush=True)
            sys.stdin.readline()
            await asyncio.gather(*(tell(number) for number in range(STORIES)))


asyncio.run(main())
"""


def told(site: str, number: int):
    """The story with that number as a site tells it, with a last paragraph of its own."""
    words = " ".join(f"w{number}x{place}" for place in range(120))
    return article(
        f"https://{site}/{number}",
        site=site,
        headline=f"Story {number}",
        body=f"{words}\n\n“Read {site},” said Ann Lee.",
    )


@pytest.mark.slow
def test_crawlers_that_meet_leave_one_article_of_each_story(db, mongo_home: str, database_name: str) -> None:
    sites = ("one.example", "two.example", "three.example")
    crawlers = [
        subprocess.Popen(
            [sys.executable, "-c", CRAWLER, mongo_home, database_name, site],
            cwd=PROJECT,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for site in sites
    ]
    for crawler in crawlers:
        assert crawler.stdout.readline() == "ready\n"
    for crawler in crawlers:
        crawler.stdin.write("go\n")
        crawler.stdin.flush()
    for crawler in crawlers:
        crawler.communicate(timeout=60)
        assert crawler.returncode == 0

    articles = list(db["articles"].find())
    assert sorted(a["headline"] for a in articles) == sorted(f"Story {number}" for number in range(STORIES))
    for stored in articles:
        assert {stored["site"], *(copy["site"] for copy in stored["copies"])} == set(sites)
        assert len(stored["copies"]) == len(sites) - 1
    kept = {a["_id"] for a in articles}
    assert {q["article_id"] for q in db["quotes"].find()} == kept
    assert db["quotes"].count_documents({}) == STORIES * len(sites)  # each site has one that the others lack
    assert db["quotes"].count_documents({"copy_key": {"$exists": True}}) == STORIES * (len(sites) - 1)
    assert db["pages"].count_documents({"article_id": {"$in": list(kept)}}) == STORIES * len(sites)
    assert db["frontier"].count_documents({"state": "done", "article_id": {"$in": list(kept)}}) == STORIES * len(sites)


def settled(async_db, db, *, revised: bool) -> list[dict]:
    """What becomes of two articles of one story that were stored without a look at each other."""

    async def scenario() -> None:
        async with async_db() as opened:
            writer = Writer(opened, Frontier(opened, ""))
            blind = [told(site, 1) for site in ("one.example", "two.example")]
            signature = blind[1].signature
            for one in blind:
                one.signature = ()  # nobody finds it
                await writer.put(one, page(one.url))
            if revised:
                blind[1].content_hash = "changed"
                await writer.put(blind[1], page(blind[1].url))
            copy = told("three.example", 1)
            await writer.put(copy, page(copy.url), copy_of=key(blind[1].url), similarity=0.9)
            await opened["articles"].update_many({}, {"$set": {"signature": signature}})
            await DuplicateMerger(opened).merge({key(blind[1].url): signature})

    asyncio.run(scenario())
    return list(db["articles"].find().sort("first_seen"))


def test_the_later_twin_becomes_a_copy_with_its_own_copies(async_db, db) -> None:
    [article] = settled(async_db, db, revised=False)
    assert article["site"] == "one.example"
    assert [copy["site"] for copy in article["copies"]] == ["two.example", "three.example"]
    assert {page["article_id"] for page in db["pages"].find()} == {article["_id"]}
    told = {quote["url"]: (quote["article_id"], quote.get("copy_key")) for quote in db["quotes"].find()}
    assert told == {
        "https://one.example/1": (article["_id"], None),
        "https://two.example/1": (article["_id"], "https://two.example/1"),
        "https://three.example/1": (article["_id"], "https://three.example/1"),
    }
    assert [copy["quotes"] for copy in article["copies"]] == [
        [quote["_id"]] for quote in db["quotes"].find({"copy_key": {"$ne": None}}).sort("url", -1)
    ]


def test_what_has_a_history_of_its_own_stays(async_db, db) -> None:
    assert [article["site"] for article in settled(async_db, db, revised=True)] == ["one.example", "two.example"]


def test_a_copy_of_what_is_gone_is_told_so(async_db, db) -> None:
    async def scenario() -> None:
        async with async_db() as opened:
            await Writer(opened, Frontier(opened, "")).put(article(), page(), copy_of="folded meanwhile")

    with pytest.raises(StoryMovedError, match="folded meanwhile"):
        asyncio.run(scenario())
    assert db["frontier"].count_documents({"state": "done"}) == 0
