"""Which articles and copies a removal is about: by site, by URL, or by the time when they came out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pymongo.database import Database

from newsbot.store.database.schema import Document, key
from newsbot.store.frontier.tombstones import REMOVED

BATCH = 500
"""Articles that are looked at, or removed, together."""

_FIELDS = dict.fromkeys(("url", "url_key", "site", "headline", "published", "first_published", "copies"), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The conditions that an article or a copy must meet, all of them. At least one is given."""

    site: str | None = None
    """The site that it bears, or the one that was crawled for it."""
    url_id: str | None = None
    """The `_id` of its URL in the frontier."""
    before: datetime | None = None
    """When it came out, exclusive. Undated ones do not meet it."""

    def takes(self, telling: Document, crawled_for: str | None) -> bool:
        """Whether an article or an entry of `copies` meets them; `crawled_for` is the frontier's site of its URL."""
        published = telling["published"]
        return (
            (self.site is None or self.site in (telling["site"], crawled_for))
            and (self.url_id is None or self.url_id == key(telling["url_key"]))
            and (self.before is None or (published is not None and published < self.before))
        )

    def of_frontier(self) -> Document:
        """The condition on the frontier's documents of no article, and on the traces that an earlier removal left."""
        if self.url_id is not None:
            return {"$or": [{"_id": self.url_id}, {"removed_with": self.url_id}]}
        site: Document = {} if self.site is None else {"$or": [{"site": self.site}, {"removed_from": self.site}]}
        return site | ({} if self.before is None else {"published": {"$lt": self.before}})


@dataclass(frozen=True, slots=True)
class Affected:
    """An article of which something is to be removed: itself, or some of its copies."""

    article: Document
    goes: bool
    """Whether the article itself is meant."""
    going: list[Document]
    """Its copies that are meant."""
    staying: list[Document]
    """Its copies that are not."""
    sites: set[str]
    """The sites that were crawled for it and its copies."""

    @property
    def whole(self) -> bool:
        """Whether nothing of it stays."""
        return self.goes and not self.staying

    @property
    def removed(self) -> list[Document]:
        """The article and its copies, those that are meant."""
        return [*([self.article] if self.goes else []), *self.going]


def affected(db: Database[Document], selection: Selection) -> Iterator[list[Affected]]:
    """The articles of which something meets a selection, at most BATCH at a time."""
    for ids in batches(_candidates(db, selection)):
        found = again(db, selection, ids)
        if found:
            yield found


def again(db: Database[Document], selection: Selection, ids: list[str]) -> list[Affected]:
    """Those of some articles of which something meets a selection."""
    articles = list(db["articles"].find({"_id": {"$in": ids}}, _FIELDS))
    keys = [key(one["url_key"]) for article in articles for one in (article, *article["copies"])]
    crawled = {str(one["_id"]): str(one["site"]) for one in db["frontier"].find({"_id": {"$in": keys}}, {"site": 1})}
    found = []
    for article in articles:
        goes = selection.takes(article, crawled.get(key(article["url_key"])))
        going: list[Document] = []
        staying: list[Document] = []
        for copy in article["copies"]:
            (going if selection.takes(copy, crawled.get(key(copy["url_key"]))) else staying).append(copy)
        if goes or going:
            tellings = (article, *article["copies"])
            sites = {crawled.get(key(telling["url_key"]), telling["site"]) for telling in tellings}
            found.append(Affected(article, goes, going, staying, sites))
    return found


def _candidates(db: Database[Document], selection: Selection) -> Iterator[str]:
    """The ids of articles of which something may meet a selection; each once."""
    if selection.url_id is not None:
        known = db["frontier"].find_one({"_id": selection.url_id}, {"article_id": 1}) or {}
        return iter(dict.fromkeys(filter(None, (selection.url_id, known.get("article_id")))))
    if selection.site is not None:
        return _of_site(db, selection.site)
    earlier = {"first_published": {"$lt": selection.before}}  # of the article, its earlier versions and its copies
    either = {"$or": [{"published": {"$lt": selection.before}}, earlier]}
    return (one["_id"] for one in db["articles"].find(either, {"_id": 1}).batch_size(BATCH))


def _of_site(db: Database[Document], site: str) -> Iterator[str]:
    """The articles of a site, those that have a copy of it, and those of another name that were crawled for it."""
    own = {"$or": [{"site": site}, {"copies.site": site}]}
    yield from (one["_id"] for one in db["articles"].find(own, {"_id": 1}).batch_size(BATCH))
    with_article = {"site": site, "article_id": {"$type": "string"}}
    urls = db["frontier"].aggregate([{"$match": with_article}, {"$group": {"_id": "$article_id"}}], allowDiskUse=True)
    for ids in batches(url["_id"] for url in urls):
        others = {"_id": {"$in": ids}, "site": {"$ne": site}, "copies.site": {"$ne": site}}
        yield from (one["_id"] for one in db["articles"].find(others, {"_id": 1}))


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """BATCH of them at a time."""
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def unfinished(selection: Selection) -> Document:
    """The query for the frontier's documents of a selection that belong to no article and are not removed yet."""
    return selection.of_frontier() | {"state": {"$ne": REMOVED}, "article_id": None}
