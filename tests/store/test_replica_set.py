"""A replica set of three: a crawl, and everything that reads or writes beside it, whoever is primary meanwhile."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from newsbot.corpus import Corpus
from tests.support.disturbed import PROJECT, crawl_disturbed, documents
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


def test_ten_kills_of_the_primary_in_a_crawl_of_a_thousand_articles(
    servers: ReplicaSet, client: MongoClient[dict[str, Any]]
) -> None:
    db = client[f"test_{uuid4().hex[:12]}"]
    with newspaper() as site:
        urls = {f"{site.url}{path}" for path in site.publish(1000)}
        done = crawl_disturbed(site, servers.uri, db.name, [partial(kill_and_start, servers)] * 10)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    stored = [article["url"] for article in db["articles"].find({}, {"url": 1})]
    assert (len(stored), set(stored)) == (1000, urls)
    assert db["quotes"].count_documents({}) == 1000
    assert db["frontier"].distinct("state") == ["done"]
    [run] = db["runs"].find()
    assert (run["new"], run["reason"], run["errors"]) == (1000, "finished", 0)


@pytest.fixture
def newsbot(servers: ReplicaSet, undisturbed: Database[dict[str, Any]]) -> Callable[..., str]:
    """Runs `newsbot …` on the undisturbed corpus or, as a keyword, on another database; returns what it prints."""

    def run(*arguments: object, database: str = undisturbed.name) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "newsbot", *map(str, arguments)],
            cwd=PROJECT,
            env=os.environ | {"MONGO_URI": servers.uri, "MONGO_DATABASE": database, "COLUMNS": "160"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def test_questions_and_exports_are_answered_as_before_after_a_failover(
    newsbot: Callable[..., str], servers: ReplicaSet, tmp_path: Path
) -> None:
    asked = ("quotes", "--speaker", "Petra Lindqvist", "--json")
    before = newsbot(*asked)
    with Corpus.open(servers.uri, database="undisturbed") as corpus:
        months = list(corpus.timeline())
        servers.step_down()
        assert list(corpus.timeline()) == months
        assert sum(row["quotes"] for row in months) == STORIES
    assert newsbot(*asked) == before
    assert f"{STORIES:,}" in newsbot("overview")
    newsbot("export", "quotes", "--to", tmp_path / "quotes.jsonl")
    assert len((tmp_path / "quotes.jsonl").read_text(encoding="utf-8").splitlines()) == STORIES


def test_a_backup_of_a_replica_set_restores_to_the_same_documents(
    newsbot: Callable[..., str],
    client: MongoClient[dict[str, Any]],
    undisturbed: Database[dict[str, Any]],
    servers: ReplicaSet,
    tmp_path: Path,
) -> None:
    newsbot("db", "backup", tmp_path / "backup")
    servers.step_down()
    servers.settle()
    newsbot("db", "restore", tmp_path / "backup", database="restored")
    assert documents(client["restored"]) == documents(undisturbed)


def test_pages_are_read_again_and_annotations_stay_across_a_failover(
    newsbot: Callable[..., str], client: MongoClient[dict[str, Any]], servers: ReplicaSet, tmp_path: Path
) -> None:
    newsbot("db", "backup", tmp_path / "backup")
    newsbot("db", "restore", tmp_path / "backup", database="again")
    db = client["again"]
    before = documents(db, "articles", "quotes")
    one, two = [quote["_id"] for quote in before["quotes"][:2]]
    newsbot("annotate", one, "--speaker", "Ann Lee", database="again")
    db["articles"].update_one({"_id": two.partition(":")[0]}, {"$set": {"body": "Only this.", "content_hash": "old"}})
    servers.step_down()
    servers.settle()
    newsbot("reprocess", database="again")
    after = documents(db, "articles", "quotes")
    assert [quote["speaker"] for quote in after["quotes"][:2]] == ["Ann Lee", "Petra Lindqvist"]
    bodies, former = ({article["url"]: article["body"] for article in was["articles"]} for was in (after, before))
    assert bodies == former
    assert after["quotes"][2:] == before["quotes"][2:]


def test_the_explorer_serves_on_while_the_primary_is_killed(
    servers: ReplicaSet, undisturbed: Database[dict[str, Any]]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "newsbot", "explore", "--port", "0", "--no-browser"],
        cwd=PROJECT,
        env=os.environ | {"MONGO_URI": servers.uri, "MONGO_DATABASE": undisturbed.name},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[4]

            def speakers() -> list[dict[str, Any]]:
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(f"{address}api/speakers", timeout=60) as answer:
                    return json.load(answer)["data"]

            before = speakers()
            killed = servers.kill_primary()
            assert speakers() == before
            killed.start()
            servers.settle()
            assert [row["quotes"] for row in before] == [STORIES]
        finally:
            process.terminate()
