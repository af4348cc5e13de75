"""`newsbot crawl A B C` and `--all`: a process for each site, none of which harms the others, and a table."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from tests.conftest import PROJECT, user_environment
from tests.support.cms import cms
from tests.support.inbox import inbox
from tests.support.newspaper import WORDS

TABLE = """
from newsbot.spiders.news import NewsSpider


class Own(NewsSpider):
    name = "{name}"
    site = "{site}"
    feeds = ("{url}/feed/",)
    custom_settings = {{"ALLOW_PRIVATE_ADDRESSES": True, "DOWNLOAD_DELAY": {delay}, "AUTOTHROTTLE_ENABLED": False}}
"""


class Newsroom:
    """Sites of a user's own, in a package that holds nothing else."""

    def __init__(self, folder: Path, home: str, database: str) -> None:
        self._package = folder / "own_sites"
        self._package.mkdir()
        (self._package / "__init__.py").write_text("", encoding="utf-8")
        self._environment = user_environment(home, database) | {
            "PYTHONPATH": f"{folder}{os.pathsep}{PROJECT}",
            "COLUMNS": "80",
        }

    def add(self, name: str, url: str, *, delay: float = 0.0) -> None:
        table = TABLE.format(name=name, site=url.partition("//")[2], url=url, delay=delay)
        (self._package / f"{name}.py").write_text(table, encoding="utf-8")

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "newsbot", "crawl", *arguments, "-s", "SPIDER_MODULES=own_sites"]
        return subprocess.Popen(
            command, cwd=PROJECT, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def crawl(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


@pytest.fixture
def newsroom(tmp_path: Path, mongo_home: str, database_name: str) -> Newsroom:
    return Newsroom(tmp_path, mongo_home, database_name)


@pytest.fixture
def sites() -> Iterator[list[str]]:
    """URLs of three sites that work."""
    with ExitStack() as stack:
        found = [stack.enter_context(cms("wordpress")) for _ in range(3)]
        for number, story in enumerate(story for site in found for story in site.stories):
            words = Random(number).choices(WORDS, k=90)  # else they were copies of each other
            story.paragraphs = [" ".join(words[at : at + 30]).capitalize() + "." for at in (0, 30, 60)]
        yield [site.url for site in found]


def row(out: str, name: str) -> list[str]:
    return next(line for line in out.splitlines() if line.split()[:1] == [name]).split()


def closed_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def test_all_sites_are_crawled_and_one_that_does_not_answer_harms_none(newsroom, sites, db) -> None:
    for name, url in zip(("one", "two", "three"), sites, strict=True):
        newsroom.add(name, url)
    newsroom.add("down", closed_port())
    code, out, err = newsroom.crawl("--all", "--at-once", "2", "-s", "RETRY_TIMES=0")
    assert code == 6
    assert all(len(line) <= 80 for line in out.splitlines())
    assert [row(out, name)[1:3] for name in ("one", "two", "three")] == [["finished", "10"]] * 3
    assert row(out, "down")[1] == "refused,"
    assert any(line.startswith("down: ") for line in err.splitlines())
    assert len(db["articles"].distinct("site")) == 3


@pytest.mark.slow
def test_several_by_name(newsroom, sites, db) -> None:
    for name, url in zip(("one", "two", "three"), sites, strict=True):
        newsroom.add(name, url)
    code, out, err = newsroom.crawl("one", "three", "one")
    assert (code, err) == (0, "")
    assert "two" not in out
    assert db["runs"].count_documents({}) == 2


@pytest.mark.slow
def test_a_crawl_that_is_killed_harms_no_other(newsroom, sites, db) -> None:
    newsroom.add("quick", sites[0])
    newsroom.add("slow", sites[1], delay=0.5)
    process = newsroom.start("--all")
    while (run := db["runs"].find_one({"spider": "slow"})) is None:
        time.sleep(0.05)
    os.kill(run["pid"], signal.SIGKILL)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert row(out, "quick")[1:3] == ["finished", "10"]
    assert row(out, "slow")[1:4] == ["killed", "(signal", "9)"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give a spider's name, several, or --all"),
        (("one", "--all"), "Give a spider's name, several, or --all"),
        (("one", "tow"), "There is no spider 'tow'. Did you mean two"),
        (("one", "two", "-O", "articles.jsonl"), "Files of -o and -O would hold the articles of one site alone"),
    ],
)
def test_what_cannot_be_meant_is_said(newsroom, sites, arguments: tuple[str, ...], said: str) -> None:
    newsroom.add("one", sites[0])
    newsroom.add("two", sites[1])
    code, out, err = newsroom.crawl(*arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.slow
def test_sites_that_all_fail_are_one_message(newsroom, db, tmp_path: Path) -> None:
    with inbox() as box:
        for number in range(6):
            newsroom.add(f"down{number}", closed_port())
        channels = [word for name, value in box.settings.items() for word in ("-s", f"{name}={value}")]
        code, _, _ = newsroom.crawl("--all", "--at-once", "2", "-s", "RETRY_TIMES=0", *channels)
        assert code == 6
        assert box.subjects() == ["newsbot CRITICAL: 6 sites need a look"]
        assert len(box.posts) == 1
        assert sorted(box.beats) == [f"/ping/down{number}" for number in range(6)]


@pytest.mark.slow
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_when_somebody_stops_them_each_ends_as_a_single_crawl_would(
    newsroom, sites, db, how: signal.Signals, code: int
) -> None:
    for name, url in zip(("one", "two", "three"), sites, strict=True):
        newsroom.add(name, url, delay=0.5)
    process = newsroom.start("--all", "--at-once", "2")
    while db["runs"].count_documents({}) < 2:
        time.sleep(0.05)
    process.send_signal(how)
    process.communicate(timeout=60)
    assert process.returncode == code
    assert [run["reason"] for run in db["runs"].find()] == ["shutdown", "shutdown"]
    assert db["leases"].count_documents({}) == 0
