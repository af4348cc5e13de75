"""Speakers that are one person under two names: `aliases` says which key stands for which, and quotes follow.

An alias may lead to another (A to B, B to C). Quotes carry the key at the end of the chain; those whose own is another
keep it as `unmerged_key`, so that every merge can be taken back.

A merge may be limited to one site or one organisation: "the minister" of one paper is not that of another. It goes
before a merge without limits, and one of a site before one of an organisation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo.collection import Collection
from pymongo.database import Database

from newsbot.quotes.search_terms import fold
from newsbot.store.database.schema import Document, speaker_key
from newsbot.store.embedded.mongod import StoreError

_BATCH = 1000


@dataclass(frozen=True)
class Limited:
    """A merge of one key that counts for some quotes only: of a site, or of a role that names an organisation."""

    into: str
    site: str | None = None
    organisation: str | None = None

    def holds(self, site: str | None, role: str | None) -> bool:
        """Whether it counts for a quote of this site whose speaker has this role."""
        if self.site is not None:
            return site == self.site
        words = re.escape(fold(self.organisation or ""))
        return role is not None and re.search(rf"(?<!\w){words}(?!\w)", fold(role)) is not None


class Aliases(dict[str, str]):
    """Which key leads to which; `limited` has the merges of each key that are limited, those of a site first."""

    def __init__(self, documents: Iterable[Document]) -> None:
        super().__init__()
        self.limited: dict[str, list[Limited]] = {}
        for alias in documents:
            limits = {name: alias[name] for name in ("site", "organisation") if alias.get(name) is not None}
            if limits:
                self.limited.setdefault(alias["of"], []).append(Limited(alias["into"], **limits))
            else:
                self[alias["_id"]] = alias["into"]
        for of_key in self.limited.values():
            of_key.sort(key=lambda one: (one.site is None, one.site or one.organisation or ""))


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


def follow(quotes: Iterable[Document], aliases: Aliases, site: str) -> None:
    """Give quotes that are about to be stored the key that stands for their speaker; `site` is their article's."""
    for quote in quotes:
        own = quote["speaker_key"]
        place = quote.get("site", site), quote["speaker_role"]
        limited = (one.into for one in aliases.limited.get(own, ()) if one.holds(*place))
        key = resolve(aliases, next(limited, own))
        if key != own:
            quote["unmerged_key"], quote["speaker_key"] = own, key


def merge(
    db: Database[Document], name: str, into: str, *, site: str | None = None, organisation: str | None = None
) -> int:
    """Count the quotes of speaker `name` as those of `into` from now on; returns how many quotes changed.

    With a site or an organisation only its quotes: those on the site, or whose speaker's role has these words.

    Raises SpeakerError when one of them is not in the corpus, or both are one already, or for both limits at once.
    """
    aliases = load(db)
    own = _key(db, name, aliases)
    target = resolve(aliases, _key(db, into, aliases)) or ""
    if resolve(aliases, own) == target:
        raise SpeakerError(f"{name!r} and {into!r} are one speaker already.")
    limits = _limits(site, organisation)
    if not limits:
        own = resolve(aliases, own) or own  # what was merged before moves with its new owner
    alias = {"into": target, "name": name, "into_name": into, "merged_at": datetime.now(UTC), **limits}
    db["aliases"].update_one({"_id": _id(own, limits)}, {"$set": alias | ({"of": own} if limits else {})}, upsert=True)
    return bring_up_to_date(db)


def split(db: Database[Document], name: str, *, site: str | None = None, organisation: str | None = None) -> int:
    """Take the merge of `name` back, the one with these limits; returns how many quotes changed.

    Raises SpeakerError when it was not merged so.
    """
    key = speaker_key(name)
    if key is None or db["aliases"].delete_one({"_id": _id(key, _limits(site, organisation))}).deleted_count == 0:
        raise SpeakerError(f"{name!r} was not merged into another speaker; `newsbot speakers aliases` lists who was.")
    return bring_up_to_date(db)


