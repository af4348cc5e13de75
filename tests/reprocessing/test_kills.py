"""A run of reprocessing may end after any of its writes: started again, it leaves the corpus of an undisturbed one."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.collection import Collection
from zstandard import ZstdCompressor

from newsbot.reprocessing import engine, reprocess, workers
from newsbot.reprocessing.report import Report
from newsbot.store.database.schema import key
from tests.reprocessing.test_reprocess import job, make_copy, reject, state
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
