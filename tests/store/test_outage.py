"""The database goes away in the middle: it is waited for, and nothing is lost."""

import asyncio
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient, MongoClient

from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from tests.spiders.test_interrupted import TOPICS, page_about
from tests.support.articles import article, page
from tests.support.mongod import Mongod, mongod
from tests.support.website import Answer, Website, crawl_of, website

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[Mongod]:
    with tempfile.TemporaryDirectory() as folder, mongod(Path(folder)) as running:
        yield running


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as running:
        stories = {f"/2024/{topic}": Answer(page_about(topic)) for topic in TOPICS}
        running.routes.update(stories)
        rows = "".join(f"<url><loc>{running.url}{path}</loc></url>" for path in stories)
        running.add("/sitemap.xml", f"<urlset>{rows}</urlset>")
        yield running


def crawl(site: Website, server: Mongod, *settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        crawl_of(site, *settings),
        cwd=PROJECT,
        env=os.environ | {"MONGO_URI": server.uri},
        capture_output=True,
        text=True,
        timeout=100,
    )


def stored(server: Mongod) -> set[str]:
    with MongoClient(server.uri) as client:
        return {article["url"].rpartition("/")[2] for article in client["newsbot"]["articles"].find()}


def test_the_writer_loses_nothing_that_it_was_given(server: Mongod) -> None:
    addresses = [f"https://news.example/{number}" for number in range(60)]

    async def write() -> list[str]:
        async with AsyncMongoClient(server.uri, serverSelectionTimeoutMS=60_000) as client:
            writer = Writer(client["newsbot"], Frontier(client["newsbot"], "news.example"))

            async def put(url: str) -> str:
                story = " ".join(f"{url}#{word}" for word in range(60))
                return await writer.put(article(url, body=story), page(url))

            first = [asyncio.create_task(put(url)) for url in addresses[:30]]
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            rest = [asyncio.create_task(put(url)) for url in addresses[30:]]
            await asyncio.sleep(0)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            return await asyncio.gather(*first, *rest)

    assert asyncio.run(write()) == ["new"] * len(addresses)
    assert stored(server) == {url.rpartition("/")[2] for url in addresses}


@pytest.mark.slow
def test_a_crawl_waits_for_a_database_that_comes_back(server: Mongod, site: Website) -> None:
    restarts: list[threading.Timer] = []

    def kill_then_answer() -> Answer:
        server.kill()
        restarts.append(threading.Timer(2, server.start))
        restarts[-1].start()
        return Answer(page_about("schools"))

    site.routes["/2024/schools"] = kill_then_answer
    done = crawl(site, server)
    restarts[0].join()
    assert done.returncode == 0, done.stderr
    assert "MongoDB does not answer. Waiting up to 300 s" in done.stderr
    assert "Traceback" not in done.stderr
    assert stored(server) == set(TOPICS)
    assert len(restarts) == 1


@pytest.mark.slow
def test_a_database_that_stays_away_ends_the_crawl_and_the_next_one_takes_the_rest(
    server: Mongod, site: Website
) -> None:
    def kill_then_answer() -> Answer:
        server.kill()
        return Answer(page_about("schools"))

    site.routes["/2024/schools"] = kill_then_answer
    done = crawl(site, server, "MONGO_WAIT_SECONDS=1")
    assert done.returncode == 4, done.stderr
    assert "MongoDB did not come back, so the crawl ends (database_lost)" in done.stderr
    assert "newsbot: The database went away and did not come back" in done.stderr
    assert "Traceback" not in done.stderr

    server.start()
    site.routes["/2024/schools"] = Answer(page_about("schools"))
    assert stored(server) < set(TOPICS)
    assert crawl(site, server).returncode == 0
    assert stored(server) == set(TOPICS)
