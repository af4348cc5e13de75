"""The same story told twice is one story."""

import asyncio

from newsbot.store.articles.story_claims import StoryClaims
from newsbot.store.articles.writer import Writer
from newsbot.store.database.schema import key
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import STORY, article, page

OTHER = (
    "The regulator of Kestria has fined a tower company for leaving three masts without lights for a year. The company "
    "said that it would appeal, and that a contractor had reported the work as done. Pilots of the coastguard had "
    "complained twice, most recently after a night exercise in February, according to the ruling."
)


def test_a_reprint_belongs_to_the_stored_story(async_db) -> None:
    async def scenario() -> list[str | None]:
        async with async_db() as db:
            stories = StoryClaims(db)
            await Writer(db, Frontier(db, "")).put(article(), page())
            reprint = article(
                "https://wire.example/9", body=STORY.replace("on Tuesday", "this week") + "\n\nBy agencies."
            )
            other = article("https://wire.example/10", body=OTHER)
            update = article(body=f"{STORY}\n\nThis story was updated.")
            found = [await stories.original_of(a) for a in (reprint, other, update)]
            return [telling and telling.article_id for telling in found]

    assert asyncio.run(scenario()) == [key("https://news.example/valleys"), None, None]


def test_of_two_tellings_on_their_way_at_once_one_is_the_copy(async_db) -> None:
    async def scenario() -> list[str | None]:
        async with async_db() as db:
            stories, writer = StoryClaims(db), Writer(db, Frontier(db, ""))

            async def tell(url: str) -> str | None:
                told = article(url)
                original = await stories.original_of(told)
                if original is None:
                    await writer.put(told, page(url))
                    stories.release(told)
                return original and original.article_id

            return await asyncio.gather(*(tell(f"https://{name}.example/story") for name in ("one", "two", "three")))

    first = key("https://one.example/story")
    assert asyncio.run(scenario()) == [None, first, first]


def test_a_story_that_was_refused_does_not_block_its_copy(async_db) -> None:
    async def scenario() -> str | None:
        async with async_db() as db:
            stories = StoryClaims(db)
            refused = article("https://one.example/story")
            assert await stories.original_of(refused) is None
            waiting = asyncio.create_task(stories.original_of(article("https://two.example/story")))
            await asyncio.sleep(0)
            stories.release(refused)
            return await waiting

    assert asyncio.run(scenario()) is None


def test_a_story_that_shares_passages_but_contradicts_is_not_waited_for(async_db) -> None:
    async def scenario() -> list[object]:
        async with async_db() as db:
            stories = StoryClaims(db)
            first = article("https://one.example/story", body=STORY.replace("valleys coverage", "valleys 90 masts"))
            other = article("https://two.example/story", body=STORY.replace("valleys coverage", "valleys 70 masts"))
            assert len(set(first.signature) & set(other.signature)) >= 2
            return [await stories.original_of(first), await asyncio.wait_for(stories.original_of(other), 10)]

    assert asyncio.run(scenario()) == [None, None]
