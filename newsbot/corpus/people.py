"""Who speaks in a corpus: names and roles by speaker key, kept in memory until something new is stored."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from pymongo.database import Database

from newsbot.corpus.questions import naming
from newsbot.quotes import speaker_key
from newsbot.store import tallies
from newsbot.store.connection import Document

_ROLE_JOINT = re.compile(r"\b(?:of|at|for|with)\s+(?:the\s+)?")
_fold = lru_cache(maxsize=None)(speaker_key)
"""Every name and role of a corpus is folded for each question; ten thousand of them would take a tenth of a second."""


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

    @cached_property
    def name(self) -> str:
        """The name to show: of those that articles use, the plainest one that is whole."""
        own = [name for name in self.names if _fold(name) == self.key]
        return min(own or self.names, key=lambda name: (name.casefold() != self.key, len(name), name), default="")


class People:
    """The speakers of a corpus."""

    def __init__(self, db: Database[Document]) -> None:
        self._db = db
        self._version: object = None
        self._people: list[Person] = []

    def all(self) -> list[Person]:
        """Every speaker, most quoted first."""
        counted = tallies.bring_up_to_date(self._db)
        version = counted or tallies.version(self._db)
        if version != self._version:
            self._people = self._read(counted=counted is not None)
            self._version = version
        return self._people

    def keys_of(self, words: str) -> list[str]:
        """The keys of the speakers of whom a name holds the words."""
        people = self.all()
        matches = naming(words, (name for person in people for name in person.names), _fold)
        return [person.key for person in people if person.key and matches(person.names)]

    def roles_of(self, words: str) -> list[str]:
        """The roles that hold the words."""
        roles = {role for person in self.all() for role in person.roles}
        matches = naming(words, roles, _fold)
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
