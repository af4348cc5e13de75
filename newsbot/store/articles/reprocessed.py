"""The writes for a stored page that is read again: a new version of its article, or an article of its own."""

import re
from datetime import datetime

from pymongo import UpdateOne
from pymongo.database import Database

from newsbot.dedup import canonical_url
from newsbot.items import Article
from newsbot.store.articles.copies import OF_COPY, is_copy
from newsbot.store.articles.write_operations import Write, article_writes, check, quote_writes, quotes_changed
from newsbot.store.database.schema import Document, article_document, key
from newsbot.store.database.sharding import delete_matching
from newsbot.store.database.upsert import DURABLE, Upsert
from newsbot.store.frontier.schedule import recheck_at
from newsbot.store.frontier.tombstones import REMOVED
from newsbot.store.speakers import aliases, annotations

REASON = "reprocessed"
"""The `reason` of a revision that newer code, and no change of the page, made."""


def is_older(version: str | None, than: str) -> bool:
    """Whether an extractor's version is older; what has none was stored before versions were noted."""
    return version is None or _numbers(version) < _numbers(than)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def write_again(db: Database[Document], article_id: str, document: Document, known: Document, now: datetime) -> bool:
    """Write an article as it is read today over `known`, quotes first; what its words were goes to `revisions`.

    Returns False where a crawl has written a newer version meanwhile: that one stays.
    """
    articles = db.get_collection("articles", write_concern=DURABLE)
    newer = {"_id": article_id, "fetched_at": {"$gt": document["fetched_at"]}}
    if articles.find_one(newer, {"_id": 1}) is not None:
        return False
    if quotes_changed(document, known):
        write_quotes(db, article_id, document, now)
    [write] = article_writes(article_id, document, known, now, reason=REASON)
    if isinstance(write, Upsert):
        fields = {name: value for name, value in write.document.items() if name != "_id"}
        write = UpdateOne({"_id": article_id, "fetched_at": known["fetched_at"]}, {"$set": fields} | write.others)
    if articles.bulk_write([write]).matched_count == 0:  # a crawl was faster: its quotes count
        current = articles.find_one({"_id": article_id})
        if current is not None:
            write_quotes(db, article_id, current, now)
        else:  # it was merged into another one, or removed
            delete_matching(db["quotes"], {"article_id": article_id, OF_COPY: None})
        return False
    return True


def write_split(
    db: Database[Document], article: Article, page: Document, known: Document, merged: aliases.Aliases
) -> None:
    """Make an article of its own of a page that was kept as a copy of `known` and is another story."""
    article_id = key(article.url_key)
    if not _write_new(db, article, page["fetched_at"], merged):
        return
    delete_matching(db["quotes"], {"article_id": known["_id"], OF_COPY: article.url_key})
    for collection in ("frontier", "pages"):  # the page last: by it, a split that was killed is found again
        urls = {"$in": [page["url"], article.url]}
        db[collection].update_many({"article_id": known["_id"], "url": urls}, {"$set": {"article_id": article_id}})
    _forget_copy(db, known, article.url_key)


def finish_splits(db: Database[Document], known: Document, original: Document) -> None:
    """Do the last step of splits that were killed before it: take away the copies of `known` that are articles by now,
    and another story than `original`.

    One that is an article and the same story is just being merged, by a crawl.
    """
    of_copies = {key(copy["url_key"]): copy["url_key"] for copy in known["copies"]}
    for other in db["articles"].find({"_id": {"$in": sorted(of_copies)}}, {"url_key": 1, "body": 1, "quotes": 1}):
        if other["url_key"] == of_copies[other["_id"]] and not is_copy(other, original):
            _forget_copy(db, known, other["url_key"])


def _forget_copy(db: Database[Document], known: Document, url_key: str) -> None:
    articles = db.get_collection("articles", write_concern=DURABLE)
    articles.update_one({"_id": known["_id"]}, {"$pull": {"copies": {"url_key": url_key}}})


def write_found(db: Database[Document], article: Article, page: Document, merged: aliases.Aliases) -> bool:
    """Make an article of a page that was rejected, unless its URL has one, or a person removed it; returns whether it
    is one now. The page's URL is done then, and its dead letter gone.
    """
    article_id = key(article.url_key)
    taken = db["articles"].find_one({"_id": article_id, "url_key": article.url_key}, {"fetched_at": 1})
    if taken is not None and taken["fetched_at"] != page["fetched_at"]:
        return False  # another page is its own
    if not _write_new(db, article, page["fetched_at"], merged):
        return False
    fields = {"state": "done", "article_id": article_id, "attempts": 0, "published": article.published}
    fields["next_check"] = recheck_at(article.published, page["fetched_at"])
    done = {"$set": fields, "$unset": {"reason": "", "change_suspected": ""}}
    db["frontier"].update_many({"_id": {"$in": [page["_id"], key(canonical_url(page["url"]))]}}, done)
    db["dead_letters"].delete_one({"_id": page["_id"]})
    db["pages"].update_one({"_id": page["_id"]}, {"$set": {"article_id": article_id}})
    return True


def _write_new(db: Database[Document], article: Article, now: datetime, merged: aliases.Aliases) -> bool:
    """Store an article unless it is there; False where a person removed its URL. Raises UnstorableError."""
    article_id = key(article.url_key)
    if db["frontier"].find_one({"_id": article_id, "state": REMOVED}, {"_id": 1}) is not None:
        return False
    document = article_document(article)
    annotated = db["annotations"].find({"article_id": article_id}).sort("_id", 1)
    annotations.apply(document["quotes"], annotated)
    aliases.follow(document["quotes"], merged, document["site"])
    check(document)
    articles = db.get_collection("articles", write_concern=DURABLE)
    if articles.find_one({"_id": article_id}, {"_id": 1}) is None:
        write_quotes(db, article_id, document, now)
        [write] = article_writes(article_id, document, None, now)
        assert isinstance(write, Upsert)
        write.new = False
        articles.bulk_write([write.operation()])
    return True


def write_quotes(db: Database[Document], article_id: str, document: Document, now: datetime) -> None:
    """Let the flat quotes of an article be those of its document; what is gone gets `dropped_at`."""
    fields = {"article_id": 1, "part": 1, "start": 1, "text": 1, "dropped_at": 1}
    stored = list(db["quotes"].find({"article_id": article_id, OF_COPY: None}, fields))
    writes: list[Write] = quote_writes(article_id, document, stored, now)
    sent = []
    for write in writes:
        if isinstance(write, Upsert):
            write.new = False
            sent.append(write.operation())
        else:
            sent.append(write)
    if sent:
        db.get_collection("quotes", write_concern=DURABLE).bulk_write(sent, ordered=False)
