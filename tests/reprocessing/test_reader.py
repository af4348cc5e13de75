"""A page is read in a process of its own: whatever it does there, whoever asked goes on."""

import os
import signal

import pytest

from newsbot.reprocessing import reader as module
from newsbot.reprocessing.reader import Reader, UnreadableError
from tests.support import reading


@pytest.fixture
def reader():
    made = Reader()
    yield made
    made.close()


def test_a_reader_is_one_process_for_many_pages(reader: Reader) -> None:
    first = reader.call(0, reading.process_id)
    assert first == reader.call(5, reading.process_id) == reader.pid != os.getpid()


def test_what_a_page_raises_comes_back_as_a_sentence(reader: Reader) -> None:
    with pytest.raises(UnreadableError, match="^no such luck$") as caught:
        reader.call(0, reading.fail, "no such luck")
    assert caught.value.kind == "ValueError"


def test_a_reader_that_hangs_is_ended_and_another_goes_on() -> None:
    reader = Reader(longest=0.5)
    with pytest.raises(UnreadableError, match=r"did not answer for 0 s, 2 times") as caught:
        reader.call(0, reading.hang)
    assert caught.value.kind == "ReaderCrashed"
    reader.close()
    other = Reader()
    assert other.call(0, reading.process_id) == other.pid
    other.close()


def test_a_reader_that_somebody_kills_once_is_started_again(reader: Reader) -> None:
    first = reader.call(0, reading.process_id)
    os.kill(first, signal.SIGKILL)
    assert reader.call(0, reading.process_id) != first


def test_a_reader_that_keeps_memory_is_replaced(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_RESIDENT", 300 * 1024 * 1024)
    first = reader.call(0, reading.process_id)
    assert first == reader.call(0, reading.hoard, 1000) == reader.pid
    assert first == reader.call(0, reading.hoard, 400 * 1024 * 1024)
    assert reader.pid is None
    assert reader.call(0, reading.process_id) != first


def test_a_reader_ends_with_the_process_that_started_it(reader: Reader) -> None:
    mine = reader.call(0, reading.process_id)
    reader._pipe.close()  # as the kernel does when a process is killed
    assert os.waitstatus_to_exitcode(os.waitpid(mine, 0)[1]) == 0
