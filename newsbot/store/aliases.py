"""Speakers that are one person under two names: `aliases` says which key stands for which, and quotes follow.

An alias may lead to another (A to B, B to C). Quotes carry the key at the end of the chain; those whose own is another
keep it as `unmerged_key`, so that every merge can be taken back.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pymongo.database import Database

from newsbot.store.mongod import StoreError
from newsbot.store.schema import Document, speaker_key


class SpeakerError(StoreError):
    """A merge that cannot be; the message says why and what to do."""


def resolve(aliases: Mapping[str, str], key: str | None) -> str | None:
    """The key at the end of the chain that begins with `key`."""
    while key is not None and key in aliases:
        key = aliases[key]
    return key


def follow(quotes: Iterable[Document], aliases: Mapping[str, str]) -> None:
    """Give quotes that are about to be stored the key that stands for their speaker."""
    for quote in quotes:
        key = resolve(aliases, quote["speaker_key"])
        if key != quote["speaker_key"]:
            quote["unmerged_key"], quote["speaker_key"] = quote["speaker_key"], key


def merge(db: Database[Document], name: str, into: str) -> int:
    """Count the quotes of speaker `name` as those of `into` from now on; returns how many quotes changed.

    Raises SpeakerError when one of them is not in the corpus, or both are one already.
    """
    aliases = load(db)
    own, target = _key(db, name, aliases), resolve(aliases, _key(db, into, aliases))
    if resolve(aliases, own) == target:
        raise SpeakerError(f"{name!r} and {into!r} are one speaker already.")
    assert target is not None
    while own in aliases:  # what was merged before moves with its new owner
        own = aliases[own]
    db["aliases"].update_one(
        {"_id": own}, {"$set": {"into": target, "name": name, "merged_at": datetime.now(UTC)}}, upsert=True
    )
    return _apply(db)


def split(db: Database[Document], name: str) -> int:
    """Take the merge of `name` back; returns how many quotes changed. Raises SpeakerError when it was not merged."""
    key = speaker_key(name)
    if db["aliases"].delete_one({"_id": key}).deleted_count == 0:
        raise SpeakerError(f"{name!r} was not merged into another speaker; `scrapy speakers aliases` lists who was.")
    return _apply(db, key)


def load(db: Database[Document]) -> dict[str, str]:
    """Which key leads to which."""
    return {alias["_id"]: alias["into"] for alias in db["aliases"].find()}


def _key(db: Database[Document], name: str, aliases: Mapping[str, str]) -> str:
    key = speaker_key(name)
    if key is None or not (key in aliases or db["quotes"].find_one({"speaker_key": key}, {"_id": 1})):
        raise SpeakerError(f"No quote has the speaker {name!r}; `scrapy speakers` lists them.")
    return key


def _apply(db: Database[Document], *released: str | None) -> int:
    """Let all quotes have the keys that the aliases give them; may be run again at any time."""
    aliases = load(db)
    changed = 0
    for own in {*aliases, *(key for key in released if key is not None)}:
        key = resolve(aliases, own)
        fields: Document = {"speaker_key": key, "unmerged_key": own}
        mine = [{"unmerged_key": own, "speaker_key": {"$ne": key}}]
        if own in aliases:
            mine.append({"speaker_key": own, "unmerged_key": {"$exists": False}})
        for which in mine:
            now = {"stored_at": datetime.now(UTC)}
            changed += db["quotes"].update_many(which, {"$set": fields | now}).modified_count
            inside = {f"quotes.$[quote].{name}": value for name, value in fields.items()}
            db["articles"].update_many(
                {"quotes": {"$elemMatch": which}},
                {"$set": inside},
                array_filters=[{f"quote.{name}": value for name, value in which.items()}],
            )
        if own not in aliases:  # on its own again
            db["quotes"].update_many({"unmerged_key": own, "speaker_key": own}, {"$unset": {"unmerged_key": ""}})
            db["articles"].update_many(
                {"quotes.unmerged_key": own},
                {"$unset": {"quotes.$[quote].unmerged_key": ""}},
                array_filters=[{"quote.unmerged_key": own}],
            )
    return changed
