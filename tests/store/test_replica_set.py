"""A replica set of three: a crawl, and everything that reads or writes beside it, whoever is primary meanwhile."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from tests.support.disturbed import crawl_disturbed, documents
from tests.support.newspaper import Newspaper, newspaper
from tests.support.replica_set import ReplicaSet, replica_set

pytestmark = pytest.mark.slow

STORIES = 240
REPRINTS = 24


@pytest.fixture(scope="module")
def servers() -> Iterator[ReplicaSet]:
    with tempfile.TemporaryDirectory() as folder, replica_set(Path(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def site() -> Iterator[Newspaper]:
    with newspaper() as served:
        for path in served.publish(STORIES)[:: STORIES // REPRINTS]:
            served.reprint(path)
        yield served


@pytest.fixture(scope="module")
def client(servers: ReplicaSet) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient(servers.uri, tz_aware=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def undisturbed(servers: ReplicaSet, site: Newspaper, client: MongoClient[dict[str, Any]]) -> Database[dict[str, Any]]:
    """What a crawl stores that nothing happens to."""
    done = crawl_disturbed(site, servers.uri, "undisturbed")
    assert (done.returncode, done.stderr) == (0, "")
    assert client["undisturbed"]["articles"].count_documents({}) == STORIES
    return client["undisturbed"]


def step_down(servers: ReplicaSet, go_on: Callable[[], None]) -> None:
    go_on()
    servers.step_down()
    servers.settle()


def kill_and_start(servers: ReplicaSet, go_on: Callable[[], None]) -> None:
    go_on()
    killed = servers.kill_primary()
    assert servers.primary is not killed
    killed.start()
    servers.settle()


def take_back_writes(servers: ReplicaSet, go_on: Callable[[], None]) -> None:
    killed = servers.lose_writes(go_on)
    before = killed.taken_back
    assert servers.primary is not killed
    killed.start()
    servers.settle()
    assert killed.taken_back > before


@pytest.mark.parametrize("happens", [step_down, kill_and_start, take_back_writes])
def test_a_failover_in_the_middle_loses_nothing_and_doubles_nothing(
    happens: Callable[[ReplicaSet, Callable[[], None]], None],
    servers: ReplicaSet,
    site: Newspaper,
    client: MongoClient[dict[str, Any]],
    undisturbed: Database[dict[str, Any]],
) -> None:
    db = client[f"test_{uuid4().hex[:12]}"]
    done = crawl_disturbed(site, servers.uri, db.name, [partial(happens, servers)] * 2)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert documents(db) == documents(undisturbed)
    [run] = db["runs"].find()
    assert (run["new"], run["reason"], run["errors"]) == (STORIES, "finished", 0)
