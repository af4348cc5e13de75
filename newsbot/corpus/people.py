"""The speakers of a corpus: names and roles by speaker key, kept in memory until something new is stored."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from itertools import accumulate

from pymongo.database import Database

from newsbot.quotes import speaker_key
from newsbot.quotes.search_terms import fold
from newsbot.store.database.connection import Document
from newsbot.store.speakers import aggregates, aliases

NEAR = 0.75
"""How alike a misspelt name must be to the one that may be meant (difflib's ratio)."""

ROLE_JOINT = re.compile(r"\b(?:of|at|for|with)\s+(?:the\s+)?")
"""What stands between a post and where it is held."""


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
        own = [name for name in self.names if speaker_key(name) == self.key]
        return min(own or self.names, key=lambda name: (name.casefold() != self.key, len(name), name), default="")


class _Texts:
    """Texts by their keys, in which words are looked for: in all of them at once, which is twenty times as fast."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.keys = list(texts)
        bare = [fold(text) for text in texts.values()]
        self._ends = list(accumulate(len(text) + 1 for text in bare))
        self._all = "\n".join(bare)

    def holding(self, words: str) -> list[str]:
        """The keys of the texts that hold the words, whole, accents and case aside."""
        sought = re.escape(fold(words))
        whole = re.compile(rf"{sought}(?<!\w{sought})(?!\w)")  # the plain text first: re looks for it as memchr does
        places = (bisect_right(self._ends, found.start()) for found in whole.finditer(self._all))
        return [self.keys[place] for place in dict.fromkeys(places)]


class People:
    """The speakers of a corpus."""

    def __init__(self, db: Database[Document]) -> None:
        self.tolerate = 0.0
        """For so many seconds counts may be behind what a crawl stores; 0 lets every answer be exact."""
        self._db = db
        self._version: object = None
        self._people: list[Person] = []
        self._by_key: dict[str | None, Person] = {}
        self._names = self._roles = _Texts({})
        self._called: dict[str, list[str]] = {}

    def near(self, name: str, most: int = 3) -> list[str]:
        """Names of speakers, and of organisations in roles, that are spelt much like `name`, the likest first."""
        others = [*self.organisations(), *(other for person in self.all() for other in person.names)]
        spelt = {fold(other): other for other in others}
        words = {word: other for bare, other in spelt.items() for word in bare.split() if len(word) > 3}
        close = get_close_matches(fold(name).lstrip("="), [*spelt, *words], most, NEAR)
        return list(dict.fromkeys((words | spelt)[one] for one in close))

    def all(self) -> list[Person]:
        """Every speaker, most quoted first."""
        if (version := aggregates.version(self._db)) != self._version:
            counted = self.counted()
            version = counted or version
            if version != self._version:
                self._remember(self._read(counted=counted is not None))
                self._version = version
        return self._people

    def _remember(self, people: list[Person]) -> None:
        self._people = people
        self._by_key = {person.key: person for person in people}
        self._names = _Texts({person.key: "\n".join(person.names) for person in people if person.key})
        self._roles = _Texts({role: role for person in people for role in person.roles})
        self._called = {}
        for person in people:
            for name in {fold(name) for name in person.names if person.key}:
                self._called.setdefault(name, []).append(str(person.key))

    def counted(self) -> str | None:
        """The version of the months and speakers that are counted; None when there are none."""
        return aggregates.bring_up_to_date(self._db, tolerate=self.tolerate)

    def keys_of(self, words: str) -> list[str]:
        """The keys of the speakers of whom a name holds the words, whole, or behind a "=" is the words.

        Accents and case do not count.
        """
        self.all()
        if words.startswith("="):
            return self._called.get(fold(words[1:].strip()), [])
        found, own = self._names.holding(words), speaker_key(words)
        return [*found, own] if own and own in self._by_key and own not in found else found

    def roles_of(self, words: str) -> list[str]:
        """The roles that hold the words, whole, accents and case aside."""
        self.all()
        return sorted(self._roles.holding(words))

    def namesakes(self, key: str) -> list[str]:
        """The key of a name, and those of the speakers that are merged with it."""
        merged = aliases.load(self._db)
        one = aliases.resolve(merged, key)
        return [key, *(name for name in {*merged, *merged.values()} - {key} if aliases.resolve(merged, name) == one)]

    def organisations(self) -> list[str]:
        """The organisations that roles name behind "of", "at", "for" or "with", in alphabetical order."""
        self.all()
        named = {part.strip() for role in self._roles.keys for part in ROLE_JOINT.split(role)[1:]}
        return sorted(name for name in named if name[:1].isupper())

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """The names to show for speaker keys."""
        self.all()
        return {key: self._by_key[key].name if key in self._by_key else key for key in keys}

    def most_quoted(self, top: int) -> list[Document]:
        """Rows `{speaker, role, quotes, first, last, speaker_key}`, most quotes first; `top` 0 gives all."""
        said = [person for person in self.all() if person.key and person.said]
        return [
            {
                "speaker": person.name,
                "role": person.role,
                "quotes": person.said,
                "first": person.first,
                "last": person.last,
                "speaker_key": person.key,
            }
            for person in said[: top or None]
        ]

    def most_quoted_of(self, query: Document, top: int) -> list[Document]:
        """The same of the quotes that match a query."""
        # of what is said about somebody the index knows all but the roles, which only the rows that are shown need
        apart = 0 < top <= _FEW and "about" in query and query.keys() <= {"about", "published"}
        group = _BY_SPEAKER if apart else _BY_SPEAKER | {"role": {"$max": aggregates.LATEST_ROLE}}
        stages = [{"$match": {"$and": [query, _NAMED]}}, {"$group": group}, *most("quotes", top)]
        rows = list(self._db["quotes"].aggregate(stages))
        names = self.names(row["_id"] for row in rows)
        if apart:
            rows = [row | {"role": self._latest_role(query, row["_id"])} for row in rows]
        return [row | {"speaker_key": (key := row["_id"]), "speaker": names[key], "role": _role(row)} for row in rows]

    def _latest_role(self, query: Document, key: str) -> Document | None:
        if key not in self._by_key or not self._by_key[key].roles:
            return None
        with_role = query | {"speaker_key": key, "speaker_role": {"$type": "string"}}
        latest = self._db["quotes"].find_one(with_role, {"published": 1}, sort=[("published", -1)])
        if latest is None:
            return None
        of_then = with_role | {"published": latest.get("published")}  # of two of one time, as where all are grouped
        [role] = self._db["quotes"].find(of_then, {"speaker_role": 1}).sort("speaker_role", -1).limit(1)
        return {"role": role["speaker_role"]}

    def _read(self, *, counted: bool) -> list[Person]:
        found = self._db["speakers"].find({}, {"months": 0}) if counted else aggregates.speakers_live(self._db)
        people = [
            Person(
                row["_id"] or None,
                row["names"],
                row["roles"],
                row["said"],
                _role(row),
                row["first"],
                row["last"],
            )
            for row in found
        ]
        return sorted(people, key=lambda person: (-person.said, person.key or ""))


_FEW = 100
"""For so many speakers the roles are asked for one by one."""

_NAMED: Document = {"speaker_key": {"$gt": ""}}
"""Any text: in these words the index alone answers."""

_BY_SPEAKER: Document = {
    "_id": "$speaker_key",
    "quotes": {"$sum": 1},
    "first": {"$min": "$published"},
    "last": {"$max": "$published"},
}


def most(count: str, top: int) -> list[Document]:
    """The stages that leave the `top` groups with the highest count; all of them, in this order, where it is 0."""
    return [{"$sort": {count: -1, "_id": 1}}, *([{"$limit": top}] if top else [])]


def _role(row: Document) -> str | None:
    return row["role"]["role"] if row["role"] else None
