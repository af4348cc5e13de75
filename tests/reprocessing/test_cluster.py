"""A cluster that cannot do the work is told in a sentence before anything begins; a worker that dies costs nothing."""

import os
import re
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dask
import pytest
from scrapy.settings import Settings

from newsbot.cli import worker_options
from newsbot.corpus import Corpus
from newsbot.reprocessing import cluster, workers
from newsbot.reprocessing.report import Report
from newsbot.reprocessing.workers import EngineError, Workers
from tests.conftest import PROJECT


@contextmanager
def dask_process(*arguments: str, path: Path = PROJECT) -> Iterator[str]:
    """`dask …` as a user starts it; gives the address that it prints."""
    environment = os.environ | {"PYTHONPATH": str(path)}
    command = [sys.executable, "-m", "dask", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=path) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"(?:Scheduler|worker) at:\s*(tcp://\S+)", line):
                yield found[1]
                break
        else:
            pytest.fail("dask did not begin")
        process.terminate()
        process.stderr.read()


@pytest.fixture
def scheduler() -> Iterator[str]:
    with dask_process("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard") as address:
        yield address


def worker(scheduler: str, path: Path = PROJECT) -> Any:
    arguments = ("--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--host", "127.0.0.1")
    return dask_process("worker", scheduler, *arguments, path=path)


def one(name: str) -> Report:
    report = Report()
    report.counts[name] += 1
    return report


def deadly(folder: str, name: str) -> Report:
    """Kills its worker the first time."""
    mark = Path(folder) / name
    if name == "b" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return one(name)


def refused(sentence: str, number: int, scheduler: str | None = None) -> None:
    """Expect that there are no such workers, and what is said about it."""
    with pytest.raises(EngineError, match=sentence), Workers(number, scheduler):
        pass


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 1)
    with (
        pytest.raises(EngineError, match="No Dask scheduler answers at tcp://127.0.0.1:1 "),
        Workers(1, "tcp://127.0.0.1:1"),
    ):
        pass
    refused("No Dask scheduler answers at nonsense://x", 1, "nonsense://x")


@pytest.mark.slow
def test_a_cluster_without_workers_and_one_with(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 2)
    with (
        pytest.raises(EngineError, match=f"has no workers. Start some: dask worker {scheduler}"),
        Workers(1, scheduler),
    ):
        pass
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 30)
    with worker(scheduler), Workers(1, scheduler) as crew:
        assert {name for name, _ in crew.results(one, {"a": ("a",), "b": ("b",)})} == {"a", "b"}


@pytest.mark.slow
@pytest.mark.parametrize("version", ["0.0.1", None])
def test_workers_of_another_newsbot(scheduler: str, tmp_path: Path, version: str | None) -> None:
    if version is not None:
        (tmp_path / "newsbot" / "reprocessing").mkdir(parents=True)
        (tmp_path / "newsbot" / "__init__.py").write_text(f'__version__ = "{version}"\n')
        (tmp_path / "newsbot" / "reprocessing" / "__init__.py").touch()
        source = (PROJECT / "newsbot" / "reprocessing" / "versions.py").read_text()
        (tmp_path / "newsbot" / "reprocessing" / "versions.py").write_text(source)
    else:
        (tmp_path / "newsbot.py").touch()
    said = "has newsbot 0.0.1 on Python" if version else "has no newsbot that can be asked"
    with worker(scheduler, tmp_path):
        refused(said, 1, scheduler)


@pytest.mark.slow
def test_a_part_whose_worker_is_killed_is_done_by_another(tmp_path: Path) -> None:
    with Workers(2) as crew:
        parts = {name: (str(tmp_path), name) for name in "abcd"}
        assert {name: report.counts[name] for name, report in crew.results(deadly, parts)} == dict.fromkeys("abcd", 1)


def test_a_worker_that_joins_later_with_another_newsbot(monkeypatch: pytest.MonkeyPatch) -> None:
    with Workers(2) as crew:
        monkeypatch.setattr(cluster, "versions", lambda: "newsbot 99.0 on Python 3.99")
        with pytest.raises(EngineError, match=r"has newsbot .*, and this is newsbot 99\.0"):
            list(crew.results(one, {"a": ("a",)}))


def test_the_command_says_what_is_wrong_before_anything_begins(scrapy: Any, db: Any, corpus: Corpus) -> None:
    done = scrapy("reprocess", "--scheduler", "tcp://127.0.0.1:1")
    assert (done.returncode, "set MONGO_URI" in done.stderr) == (2, True)
    done = scrapy("reprocess", "--scheduler", "nonsense://x", "-s", f"MONGO_URI={corpus.uri}")
    assert done.returncode == 2
    assert done.stderr.startswith("newsbot: No Dask scheduler answers at nonsense://x ")
    assert db["runs"].count_documents({}) == 0


def test_all_cores_work_where_that_is_worth_it(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    settings = Settings({"MONGO_URI": ""})
    parser = ArgumentParser()
    worker_options.add_worker_options(parser)
    asked = {("--workers", "3"): 3, ("--workers", "0"): 1, (): 5}
    assert {words: worker_options.workers(parser.parse_args(words), settings, 5) for words in asked} == asked
    assert worker_options.workers(parser.parse_args([]), settings, 0) == 1
    monkeypatch.setattr(workers, "find_spec", lambda name: None)
    assert worker_options.workers(parser.parse_args([]), settings, 1) == 1
    assert capsys.readouterr().err == ""
    assert worker_options.workers(parser.parse_args([]), settings, 5) == 1
    assert "5 would share it with Dask: pip install 'newsbot-5g[cluster]'" in capsys.readouterr().err


def test_a_folder_that_dask_cannot_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with dask.config.set({"temporary-directory": str(tmp_path / "none")}):
        refused(r"Dask cannot use its folder .*none: No such file.* Set TMPDIR", 2)
    monkeypatch.setattr(cluster, "FEWEST_BYTES", 2**62)
    refused(r"has \d+ MB left, too little to put anything aside. Make room", 2)
