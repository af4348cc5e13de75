"""The disk of the embedded database fills up in the middle of a crawl: nothing is lost."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop
from tests.spiders.test_interrupted import TOPICS, page_about
from tests.support.website import Website, crawl_of, website

PROJECT = Path(__file__).parents[2]
SMALL, LARGE = "size=48m", "size=400m"


def mount(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def home() -> Iterator[Path]:
    """The home of an embedded database whose data have a small disk of their own; the log has not."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder) / "db"
        disk.mkdir(mode=0o700)
        if sys.platform != "linux" or mount("-t", "tmpfs", "-o", SMALL, "tmpfs", disk).returncode:
            pytest.skip("only root on Linux can mount a disk to fill it")
        try:
            EmbeddedServer.attach(folder).close()  # its log is there
            yield Path(folder)
        finally:
            assert stop(folder)
            subprocess.run(["umount", disk], check=True)


@pytest.fixture
def site() -> Iterator[Website]:
    """Stories on pages whose megabytes do not compress: too much for the small disk."""
    with website() as running:
        for topic in TOPICS:
            noise = random.Random(topic).randbytes(4_000_000).hex()
            running.add(f"/2024/{topic}", page_about(topic).replace("</body>", f"<!-- {noise} --></body>"))
        rows = "".join(f"<url><loc>{running.url}/2024/{topic}</loc></url>" for topic in TOPICS)
        running.add("/sitemap.xml", f"<urlset>{rows}</urlset>")
        yield running


def crawl(site: Website, home: Path, *settings: str) -> "subprocess.Popen[bytes]":
    """A crawl, started; what it tells goes to a file."""
    with told(home).open("wb") as log:
        environment = os.environ | {"NEWSBOT_HOME": str(home), "MONGO_URI": ""}
        return subprocess.Popen(crawl_of(site, *settings), cwd=PROJECT, env=environment, stderr=log)


def told(home: Path) -> Path:
    return home / "crawl.log"


def last(home: Path) -> str:
    return told(home).read_text().splitlines()[-1]


def make_room(home: Path) -> None:
    assert mount("-o", f"remount,{LARGE}", home / "db").returncode == 0


def check(home: Path) -> None:
    with Corpus.open(home=str(home)) as corpus:
        articles = [article["url"].rpartition("/")[2] for article in corpus.db["articles"].find()]
        assert sorted(articles) == sorted(TOPICS)
        assert corpus.db["pages"].count_documents({"html_zstd": {"$type": "binData"}}) == len(TOPICS)
        assert corpus.db["dead_letters"].count_documents({}) == 0


@pytest.mark.slow
def test_a_crawl_waits_for_room(home: Path, site: Website) -> None:
    running = crawl(site, home)
    deadline = time.monotonic() + 60
    while "aiting up to 300 s" not in told(home).read_text():  # mongod refuses to write, or dies of it
        assert running.poll() is None, told(home).read_text()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "No space left on device" in (home / "mongod.log").read_text(errors="replace")
    time.sleep(3)  # it is tried again meanwhile, in vain
    assert running.poll() is None, told(home).read_text()
    make_room(home)
    assert running.wait(timeout=90) == 0, told(home).read_text()
    assert "Traceback" not in told(home).read_text()
    check(home)


@pytest.mark.slow
def test_a_crawl_that_finds_no_room_in_time_ends_and_the_next_one_takes_the_rest(home: Path, site: Website) -> None:
    assert crawl(site, home, "MONGO_WAIT_SECONDS=2").wait(timeout=90) == 9, told(home).read_text()
    full = f"newsbot: The disk of {home / 'db'} is full ("
    assert last(home).startswith(full)
    assert last(home).endswith("Make room on it and run the crawl again: it takes what is left.")
    assert "Traceback" not in told(home).read_text()
    stop(home)
    assert crawl(site, home).wait(timeout=90) == 9, told(home).read_text()  # MongoDB cannot even start
    assert full.removeprefix("newsbot: ") in last(home)
    assert "Traceback" not in told(home).read_text()
    make_room(home)
    assert crawl(site, home).wait(timeout=90) == 0, told(home).read_text()
    check(home)
