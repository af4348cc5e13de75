"""The trace of a URL that a person removed: enough to leave it alone from then on, and no more.

The frontier's document stays, under the hash of the URL. The URL itself, which may name people, is gone.
"""

from datetime import datetime

from pymongo import UpdateOne

from newsbot.store.database.schema import Document

REMOVED = "removed"
"""The state of a URL that a person removed."""


def tombstone(
    url_id: str,
    site: str,
    now: datetime,
    *,
    published: datetime | None = None,
    article_id: str | None = None,
    removed_with: str | None = None,
    removed_from: str | None = None,
) -> UpdateOne:
    """Let the frontier know of a URL, by its `_id`, only that it was removed; sent again, it changes nothing.

    `removed_with` is the `_id` of the URL of the article or copy that it led to, `removed_from` the site that this
    bore. `site`, `published` and `article_id` are for a URL that the frontier did not know.
    """
    was_removed = {"$eq": ["$state", REMOVED]}
    kept: Document = {
        "_id": url_id,
        "site": {"$ifNull": ["$site", {"$literal": site}]},
        "state": REMOVED,
        "removed_at": {"$cond": [was_removed, "$removed_at", now]},
        "published": {"$ifNull": ["$published", published]},
        "article_id": {"$ifNull": ["$article_id", article_id]},
        "removed_with": {"$ifNull": ["$removed_with", removed_with or url_id]},
        "removed_from": {"$ifNull": ["$removed_from", {"$literal": removed_from}]},
        "source": None,
        "next_check": None,
    }
    return UpdateOne({"_id": url_id}, [{"$replaceWith": kept}], upsert=True)
