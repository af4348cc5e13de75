"""How each site is doing: what `newsbot status` and `newsbot metrics` show."""

from datetime import UTC, datetime

from newsbot.corpus import Corpus
from newsbot.extensions.monitors.messages import LASTING
from newsbot.store.database.connection import Document

SUMS = {"new": "stored", "copies": "copies", "refused": "rejected", "failed": "errors", "bytes": "bytes"}
"""Count of a run -> its sum over all runs of a site."""


def sites_of(corpus: Corpus) -> list[Document]:
    """A row for each site that was crawled, by its spider's name where that is about one site alone.

    `_id`, the site; `last`, its last run; `fruitful`, when a run last stored a new article; `runs`; SUMS; `discovered`,
    how many addresses its sources named; `states`, addresses by their state; `newest`, the date of its newest article;
    `lease`, who crawls it now; `alerts`, those that last.
    """
    sums = {name: {"$sum": f"${count}"} for count, name in SUMS.items()}
    rows = corpus.db["runs"].aggregate(
        [
            {"$match": {"site": {"$nin": [None, ""]}}},
            {"$sort": {"started_at": -1}},
            {
                "$group": {
                    "_id": "$site",
                    "last": {"$first": "$$ROOT"},
                    "fruitful": {"$max": {"$cond": [{"$gt": ["$new", 0]}, "$finished_at", None]}},
                    "runs": {"$sum": 1},
                    **sums,
                }
            },
            {"$sort": {"_id": 1}},
        ]
    )
    holders = {lease["_id"]: lease for lease in corpus.db["leases"].find({"expires_at": {"$gt": datetime.now(UTC)}})}
    alerts = list(corpus.db["alerts"].find(LASTING, {"_id": 0}))
    return [
        row
        | _of_frontier(corpus, row["_id"])
        | {"lease": holders.get(row["_id"]), "alerts": [alert for alert in alerts if alert["site"] == row["_id"]]}
        for row in rows
    ]


def _of_frontier(corpus: Corpus, site: str) -> Document:
    """By the addresses of the site that was crawled: its articles may bear other sites' names."""
    named = {"$sum": {"$cond": [{"$ne": ["$source", None]}, 1, 0]}}  # other addresses of a page have no source
    groups = corpus.db["frontier"].aggregate(
        [{"$match": {"site": site}}, {"$group": {"_id": "$state", "n": {"$sum": 1}, "named": named}}]
    )
    states = {group["_id"]: group for group in groups}
    done = {"site": site, "state": "done"}
    newest = corpus.db["frontier"].find_one(done, {"published": 1}, sort=[("published", -1)])
    return {
        "discovered": sum(group["named"] for group in states.values()),
        "states": {state: group["n"] for state, group in states.items()},
        "newest": (newest or {}).get("published"),
    }
