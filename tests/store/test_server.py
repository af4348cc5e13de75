"""The embedded MongoDB: one for all its users, on a socket only, and gone after the last."""

import multiprocessing
import os
import select
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from newsbot.store.database.upsert import DURABLE
from newsbot.store.embedded import mongod
from newsbot.store.embedded import server as server_module
from newsbot.store.embedded.home import Home
from newsbot.store.embedded.mongod import StoreError, find_mongod
from newsbot.store.embedded.server import EmbeddedServer, keep_running, stop, users


def processes(home: Path, program: str) -> list[int]:
    """Process ids of what runs for this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if any(program.encode() in word for word in command[:3]) and any(str(home).encode() in w for w in command):
                found.append(int(entry.name))
    return found


def wait_for(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def use_it(home: Path, ready, leave) -> None:
    with EmbeddedServer.attach(home) as server:
        MongoClient(server.uri).admin.command("ping")
        ready.release()
        leave.wait()


def test_many_users_share_one_server_and_leave_none(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, leave = context.Semaphore(0), context.Event()
    users = [context.Process(target=use_it, args=(tmp_path, ready, leave)) for _ in range(4)]
    for user in users:
        user.start()
    for _ in users:
        assert ready.acquire(timeout=60)
    assert len(processes(tmp_path, "mongod")) == 1
    leave.set()
    for user in users:
        user.join()
        assert user.exitcode == 0
    assert stop(tmp_path)
    assert processes(tmp_path, "mongod") == []


def test_it_listens_on_a_private_socket_only(tmp_path: Path) -> None:
    with EmbeddedServer.attach(tmp_path) as server, MongoClient(server.uri) as client:
        bound = client.admin.command("getCmdLineOpts")["parsed"]["net"]["bindIp"]
        assert bound.endswith("/s.sock")
        assert "," not in bound
        run = Home.at(tmp_path).run
        assert stat.S_IMODE(run.stat().st_mode) == 0o700
        assert {stat.S_IMODE(s.stat().st_mode) for s in run.glob("*.sock")} == {0o600}
        [pid] = processes(tmp_path, "mongod")
        sockets = set()
        for fd in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # it was closed meanwhile
                sockets.add(os.readlink(fd))
        tables = [Path(f"/proc/{pid}/net/{table}").read_text() for table in ("tcp", "tcp6")]
        inodes = {line.split()[9] for table in tables for line in table.splitlines()[1:]}
        assert not {f"socket:[{inode}]" for inode in inodes} & sockets
    assert stop(tmp_path)


def test_a_killed_mongod_comes_back_while_it_has_users(tmp_path: Path) -> None:
    with EmbeddedServer.attach(tmp_path) as server, MongoClient(server.uri) as client:
        client["kept"].get_collection("things", write_concern=DURABLE).insert_one({"_id": 1})
        [pid] = processes(tmp_path, "mongod")
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: processes(tmp_path, "mongod") not in ([], [pid]) and Home.at(tmp_path).answers())
        assert client["kept"]["things"].count_documents({}) == 1
    assert stop(tmp_path)


def kill(home: Path, program: str) -> None:
    """Kill -9 the one such process of the home, and wait until it is dead and its locks are free."""
    [pid] = processes(home, program)
    alive = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    assert select.select([alive], [], [], 20)[0]
    os.close(alive)


SUPERVISOR = "newsbot.store.embedded.supervisor"


def test_a_killed_supervisor_is_replaced_by_the_next_user(tmp_path: Path) -> None:
    with EmbeddedServer.attach(tmp_path):
        [mongod_pid] = processes(tmp_path, "mongod")
        kill(tmp_path, SUPERVISOR)
        with EmbeddedServer.attach(tmp_path):
            assert processes(tmp_path, "mongod") == [mongod_pid]
            wait_for(lambda: len(processes(tmp_path, SUPERVISOR)) == 1)
    assert stop(tmp_path)
    assert processes(tmp_path, "mongod") == []


def test_a_mongod_that_lost_its_supervisor_is_stopped_too(tmp_path: Path) -> None:
    EmbeddedServer.attach(tmp_path).close()
    kill(tmp_path, SUPERVISOR)
    assert len(processes(tmp_path, "mongod")) == 1
    assert stop(tmp_path)
    wait_for(lambda: processes(tmp_path, "mongod") == processes(tmp_path, SUPERVISOR) == [])


@pytest.mark.parametrize("victims", [("mongod", SUPERVISOR), (SUPERVISOR, "mongod")], ids=" then ".join)
def test_when_both_were_killed_the_next_user_finds_everything(tmp_path: Path, victims: tuple[str, str]) -> None:
    with EmbeddedServer.attach(tmp_path) as server, MongoClient(server.uri) as client:
        client["kept"].get_collection("things", write_concern=DURABLE).insert_one({"_id": 1})
    [supervisor] = processes(tmp_path, SUPERVISOR)
    os.kill(supervisor, signal.SIGSTOP)  # or it would start another mongod
    for victim in victims:
        kill(tmp_path, victim)
    with EmbeddedServer.attach(tmp_path) as server, MongoClient(server.uri) as client:
        assert client["kept"]["things"].count_documents({}) == 1
    assert stop(tmp_path)


def test_a_killed_user_leaves_nothing_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context("spawn")
    ready, leave = context.Semaphore(0), context.Event()
    monkeypatch.setattr(server_module, "LINGER_SECONDS", 0.5)
    with EmbeddedServer.attach(tmp_path):
        user = context.Process(target=use_it, args=(tmp_path, ready, leave))
        user.start()
        assert ready.acquire(timeout=60)
        assert len(users(tmp_path)) == 1
    user.kill()
    user.join()
    wait_for(lambda: processes(tmp_path, "mongod") == processes(tmp_path, SUPERVISOR) == [])


def test_a_mongod_that_died_without_users_is_stopped_at_once(tmp_path: Path) -> None:
    EmbeddedServer.attach(tmp_path).close()
    kill(tmp_path, "mongod")
    assert stop(tmp_path, seconds=20)
    wait_for(lambda: processes(tmp_path, "mongod") == processes(tmp_path, SUPERVISOR) == [])


def test_a_mongod_that_cannot_come_back_yet_is_tried_until_it_can(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    with EmbeddedServer.attach(tmp_path):
        home.data.rename(tmp_path / "away")
        kill(tmp_path, "mongod")
        wait_for(lambda: home.log.read_text().count("NonExistentPath: Data directory") > 3)
        (tmp_path / "away").rename(home.data)
        wait_for(home.answers)
    assert stop(tmp_path)


def test_a_mongod_that_cannot_start_is_told_with_its_log(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "WiredTiger").write_text("not a database")
    (tmp_path / "db" / "storage.bson").write_text("")
    with pytest.raises(StoreError, match=r"did not start: mongod ended 3 times .*mongod\.log"):
        EmbeddedServer.attach(tmp_path)
    wait_for(lambda: processes(tmp_path, "mongod") == processes(tmp_path, SUPERVISOR) == [])


def test_a_home_too_deep_for_a_socket_works(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with EmbeddedServer.attach(deep) as server, MongoClient(server.uri) as client:
        assert client.admin.command("ping")["ok"] == 1
    assert stop(deep)


def test_without_mongod_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(mongod, "_in_wheel", lambda: None)
    with pytest.raises(StoreError, match=r"No usable mongod .* Install MongoDB .* or set MONGO_URI"):
        find_mongod(tmp_path)


def test_a_mongod_that_does_not_run_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "mongod"
    broken.write_text("#!/bin/sh\necho 'cannot start here' >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert find_mongod(tmp_path).path != broken
    monkeypatch.setattr(mongod, "_in_wheel", lambda: None)
    with pytest.raises(StoreError, match="cannot start here"):
        find_mongod(tmp_path)


def test_where_libcurl_is_missing_the_bundled_one_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["error while loading shared libraries: libcurl.so.4: cannot open shared object file"])
    real = mongod._complaint
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(mongod, "_complaint", lambda path, environment: next(answers, None) or real(path, environment))
    found = find_mongod(tmp_path)
    linked = subprocess.run(["/usr/bin/ldd", found.path], env=found.environment, capture_output=True, text=True)
    assert str(tmp_path / "lib" / "libcurl.so.4") in linked.stdout


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file/home.*NEWSBOT_HOME"):
        EmbeddedServer.attach(tmp_path / "file" / "home")


def test_it_waits_for_the_next_user_and_stops_at_once_when_told(tmp_path: Path) -> None:
    with EmbeddedServer.attach(tmp_path):
        [pid] = processes(tmp_path, "mongod")
    time.sleep(1)  # far less than it waits
    with EmbeddedServer.attach(tmp_path):
        assert processes(tmp_path, "mongod") == [pid]
    assert stop(tmp_path)
    assert processes(tmp_path, "mongod") == []


def test_it_does_not_stop_under_its_users_and_names_them(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, leave = context.Semaphore(0), context.Event()
    user = context.Process(target=use_it, args=(tmp_path, ready, leave))
    user.start()
    assert ready.acquire(timeout=60)
    assert not stop(tmp_path, seconds=1)
    [told] = users(tmp_path)
    assert told.startswith(f"process {user.pid} (python")
    leave.set()
    user.join()
    assert stop(tmp_path)


def test_it_runs_on_without_users_until_it_is_stopped(tmp_path: Path) -> None:
    uri = keep_running(tmp_path)
    assert Home.at(tmp_path).keep.exists()
    with MongoClient(uri) as client:
        assert client.admin.command("ping")["ok"] == 1
    assert stop(tmp_path)
    assert not Home.at(tmp_path).keep.exists()
    with EmbeddedServer.attach(tmp_path):
        assert not Home.at(tmp_path).leave.exists()
    assert stop(tmp_path)


def test_its_log_begins_anew_when_it_is_long(tmp_path: Path) -> None:
    log, before = tmp_path / "mongod.log", tmp_path / "mongod.log.1"
    long = b"x" * 11_000_000
    log.write_bytes(long)
    with EmbeddedServer.attach(tmp_path):
        assert before.read_bytes() == long
        assert b"WiredTiger" in log.read_bytes()
        with log.open("ab") as running:
            running.write(long)
        wait_for(lambda: log.stat().st_size < 1_000_000)
        assert long in before.read_bytes()
        [pid] = processes(tmp_path, "mongod")
        wait_for(lambda: log in {path.resolve() for path in Path(f"/proc/{pid}/fd").iterdir()})
    assert stop(tmp_path)
    assert b"Shutting down" in log.read_bytes()


def test_a_home_that_others_can_write_in_is_closed_to_them(tmp_path: Path) -> None:
    home = tmp_path / "open"
    home.mkdir()
    home.chmod(0o777)
    with EmbeddedServer.attach(home):
        assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert stop(home)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("name", ["path", "data", "run"])
def test_a_home_of_somebody_else_is_not_used(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = Home.at(tmp_path / "theirs")
    theirs: Path = getattr(home, name)
    theirs.mkdir(parents=True)
    os.chown(theirs, 65534, 65534)
    with pytest.raises(StoreError, match="belongs to another user"):
        EmbeddedServer.attach(home.path)


def test_a_link_in_the_place_of_its_locks_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "agent.sock").touch()
    home = tmp_path / "home"
    home.mkdir()
    (home / "run").symlink_to(victim)
    with pytest.raises(StoreError, match="symbolic link"):
        EmbeddedServer.attach(home)
    assert [path.name for path in victim.iterdir()] == ["agent.sock"]


def test_a_fallback_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = Home.at(tmp_path / ("l" * 100))
    (tmp_path / "victim").mkdir()
    home.run.symlink_to(tmp_path / "victim")
    with pytest.raises(StoreError, match="symbolic link"):
        home.prepare()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_socket_is_not_deleted_but_named(tmp_path: Path, kind: str) -> None:
    home = Home.at(tmp_path / "home")
    home.prepare()
    blocked = home.run / "mongodb-27017.sock"
    blocked.mkdir() if kind == "folder" else blocked.write_text("mine")
    with pytest.raises(StoreError, match=r"mongodb-27017\.sock is in the way"):
        EmbeddedServer.attach(home.path)
    assert blocked.exists()


def test_its_processes_know_no_secrets_and_run_no_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASS", "between-us")
    monkeypatch.setenv("ALERT_SLACK_WEBHOOK", "https://hooks.example/between-us")
    with EmbeddedServer.attach(tmp_path) as server:
        for program in ("mongod", "supervisor"):
            (pid,) = processes(tmp_path, program)[:1]
            assert b"between-us" not in Path(f"/proc/{pid}/environ").read_bytes()
        with MongoClient(server.uri) as client:
            client["test"]["any"].insert_one({})
            with pytest.raises(OperationFailure, match="no globalScriptEngine"):
                client["test"]["any"].find_one({"$where": "true"})
    assert stop(tmp_path)
