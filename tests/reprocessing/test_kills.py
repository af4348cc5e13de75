"""A run of reprocessing may end after any of its writes: started again, it leaves the corpus of an undisturbed one."""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.collection import Collection
from zstandard import ZstdCompressor

from newsbot.corpus import Corpus
from newsbot.reprocessing import engine, reprocess, workers
from newsbot.reprocessing.ingest import ingest
from newsbot.reprocessing.report import Report
from newsbot.store.database.schema import key
from tests.conftest import PROJECT
from tests.reprocessing.conftest import job as ingest_job
from tests.reprocessing.test_reprocess import job, make_copy, reject, state
from tests.support.mongod import Mongod, mongod
from tests.support.warc import story, write_warc

STORED = ("articles", "quotes", "pages", "frontier", "dead_letters", "runs")
WRITES = ("bulk_write", "delete_many", "delete_one", "insert_one", "replace_one", "update_many", "update_one")


class Killed(BaseException):
    pass


@contextmanager
def killed_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process dies after so many writes to the database."""
    left = [writes]

    def count() -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1

    with monkeypatch.context() as patch:
        for name in WRITES:
            original, original_async = getattr(Collection, name), getattr(AsyncCollection, name)

            def counted(self: Any, *args: Any, _original: Any = original, **kwargs: Any) -> Any:
                count()
                return _original(self, *args, **kwargs)

            async def counted_async(self: Any, *args: Any, _original: Any = original_async, **kwargs: Any) -> Any:
                count()
                return await _original(self, *args, **kwargs)

            patch.setattr(Collection, name, counted)
            patch.setattr(AsyncCollection, name, counted_async)
        yield


SITE = "https://valley.example/news"
EXTRA = "<p>“Nobody in the harbour has asked us about the masts,” said Jonas Wierth of the guild.</p></article>"
SAYS, NOBODY, ANOTHER = "said Petra Lindqvist of the board.", "somebody said.", "said Omar Haddad of the board."


def pages() -> dict[str, str]:
    """Thirteen stories, of which four stand twice; of the last, one telling names nobody and one somebody."""
    stories = {f"{SITE}/{n}": story(n, published=f"2024-05-01T{n:02}:00:00Z") for n in range(13)}
    again = {f"{SITE}/{n}-again": story(n, published=f"2024-05-02T{n:02}:00:00Z") for n in (4, 5, 7, 11)}
    stories[f"{SITE}/11"] = stories[f"{SITE}/11"].replace(SAYS, NOBODY)
    again[f"{SITE}/11-again"] = again[f"{SITE}/11-again"].replace(SAYS, ANOTHER)
    return stories | again


def told_by(html: str, hour: int) -> str:
    """A page with another hour."""
    return re.sub(r"T\d\d:00:00Z", f"T{hour:02}:00:00Z", html)


@pytest.fixture
def changed(db: Any, take: Callable[..., Report], tmp_path: Path) -> Any:
    """What an older newsbot stored of pages in which that of today reads something else, or what pages of today say."""
    stored = pages()
    assert take(write_warc(tmp_path / "pages.warc", stored)).counts["new"] == 13
    ids = {url: key(url) for url in stored}
    one, two, three, four = (ids[f"{SITE}/{n}"] for n in range(4))
    db["articles"].update_one({"_id": one}, {"$set": {"body": "Only this.", "content_hash": "old", "quotes": []}})
    db["quotes"].delete_many({"article_id": one})
    db["articles"].update_one({"_id": two}, {"$set": {"quotes.0.speaker": "Anybody", "published_day": "1999-01-01"}})
    db["quotes"].update_one({"article_id": two}, {"$set": {"speaker": "Anybody"}})
    make_copy(db, three, four)
    reject(db, ids[f"{SITE}/12"])
    today = {
        4: told_by(stored[f"{SITE}/5"], 4),
        6: told_by(stored[f"{SITE}/7"], 6),
        8: told_by(stored[f"{SITE}/9"], 8),
        9: stored[f"{SITE}/9"].replace("</article>", EXTRA),
        10: told_by(story(11), 10),
    }
    for number, html in today.items():
        packed = ZstdCompressor().compress(html.encode())
        found = db["pages"].update_one({"url": f"{SITE}/{number}"}, {"$set": {"html_zstd": packed}})
        assert found.matched_count == 1
    return db


@pytest.mark.slow
def test_killed_after_any_write_the_next_run_finishes_it(changed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PARTS", 2)
    monkeypatch.setattr(workers, "close_readers", lambda: None)
    before = {name: list(changed[name].find()) for name in STORED}

    def begin_again() -> None:
        for name, documents in before.items():
            changed[name].delete_many({})
            if documents:
                changed[name].insert_many(documents)

    report = reprocess(changed, job(changed))
    assert (report.counts["stories split"], report.counts["stories merged"]) == (3, 4)
    assert report.counts["pages that are articles now"] == 1
    assert changed["quotes"].count_documents({"copy_key": f"{SITE}/9", "speaker": "Jonas Wierth"}) == 1
    undisturbed = state(changed)
    for writes in range(500):
        begin_again()
        try:
            with killed_after(writes, monkeypatch):
                reprocess(changed, job(changed))
            break
        except Killed:
            reprocess(changed, job(changed))
            assert state(changed) == undisturbed, f"killed after {writes} writes"
    assert writes > 50
    assert reprocess(changed, job(changed)).counts == {"pages": 17}


PAGES = 960
KILLS = ["worker"] * 10 + ["command"] * 5 + ["mongod"] * 5


def spoil_every_third(db: Any) -> None:
    """What an older newsbot would have stored of a third of the pages."""
    for article in list(db["articles"].find({}, {"_id": 1}).sort("_id"))[::3]:
        fields = {"body": "Only this.", "content_hash": "old", "quotes": [], "extractor_version": "0.0.1"}
        db["articles"].update_one({"_id": article["_id"]}, {"$set": fields})
        db["quotes"].delete_many({"article_id": article["_id"]})


class Disturbed:
    """`newsbot reprocess` by two workers, again and again, while something is killed whenever some parts are done."""

    def __init__(self, server: Mongod, db: Any) -> None:
        self._server, self._db = server, db
        self.processes: list[psutil.Process] = []
        """Everything that was started."""

    def run(self, kills: list[str], every: int) -> tuple[int, str]:
        """Run until it ends by itself; returns its exit code and what it complained of."""
        left, at = kills[::-1], every
        while True:
            with self._started() as process:
                while process.poll() is None:
                    self._watch(process)
                    if left and self._done() >= at and self._workers(process):
                        at += every
                        self._kill(left.pop(), process)
                    time.sleep(0.02)
                if process.returncode != -signal.SIGKILL:
                    assert not left, f"it ended before these were killed: {left}"
                    assert process.stderr is not None
                    return process.returncode, process.stderr.read()

    def _started(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "newsbot", "reprocess", "--workers", "2"],
            cwd=PROJECT,
            env=os.environ | {"MONGO_URI": self._server.uri, "MONGO_DATABASE": self._db.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _done(self) -> int:
        run = self._db["runs"].find_one({"kind": "reprocess"}, {"done": 1})
        return len(run["done"]) if run else 0

    def _watch(self, process: "subprocess.Popen[str]") -> None:
        with suppress(psutil.Error):
            found = psutil.Process(process.pid).children(recursive=True)
            self.processes += [one for one in found if one not in self.processes]

    def _workers(self, process: "subprocess.Popen[str]") -> list[psutil.Process]:
        found = []
        for one in self.processes:
            with suppress(psutil.Error):
                if one.is_running() and one.ppid() == process.pid and "spawn_main" in " ".join(one.cmdline()):
                    found.append(one)
        return found

    def _kill(self, what: str, process: "subprocess.Popen[str]") -> None:
        if what == "worker":
            self._workers(process)[0].kill()
        elif what == "command":
            process.kill()
        else:
            self._server.kill()
            self._server.start()


@pytest.mark.slow
def test_ten_kills_of_workers_five_of_the_command_and_five_of_mongod_change_nothing(tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "pages.warc", {f"{SITE}/{n}": story(n) for n in range(PAGES)})
    with (
        tempfile.TemporaryDirectory() as folder,
        mongod(Path(folder)) as server,
        Corpus.open(server.uri, database="calm") as corpus,
    ):
        db, other = corpus.db, corpus.db.client["disturbed"]
        assert ingest(db, ingest_job(corpus, folder), [str(archive)]).counts["new"] == PAGES
        spoil_every_third(db)
        for name in ("articles", "quotes", "pages", "frontier"):
            other[name].insert_many(db[name].find())
        assert reprocess(db, job(db)).counts["articles that change"] == PAGES // 3
        disturbed = Disturbed(server, other)
        kills = random.Random(1).sample(KILLS, len(KILLS))
        assert disturbed.run(kills, every=3) == (0, "")
        assert state(other) == state(db)
        assert other["runs"].find_one({"kind": "reprocess"})["reason"] == "finished"
        assert other["dead_letters"].count_documents({}) == 0
        _, alive = psutil.wait_procs(disturbed.processes, timeout=120)
        assert alive == []
