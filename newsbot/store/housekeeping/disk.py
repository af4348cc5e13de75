"""The bytes of a corpus: by collection, index and site, and how long the disk lasts at the pace of the last month."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.database import Database

from newsbot.store.database.schema import Document

SAMPLE = 2_000
"""Documents of a collection by which its bytes are divided among the sites, where it has more than LARGE."""
LARGE = 20 * SAMPLE
"""MongoDB takes a sample without reading everything where it is under a twentieth."""

WINDOW = timedelta(days=30)
"""The pace is that of the runs of so long."""

_HOST = {"$regexFind": {"input": "$url", "regex": r"^https?://(?:www\.)?([^/?#]+)", "options": "i"}}
_SITE: dict[str, Any] = {
    "articles": "$site",
    "quotes": "$site",
    "frontier": "$site",
    "pages": {"$let": {"vars": {"host": _HOST}, "in": {"$arrayElemAt": ["$$host.captures", 0]}}},
}
"""The collections that are divided among sites, and what shows the site of a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Sizes in bytes. On disk means compressed, as MongoDB's files hold it."""

    collections: list[Document]
    """`{collection, documents, bytes (uncompressed), on_disk, indexes, reusable}`, the largest on disk first."""
    indexes: list[Document]
    """`{collection, index, on_disk}`, the largest first."""
    sites: list[Document]
    """`{site, articles, on_disk}`, the largest first, indexes included; estimated where `sampled`."""
    sampled: bool
    on_disk: int
    """Everything, indexes included."""
    articles: int
    free: int | None
    """What the server's disk has left; None where the server does not say."""
    new_articles: int
    """Articles that the runs of the last month brought."""
    days: float
    """How many days these runs cover: fewer than 30 for a young corpus, none without a run."""

    @property
    def an_article(self) -> float | None:
        """Bytes on disk for each article, with all that belongs to it."""
        return self.on_disk / self.articles if self.articles else None

    @property
    def a_day(self) -> float | None:
        """Bytes by which the corpus grows in a day; None without a run."""
        return self.new_articles * self.an_article / self.days if self.an_article and self.days else None

    @property
    def days_left(self) -> float | None:
        """Days until the disk is full; None where that is not known or nothing grows."""
        return self.free / self.a_day if self.free is not None and self.a_day else None


def disk(db: Database[Document]) -> Disk:
    """Measure a corpus. It reads whole collections of up to LARGE documents, a sample of larger ones."""
    collections: list[Document] = []
    indexes: list[Document] = []
    for name in sorted(db.list_collection_names(filter={"type": "collection"})):
        [row] = db[name].aggregate([{"$collStats": {"storageStats": {}}}])
        stats = row["storageStats"]
        collections.append(
            {
                "collection": name,
                "documents": int(stats["count"]),
                "bytes": int(stats["size"]),
                "on_disk": int(stats["storageSize"]),
                "indexes": int(stats["totalIndexSize"]),
                "reusable": int(stats.get("freeStorageSize", 0)),
            }
        )
        indexes += [
            {"collection": name, "index": index, "on_disk": int(size)} for index, size in stats["indexSizes"].items()
        ]
    collections.sort(key=lambda row: (-row["on_disk"] - row["indexes"], row["collection"]))
    indexes.sort(key=lambda row: (-row["on_disk"], row["collection"], row["index"]))
    divided = [row for row in collections if row["collection"] in _SITE]
    stats = db.command("dbStats")
    total, used = stats.get("fsTotalSize"), stats.get("fsUsedSize")
    new, days = _pace(db)
    return Disk(
        collections=collections,
        indexes=indexes,
        sites=_by_site(db, divided),
        sampled=any(row["documents"] > LARGE for row in divided),
        on_disk=sum(row["on_disk"] + row["indexes"] for row in collections),
        articles=next((row["documents"] for row in collections if row["collection"] == "articles"), 0),
        free=int(total - used) if total and used is not None else None,
        new_articles=new,
        days=days,
    )


def _by_site(db: Database[Document], collections: list[Document]) -> list[Document]:
    """The sites' shares of what collections and their indexes take on disk."""
    sites: dict[str, float] = {}
    for row in collections:
        name = row["collection"]
        shares = [{"$group": {"_id": _SITE[name], "bytes": {"$sum": {"$bsonSize": "$$ROOT"}}}}]
        sample = [{"$sample": {"size": SAMPLE}}] if row["documents"] > LARGE else []
        found = list(db[name].aggregate([*sample, *shares], allowDiskUse=True))
        read = sum(one["bytes"] for one in found)
        for one in found:
            part = (row["on_disk"] + row["indexes"]) * one["bytes"] / read
            sites[one["_id"] or "unknown"] = sites.get(one["_id"] or "unknown", 0) + part
    articles = {one["_id"]: one["n"] for one in db["articles"].aggregate([{"$sortByCount": "$site"}, _COUNTED])}
    return [
        {"site": site, "articles": articles.get(site, 0), "on_disk": round(part)}
        for site, part in sorted(sites.items(), key=lambda item: (-item[1], item[0]))
    ]


_COUNTED = {"$project": {"n": "$count"}}


def _pace(db: Database[Document]) -> tuple[int, float]:
    """The new articles of the last month's runs, and how many days of it there were runs at all, one at least."""
    now = datetime.now(UTC)
    first = db["runs"].find_one({}, {"started_at": 1}, sort=[("started_at", 1)])
    if first is None:
        return 0, 0.0
    recent = {"$match": {"started_at": {"$gte": now - WINDOW}}}
    brought = {"$sum": {"$ifNull": ["$new", "$report.counts.new"]}}  # by a crawl, or from archives
    total = list(db["runs"].aggregate([recent, {"$group": {"_id": None, "new": brought}}]))
    days = min(now - first["started_at"], WINDOW) / timedelta(days=1)
    return int(total[0]["new"]) if total else 0, max(days, 1.0)
