"""One embedded MongoDB for the whole run, a database of its own for each test, and real crawls as processes."""

import asyncio
import fcntl
import os
import re
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database

from newsbot.corpus import Corpus
from newsbot.items import Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.database.connection import Connection
from newsbot.store.embedded.server import EmbeddedServer, stop, try_lock
from newsbot.store.frontier.frontier import Frontier
from tests.support import warm
from tests.support.articles import article, page
from tests.support.newspaper import FAST, Newspaper, newspaper

PROJECT = Path(__file__).parents[1]

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
"""The name of this worker of pytest-xdist; empty without it."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes that tests start read compiled modules, as a user's do

Scrapy = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the whole run, whichever of pytest-xdist's workers asks."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if WORKER else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def mongo_home(shared: Path) -> Iterator[str]:
    """The home of a running embedded MongoDB, one for all workers; it has stopped when the last one ends."""
    home, present = str(shared / "mongo"), shared / "workers.lock"
    with open(present, "ab") as here, EmbeddedServer.attach(home):
        fcntl.flock(here, fcntl.LOCK_SH)
        yield home
    with try_lock(present) as alone:
        assert not alone or stop(home), "a test left a user of the database behind"


@pytest.fixture
def database_name(mongo_home: str) -> Iterator[str]:
    """The name of a database that only this test uses."""
    name = f"test_{uuid4().hex[:12]}"
    yield name
    with Connection.open(uri=None, database=name, home=mongo_home) as connection, connection.client() as client:
        client.drop_database(name)


@pytest.fixture
def corpus(mongo_home: str, database_name: str) -> Iterator[Corpus]:
    """The test's database as a researcher opens it."""
    with Corpus.open(database=database_name, home=mongo_home) as opened:
        yield opened


@pytest.fixture
def db(corpus: Corpus) -> Database[dict[str, Any]]:
    """The test's database."""
    return corpus.db


@pytest.fixture
def async_db(mongo_home: str, database_name: str) -> Callable[[], Any]:
    """Opens the test's database for asyncio: `async with async_db() as db`."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
        with Connection.open(uri=None, database=database_name, home=mongo_home) as connection:
            async with connection.async_client() as client:
                yield client[database_name]

    return opened


def run_scrapy(home: str, database: str, *arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`scrapy …` as a user would run it."""
    values = user_environment(home, database) | environment
    return warm.run([*map(str, arguments)], folder=PROJECT, environment=values, timeout=120)


def user_environment(home: str, database: str) -> dict[str, str]:
    """The environment of somebody whose corpus is a database of the embedded server."""
    base = {k: v for k, v in os.environ.items() if k not in ("MONGO_URI", "http_proxy", "HTTP_PROXY")}
    return base | {"NEWSBOT_HOME": home, "MONGO_DATABASE": database, "COLUMNS": "160"}


@pytest.fixture
def scrapy(mongo_home: str, database_name: str) -> Scrapy:
    """Runs `scrapy …` as a user would, on the test's database."""
    return partial(run_scrapy, mongo_home, database_name)


@pytest.fixture
def site() -> Iterator[Newspaper]:
    """A newspaper with three stories, on this machine."""
    with newspaper() as served:
        served.publish(3)
        yield served


@pytest.fixture
def crawl_site(scrapy: Scrapy) -> Scrapy:
    """Crawls the site at an address, as fast as it answers, with settings such as "DOWNLOAD_MAXSIZE=1000"."""

    def run(url: str, *settings: str) -> Any:
        return scrapy("crawl", "site", "-a", f"url={url}", *FAST, *(word for one in settings for word in ("-s", one)))

    return run


@pytest.fixture(scope="session")
def sample_database(shared: Path, mongo_home: str) -> str:
    """The name of a database with the sample corpus as crawls of July 2024 and of today meet it. To be read only."""
    name = "sample"
    in_order = ["-s", "CONCURRENT_REQUESTS=1"]  # which of two tellings is the article and which the copy depends on it
    with open(shared / "sample.lock", "a+") as crawled:
        fcntl.flock(crawled, fcntl.LOCK_EX)
        if not crawled.tell():
            for arguments in (["-a", "as_of=2024-07-09T18:00"], []):
                done = run_scrapy(mongo_home, name, "crawl", "sample", *arguments, *in_order, "-L", "WARNING")
                assert (done.returncode, done.stderr) == (0, "")
            crawled.write("crawled")
    return name


@contextmanager
def copied(corpus: Corpus) -> Iterator[str]:
    """The name of a copy of a corpus's database, which tests may change."""
    name = f"copy_{uuid4().hex[:12]}"
    for collection in corpus.db.list_collection_names():
        corpus.db[collection].aggregate([{"$out": {"db": name, "coll": collection}}])
    yield name
    corpus.db.client.drop_database(name)


@pytest.fixture
def sample_corpus(mongo_home: str, sample_database: str) -> Iterator[Corpus]:
    """The sample corpus, open. To be read only."""
    with Corpus.open(database=sample_database, home=mongo_home) as opened:
        yield opened


@pytest.fixture
def filled(async_db) -> None:
    """Two articles with quotes."""
    one = article(
        published=datetime(2023, 12, 30, tzinfo=UTC),
        quotes=[_said("5G in every valley [soon]", "Ann Lee"), _said("smart", None, "scare")],
    )
    two = article(
        "https://wire.example/2",
        site="wire.example",
        body="Another body.",
        published=datetime(2024, 2, 1, tzinfo=UTC),
        quotes=[
            _said("It is about spectrum, not 5G.", "Ann Lee"),
            _said("We will see.", "Jo Leeds"),
            _said("No.", "A.B (x*"),
        ],
    )

    async def store() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            await asyncio.gather(*(writer.put(a, page(a.url)) for a in (one, two)))

    asyncio.run(store())


def _said(text: str, speaker: str | None, kind: str = "statement") -> Quote:
    return Quote(text=text, start=len(text), end=2 * len(text), kind=kind, speaker=speaker, speaker_role="minister")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that hold the promises of SECURITY.md: `make attack` runs them."""
    promised = tuple(re.findall(r"`(tests/[^`]+)`", (PROJECT / "SECURITY.md").read_text(encoding="utf-8")))
    for item in items:
        if any(item.nodeid == test or item.nodeid.startswith((f"{test}::", f"{test}[")) for test in promised):
            item.add_marker("attack")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`, see tests/support/golden.py."""
    parser.addoption("--update-golden", action="store_true", help="write what the code gives now into the golden files")
