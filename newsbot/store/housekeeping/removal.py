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
        traces = selection.of_frontier() | {"state": REMOVED}
        counts[FORGOTTEN] = db["frontier"].count_documents(traces)
    if selection.before is not None:
        site = {} if selection.site is None else {"site": selection.site}
        shown.undated = db["articles"].count_documents({"published": None} | site)
    shown.counts = +counts
    return shown


def url_meant(db: Database[Document], url: str) -> str | None:
    """The `_id` of the URL of the article or copy that a URL leads to, or led to before that was removed; its own where
    it leads to none. None for a URL that the corpus does not know, and where it is not clear whose it is.
    """
    url_key = canonical_url(url)
    known = db["frontier"].find_one({"_id": key(url_key)})
    article = db["articles"].find_one({"_id": (known or {}).get("article_id", key(url_key))})
    if known is None:
        return None if article is None else str(article["_id"])
    if known["state"] == REMOVED:
        return str(known["removed_with"])
    if article is None or url_key in {article["url_key"], *(copy["url_key"] for copy in article["copies"])}:
        return key(url_key)
    if not article["copies"]:
        return str(article["_id"])
    owned = belongings(db, Affected(article, True, article["copies"], [], set()), None)
    return next((key(owner) for owner, (_, urls) in owned.items() if owner and known["_id"] in urls), None)


def sites_known(db: Database[Document]) -> set[str]:
    """The sites that were crawled, and those that removed articles bore."""
    return {*db["frontier"].distinct("site"), *db["frontier"].distinct("removed_from")}


def sites_of(db: Database[Document], selection: Selection) -> list[str]:
    """The sites that must not be crawled meanwhile."""
    sites = {selection.site} if selection.site else set()
    for batch in affected(db, selection):
        sites |= {site for one in batch for site in one.sites}
    return sorted(sites | set(db["frontier"].distinct("site", selection.of_frontier())))


def remove(
    db: Database[Document],
    selection: Selection,
    read: Read,
    *,
    forget: bool = False,
    going_on: Callable[[int], None] = lambda done: None,
) -> Counter[str]:
    """Remove what a selection takes; returns how much that was, by its name.

    The URLs are marked as removed, and no crawl, archive or reprocessing brings them back. With `forget` they are
    unknown afterwards, the sources of their sites are read anew, and the work of people stays. `read` reads the page
    of a copy that stays. `going_on` is called with the articles that are done, and may raise an error to stop.
    """
    counts: Counter[str] = Counter()
    counts["sources"] += _remove_sources(db, selection, forget=forget)
    for batch in affected(db, selection):
        going_on(counts["articles"])
        while batch:
            for one in batch:
                if one.goes and one.staying:
                    for name, number in promote(db, one, read).items():
                        counts[f"{KEPT}{name}"] += number
                elif not one.goes:
                    _remove_copies(db, one, read, counts, forget=forget)
            ids = [one.article["_id"] for one in batch if one.goes]
            _remove_whole(db, [one for one in batch if one.whole], counts, forget=forget)
            batch = again(db, selection, ids)  # the promoted ones, and what a crawl has added a copy to meanwhile
    _remove_rest(db, selection, counts, forget=forget)
    aggregates.bring_up_to_date(db)
    return +counts


def _remove_sources(db: Database[Document], selection: Selection, *, forget: bool) -> int:
    """Remove the sources that are to be read anew, before the articles go: a removal that was killed and is run again
    knows their sites no longer.
    """
    is_whole = selection.site is not None and selection.before is None
    if not (is_whole or forget):
        return 0
    traces = db["frontier"].distinct("site", selection.of_frontier() | {"state": REMOVED}) if forget else []
    query: Document = {"site": {"$in": [*sites_of(db, selection), *traces]}}
    if not is_whole:  # what is still to be looked for, gaps and the past of listings, has no URL of its own and stays
        query["url"] = {"$exists": True}
    return db["sources"].delete_many(query).deleted_count


def _remove_whole(db: Database[Document], batch: list[Affected], counts: Counter[str], *, forget: bool) -> None:
    """Remove articles with all that belongs to them."""
    ids = [one.article["_id"] for one in batch]
    if not ids:
        return
    found = db["frontier"].find({"article_id": {"$in": ids}}, {"article_id": 1})
    urls: dict[str, str | None] = {url["_id"]: url["article_id"] for url in found}
    tellings = [(one, telling) for one in batch for telling in one.removed]
    _mark(db, urls, tellings)
    if not forget:
        _remove_work(db, tellings, {"article_id": {"$in": ids}}, counts)
    for name in ("quotes", "pages"):
        counts[name] += delete_matching(db[name], {"article_id": {"$in": ids}})
    same = [DeleteOne({"_id": one.article["_id"], "copies": {"$size": len(one.article["copies"])}}) for one in batch]
    articles = db.get_collection("articles", write_concern=DURABLE)
    counts["articles"] += articles.bulk_write(same, ordered=False).deleted_count
    counts["copies"] += sum(len(one.going) for one in batch)
    _unmark([*urls, *_keys(tellings)], db, counts, forget=forget)


def _remove_copies(db: Database[Document], one: Affected, read: Read, counts: Counter[str], *, forget: bool) -> None:
    """Remove copies of an article that stays."""
    owned = belongings(db, one, read)
    urls: dict[str, str | None] = {url: key(copy["url_key"]) for copy in one.going for url in owned[copy["url_key"]][1]}
    pages = [page["_id"] for copy in one.going for page in owned[copy["url_key"]][0]]
    tellings = [(one, copy) for copy in one.going]
    _mark(db, urls, tellings)
    if not forget:
        _remove_work(db, tellings, _quotes_of(one), counts)
    counts["quotes"] += delete_matching(db["quotes"], _quotes_of(one))
    counts["pages"] += db["pages"].delete_many({"_id": {"$in": pages}}).deleted_count
    keys = [copy["url_key"] for copy in one.going]
    update: Document = {"$pull": {"copies": {"url_key": {"$in": keys}}}}
    first = one.article.get("first_published")
    if first is not None and first in [copy["published"] for copy in one.going]:
        left = [telling["published"] for telling in (one.article, *one.staying) if telling["published"] is not None]
        update |= {"$set": {"first_published": min(left)}} if left else {"$unset": {"first_published": ""}}
    db.get_collection("articles", write_concern=DURABLE).update_one({"_id": one.article["_id"]}, update)
    counts["copies"] += len(keys)
    _unmark([*urls, *_keys(tellings)], db, counts, forget=forget)


def _remove_rest(db: Database[Document], selection: Selection, counts: Counter[str], *, forget: bool) -> None:
    """Remove what a selection takes beside articles: URLs that became none, refused pages, and what is of the site."""
    for letters in _letters(db, selection):
        ids = [letter["_id"] for letter in letters]
        counts["pages"] += db["pages"].delete_many({"_id": {"$in": ids}, "article_id": None}).deleted_count
        counts["dead_letters"] += db["dead_letters"].delete_many({"_id": {"$in": ids}}).deleted_count
    left = unfinished(selection)
    if selection.site is not None and selection.before is None:
        del left["article_id"]  # also those of an article that a removal which was killed has taken
    rest = db["frontier"].find(left, {"_id": 1})
    for ids in batches(url["_id"] for url in rest):
        _mark(db, dict.fromkeys(ids), ())
        _unmark(ids, db, counts, forget=forget)
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
