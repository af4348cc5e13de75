"""The folder of an embedded database: what is where in it, who may write to it, and whether its disk is full."""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newsbot.store.embedded.mongod import StoreError

PORT = 27017
"""Only part of the socket's file name; nothing listens on TCP."""

_LEAST_BYTES = 40 * 2**20
"""Bytes that MongoDB needs on its disk to start: a journal of 32 MB, and some more."""

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

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

    def full_disk(self) -> str:
        """That the disk of the data is full, as the beginning of a sentence; empty where it has room for a database."""
        try:
            free = shutil.disk_usage(self.data).free
        except OSError:
            return ""
        return "" if free > _LEAST_BYTES else f"The disk of {self.data} is full ({free // 2**20} MB are free)"

    def answers(self) -> bool:
        """Whether a mongod answers on the socket."""
        return (self.run / f"mongodb-{PORT}.sock").exists() and is_answered(self.uri)


def is_answered(uri: str) -> bool:
    """Whether a MongoDB answers a ping within half a second."""
    client: MongoClient[dict[str, object]] = MongoClient(uri, serverSelectionTimeoutMS=500)
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
