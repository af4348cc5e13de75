"""The memory of what was crawled."""

import asyncio
from datetime import UTC, datetime, timedelta

from newsbot.discovery.candidate import Candidate
from newsbot.store.frontier import MOST_ATTEMPTS, Frontier
from tests.support.articles import FETCHED, page

DAY = timedelta(days=1)


def candidate(name: str, **dates: datetime) -> Candidate:
    return Candidate(url=f"https://news.example/{name}", source="https://news.example/feed", **dates)


def test_what_is_unknown_is_due_newest_first(async_db) -> None:
    async def scenario() -> list[str]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            due = await frontier.admit(
                [candidate("undated"), candidate("old", published=FETCHED - DAY), candidate("new", published=FETCHED)]
            )
            return [c.url.rpartition("/")[2] for c in due]

    assert asyncio.run(scenario()) == ["new", "old", "undated"]


def test_what_is_done_is_due_again_only_when_its_source_says_it_changed(async_db) -> None:
    async def scenario() -> tuple[list[Candidate], list[Candidate]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.admit([candidate("story")])
            await db["frontier"].bulk_write(frontier.done(page("https://news.example/story"), "id"))
            unchanged = await frontier.admit([candidate("story", modified=FETCHED - DAY)])
            changed = await frontier.admit([candidate("story", modified=FETCHED + DAY)])
            return unchanged, changed

    unchanged, changed = asyncio.run(scenario())
    assert unchanged == []
    assert [c.url for c in changed] == ["https://news.example/story"]


def test_variants_of_an_address_are_one(async_db) -> None:
    async def scenario() -> list[Candidate]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await db["frontier"].bulk_write(frontier.done(page("https://news.example/story"), "id"))
            return await frontier.admit(
                [
                    Candidate(url="http://news.example/story?utm_source=mail", source=""),
                    Candidate(url="https://news.example/story#comments", source=""),
                ]
            )

    assert asyncio.run(scenario()) == []


def test_a_redirected_address_is_done_with_its_target(async_db) -> None:
    async def scenario() -> list[Candidate]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            moved = page("https://news.example/new-place", requested_url="https://news.example/old-place")
            await db["frontier"].bulk_write(frontier.done(moved, "id"))
            return await frontier.admit([candidate("old-place"), candidate("new-place")])

    assert asyncio.run(scenario()) == []


def test_a_failure_is_tried_again_but_not_for_ever(async_db) -> None:
    async def scenario() -> tuple[int, list[Candidate]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            tries = 0
            while await frontier.admit([candidate("broken")]):
                await frontier.failed("https://news.example/broken", "HTTP status 500")
                tries += 1
            return tries, await frontier.admit([candidate("broken")])

    assert asyncio.run(scenario()) == (MOST_ATTEMPTS, [])


def test_gone_and_refused_are_left_alone(async_db) -> None:
    async def scenario() -> tuple[list[Candidate], dict[str, str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.failed("https://news.example/removed", "HTTP status 410", gone=True)
            await frontier.refused("https://news.example/gallery", "The page has no body")
            due = await frontier.admit([candidate("removed"), candidate("gallery")])
            return due, {d["url"]: d["state"] async for d in db["frontier"].find()}

    due, states = asyncio.run(scenario())
    assert due == []
    assert states == {"https://news.example/removed": "gone", "https://news.example/gallery": "failed"}


def test_what_an_interrupted_run_left_is_found_again(async_db) -> None:
    async def scenario() -> list[Candidate]:
        async with async_db() as db:
            await Frontier(db, "news.example").admit([candidate("a", published=FETCHED), candidate("b")])
            await Frontier(db, "other.example").admit([Candidate(url="https://other.example/x", source="")])
            return await Frontier(db, "news.example").left_over()

    left = asyncio.run(scenario())
    assert [c.url for c in left] == ["https://news.example/a", "https://news.example/b"]
    assert left[0].published == FETCHED.astimezone(UTC)
