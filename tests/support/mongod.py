"""A MongoDB of the test's own, to be killed and started again."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from newsbot.store.embedded.home import is_answered
from newsbot.store.embedded.mongod import find_mongod


class Mongod:
    """A mongod on a Unix socket in `folder`; its data outlives it. `options` are those of its command line."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._options = options
        self._binary = find_mongod(folder)
        self._folder = folder
        self._socket = folder / "mongodb-27017.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self.uri = f"mongodb://{quote(str(self._socket), safe='')}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        (self._folder / "db").mkdir(exist_ok=True)
        for stale in self._folder.glob("*.sock"):
            stale.unlink()
        sockets = ("--bind_ip", str(self._folder / "s.sock"), "--unixSocketPrefix", str(self._folder))
        self._process = subprocess.Popen(
            [
                self._binary.path,
                "--dbpath",
                self._folder / "db",
                *sockets,
                *self._options,
                "--wiredTigerCacheSizeGB",
                "0.25",
            ],
            env=os.environ | self._binary.environment,
            stdout=subprocess.DEVNULL,
        )
        while not self._answers():
            assert self._process.poll() is None
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def pause(self) -> None:
        """Let it answer nobody, as a machine that hangs; its connections stay open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        return self._socket.exists() and is_answered(self.uri)


@contextmanager
def mongod(folder: Path, *options: str) -> Iterator[Mongod]:
    """A running MongoDB of one's own; the folder's path must be short enough for a socket."""
    server = Mongod(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.kill()
