"""The embedded MongoDB: started by its first user, shared by all, stopped when the last one leaves.

Three lock files keep the order; the kernel lets go of a lock however its holder dies.

    users.lock       every user holds it shared; whoever gets it exclusively knows that nobody is left
    start.lock       held while a user makes sure that the server runs
    supervisor.lock  held by the one supervisor, which keeps mongod up and stops it some time after the last user

Two empty files ask the supervisor for more: `keep`, not to stop without an order; `leave`, to stop at once when
nobody is there.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newsbot.store.embedded.mongod import StoreError, find_mongod

START_SECONDS = 60
"""How long a start may take: a recovery after a crash on a slow disk is the longest."""

LINGER_SECONDS = 30.0
"""How long mongod is kept after its last user, so that the next command finds it warm; `newsbot db stop` ends it."""

PORT = 27017
"""Only part of the socket's file name; nothing listens on TCP."""

_LEAST_BYTES = 100 * 2**20
"""Bytes that a new database needs on its disk, and some more."""

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

_ENVIRONMENT = frozenset({"PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"})

_LONGEST_SOCKET_PATH = 100
"""Linux allows 107 bytes for a socket's address; the name itself takes some."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of an embedded database (setting NEWSBOT_HOME)."""

    path: Path

    @classmethod
    def at(cls, path: str | Path) -> Self:
        """The home in a folder, `~` allowed, whether it exists or not."""
        return cls(Path(path).expanduser().resolve())

    @property
    def data(self) -> Path:
        """Mongod's files."""
        return self.path / "db"

    @property
    def log(self) -> Path:
        """The log of mongod and its supervisor."""
        return self.path / "mongod.log"

    @property
    def run(self) -> Path:
        """Locks and sockets; under the temporary directory when the home's own path is too long for a socket."""
        directory = self.path / "run"
        if len(os.fsencode(directory / f"mongodb-{PORT}.sock")) <= _LONGEST_SOCKET_PATH:
            return directory
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"newsbot-{os.getuid()}-{name}"

    @property
    def keep(self) -> Path:
        """While this file exists, mongod runs without users."""
        return self.run / "keep"

    @property
    def leave(self) -> Path:
        """When this file exists, mongod stops without waiting for another user."""
        return self.run / "leave"

    @property
    def uri(self) -> str:
        """The connection string of the Unix socket."""
        return f"mongodb://{quote(str(self.run / f'mongodb-{PORT}.sock'), safe='')}"

    def prepare(self) -> None:
        """Make the folders, for this user's eyes only.

        Raises StoreError when they cannot be made, belong to somebody else or could be exchanged by somebody else.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            keep_to_owner(self.path)
            for folder in (self.data, self.run):
                if folder == self.run and folder.is_symlink():  # sockets are deleted in it
                    raise StoreError(f"{folder} is a symbolic link. Remove it; newsbot makes a folder there.")
                folder.mkdir(mode=0o700, exist_ok=True)
                keep_to_owner(folder)
            self.run.chmod(0o700)
        except OSError as error:
            raise self.unusable(error) from error

    def unusable(self, error: OSError) -> StoreError:
        """The error for a file system that refuses."""
        return StoreError(
            f"Cannot use {self.path} for the embedded database ({error.strerror}). "
            "Set NEWSBOT_HOME to a folder that you can write to, or MONGO_URI to a server."
        )

    def answers(self) -> bool:
        """Whether a mongod answers on the socket."""
        if not (self.run / f"mongodb-{PORT}.sock").exists():
            return False
        client: MongoClient[dict[str, object]] = MongoClient(self.uri, serverSelectionTimeoutMS=500)
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
        finally:
            client.close()
        return True


def keep_to_owner(folder: Path) -> None:
    """Take away what others may write in a folder. Raises StoreError when it belongs to somebody else: who owns a
    folder can exchange what is in it, and so who runs mongod and what it reads.
    """
    found = folder.stat()
    if found.st_uid != os.getuid():
        raise StoreError(
            f"{folder} belongs to another user. Set NEWSBOT_HOME to a folder of your own, or make it yours with chown."
        )
    if found.st_mode & _OTHERS_WRITE:
        folder.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS_WRITE)


def environment() -> dict[str, str]:
    """Variables that the embedded server's processes inherit: no passwords and no addresses of alerts."""
    return {name: value for name, value in os.environ.items() if name in _ENVIRONMENT or name.startswith("LC_")}


class EmbeddedServer:
    """A user's hold on the embedded database: as long as one is open anywhere, mongod runs.

    >>> with EmbeddedServer.attach(home) as server: MongoClient(server.uri)
    """

    def __init__(self, home: Home, users: IO[bytes]) -> None:
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
            with open(home.run / "start.lock", "ab") as start:
                fcntl.flock(start, fcntl.LOCK_EX)
                users = open(home.run / "users.lock", "ab")  # noqa: SIM115 - held until close()
                try:
                    fcntl.flock(users, fcntl.LOCK_SH)  # waits for a server that is just stopping
                    _ensure_supervised(home)
                except BaseException:
                    users.close()
                    raise
        except OSError as error:
            raise home.unusable(error) from error
        return cls(home, users)

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
    deadline = time.monotonic() + START_SECONDS
    while True:
        with try_lock(home.run / "supervisor.lock") as unsupervised:
            pass
        if unsupervised:
            ended = _exit_code(supervisor) if supervisor is not None else 0
            if ended == 0:
                supervisor = _start_supervisor(home)  # also where a mongod outlived its supervisor
            elif ended is not None:
                raise StoreError(f"The embedded MongoDB did not start: {_last_words(home)}{_where_to_look(home)}")
        elif home.answers():
            return
        if time.monotonic() > deadline:
            raise StoreError(f"The embedded MongoDB did not answer for {START_SECONDS} s.{_where_to_look(home)}")
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


def _where_to_look(home: Home) -> str:
    free = shutil.disk_usage(home.path).free
    full = "" if free > _LEAST_BYTES else f" The disk of {home.path} is full: {free // 2**20} MB are free."
    return f"{full} Its log is {home.log}."


def _last_words(home: Home) -> str:
    with open(home.log, "rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 4000))
        lines = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.startswith("newsbot: ")]
    return lines[-1].removeprefix("newsbot: ") if lines else "its supervisor ended."
