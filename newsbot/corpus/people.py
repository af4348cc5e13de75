"""Who speaks in a corpus: names and roles by speaker key, kept in memory until something new is stored."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database

from newsbot.corpus.questions import naming
from newsbot.quotes import speaker_key
from newsbot.store import tallies
from newsbot.store.connection import Document

_ROLE_JOINT = re.compile(r"\b(?:of|at|for|with)\s+(?:the\s+)?")


@dataclass(frozen=True)
class Person:
    """A speaker, who may as well be an organisation."""

    key: str | None
    """The speaker_key; None for the one entry that stands for all quotes without a speaker."""
    names: Sequence[str]
    roles: Sequence[str]
    said: int
    """How many statements, whole and partial, of theirs stand."""
    role: str | None
    """The role that the latest of them gives."""
    first: datetime | None
    last: datetime | None
    """When the first and the last of them came out."""

    @property
    def name(self) -> str:
        """The name to show: of those that articles use, the plainest one that is whole."""
        own = [name for name in self.names if speaker_key(name) == self.key]
        return min(own or self.names, key=lambda name: (name.casefold() != self.key, len(name), name), default="")


class People:
    """The speakers of a corpus."""

    def __init__(self, db: Database[Document]) -> None:
        self._db = db
        self._version: object = None
        self._people: list[Person] = []

    def all(self) -> list[Person]:
        """Every speaker, most quoted first."""
        version = tallies.bring_up_to_date(self._db)
        if version is None or version != self._version:
            self._people = self._read(counted=version is not None)
            self._version = version
        return self._people

    def keys_of(self, words: str) -> list[str]:
        """The keys of the speakers of whom a name holds the words."""
        people = self.all()
        matches = naming(words, (name for person in people for name in person.names), speaker_key)
        return [person.key for person in people if person.key and matches(person.names)]

    def roles_of(self, words: str) -> list[str]:
        """The roles that hold the words."""
        roles = {role for person in self.all() for role in person.roles}
        matches = naming(words, roles, speaker_key)
        return sorted(role for role in roles if matches([role]))

    def organisations(self) -> list[str]:
        """What roles name behind "of", "at", "for" or "with", in alphabetical order."""
        roles = {role for person in self.all() for role in person.roles}
        named = {part.strip() for role in roles for part in _ROLE_JOINT.split(role)[1:]}
        return sorted(name for name in named if name[:1].isupper())

    def _read(self, *, counted: bool) -> list[Person]:
        found = self._db["speakers"].find({}, {"months": 0}) if counted else tallies.speakers_live(self._db)
        people = [
            Person(
                row["_id"] or None,
                row["names"],
                row["roles"],
                row["said"],
                (row["role"] or {}).get("role"),
                row["first"],
                row["last"],
            )
            for row in found
        ]
        return sorted(people, key=lambda person: (-person.said, person.key or ""))
