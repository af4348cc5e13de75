"""The memory of what was crawled."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsbot.discovery.candidate import Candidate
from newsbot.store.database.schema import Page
from newsbot.store.frontier.frontier import MOST_ATTEMPTS, Frontier
from newsbot.store.frontier.unlisted import MOST_UNLISTED
from tests.support.articles import FETCHED, page

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


async def pass_time(db, name: str) -> timedelta | None:
    """Go to the moment at which an address is due again; how long that was after the last look, None for never."""
    document = await db["frontier"].find_one({"url": f"https://news.example/{name}"})
    if document.get("next_check") is None:
        return None
    wait = document["next_check"] - document["fetched_at"]
    moved = {"next_check": datetime.now(UTC) - SECOND, "fetched_at": datetime.now(UTC) - SECOND - wait}
    await db["frontier"].update_one({"_id": document["_id"]}, {"$set": moved})
    return wait


async def store_done(db, frontier: Frontier, stored: Page, article_id: str) -> None:
    """Send what the writer sends last."""
    await db["frontier"].bulk_write([write.operation() for write in frontier.done(stored, article_id)])


async def store(frontier: Frontier, db, name: str, **fields: object) -> None:
    """Mark an address as done, as the writer does."""
    stored = replace(page(f"https://news.example/{name}", **fields), fetched_at=datetime.now(UTC))
    await store_done(db, frontier, stored, f"id-{name}")


def names(candidates: list[Candidate]) -> list[str]:
    return [found.url.rpartition("/")[2] for found in candidates]


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
            await store_done(db, frontier, page("https://news.example/story"), "id")
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
            await store_done(db, frontier, page("https://news.example/story"), "id")
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
            await store_done(db, frontier, moved, "id")
            return await frontier.admit([candidate("old-place"), candidate("new-place")])

    assert asyncio.run(scenario()) == []


def test_a_failure_is_tried_again_after_growing_waits_but_not_for_ever(async_db) -> None:
    async def scenario() -> list[timedelta]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            waits = []
            while await frontier.admit([candidate("broken")]):
                await frontier.failed("https://news.example/broken", "HTTP status 500")
                assert await frontier.admit([candidate("broken")]) == []
                waits.append(await pass_time(db, "broken"))
            return waits

    *waits, never = asyncio.run(scenario())
    assert len(waits) == MOST_ATTEMPTS - 1
    assert waits == sorted(waits)
    assert never is None


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


def test_a_404_is_asked_again_some_days_later_and_a_410_is_not(async_db) -> None:
    async def scenario() -> tuple[list[timedelta | None], timedelta | None, list[str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.admit([candidate("lost"), candidate("removed")])
            await frontier.failed("https://news.example/removed", "HTTP status 410", gone=True, for_good=True)
            waits: list[timedelta | None] = []
            for _ in range(3):
                await frontier.failed("https://news.example/lost", "HTTP status 404", gone=True)
                waits.append(await pass_time(db, "lost"))
            return waits, await pass_time(db, "removed"), names(await frontier.due_again())

    waits, removed, due = asyncio.run(scenario())
    assert waits == [DAY, 7 * DAY, None]
    assert removed is None
    assert due == []


def test_a_gone_article_stays_in_the_corpus_and_says_so_but_not_one_whose_copy_is_gone(async_db) -> None:
    async def scenario() -> dict[str, bool]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            for name in ("removed", "original"):
                await db["articles"].insert_one({"_id": f"id-{name}", "url": f"https://news.example/{name}"})
                await store(frontier, db, name)
            await store_done(db, frontier, page("https://news.example/copy"), "id-original")
            for name in ("removed", "copy"):
                await frontier.failed(f"https://news.example/{name}", "HTTP status 410", gone=True)
            return {d["_id"]: "gone_at" in d async for d in db["articles"].find()}

    assert asyncio.run(scenario()) == {"id-removed": True, "id-original": False}


def test_young_articles_are_looked_at_again_at_growing_intervals_and_old_ones_never(async_db) -> None:
    async def scenario() -> tuple[list[timedelta | None], list[str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            now = datetime.now(UTC)
            waits = []
            for name, age in (("new", HOUR), ("today", 12 * HOUR), ("week", 7 * DAY), ("year", 365 * DAY)):
                moments = {"published": now - age, "etag": f'"{name}"'}
                stored = replace(page(f"https://news.example/{name}", **moments), fetched_at=now)
                await store_done(db, frontier, stored, f"id-{name}")
                waits.append(await pass_time(db, name))
            due = await frontier.due_again()
            assert all(frontier.validators(c.url) == {"If-None-Match": f'"{names([c])[0]}"'} for c in due)
            for name in names(due):
                await frontier.unchanged(f"https://news.example/{name}")
            assert await frontier.due_again() == []
            return waits, names(due)

    waits, due = asyncio.run(scenario())
    *growing, never = waits
    assert growing == sorted(growing)
    assert never is None
    assert due == ["new", "today", "week"]


def test_an_article_whose_source_tells_its_changes_needs_no_look(async_db) -> None:
    async def scenario() -> list[str]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            now = datetime.now(UTC)
            for name in ("dated", "undated", "only-the-day"):
                stored = replace(page(f"https://news.example/{name}"), fetched_at=now, published=now - HOUR)
                await store_done(db, frontier, stored, f"id-{name}")
                await pass_time(db, name)
            fetched = (await db["frontier"].find_one({"url": "https://news.example/only-the-day"}))["fetched_at"]
            day = fetched.replace(hour=0, minute=0, second=0, microsecond=0)
            listed = [candidate("dated", modified=now - 5 * HOUR), candidate("undated")]
            assert await frontier.admit([*listed, candidate("only-the-day", modified=day)]) == []
            return names(await frontier.due_again())

    assert sorted(asyncio.run(scenario())) == ["only-the-day", "undated"]


def test_what_a_source_lists_no_longer_is_looked_at_once(async_db) -> None:
    """A feed drops the old; what is missing between the younger and the older ones was taken out."""

    async def scenario() -> tuple[list[str], list[str]]:
        async with async_db() as db:
            days = {name: FETCHED - n * DAY for n, name in enumerate(("new", "taken-out", "kept", "slid-off"))}
            before = Frontier(db, "news.example")
            await before.admit([candidate(name, published=day) for name, day in days.items()])
            for name, day in days.items():
                await store(before, db, name, published=day)
            frontier = Frontier(db, "news.example")
            await frontier.admit([candidate(name, published=days[name]) for name in ("new", "kept")])
            due = await frontier.due_again()
            await frontier.unchanged("https://news.example/taken-out")
            await frontier.admit([candidate(name, published=days[name]) for name in ("new", "kept")])
            return names(due), names(await frontier.due_again())

    assert asyncio.run(scenario()) == (["taken-out"], [])


def test_a_list_cut_short_does_not_send_the_crawl_after_everything(async_db) -> None:
    async def scenario() -> int:
        async with async_db() as db:
            listed = [candidate(f"story-{n}") for n in range(100)]
            before = Frontier(db, "news.example")
            await before.admit(listed)
            for found in listed:
                await store(before, db, names([found])[0])
            frontier = Frontier(db, "news.example")
            await frontier.admit(listed[:3])
            return len(await frontier.due_again())

    assert asyncio.run(scenario()) == MOST_UNLISTED


def test_the_longest_list_is_the_one_to_miss_an_article_in(async_db) -> None:
    """It was found by the feed of the newest two and slid off it, but the sitemap lists everything."""

    async def scenario() -> list[str]:
        async with async_db() as db:

            def feed(*rows: str) -> list[Candidate]:
                return [candidate(name, published=FETCHED - int(name[-1]) * DAY) for name in rows]

            def sitemap(*rows: str) -> list[Candidate]:
                return [Candidate(url=f"https://news.example/{name}", source="sitemap") for name in rows]

            before = Frontier(db, "news.example")
            await before.admit(feed("day-5", "day-6"))
            await before.admit(sitemap("day-5", "day-6", "day-7"))
            for name in ("day-5", "day-6", "day-7"):
                await store(before, db, name)
            frontier = Frontier(db, "news.example")
            await frontier.admit(feed("day-3", "day-4"))
            await frontier.admit(sitemap("day-3", "day-4", "day-5", "day-7"))
            return names(await frontier.due_again())

    assert asyncio.run(scenario()) == ["day-6"]


def test_a_sitemap_that_says_changed_in_vain_is_believed_less_and_less(async_db) -> None:
    async def scenario() -> list[list[str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.admit([candidate("story", modified=FETCHED)])
            await store(frontier, db, "story")
            answers = []
            for _ in range(2):
                answers.append(names(await frontier.admit([candidate("story", modified=datetime.now(UTC) + HOUR)])))
                await frontier.unchanged("https://news.example/story")
            return answers

    assert asyncio.run(scenario()) == [["story"], []]


def test_a_time_that_a_sitemap_gives_to_every_page_says_nothing(async_db) -> None:
    async def scenario() -> list[str]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            listed = [candidate(f"story-{n}", modified=FETCHED) for n in range(40)]
            await frontier.admit(listed)
            for found in listed:
                await store(frontier, db, names([found])[0])
            made = [replace(found, modified=FETCHED + DAY) for found in listed]
            made[7] = replace(listed[7], modified=FETCHED + HOUR)
            return names(await frontier.admit(made))

    assert asyncio.run(scenario()) == ["story-7"]


def test_a_change_that_was_not_fetched_before_the_crawl_was_killed_is_fetched_by_the_next(async_db) -> None:
    async def scenario() -> list[str]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.admit([candidate("story", modified=FETCHED)])
            await store(frontier, db, "story")
            await frontier.admit([candidate("story", modified=FETCHED + DAY)])
            after = Frontier(db, "news.example")
            await after.admit([candidate("story", modified=FETCHED + DAY)])
            return names(await after.due_again())

    assert asyncio.run(scenario()) == ["story"]


def test_a_page_joins_the_addresses_that_lead_to_it(async_db) -> None:
    async def scenario() -> tuple[list[Candidate], list[str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            now = datetime.now(UTC)
            hops = ("https://news.example/?p=12", "https://news.example/own-name")
            stored = page("https://news.example/story", requested_url="https://news.example/s/12", aliases=hops)
            await store_done(db, frontier, replace(stored, fetched_at=now, published=now), "id")
            listed = [candidate(path) for path in ("s/12", "?p=12", "story", "own-name")]
            checked = [d["url"] async for d in db["frontier"].find({"next_check": {"$ne": None}})]
            return await frontier.admit(listed), checked

    assert asyncio.run(scenario()) == ([], ["https://news.example/story"])


def test_what_robots_txt_forbids_and_what_is_off_topic_is_remembered(async_db) -> None:
    async def scenario() -> tuple[list[Candidate], dict[str, str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            await frontier.admit([candidate("private"), candidate("cooking")])
            await frontier.forbidden("https://news.example/private")
            await frontier.rejected("https://news.example/cooking", "Not about telecoms")
            states = {d["url"].rpartition("/")[2]: d["state"] async for d in db["frontier"].find()}
            return await frontier.admit([candidate("private"), candidate("cooking")]), states

    due, states = asyncio.run(scenario())
    assert due == []
    assert states == {"private": "forbidden", "cooking": "rejected"}


def test_a_look_by_a_clock_that_was_ahead_counts_for_nothing(async_db) -> None:
    async def scenario() -> tuple[list[str], list[str]]:
        async with async_db() as db:
            frontier = Frontier(db, "news.example")
            for name in ("ahead", "right"):
                await frontier.admit([candidate(name)])
                await store(frontier, db, name)
            later = {"fetched_at": datetime.now(UTC) + 400 * DAY, "next_check": datetime.now(UTC) + 401 * DAY}
            await db["frontier"].update_one({"url": "https://news.example/ahead"}, {"$set": later})
            due = await Frontier(db, "news.example").admit([candidate("ahead"), candidate("right")])
            await store(frontier, db, "ahead")
            return names(due), names(await Frontier(db, "news.example").admit([candidate("ahead"), candidate("right")]))

    assert asyncio.run(scenario()) == (["ahead"], [])
