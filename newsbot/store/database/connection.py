"""Which MongoDB to use: the server at MONGO_URI, or the embedded one in NEWSBOT_HOME."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from pymongo import AsyncMongoClient, MongoClient
from pymongo import timeout as within
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    InvalidName,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)
from scrapy.settings import BaseSettings

from newsbot.store.embedded.mongod import DiskFullError, StoreError
from newsbot.store.embedded.server import EmbeddedServer

__all__ = ["Connection", "DatabaseError", "Document", "masked", "within"]

Document = dict[str, Any]
DatabaseError = PyMongoError
"""The errors that a query of an open database raises; `with within(seconds):` ends questions that take longer."""

_CLIENT_OPTIONS: dict[str, Any] = {"tz_aware": True, "appname": "newsbot", "readPreference": "primary"}
"""Whatever the connection string says: a secondary may not have yet what was stored, and the same story comes twice."""

_ANSWER_WITHIN_MS = 5000


_PASSWORD = re.compile(r"^([a-z+]*:/+)?([^:@/%]*):(.*)@", re.I | re.S)
_PASSWORD_ALONE = re.compile(r"(?<=\w):(?!\d+(?:[/,?]|$)|/|\*\*\*@)[^/@,?\]]+")
"""The text in the place of a port, in a connection string that lacks the host."""


def masked(uri: str) -> str:
    """The connection string without its password, for messages and logs, however wrongly it is written."""
    uri = _PASSWORD.sub(r"\1\2:***@", uri)
    uri = uri if "[" in uri else _PASSWORD_ALONE.sub(":***", uri)
    return re.sub(r"(?i)((?:password|token|secret)[a-z]*[=:])[^&,]*", r"\1***", uri)


_OUT_OF_DISK_SPACE = 14031
_REFUSALS = {
    13: "does not let this user write to the database. Name one in MONGO_URI who has the role readWrite there.",
    10107: "does not let anybody write, because it is no primary. Name the whole replica set in MONGO_URI.",
    _OUT_OF_DISK_SPACE: "has too little room on its disk. Make room and run the command again.",
}
"""MongoDB's error codes (Unauthorized, NotWritablePrimary, OutOfDiskSpace) and what to say."""


@dataclass(slots=True)
class Connection:
    """An open way to a MongoDB that has answered; close it, or use it as a context manager."""

    uri: str
    database: str
    server: EmbeddedServer | None = None

    @classmethod
    def open(cls, *, uri: str | None, database: str, home: str) -> Self:
        """Connect to `uri`, or to the embedded server in `home` when there is none.

        Raises StoreError with a sentence that names the setting to correct; it never shows a password.
        """
        server = None if uri else EmbeddedServer.attach(home)
        connection = cls(uri or (server.uri if server else ""), database, server)
        try:
            connection._insist(connection._check)
        except BaseException:
            connection.close()
            raise
        return connection

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Connect to what Scrapy's settings name: MONGO_URI, MONGO_DATABASE, NEWSBOT_HOME."""
        return cls.open(
            uri=settings.get("MONGO_URI"), database=settings["MONGO_DATABASE"], home=settings["NEWSBOT_HOME"]
        )

    def _check(self) -> None:
        shown = masked(self.uri)
        try:
            with self.client(serverSelectionTimeoutMS=_ANSWER_WITHIN_MS) as client:
                if not client.write_concern.acknowledged:
                    raise ValueError("with w=0 nobody knows what is stored; leave w out.")
                client[self.database]["meta"].find_one({})
        except InvalidName as error:
            raise StoreError(f"MONGO_DATABASE={self.database!r} is not a database name: {error}.") from None
        except (InvalidURI, ConfigurationError, ValueError) as error:
            raise StoreError(f"MONGO_URI={shown} is not a usable connection string: {self._masked(error)}") from None
        except OperationFailure as error:
            raise StoreError(
                f"The MongoDB at MONGO_URI={shown} does not let this user read the database {self.database!r} "
                f"({(error.details or {}).get('codeName', error.code)}). Name one who may, and authSource, there."
            ) from None
        except PyMongoError as error:
            raise self._unanswered(error) from None

    def _masked(self, error: Exception) -> str:
        """What a driver says, without what it repeats of the password."""
        says = str(error)
        if password := _PASSWORD.match(self.uri):
            for part in filter(None, re.split(r"[:/@?,]", password[3])):
                says = says.replace(part, "***")
        return says

    def check_writable(self) -> None:
        """Raise StoreError when this user may not write to the database, or nobody may."""

        def check() -> None:
            with self.client() as client:
                client[self.database]["meta"].update_one({"_id": "none"}, {"$set": {"none": True}})  # matches nothing

        try:
            self._insist(check)
        except OperationFailure as error:
            self.refuse(error)
            raise
        except PyMongoError as error:
            raise self._unanswered(error) from None

    def _insist(self, ask: Callable[[], None]) -> None:
        """Ask, and where the embedded server ends meanwhile, ask again once it is back."""
        try:
            ask()
        except (StoreError, ConnectionFailure):
            if self.server is None:
                raise
            self.server.await_start()
            ask()

    def _unanswered(self, error: PyMongoError) -> StoreError:
        if full := self.full_disk():
            return DiskFullError(f"{full}. Make room on it and run the command again.")
        reason = self._masked(error).split(", Timeout:")[0].split(" (configured timeouts")[0]
        if self.server is not None:
            return StoreError(f"The embedded database ended ({reason}). Run the command again.")
        return StoreError(
            f"No MongoDB answers at MONGO_URI={masked(self.uri)} ({reason}). Start it, correct MONGO_URI, "
            "or leave MONGO_URI unset to use the embedded database."
        )

    def full_disk(self) -> str:
        """That the embedded server's disk is full, as the beginning of a sentence; empty for another server."""
        return self.server.full_disk() if self.server else ""

    def client(self, **options: Any) -> MongoClient[Document]:
        """A client for plain, blocking code."""
        return MongoClient(self.uri, **(_CLIENT_OPTIONS | options))

    def async_client(self, **options: Any) -> AsyncMongoClient[Document]:
        """A client for the crawl's event loop."""
        return AsyncMongoClient(self.uri, **(_CLIENT_OPTIONS | options))

    def close(self) -> None:
        """Leave the embedded server, if it is that one."""
        if self.server is not None:
            self.server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Leave; a server's refusal to write becomes a StoreError that says what to do."""
        self.close()
        self.refuse(error)

    def refuse(self, error: BaseException | None) -> None:
        """Raise StoreError in the place of an error by which a server refuses to write."""
        if isinstance(error, OperationFailure) and error.code in _REFUSALS:
            kind = DiskFullError if error.code == _OUT_OF_DISK_SPACE else StoreError
            raise kind(f"The MongoDB at {masked(self.uri)} {_REFUSALS[error.code]}") from None
