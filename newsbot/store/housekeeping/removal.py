"""Remove articles and all that came of them, so that they do not come back.

The order makes a crash harmless: a URL is marked as removed first, its article goes last. So whoever removes the same
again finds what is left. What another site published is kept (promotion.py).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pymongo import DeleteOne
from pymongo.database import Database

from newsbot.dedup import canonical_url
from newsbot.store.articles.copies import OF_COPY
from newsbot.store.database.schema import Document, key
from newsbot.store.database.sharding import delete_matching
from newsbot.store.database.upsert import DURABLE
from newsbot.store.frontier.frontier import url_id
from newsbot.store.frontier.tombstones import REMOVED, tombstone
from newsbot.store.housekeeping.promotion import Read, belongings, promote
from newsbot.store.housekeeping.selection import Affected, Selection, affected, again, batches, unfinished
from newsbot.store.speakers import aggregates

KEPT = "kept as "
"""How the counts begin of copies by other sites that stay: "kept as articles", "copies", or "pending"."""
FORGOTTEN = "forgotten"
"""The count of URLs that were removed earlier and are forgotten now."""


@dataclass(slots=True)
class Preview:
    """What a removal would take."""

    counts: Counter[str] = field(default_factory=Counter)
    """How much would go, by its name."""
    kept: int = 0
    """Copies of the articles that go, by other sites, that stay."""
    undated: int = 0
    """Articles that stay because it is not known when they came out."""
    examples: list[str] = field(default_factory=list)
    """Some URLs of what would go."""


def preview(db: Database[Document], selection: Selection, read: Read, *, forget: bool) -> Preview:
    """What `remove` would take, without taking it."""
    shown = Preview()
    counts, examples = shown.counts, shown.examples
    for batch in affected(db, selection):
        examples += [one.removed[0]["url"] for one in batch[: 3 - len(examples)]]
        counts["articles"] += sum(one.goes for one in batch)
        counts["copies"] += sum(len(one.going) for one in batch)
        shown.kept += sum(len(one.staying) for one in batch if one.goes)
        whole = [one.article["_id"] for one in batch if one.whole]
        for name in ("quotes", "pages", "frontier"):
            counts[name] += db[name].count_documents({"article_id": {"$in": whole}})
        for one in batch:
            if not one.whole:
                counts["quotes"] += db["quotes"].count_documents(_quotes_of(one))
                owned = belongings(db, one, read)
                counts["pages"] += sum(len(owned[telling["url_key"]][0]) for telling in one.removed)
                counts["frontier"] += sum(len(owned[telling["url_key"]][1]) for telling in one.removed)
        if not forget:
            keys = [key(telling["url_key"]) for one in batch for telling in one.removed]
            counts["annotations"] += db["annotations"].count_documents({"article_id": {"$in": keys}})
    counts["frontier"] += db["frontier"].count_documents(unfinished(selection))
    counts["dead_letters"] = sum(len(letters) for letters in _letters(db, selection))
    if forget:
        counts[FORGOTTEN] += delete_matching(db["frontier"], selection.of_frontier() | {"state": REMOVED})
    else:
        _clear_reports(db)
    if selection.site is not None and selection.before is None:
        db["alerts"].delete_many({"site": selection.site})


def _quotes_of(one: Affected) -> Document:
    """The query for the quotes that go with an article of which something stays."""
    if one.goes:
        return {"article_id": one.article["_id"], OF_COPY: {"$nin": [copy["url_key"] for copy in one.staying]}}
    return {"article_id": one.article["_id"], OF_COPY: {"$in": [copy["url_key"] for copy in one.going]}}


def _keys(tellings: Iterable[tuple[Affected, Document]]) -> list[str]:
    return [key(telling["url_key"]) for _, telling in tellings]


def _mark(db: Database[Document], urls: dict[str, str | None], tellings: Sequence[tuple[Affected, Document]]) -> None:
    """Mark URLs as removed: those of the frontier, by their `_id`s with that of what they led to, and those of articles
    and copies.
    """
    now = datetime.now(UTC)
    sites = {key(telling["url_key"]): telling["site"] for _, telling in tellings}
    writes = {
        _id: tombstone(_id, "", now, removed_with=led_to, removed_from=sites.get(led_to or ""))
        for _id, led_to in urls.items()
    }
    for one, telling in tellings:
        _id = key(telling["url_key"])
        known: Document = {"published": telling["published"], "article_id": one.article["_id"]}
        writes[_id] = tombstone(_id, telling["site"], now, removed_from=telling["site"], **known)
    if writes:
        db.get_collection("frontier", write_concern=DURABLE).bulk_write(list(writes.values()), ordered=False)


def _unmark(ids: Iterable[str], db: Database[Document], counts: Counter[str], *, forget: bool) -> None:
    """Count URLs that were marked, and let the frontier forget them where that is asked for."""
    distinct = list(dict.fromkeys(ids))
    counts["frontier"] += len(distinct)
    if forget:
        db["frontier"].delete_many({"_id": {"$in": distinct}, "state": REMOVED})


def _remove_work(
    db: Database[Document], tellings: Iterable[tuple[Affected, Document]], quotes: Document, counts: Counter[str]
) -> None:
    """Remove the work of people on articles, and on `quotes`, a query."""
    of_tellings = {"article_id": {"$in": _keys(tellings)}}
    counts["annotations"] += db["annotations"].delete_many(of_tellings).deleted_count
    watches = [watch["_id"] for watch in db["watches"].find({}, {"_id": 1})]
    if watches:
        for ids in batches(quote["_id"] for quote in db["quotes"].find(quotes, {"_id": 1})):
            noted = [f"{watch}|{quote_id}" for watch in watches for quote_id in ids]
            db["watch_matches"].delete_many({"_id": {"$in": noted}})
    if samples := [sample["_id"] for sample in db["samples"].find({}, {"_id": 1})]:
        for ids in batches(quote["_id"] for quote in db["quotes"].find(quotes, {"_id": 1})):
            of_samples = {"sample": {"$in": samples}, "quote_id": {"$in": ids}}
            db["codings"].delete_many(of_samples)
            db["sample_quotes"].delete_many(of_samples)


def _letters(db: Database[Document], selection: Selection) -> Iterator[list[Document]]:
    """The dead letters of a selection."""
    query = {} if selection.site is None else {"site": selection.site}
    letters = {letter["_id"]: letter for letter in db["dead_letters"].find(query, {"url": 1})}
    for ids in batches(letters):
        of_url = {_id: canonical_url(letters[_id]["url"]) for _id in ids}
        if selection.url_id is not None:
            ids = [_id for _id in ids if key(of_url[_id]) == selection.url_id]
        if selection.before is not None:
            urls = {key(url_key): _id for _id, url_key in of_url.items()}
            early = {"_id": {"$in": list(urls)}, "published": {"$lt": selection.before}, "article_id": None}
            ids = [urls[url["_id"]] for url in db["frontier"].find(early, {"_id": 1})]
        if ids:
            yield [letters[_id] for _id in ids]


def _clear_reports(db: Database[Document]) -> None:
    """Take the examples of removed URLs from the reports of reprocessing, which quote their texts."""
    for run in db["runs"].find({"kind": "reprocess"}, {"report.examples": 1}):
        examples = run.get("report", {}).get("examples", {})
        ids = {one["url"]: url_id(one["url"]) for several in examples.values() for one in several}
        removed = {"_id": {"$in": list(ids.values())}, "state": REMOVED}
        gone = {url["_id"] for url in db["frontier"].find(removed, {"_id": 1})}
        if gone:
            kept = {kind: [one for one in several if ids[one["url"]] not in gone] for kind, several in examples.items()}
            db["runs"].update_one({"_id": run["_id"]}, {"$set": {"report.examples": kept}})
