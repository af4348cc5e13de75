"""Pairs of speakers who are probably one person, with the evidence for it.

Names alone never suffice. Beside a name that may be the other's, a pair needs the same organisation, or the same role,
and the same time. Two who are quoted in one article are two. A short name that may be several people's is nobody's.
Pairs that somebody refused are remembered in `not_merged`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from newsbot.corpus.corpus import Corpus
from newsbot.corpus.people import ROLE_JOINT, Person
from newsbot.quotes.language.names import FUNCTION_WORDS, PARTICLES
from newsbot.quotes.language.nouns import GROUP_HEADS, ORG_HEADS, ORG_WORDS, PERSON_HEADS
from newsbot.quotes.same_name import Relation, relation, surname
from newsbot.quotes.search_terms import fold
from newsbot.store.database.connection import Document
from newsbot.store.speakers import aliases

_NO_NAMES = ORG_WORDS | ORG_HEADS | PERSON_HEADS | GROUP_HEADS | (FUNCTION_WORDS - PARTICLES)

_SPECIFIC = 4
"""Words of a role that hardly two people have: "minister for digital affairs"."""

_LETTERS = "letters "
"""What marks groups of names that are the same letters, beside those of one surname."""

_MOST_OF_A_SURNAME = 300
"""Of more bearers of one surname only the most quoted are compared."""

_EXPLAINED: dict[Relation, str] = {
    "initials": "one name has initials of the other",
    "particles": "the names differ in a particle",
    "title": "one name is a title and the other's surname",
    "names left out": "one name leaves given names out",
    "surname only": "one name is the other's surname",
    "one word": "the names are the same letters",
}


@dataclass(frozen=True)
class Suggestion:
    """Two speakers who may be one; merging `name` into `into` makes them so."""

    name: str
    into: str
    """The fuller name; of equals the one more often quoted."""
    quotes: int
    quotes_of_into: int
    evidence: tuple[str, ...]
    """Sentences without their stop, the likeness of the names first."""


def suggestions(corpus: Corpus) -> list[Suggestion]:
    """The pairs that nobody refused, those with most evidence and most quotes first."""
    refused = {one["_id"] for one in corpus.db["not_merged"].find({}, {"_id": 1})}
    alike: dict[str, list[Person]] = defaultdict(list)
    people = [person for person in corpus.people.all() if person.key and ";" not in person.key and person.said]
    for person in people:
        alike[surname(person.key or "")].append(person)
        alike[f"{_LETTERS}{(person.key or '').replace(' ', '')}"].append(person)
    found: list[tuple[int, Suggestion]] = []
    for bearers in alike.values():
        found += _of_one_surname(corpus, bearers[:_MOST_OF_A_SURNAME], refused)
    return [one for _, one in sorted(dict.fromkeys(found), key=lambda pair: (-pair[0], -pair[1].quotes, pair[1].name))]


def refuse(corpus: Corpus, name: str, into: str) -> None:
    """Remember that two names are two people's. Raises SpeakerError for a name that no quote has."""
    keys = [aliases.known_key(corpus.db, one) for one in (name, into)]
    pair = "|".join(sorted(keys))
    corpus.db["not_merged"].update_one(
        {"_id": pair}, {"$setOnInsert": {"names": [name, into], "at": datetime.now(UTC)}}, upsert=True
    )


def _of_one_surname(corpus: Corpus, bearers: Sequence[Person], refused: set[str]) -> Iterator[tuple[int, Suggestion]]:
    related = {}
    for one, other in combinations(bearers, 2):
        if (how := relation(one.key or "", other.key or "")) is not None and not _has_no_name(one, other):
            related[one.key, other.key] = how
    if not related:
        return
    facts = _Facts(corpus, sorted({str(key) for pair in related for key in pair}))
    of_key = {person.key: person for person in bearers}
    for pair, how in related.items():
        if "|".join(sorted(map(str, pair))) in refused:
            continue
        short, long = sorted((of_key[key] for key in pair), key=lambda person: (_fullness(person), person.said))
        rivals = [
            person for person in bearers
            if person not in (short, long) and _related(related, short, person) and not _related(related, long, person)
        ]  # fmt: skip
        evidence = facts.evidence(short, long, rivals)
        if evidence:
            whole = (_EXPLAINED[how], *evidence)
            yield len(whole), Suggestion(short.name, long.name, short.said, long.said, whole)


