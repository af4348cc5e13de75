"""Speakers that are one person under two names: `aliases` says which key stands for which, and quotes follow.

An alias may lead to another (A to B, B to C). Quotes carry the key at the end of the chain; those whose own is another
keep it as `unmerged_key`, so that every merge can be taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from pymongo.collection import Collection
from pymongo.database import Database

from newsbot.store.database.schema import Document, speaker_key
from newsbot.store.embedded.mongod import StoreError

_BATCH = 1000


class SpeakerError(StoreError):
    """A merge that cannot be; the message says why and what to do."""


def resolve(aliases: Mapping[str, str], key: str | None) -> str | None:
    """The key at the end of the chain that begins with `key`.

    Two merges at once may close a circle; all keys of one count as the first of them in the alphabet.
    """
    passed: list[str] = []
    while key is not None and key in aliases:
        if key in passed:
            return min(passed[passed.index(key) :])
        passed.append(key)
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
    own = resolve(aliases, _key(db, name, aliases))  # what was merged before moves with its new owner
    target = resolve(aliases, _key(db, into, aliases))
    if own == target:
        raise SpeakerError(f"{name!r} and {into!r} are one speaker already.")
    alias = {"into": target, "name": name, "into_name": into, "merged_at": datetime.now(UTC)}
    db["aliases"].update_one({"_id": own}, {"$set": alias}, upsert=True)
    return bring_up_to_date(db)


def split(db: Database[Document], name: str) -> int:
    """Take the merge of `name` back; returns how many quotes changed. Raises SpeakerError when it was not merged."""
    key = speaker_key(name)
    if db["aliases"].delete_one({"_id": key}).deleted_count == 0:
        raise SpeakerError(f"{name!r} was not merged into another speaker; `newsbot speakers aliases` lists who was.")
    return bring_up_to_date(db)


def known_key(db: Database[Document], name: str) -> str:
    """The key that a speaker's quotes have, merges followed. Raises SpeakerError where no quote has that speaker."""
    merged = load(db)
    key = _key(db, name, merged)
    return resolve(merged, key) or key


def load(db: Database[Document]) -> dict[str, str]:
    """Which key leads to which."""
    return {alias["_id"]: alias["into"] for alias in db["aliases"].find()}


def _key(db: Database[Document], name: str, aliases: Mapping[str, str]) -> str:
    key = speaker_key(name)
    if key is None or not (key in aliases or db["quotes"].find_one({"speaker_key": key}, {"_id": 1})):
        raise SpeakerError(f"No quote has the speaker {name!r}; `newsbot speakers` lists them.")
    return key


def bring_up_to_date(db: Database[Document]) -> int:
    """Let all quotes have the keys that the aliases give them; returns how many flat quotes changed.

    Cheap where nothing is to be done, so a merge or split that was killed, or that a crawl overlapped, is finished by
    the next one. Articles come first: the flat quotes, which have indexes, show what is still to be done.
    """
    aliases = load(db)
    merged = db["quotes"].distinct("unmerged_key", {"unmerged_key": {"$type": "string"}})
    changed = 0
    for own in sorted({*aliases, *merged}):
        key = resolve(aliases, own)
        if key == own:
            changed += _update(db, {"unmerged_key": own}, {"speaker_key": own}, ["unmerged_key"])
        else:
            changed += _update(db, {"unmerged_key": own, "speaker_key": {"$ne": key}}, {"speaker_key": key})
            alone = {"speaker_key": own, "unmerged_key": {"$exists": False}}
            changed += _update(db, alone, {"speaker_key": key, "unmerged_key": own})
    return changed


def _update(db: Database[Document], which: Document, fields: Document, without: Sequence[str] = ()) -> int:
    """Change such quotes, those in articles and the flat ones; they must not be such ones any longer then."""
    inside: Document = {"$set": {f"quotes.$[quote].{name}": value for name, value in fields.items()}}
    flat: Document = {"$set": fields}
    if without:
        inside["$unset"] = {f"quotes.$[quote].{name}": "" for name in without}
        flat["$unset"] = dict.fromkeys(without, "")
    filters = [{f"quote.{name}": value for name, value in which.items()}]
    changed = 0
    while ids := _articles_of(db["quotes"], which):
        db["articles"].update_many({"_id": {"$in": ids}}, inside, array_filters=filters)
        flat["$set"] = fields | {"stored_at": datetime.now(UTC)}
        changed += db["quotes"].update_many(which | {"article_id": {"$in": ids}}, flat).modified_count
    return changed


def _articles_of(quotes: Collection[Document], which: Document) -> list[str]:
    """Some of the articles with such quotes."""
    found = quotes.find(which, {"article_id": 1}).limit(_BATCH)
    return sorted({quote["article_id"] for quote in found})
