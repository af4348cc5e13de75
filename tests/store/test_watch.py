"""The watch over a database that may go away: what it says, and when it gives up."""

import asyncio
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from newsbot.store.database import retry
from newsbot.store.database.retry import Watch

FULL = {"code": 14031, "codeName": "OutOfDiskSpace", "ok": 0.0}


class Watched:
    """A watch whose clock can be moved, and the events of a client."""

    def __init__(self, seconds: float) -> None:
        self.given_up: list[str] = []
        self.full = ""
        self.watch = Watch(seconds, self.given_up.append, lambda: self.full)

    def topology(self, had: bool, has: bool) -> None:
        """A server that takes writes is there, or not."""
        before, now = (SimpleNamespace(has_writable_server=lambda there=there: there) for there in (had, has))
        event: Any = SimpleNamespace(previous_description=before, new_description=now)
        self.watch.description_changed(event)

    def write(self, reply: dict[str, Any], name: str = "insert") -> None:
        """A write was answered."""
        event: Any = SimpleNamespace(command_name=name, reply=reply)
        self.watch.succeeded(event)

    def fails(self, failure: dict[str, Any]) -> None:
        """A write failed."""
        event: Any = SimpleNamespace(command_name="insert", failure=failure)
        self.watch.failed(event)


def watched(
    scenario: Callable[[Watched], None], caplog: pytest.LogCaptureFixture, *, seconds: float = 0.05, then: float = 0.1
) -> tuple[int, list[str]]:
    """How often it gave up some time after all this, and what it said."""

    async def run() -> Watched:
        one = Watched(seconds)
        scenario(one)
        await asyncio.sleep(then)
        return one

    with caplog.at_level(logging.WARNING):
        one = asyncio.run(run())
    return len(one.given_up), [record.getMessage().partition(".")[0] for record in caplog.records]


AWAY, BACK = "MongoDB does not answer", "MongoDB answers again"
NO_ROOM, ROOM = "MongoDB's disk is full", "MongoDB's disk has room again"


def test_a_server_that_stays_away_is_given_up_once(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.topology(True, False)
        one.topology(False, False)
        one.topology(True, False)

    assert watched(scenario, caplog) == (1, [AWAY])


def test_a_server_that_comes_back_is_not(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.topology(False, True)
        one.topology(True, False)
        one.topology(False, True)

    assert watched(scenario, caplog) == (0, [AWAY, BACK])


def test_a_full_disk_is_given_up_too(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.fails(FULL)
        one.fails(FULL)

    assert watched(scenario, caplog) == (1, [NO_ROOM])


def test_a_write_that_only_partly_failed_shows_the_full_disk(caplog) -> None:
    errors = {"ok": 1.0, "writeErrors": [{"index": 0, "code": 14031, "errmsg": "no space"}]}
    assert watched(lambda one: one.write(errors), caplog) == (1, [NO_ROOM])


def test_another_failure_is_no_full_disk(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.fails({"code": 11000})
        one.write({"ok": 1.0})
        one.write(FULL, name="find")

    assert watched(scenario, caplog) == (0, [])


def test_room_is_believed_only_after_a_while(caplog, monkeypatch) -> None:
    def scenario(one: Watched) -> None:
        one.fails(FULL)
        one.write({"ok": 1.0})  # a short one found some room on a full disk
        monkeypatch.setattr(retry, "_ROOM_SECONDS", -1.0)
        one.write({"ok": 1.0})
        one.write({"ok": 1.0})

    assert watched(scenario, caplog) == (0, [NO_ROOM, ROOM])


def test_a_server_that_is_back_with_a_full_disk_is_still_given_up(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.topology(True, False)
        one.fails(FULL)
        one.topology(False, True)

    assert watched(scenario, caplog) == (1, [AWAY, NO_ROOM, BACK])


def test_a_stopped_watch_says_nothing(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.topology(True, False)
        one.watch.stop()
        one.topology(False, True)
        one.fails(FULL)

    assert watched(scenario, caplog) == (0, [AWAY])


def test_a_server_that_died_of_its_full_disk_is_no_mere_absence(caplog) -> None:
    def scenario(one: Watched) -> None:
        one.full = "The disk of /srv/newsbot is full (3 MB are free)"
        one.topology(True, False)

    assert watched(scenario, caplog) == (1, ["The disk of /srv/newsbot is full (3 MB are free), and MongoDB has ended"])


@pytest.mark.parametrize(
    ("replies", "full", "why"),
    [
        ([], "", ""),
        ([FULL], "", "MongoDB's disk is full"),
        ([FULL], "The disk of /srv/newsbot is full", "The disk of /srv/newsbot is full"),
    ],
)
def test_who_gives_up_is_told_what_is_full(replies: list[dict[str, Any]], full: str, why: str) -> None:
    async def run() -> list[str]:
        one = Watched(0.01)
        one.full = full
        for reply in replies:
            one.fails(reply)
        one.topology(True, False)
        await asyncio.sleep(0.05)
        return one.given_up

    assert asyncio.run(run()) == [why]
