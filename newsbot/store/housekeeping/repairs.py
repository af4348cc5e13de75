"""A repair for each kind of fault that checks.py finds. Each may be run again, and returns how many it mended."""

from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime

from pymongo.database import Database

from newsbot.store.articles.reprocessed import write_quotes
from newsbot.store.database.schema import Document
from newsbot.store.database.upsert import DURABLE
from newsbot.store.housekeeping.offsets import find_place, is_in_place
from newsbot.store.speakers import aggregates


def delete_quotes(db: Database[Document], ids: Sequence[str]) -> int:
    """Delete quotes."""
    return db["quotes"].delete_many({"_id": {"$in": list(ids)}}).deleted_count


def place_quotes(db: Database[Document], article_ids: Sequence[str]) -> int:
    """Give the quotes of articles the offsets where their words are; what the article does not have stays as it is."""
    placed = 0
    articles = db.get_collection("articles", write_concern=DURABLE)
    for article in articles.find({"_id": {"$in": list(article_ids)}}):
        quotes, moved = deepcopy(article["quotes"]), 0
        for quote in quotes:
            if not is_in_place(quote, article) and (place := find_place(quote, article)) is not None:
                quote["start"], quote["end"] = place
                moved += 1
        if moved:
            write_quotes(db, article["_id"], article | {"quotes": quotes}, datetime.now(UTC))
            unchanged = {"_id": article["_id"], "quotes": article["quotes"]}
            placed += moved * articles.update_one(unchanged, {"$set": {"quotes": quotes}}).modified_count
    return placed


def list_quotes(db: Database[Document], article_ids: Sequence[str]) -> int:
    """Let `quotes` have the quotes of articles."""
    for article in db["articles"].find({"_id": {"$in": list(article_ids)}}):
        write_quotes(db, article["_id"], article, datetime.now(UTC))
    return len(article_ids)


def unname_quotes(db: Database[Document], ids: Sequence[str]) -> int:
    """Take quotes that are not there out of the copies that name them."""
    articles = db.get_collection("articles", write_concern=DURABLE)
    articles.update_many({"copies.quotes": {"$in": list(ids)}}, {"$pull": {"copies.$[].quotes": {"$in": list(ids)}}})
    return len(ids)


def fetch_again(db: Database[Document], url_ids: Sequence[str]) -> int:
    """Let the next crawl of their sites fetch URLs as if it had not."""
    gone = dict.fromkeys(("article_id", "etag", "last_modified", "reason", "change_suspected"), "")
    pending = {"$set": {"state": "pending", "next_check": None, "attempts": 0}, "$unset": gone}
    urls = {"_id": {"$in": list(url_ids)}, "state": "done", "url": {"$type": "string"}}
    return db["frontier"].update_many(urls, pending).modified_count


def fetch_page(db: Database[Document], article_ids: Sequence[str]) -> int:
    """Let the next crawl fetch the pages of articles whole, changed or not."""
    due = {"$set": {"next_check": datetime.now(UTC), "change_suspected": True}}
    whole = {"$unset": {"etag": "", "last_modified": ""}}
    return db["frontier"].update_many({"_id": {"$in": list(article_ids)}, "state": "done"}, due | whole).matched_count


def let_read(db: Database[Document], page_ids: Sequence[str]) -> int:
    """Let pages be some that no article was found in: reprocessing reads them again."""
    return db["pages"].update_many({"_id": {"$in": list(page_ids)}}, {"$set": {"article_id": None}}).modified_count


def recount(db: Database[Document], wrong: Sequence[str]) -> int:
    """Count the quotes by month and by speaker anew."""
    aggregates.recount(db)
    return sum((Counter(wrong) - Counter(aggregates.differences(db))).values())
