"""The embedded MongoDB: started by its first user, shared by all, stopped when the last one leaves.

Three lock files keep the order; the kernel lets go of a lock however its holder dies.

    users.lock       every user holds it shared; whoever gets it exclusively knows that nobody is left
    start.lock       held while a user makes sure that the server runs
    supervisor.lock  held by the one supervisor, which keeps mongod up and stops it some time after the last user

Two empty files ask the supervisor for more: `keep`, not to stop without an order; `leave`, to stop at once when
nobody is there.
"""

import fcntl
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from newsbot.store.embedded.home import Home
from newsbot.store.embedded.mongod import DiskFullError, StoreError, find_mongod

logger = logging.getLogger(__name__)

START_SECONDS = 60
"""How long a start may take: a recovery after a crash on a slow disk is the longest."""

_WARN_SECONDS = 2.0
"""Other users keep a supervisor trying while the disk is full; so long after it must have failed to start mongod."""

LINGER_SECONDS = 30.0
"""How long mongod is kept after its last user, so that the next command finds it warm; `newsbot db stop` ends it."""

_ENVIRONMENT = frozenset({"PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"})


def environment() -> dict[str, str]:
    """Variables that the embedded server's processes inherit: no passwords and no addresses of alerts."""
    return {name: value for name, value in os.environ.items() if name in _ENVIRONMENT or name.startswith("LC_")}


class EmbeddedServer:
    """A user's hold on the embedded database: as long as one is open anywhere, mongod runs.

    >>> with EmbeddedServer.attach(home) as server: MongoClient(server.uri)
    """

    def __init__(self, home: Home, users: IO[bytes]) -> None:
        self._home = home
        self._users = users
        self.uri = home.uri

    @classmethod
    def attach(cls, path: str | Path) -> Self:
        """Join the database in the folder `path`, starting it when it does not run.

        Raises StoreError with what to install or set when that fails.
        """
        home = Home.at(path)
        home.prepare()
        try:
            users = open(home.run / "users.lock", "ab")  # noqa: SIM115 - held until close()
        except OSError as error:
            raise home.unusable(error) from error
        server = cls(home, users)
        try:
            server.await_start()
        except BaseException:
            server.close()
            raise
        return server

    def await_start(self) -> None:
        """Start the database when it does not run, and wait until it answers; raises StoreError as `attach` does."""
        try:
            with open(self._home.run / "start.lock", "ab") as start:
                fcntl.flock(start, fcntl.LOCK_EX)
                fcntl.flock(self._users, fcntl.LOCK_SH)  # waits for a server that is just stopping
                _ensure_supervised(self._home)
        except OSError as error:
            raise self._home.unusable(error) from error

    def full_disk(self) -> str:
        """That its disk is full, as the beginning of a sentence; empty where there is room."""
        return self._home.full_disk()

    def close(self) -> None:
        """Leave. The supervisor stops mongod soon after the last user left."""
        self._users.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def keep_running(path: str | Path) -> str:
    """Start the embedded database in `path` if need be, to run until `stop`; returns its connection string."""
    with EmbeddedServer.attach(path) as server:
        Home.at(path).keep.touch()
        return server.uri


def stop(path: str | Path, seconds: float = 30) -> bool:
    """Stop the embedded database in `path` now; False when it still has users after `seconds`, and goes on."""
    home = Home.at(path)
    if not (home.run / "supervisor.lock").exists():
        return True
    if home.answers():
        EmbeddedServer.attach(path).close()  # a mongod whose supervisor was killed gets another one, which stops it
    home.keep.unlink(missing_ok=True)
    home.leave.touch()
    deadline = time.monotonic() + seconds
    while True:
        with try_lock(home.run / "supervisor.lock") as stopped:
            if stopped:
                home.leave.unlink(missing_ok=True)
                return True
        if time.monotonic() > deadline:
            home.leave.unlink(missing_ok=True)
            return False
        time.sleep(0.05)


def users(path: str | Path) -> list[str]:
    """The users of the embedded database: "process 12 (newsbot crawl …)"; empty where the kernel hides them."""
    lock = Home.at(path).run / "users.lock"
    try:
        inode = lock.stat().st_ino
        rows = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
    except OSError:
        return []
    holders = {int(row[4]) for row in rows if row[1] == "FLOCK" and row[5].endswith(f":{inode}")}
    return [f"process {pid} ({_command(pid)})" for pid in sorted(holders - {os.getpid()})]


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return "?"
    return " ".join(Path(word).name if word.startswith("/") else word for word in words if word)[:80]


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the lock file exclusively if nobody else holds it; yields whether it is held."""
    with open(path, "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _ensure_supervised(home: Home) -> None:
    supervisor: int | None = None
    began = time.monotonic()
    warned = False
    while True:
        with try_lock(home.run / "supervisor.lock") as unsupervised:
            pass
        if unsupervised:
            ended = _exit_code(supervisor) if supervisor is not None else 0
            if ended == 0:
                supervisor = _start_supervisor(home)  # also where a mongod outlived its supervisor
            elif ended is not None:
                raise _failed(home, f"The embedded MongoDB did not start: {_last_words(home)}")
        elif home.answers():
            return
        waited = time.monotonic() - began
        if waited > START_SECONDS:
            raise _failed(home, f"The embedded MongoDB did not answer for {START_SECONDS} s.")
        if waited > _WARN_SECONDS and not warned and (full := home.full_disk()):
            logger.warning("%s. Make room on it: waiting up to %d s for MongoDB to start.", full, START_SECONDS)
            warned = True
        time.sleep(0.02)


def _start_supervisor(home: Home) -> int:
    """Start it in a session of its own, to outlive this process; returns its process id."""
    find_mongod(home.path)  # here, so that the user sees what is missing, and not a log
    package_root = str(Path(__file__).parents[3])
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "newsbot.store.embedded.supervisor", str(home.path), str(LINGER_SECONDS)],
        environment() | {"PYTHONPATH": os.pathsep.join([package_root, *filter(None, sys.path)])},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(home.log), append, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _exit_code(process: int) -> int | None:
    """How a child ended; None while it runs."""
    ended, status = os.waitpid(process, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _failed(home: Home, what: str) -> StoreError:
    if full := home.full_disk():
        return DiskFullError(f"{what} {full}. Make room on it and run the command again. MongoDB's log is {home.log}.")
    return StoreError(f"{what} Its log is {home.log}.")


def _last_words(home: Home) -> str:
    with open(home.log, "rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 4000))
        lines = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.startswith("newsbot: ")]
    return lines[-1].removeprefix("newsbot: ") if lines else "its supervisor ended."
