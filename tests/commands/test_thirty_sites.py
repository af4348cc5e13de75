"""Thirty sites at once, of which one crawl is killed and one site hangs, while the disk of the database fills up."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop
from tests.commands.test_crawl_many import Newsroom, row
from tests.spiders.test_interrupted import TOPICS, page_about
from tests.support.cms import cms
from tests.support.inbox import inbox
from tests.support.newspaper import WORDS
from tests.support.website import Answer, website

STORIES = 3
WELL = [f"well{number:02}" for number in range(27)]


@pytest.fixture
def home() -> Iterator[Path]:
    """The home of an embedded database on a small disk of its own."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder) / "db"
        disk.mkdir(mode=0o700)
        small = ("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(disk))
        if sys.platform != "linux" or subprocess.run(small, capture_output=True, check=False).returncode:
            pytest.skip("only root on Linux can mount a disk to fill it")
        try:
            EmbeddedServer.attach(folder).close()
            yield Path(folder)
        finally:
            assert stop(folder)
            subprocess.run(["umount", disk], check=True)


def is_full(home: Path) -> bool:
    """Whether MongoDB met the end of its disk."""
    return "No space left on device" in (home / "mongod.log").read_text(errors="replace")


def make_room(home: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=400m", home / "db"], check=True)


class Outlets:
    """Local sites, each with a spider in a newsroom of its own."""

    def __init__(self, newsroom: Newsroom, stack: ExitStack) -> None:
        self._newsroom = newsroom
        self._stack = stack

    def well(self, name: str, *, delay: float = 0.0) -> None:
        """A site with STORIES stories that no other has."""
        site = self._stack.enter_context(cms("wordpress", STORIES))
        for number, story in enumerate(site.stories):
            words = Random(f"{name} {number}").choices(WORDS, k=90)
            story.paragraphs = [" ".join(words[at : at + 30]).capitalize() + "." for at in (0, 30, 60)]
        self._newsroom.add(name, site.url, delay=delay)

    def hanging(self, name: str) -> None:
        """A site that lets whoever asks wait."""
        site = self._stack.enter_context(website())
        site.otherwise = lambda path: time.sleep(20) or Answer("too late", 500)
        self._newsroom.add(name, site.url)

    def large(self, name: str) -> None:
        """A site with a story for each of TOPICS, on pages whose megabytes do not compress."""
        site = self._stack.enter_context(website())
        for topic in TOPICS:
            noise = Random(topic).randbytes(4_000_000).hex()
            site.add(f"/2024/{topic}", page_about(topic).replace("</body>", f"<!-- {noise} --></body>"))
        items = "".join(f"<item><link>{site.url}/2024/{topic}</link></item>" for topic in TOPICS)
        site.add("/feed/", f"<rss><channel><title>News</title>{items}</channel></rss>", content_type="text/xml")
        self._newsroom.add(name, site.url)


def kill_at_its_beginning(home: Path, spider: str) -> None:
    with Corpus.open(home=str(home)) as corpus:
        while (run := corpus.db["runs"].find_one({"spider": spider})) is None:
            time.sleep(0.05)
        os.kill(run["pid"], signal.SIGKILL)


def check_stored(home: Path, articles: int) -> None:
    """That so many articles are there, and nothing failed for want of room."""
    with Corpus.open(home=str(home)) as corpus:
        assert corpus.db["articles"].count_documents({}) == articles
        assert corpus.db["frontier"].count_documents({"state": {"$in": ["failed", "gone"]}}) == 0
        assert corpus.db["dead_letters"].count_documents({}) == 0


@pytest.mark.slow
def test_one_that_is_killed_one_that_hangs_and_a_full_disk_harm_no_other(home: Path, tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, str(home), "newsbot")
    with ExitStack() as stack:
        outlets = Outlets(newsroom, stack)
        for name in WELL:
            outlets.well(name)
        outlets.well("killed", delay=3.0)
        outlets.hanging("hangs")
        outlets.large("large")
        running = newsroom.start("--all", "--at-once", "4", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=5")
        kill_at_its_beginning(home, "killed")
        while not is_full(home):
            assert running.poll() is None
            time.sleep(0.1)
        time.sleep(3)  # crawls wait meanwhile, and others begin
        assert running.poll() is None
        make_room(home)
        out, err = running.communicate(timeout=400)
        assert running.returncode == 6, err
        assert "Traceback" not in err, err
        assert f"The disk of {home / 'db'} is full (" in err
        rows = {name: row(out, name) for name in (*WELL, "killed", "hangs", "large")}
        assert {name: rows[name][1:3] for name in WELL} == {name: ["finished", str(STORIES)] for name in WELL}, err
        assert rows["large"][1:3] == ["finished", str(len(TOPICS))]
        assert rows["killed"][1:4] == ["killed", "(signal", "9)"]
        assert rows["hangs"][1:5] == ["refused,", "or", "no", "answer"]
        with Corpus.open(home=str(home)) as corpus:
            ended = {run["spider"]: run.get("reason") for run in corpus.db["runs"].find()}
        assert ended == dict.fromkeys([*WELL, "large"], "finished") | {"killed": None, "hangs": "robots_unreachable"}
        assert newsroom.crawl("killed")[0] == 0
    check_stored(home, (len(WELL) + 1) * STORIES + len(TOPICS))


@pytest.mark.slow
def test_a_disk_that_stays_full_is_named_and_the_next_crawls_take_the_rest(home: Path, tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, str(home), "newsbot")
    with ExitStack() as stack:
        outlets = Outlets(newsroom, stack)
        outlets.well("small")
        outlets.large("large")
        with inbox() as box:
            channels = [word for name, value in box.settings.items() for word in ("-s", f"{name}={value}")]
            code, out, err = newsroom.crawl("--all", "-s", "MONGO_WAIT_SECONDS=3", *channels)
        assert code == 9, err
        assert box.subjects() == ["newsbot CRITICAL: no database, so no crawls"]
        assert f"The disk of {home / 'db'} is full (" in box.texts()[0]
        assert "Traceback" not in err, err
        assert row(out, "small")[1] == "finished"
        assert row(out, "large")[1:3] == ["disk", "full"]
        assert f"large: newsbot: The disk of {home / 'db'} is full (" in err
        make_room(home)
        code, out, err = newsroom.crawl("--all")
        assert (code, err) == (0, "")
        assert row(out, "large")[1] == "finished"
    check_stored(home, STORIES + len(TOPICS))