def _limits(site: str | None, organisation: str | None) -> dict[str, str]:
    given = {name: value for name, value in (("site", site), ("organisation", organisation)) if value is not None}
    if len(given) > 1:
        raise SpeakerError("A merge is limited to a site or to an organisation, not to both.")
    if not all(value.strip() for value in given.values()):
        raise SpeakerError("Name the site or the organisation that a merge is limited to.")
    return {name: value.strip() for name, value in given.items()}


def _id(key: str, limits: Mapping[str, str]) -> str:
    return key + "".join(f"|{name}={value}" for name, value in limits.items())


def known_key(db: Database[Document], name: str) -> str:
    """The key that a speaker's quotes have, merges followed. Raises SpeakerError where no quote has that speaker."""
    merged = load(db)
    key = _key(db, name, merged)
    return resolve(merged, key) or key


def load(db: Database[Document]) -> Aliases:
    """All merges."""
    return Aliases(db["aliases"].find())


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
    for own in sorted({*aliases, *aliases.limited, *merged}):
        for key, among in _targets(db, own, aliases):
            if key == own:
                changed += _update(db, {"unmerged_key": own}, among, {"speaker_key": own}, ["unmerged_key"])
            else:
                changed += _update(db, {"unmerged_key": own, "speaker_key": {"$ne": key}}, among, {"speaker_key": key})
                alone = {"speaker_key": own, "unmerged_key": {"$exists": False}}
                changed += _update(db, alone, among, {"speaker_key": key, "unmerged_key": own})
    return changed


def _targets(db: Database[Document], own: str, aliases: Aliases) -> list[tuple[str | None, Document]]:
    """The keys that the quotes of a key count as, each with the condition on their site and role."""
    limited = aliases.limited.get(own, [])
    found: list[tuple[str | None, Document]] = []
    sites: list[str] = []
    taken: list[str] = []
    roles: list[str] = []
    if any(one.site is None for one in limited):
        own_quotes: Document = {"$or": [{"speaker_key": own}, {"unmerged_key": own}]}
        roles = [role for role in db["quotes"].distinct("speaker_role", own_quotes) if isinstance(role, str)]
    for one in limited:
        if one.site is not None:
            found.append((resolve(aliases, one.into), {"site": one.site}))
            sites.append(one.site)
        else:
            held = [role for role in roles if one.holds(None, role) and role not in taken]
            found.append((resolve(aliases, one.into), _others(sites) | {"speaker_role": {"$in": held}}))
            taken += held
    rest = _others(sites) | ({"speaker_role": {"$nin": taken}} if taken else {})
    return [*found, (resolve(aliases, own), rest)]


def _others(sites: Sequence[str]) -> Document:
    return {"site": {"$nin": list(sites)}} if sites else {}


def _update(
    db: Database[Document], which: Document, among: Document, fields: Document, without: Sequence[str] = ()
) -> int:
    """Change such quotes `among` those of a site or a role, those in articles and the flat ones; they must not be such
    ones any longer then.
    """
    inside: Document = {"$set": {f"quotes.$[quote].{name}": value for name, value in fields.items()}}
    flat: Document = {"$set": fields}
    if without:
        inside["$unset"] = {f"quotes.$[quote].{name}": "" for name in without}
        flat["$unset"] = dict.fromkeys(without, "")
    of_site = {"site": among["site"]} if "site" in among else {}
    of_role = {"speaker_role": among["speaker_role"]} if "speaker_role" in among else {}
    filters = [{f"quote.{name}": value for name, value in (which | of_role).items()}]
    changed = 0
    while ids := _articles_of(db["quotes"], which | among):
        db["articles"].update_many({"_id": {"$in": ids}, **of_site}, inside, array_filters=filters)
        flat["$set"] = fields | {"stored_at": datetime.now(UTC)}
        changed += db["quotes"].update_many(which | among | {"article_id": {"$in": ids}}, flat).modified_count
    return changed


def _articles_of(quotes: Collection[Document], which: Document) -> list[str]:
    """Some of the articles with such quotes."""
    found = quotes.find(which, {"article_id": 1}).limit(_BATCH)
    return sorted({quote["article_id"] for quote in found})
