"""The accounts of deploy/compose.yaml on a real server: what the crawls need, what the explorer may not."""

import subprocess
import sys
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from tests.conftest import PROJECT, user_environment
from tests.deploy.conftest import Accounts

directly = build_opener(ProxyHandler({})).open


@pytest.fixture
def newsbot(accounts: Accounts, tmp_path: Path):
    """Runs `newsbot …` with the account of a connection string in a file."""

    def run(account: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
        environment = user_environment(str(tmp_path / "home"), "newsbot") | {
            "PYTHONPATH": str(PROJECT), "MONGO_URI_FILE": str(accounts.folder / f"{account}_uri"),
        }  # fmt: skip
        command = [sys.executable, "-m", "newsbot", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)

    return run


@pytest.mark.slow
def test_the_crawlers_account_may_do_all_that_newsbot_does(newsbot, tmp_path: Path) -> None:
    for command in (
        ("crawl", "sample"),
        ("db", "migrate"),
        ("db", "index", "--text"),
        ("speakers", "merge", "Dmitri Halvorsen", "Abel Quispe-Nyström"),
        ("db", "backup", tmp_path / "backup"),
        ("db", "restore", tmp_path / "backup", "--replace"),
        ("reprocess",),
        ("status", "--json"),  # the health check of the scheduler
    ):
        done = newsbot("crawler", *command)
        assert (done.returncode, done.stderr) == (0, ""), command


@pytest.mark.slow
def test_the_explorers_account_reads_and_writes_nothing(newsbot, accounts: Accounts, tmp_path: Path) -> None:
    assert newsbot("crawler", "crawl", "sample").returncode == 0
    for command in (("quotes",), ("overview",), ("status",), ("speakers",)):
        done = newsbot("explorer", *command)
        assert (done.returncode, done.stderr) == (0, ""), command
    for command in (("crawl", "sample"), ("speakers", "merge", "Ines Kavčić", "Roza Tolegenova")):
        done = newsbot("explorer", *command)
        assert done.returncode == 3
        assert "does not let this user write to the database" in done.stderr
    environment = user_environment(str(tmp_path / "home"), "newsbot") | {
        "PYTHONPATH": str(PROJECT), "MONGO_URI_FILE": str(accounts.folder / "explorer_uri"),
    }  # fmt: skip
    command = [sys.executable, "-m", "newsbot", "explore", "--everywhere", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[4]
            for path in ("suggest?kind=site", "?contains=network", "speakers"):
                with directly(address + path, timeout=60) as answer:
                    assert answer.status == 200
        finally:
            process.terminate()


@pytest.mark.parametrize("account", ["crawler", "explorer"])
def test_no_account_reaches_another_database(accounts: Accounts, account: str) -> None:
    with MongoClient((accounts.folder / f"{account}_uri").read_text().strip()) as client:
        assert client.admin.command("hello")["setName"] == "rs0"
        for question in (
            lambda: client["other"]["x"].find_one(),
            lambda: client["admin"]["system.users"].find_one(),
            lambda: client["newsbot"].command("createUser", "x", pwd="x", roles=[]),
        ):
            with pytest.raises(OperationFailure, match="not authorized"):
                question()
    refused = pytest.raises(OperationFailure, match=r"requires authentication|not authorized")
    with MongoClient(accounts.host, directConnection=True) as client, refused:
        client["newsbot"]["articles"].find_one()


def test_run_again_it_changes_nothing_but_a_new_password(accounts: Accounts) -> None:
    assert accounts.init().returncode == 0
    file = accounts.folder / "explorer_uri"
    earlier = file.read_text()
    later = earlier.replace("explorer:", "explorer:new")
    file.write_text(later)
    try:
        assert accounts.init().returncode == 0
        with MongoClient(later.strip()) as client:
            assert client["newsbot"]["articles"].estimated_document_count() >= 0
        with MongoClient(earlier.strip()) as client, pytest.raises(OperationFailure, match="Authentication failed"):
            client["newsbot"]["articles"].estimated_document_count()
    finally:
        file.write_text(earlier)
        assert accounts.init().returncode == 0


def test_secrets_are_made_once_and_closed(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    command = ["sh", str(PROJECT / "deploy" / "make-secrets.sh"), str(folder)]
    subprocess.run(command, check=True)
    before = {file.name: file.read_text() for file in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o444}
    long = [before[name] for name in ("mongo_keyfile", "mongo_root_password", "crawler_uri", "explorer_uri")]
    assert len({text.split("@")[0].rpartition(":")[2] for text in long}) == 4
    assert (before["slack_webhook"], before["mail_password"]) == ("", "")
    (folder / "explorer_uri").unlink()
    subprocess.run(command, check=True)
    after = {file.name: file.read_text() for file in folder.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"explorer_uri"}