def _related(related: dict[tuple[str | None, str | None], Relation], one: Person, other: Person) -> bool:
    return (one.key, other.key) in related or (other.key, one.key) in related


def _fullness(person: Person) -> tuple[int, int]:
    words = (person.key or "").split()
    return len([word for word in words if len(word) > 1]), len(person.key or "")


def _has_no_name(*people: Person) -> bool:
    """Whether one of them is a firm, "a spokesman" or "chief executive of Havnet"."""
    return any(_NO_NAMES.intersection((person.key or "").split()) for person in people)


class _Facts:
    """What is known of some speakers beside their names."""

    def __init__(self, corpus: Corpus, keys: Sequence[str]) -> None:
        self._quotes = corpus.db["quotes"]
        rows = corpus.db["speakers"].find({"_id": {"$in": keys}}, {"months.month": 1})
        self._months = {row["_id"]: {one["month"] for one in row["months"] if one["month"]} for row in rows}

    def evidence(self, short: Person, long: Person, rivals: Sequence[Person]) -> tuple[str, ...]:
        """What speaks for one person; nothing where something speaks against it, or too little for it."""
        organisations, roles = _shared(short, long, _organisations), _shared(short, long, _posts)
        if not organisations and _organisations(short) and _organisations(long):
            return ()
        if any(not _organisations(rival) or not _organisations(short) or _shared(short, rival, _organisations)
               for rival in rivals):  # fmt: skip
            return ()
        months, sites = self._near(short, long), self._sites(short, long)
        suffices = (
            (organisations and (roles or months))
            or (not rivals and any(len(role.split()) >= _SPECIFIC for role in roles))
            or (not rivals and months and (roles or (not short.roles and sites)))
        )
        if not suffices or self._together(short, long):
            return ()
        return tuple(
            f"{told} {', '.join(found[:3])}"
            for told, found in (
                ("both of", organisations), ("both", roles), ("both quoted in", months), ("both on", sites)
            )
            if found
        )  # fmt: skip

    def _near(self, one: Person, other: Person) -> list[str]:
        """The months in which one is quoted, and the other in the same, the one before or the one after."""
        ones, others = (self._months.get(person.key or "", set()) for person in (one, other))
        return sorted(month for month in ones if others & {month, _beside(month, -1), _beside(month, 1)})

    def _sites(self, one: Person, other: Person) -> list[str]:
        ones, others = (set(self._quotes.distinct("site", {"speaker_key": person.key})) for person in (one, other))
        return sorted(ones & others)

    def _together(self, one: Person, other: Person) -> bool:
        """Whether an article quotes both."""
        articles = self._quotes.distinct("article_id", {"speaker_key": one.key})
        both: Document = {"speaker_key": other.key, "article_id": {"$in": articles}}
        return self._quotes.find_one(both, {"_id": 1}) is not None


def _beside(month: str, by: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _organisations(person: Person) -> dict[str, str]:
    """The organisations of a speaker's roles, by what they are compared by."""
    named = (ROLE_JOINT.split(role[joint.end() :])[0].strip(" ,") for role in person.roles for joint in _joints(role))
    return {fold(name): name for name in named}


def _posts(person: Person) -> dict[str, str]:
    """What a speaker is, without where: "chief executive", "minister for digital affairs"."""
    posts = (role[: next((joint.start() for joint in _joints(role)), len(role))].strip() for role in person.roles)
    return {fold(post): post for post in posts if post}


def _joints(role: str) -> Iterator[re.Match[str]]:
    """What stands before the organisations of a role."""
    return (joint for joint in ROLE_JOINT.finditer(role) if role[joint.end() : joint.end() + 1].isupper())


def _shared(one: Person, other: Person, facts: Callable[[Person], dict[str, str]]) -> list[str]:
    ones, others = facts(one), facts(other)
    return sorted(shown for key, shown in ones.items() if key in others)
