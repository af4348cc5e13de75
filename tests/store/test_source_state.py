"""What is remembered of feeds and sitemaps, and when it is believed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from newsbot.discovery.candidate import Candidate
from newsbot.discovery.http_validators import Validators
from newsbot.discovery.periods import Period
from newsbot.store.frontier.frontier import Frontier
from tests.store.test_frontier import names, store

FEED, DAY = "https://news.example/feed", timedelta(days=1)
NOW = datetime.now(UTC).replace(microsecond=0)


def listed(*rows: str, **dates: datetime) -> list[Candidate]:
    return [Candidate(url=f"https://news.example/{row}", source=FEED, **dates) for row in rows]


def read(frontier: Frontier, **fields: Any) -> None:
    values = {"answered": FEED, "name": FEED, "validators": Validators('"one"', "Mon, 20 May 2024 12:00:00 GMT")}
    frontier.sources.read(FEED, **values | fields)


async def next_crawl(db: Any) -> Frontier:
    frontier = Frontier(db, "news.example")
    await frontier.sources.load("")
    return frontier


def test_a_source_is_asked_with_what_it_said_of_itself_where_it_said_it(async_db) -> None:
    async def scenario() -> list[dict[str, str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            moved = "https://feeds.example/news"
            read(frontier, answered=moved)
            await frontier.sources.keep("")
            sources = (await next_crawl(db)).sources
            other_table = Frontier(db, "news.example").sources
            await other_table.load("/articles/")
            asked = [sources.validators(FEED, FEED), sources.validators(FEED, moved)]
            return [*asked, other_table.validators(FEED, moved)]

    before_redirect, behind_it, other_table = asyncio.run(scenario())
    assert before_redirect == other_table == {}
    assert behind_it == {"If-None-Match": '"one"', "If-Modified-Since": "Mon, 20 May 2024 12:00:00 GMT"}


def test_a_source_whose_word_is_doubted_is_to_be_heard_again(async_db) -> None:
    """It said that the story changed, in vain; what it says now is believed some hours later only."""

    async def scenario() -> tuple[list[str], dict[str, str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.admit(listed("story", modified=NOW - DAY))
            await store(frontier, db, "story")
            await frontier.admit(listed("story", modified=NOW + DAY))
            await frontier.unchanged("https://news.example/story")
            later = Frontier(db, "news.example")
            due = await later.admit(listed("story", modified=NOW + 2 * DAY))
            read(later)
            await later.sources.keep("")
            return names(due), (await next_crawl(db)).sources.validators(FEED, FEED)

    assert asyncio.run(scenario()) == ([], {})


def test_what_vanished_before_a_crawl_was_killed_is_missed_by_the_next_though_the_source_is_unchanged(async_db) -> None:
    async def scenario() -> list[list[str]]:
        async with async_db() as db:
            first = Frontier(db, "news.example")
            await first.admit(listed("kept", "vanished"))
            for name in ("kept", "vanished"):
                await store(first, db, name)
            killed = Frontier(db, "news.example")
            await killed.admit(listed("kept"))
            read(killed)
            await killed.sources.keep("")
            found = []
            for _ in range(2):
                frontier = await next_crawl(db)
                assert frontier.sources.unchanged(FEED) is not None
                found.append(names(await frontier.due_again()))
                assert (await db["sources"].find_one({"name": {"$exists": True}}))["searched"] is True
                await frontier.unchanged("https://news.example/vanished")
            return found

    assert asyncio.run(scenario()) == [["vanished"], []]


def needs_no_look(async_db: Callable[[], Any], read_ago: timedelta, said: Any, now_said: Any, period: Any) -> bool:
    async def scenario() -> bool:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            read(frontier, lastmod=said)
            await frontier.sources.keep("")
            await db["sources"].update_one({}, {"$set": {"read_at": NOW - read_ago}})
            sources = (await next_crawl(db)).sources
            assert not sources.needs_no_look("https://news.example/never-read", now_said, period)
            return sources.needs_no_look(FEED, now_said, period)

    return asyncio.run(scenario())


def test_a_sitemap_is_left_alone_that_cannot_hold_anything_new(async_db) -> None:
    then, past = NOW - 90 * DAY, (NOW - 400 * DAY, NOW - 370 * DAY)
    this_month: Period = (NOW - 15 * DAY, NOW + 15 * DAY)
    assert needs_no_look(async_db, DAY, then, then, None)
    assert not needs_no_look(async_db, DAY, then, NOW, None)
    assert not needs_no_look(async_db, 8 * DAY, then, then, None)
    assert not needs_no_look(async_db, DAY, None, None, None)
    assert needs_no_look(async_db, 8 * DAY, None, None, past)
    assert not needs_no_look(async_db, 8 * DAY, then, NOW, past)
    assert not needs_no_look(async_db, 31 * DAY, None, None, past)
    assert not needs_no_look(async_db, DAY, None, None, this_month)
