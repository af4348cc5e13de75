"""Drop the HTML of old pages, which is most of a corpus's bytes. All that was read from it stays."""

import re
from datetime import datetime

from pymongo.database import Database

from newsbot.store.database.schema import Document


def old(before: datetime, site: str | None = None) -> Document:
    """The query for pages that were fetched before a moment and have their HTML; of a site by their URLs' host."""
    query: Document = {"fetched_at": {"$lt": before}, "html_zstd": {"$type": "binData"}}
    if site is not None:
        query["url"] = {"$regex": rf"^https?://(?:[^/@]*@)?(?:www\.)?{re.escape(site)}(?=[/?#]|$)", "$options": "i"}
    return query


def drop_raw_pages(db: Database[Document], before: datetime, site: str | None = None) -> int:
    """Drop the HTML of pages that were fetched before a moment; returns of how many.

    The documents stay, with `html_zstd` null: which pages an article was read from is still known.
    """
    return db["pages"].update_many(old(before, site), DROPPED).modified_count


DROPPED: Document = {"$set": {"html_zstd": None}}
"""The update of such a page."""
