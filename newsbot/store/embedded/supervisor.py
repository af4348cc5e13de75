"""The process that keeps the embedded mongod up while it has users, and stops it after the last one left.

Started detached by `newsbot.store.embedded.server`. A mongod that an earlier supervisor left behind is taken over; one
that dies while it has users is started again.
"""

import contextlib
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newsbot.store.embedded.home import PORT, Home
from newsbot.store.embedded.mongod import Mongod, StoreError, find_mongod
from newsbot.store.embedded.server import START_SECONDS, environment, try_lock

_POLL_SECONDS = 0.2
_MOST_STARTS = 3
"""Starts in a row without a single answer before giving up; one that ran before and has users is tried again slowly."""

_RETRY_SECONDS = 1.0

_MOST_LOG_BYTES = 10 * 2**20
"""The log begins anew at this size; what was, is kept as mongod.log.1 until then: twice this on the disk at most."""


def supervise(home: Home, linger: float) -> None:
    """Run until nobody used `home` for `linger` seconds; raises StoreError when mongod cannot be kept up."""
    mongod = find_mongod(home.path)
    process: subprocess.Popen[bytes] | None = None  # stays None for one that was taken over
    failures = 0
    ran = False
    while True:
        if not home.answers():
            process = _start(mongod, home)
            failures = 0 if process.poll() is None else failures + 1
            if failures >= _MOST_STARTS:
                explains = not ran and _held(home.run / "start.lock")  # whoever starts it explains what is wrong
                if explains or not _held(home.run / "users.lock"):
                    raise StoreError(f"mongod ended {failures} times with status {process.poll()} while starting.")
                time.sleep(_RETRY_SECONDS)  # a full disk, say: its users wait until somebody makes room
        ran = ran or not failures
        while home.answers() if process is None else process.poll() is None:
            if _begin_log(home):
                _tell_mongod(home, "logRotate")  # it opens its log again
            if _nobody_left(home, linger):
                return
            time.sleep(_POLL_SECONDS)


def _begin_log(home: Home) -> bool:
    """Begin a new log where the old one has grown too long; says whether mongod, if it runs, must open it again."""
    if not home.log.exists() or home.log.stat().st_size < _MOST_LOG_BYTES:
        return False
    home.log.replace(home.log.with_name("mongod.log.1"))
    log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    os.dup2(log, 1)  # where this process and mongod, before it reads its options, have something to say
    os.dup2(log, 2)
    os.close(log)
    return True


def _cache_gb() -> float:
    """An eighth of the memory, at most what the keys of a million stories need; mongod's own half is a server's."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return min(max(memory / 8, 0.25), 1.5)


def _start(mongod: Mongod, home: Home) -> "subprocess.Popen[bytes]":
    for stale in home.run.glob("*.sock"):
        if not stat.S_ISSOCK(stale.lstat().st_mode):
            raise StoreError(f"{stale} is in the way of the database's socket. Remove it.")
        stale.unlink()
    _begin_log(home)  # a start that fails again and again writes much
    process = subprocess.Popen(
        [
            mongod.path,
            *("--dbpath", home.data, "--port", str(PORT)),
            *("--bind_ip", home.run / "s.sock", "--unixSocketPrefix", home.run, "--filePermissions", "0600"),
            *("--wiredTigerCollectionBlockCompressor", "zstd", "--wiredTigerCacheSizeGB", f"{_cache_gb():.2f}"),
            # its own level, 6, saves 4 % of the disk and costs a tenth of what mongod computes in a crawl
            *("--zstdDefaultCompressionLevel", "3"),
            # 33 MB instead of 301 for an empty database
            *("--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=32MB)"),
            "--noscripting",  # no query of newsbot runs JavaScript
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *("--logpath", home.log, "--logappend", "--logRotate", "reopen", "--quiet"),
        ],
        env=environment() | mongod.environment,
        stdin=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and not home.answers():
        if time.monotonic() > deadline:
            process.kill()
        time.sleep(0.02)
    return process


def _nobody_left(home: Home, linger: float) -> bool:
    """Stop mongod and say True if nobody used it for a while; newcomers wait at users.lock until it is gone."""
    deadline = time.monotonic() + linger
    while True:
        with try_lock(home.run / "users.lock") as alone:
            if not alone or home.keep.exists():
                return False
            if home.leave.exists() or time.monotonic() > deadline:
                _stop(home)
                return True
        time.sleep(_POLL_SECONDS)


def _tell_mongod(home: Home, command: str, **options: object) -> None:
    client: MongoClient[dict[str, object]] = MongoClient(home.uri, serverSelectionTimeoutMS=2000)
    with client, contextlib.suppress(PyMongoError):  # at its end it closes the connection instead of answering
        client.admin.command({command: 1, **options})


def _stop(home: Home) -> None:
    _tell_mongod(home, "shutdown", force=True)
    lock = home.data / "mongod.lock"  # which mongod locks as long as it lives
    deadline = time.monotonic() + START_SECONDS
    while _held(lock) and time.monotonic() < deadline:
        time.sleep(0.02)


def _held(lock: Path) -> bool:
    """Whether a living process holds this lock file; the kernel lets go when it dies."""
    if not lock.exists():
        return False
    with try_lock(lock) as free:
        return not free


def main() -> int:
    """Supervise the home given as first argument (the second: seconds to linger), unless another supervisor does."""
    home = Home(Path(sys.argv[1]))
    os.chdir("/")
    with try_lock(home.run / "supervisor.lock") as mine:
        if not mine:
            return 0
        for request in (home.keep, home.leave):  # made for an earlier server
            request.unlink(missing_ok=True)
        try:
            supervise(home, float(sys.argv[2]))
        except StoreError as error:
            print(f"newsbot: {error}", file=sys.stderr)  # read by server._last_words
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
