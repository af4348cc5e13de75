"""A MongoDB account that may only read: what reads works, what writes ends with a sentence."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from tests.support.mongod import Mongod

PASSWORD = "a5ecret"
QUOTE = {
    "_id": "a:1",
    "article_id": "a",
    "site": "a.example",
    "url": "https://a.example/1",
    "headline": "A headline",
    "published": None,
    "part": "body",
    "start": 0,
    "end": 8,
    "text": "We read.",
    "kind": "statement",
    "speaker": "Ann Lee",
    "speaker_key": "ann lee",
    "speaker_role": None,
}


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The connection string of such an account; the corpus has one quote."""
    mongod = Mongod(tmp_path_factory.mktemp("auth"), "--auth")
    mongod.start()
    try:
        with MongoClient(mongod.uri) as client:
            client.admin.command("createUser", "owner", pwd=PASSWORD, roles=["root"])
        with MongoClient(mongod.uri, username="owner", password=PASSWORD) as client:
            client.admin.command("createUser", "reader", pwd=PASSWORD, roles=[{"role": "read", "db": "news"}])
            client["news"]["quotes"].insert_one(QUOTE)
        yield mongod.uri.replace("mongodb://", f"mongodb://reader:{PASSWORD}@") + "/?authSource=admin"
    finally:
        mongod.kill()


def newsbot(uri: str, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"MONGO_URI": uri, "MONGO_DATABASE": "news", "NEWSBOT_HOME": str(home)}
    command = [sys.executable, "-m", "newsbot", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "command",
    [
        ("crawl", "sample"),
        ("reprocess",),
        ("db", "migrate"),
        ("db", "index", "--text"),
        ("speakers", "merge", "Ann Lee", "A. Lee"),
        ("annotate", "a:1", "--speaker", "Bo Ray"),
    ],
)
def test_what_writes_ends_with_a_sentence(command: tuple[str, ...], uri: str, tmp_path: Path) -> None:
    done = newsbot(uri, tmp_path, *command)
    assert done.returncode == 3
    assert done.stderr.startswith("newsbot: The MongoDB at mongodb://reader:***@")
    assert done.stderr.endswith(
        "does not let this user write to the database. Name one in MONGO_URI who has the role readWrite there.\n"
    )
    assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.parametrize("command", [("quotes",), ("speakers",), ("status",), ("annotate", "--list")])
def test_what_reads_works(command: tuple[str, ...], uri: str, tmp_path: Path) -> None:
    done = newsbot(uri, tmp_path, *command)
    assert (done.returncode, done.stderr) == (0, "")
