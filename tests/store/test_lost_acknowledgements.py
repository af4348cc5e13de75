"""A write whose acknowledgement is lost is sent again, and counts once, on every way that the store writes."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.settings import Settings

from newsbot.crawl.context import Session
from newsbot.discovery.candidate import Candidate
from newsbot.store.articles.writer import Writer
from newsbot.store.embedded.home import Home
from newsbot.store.frontier.frontier import MOST_ATTEMPTS, Frontier
from tests.support.articles import article, page
from tests.support.lossy import Lossy, lossy

SITE = "wire.example"
URLS = [f"https://wire.example/{n}" for n in range(10)]
State = list[dict[str, Any]]


def candidates() -> list[Candidate]:
    return [Candidate(url=url, source="https://wire.example/feed") for url in URLS]


async def admit(frontier: Frontier, session: Session) -> None:
    await frontier.admit(candidates())


async def fail(frontier: Frontier, session: Session) -> None:
    await frontier.failed(URLS[0], "timeout")
    await frontier.failed(URLS[1], "HTTP status 404", gone=True)


async def look_again(frontier: Frontier, session: Session) -> None:
    await frontier.unchanged(URLS[0])


async def leave_alone(frontier: Frontier, session: Session) -> None:
    await frontier.forbidden(URLS[0])
    await frontier.rejected(URLS[1], "off topic")
    await frontier.put_off(URLS[2], "crawl ended")


async def store(frontier: Frontier, session: Session) -> None:
    one = article(URLS[0], site=SITE, published=datetime(2024, 5, 1, tzinfo=UTC))
    await Writer(session.database, frontier).put(one, page(URLS[0]))


async def refuse(frontier: Frontier, session: Session) -> None:
    await session.refuse(page(URLS[3]), "no headline")


async def die(frontier: Frontier, session: Session) -> None:
    await frontier.died_on(URLS[4], "died")


STEPS = (admit, fail, look_again, leave_alone, store, store, refuse, refuse, die)


@pytest.mark.parametrize("losing", [False, True], ids=["all-arrive", "every-second-is-lost"])
def test_what_is_sent_twice_counts_once(mongo_home: str, database_name: str, losing: bool) -> None:
    with lossy(Home.at(mongo_home).uri) as way:
        found, sources = asyncio.run(run(way, database_name, losing))
    assert way.lost > 10 if losing else way.lost == 0
    by_url = {document["url"]: document for document in found["frontier"]}
    assert {url: by_url[url].get("attempts") for url in URLS[:5]} == dict(
        zip(URLS, [0, 1, 0, MOST_ATTEMPTS, 1], strict=False)
    )
    assert by_url[URLS[0]]["unchanged_checks"] == 1
    assert [letter["times"] for letter in found["dead_letters"]] == [2]
    assert len(found["articles"]) == 1
    assert sources == 10


async def run(way: Lossy, name: str, losing: bool) -> tuple[dict[str, State], int]:
    settings = Settings(
        {"MONGO_URI": way.uri, "MONGO_DATABASE": name, "MONGO_WAIT_SECONDS": 20, "NEWSBOT_HOME": "/nowhere"}
    )
    session = Session(settings, SITE)
    await session.open(lambda: None)
    try:
        way.losing = losing
        for step in STEPS:
            await step(session.frontier, session)
        way.losing = False
        names = ("frontier", "dead_letters", "articles")
        found = {collection: await session.database[collection].find().to_list() for collection in names}
        return found, session.frontier.sources.entries("https://wire.example/feed")
    finally:
        way.losing = False
        await session.close()
