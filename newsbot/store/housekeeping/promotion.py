"""Let the copies of an article that is to be removed live on: each was another site's, and stays what it was there.

The stored page of a copy is read again and becomes the article; further copies become copies of that one. A copy whose
page is not kept, or cannot be read, is pending in the frontier, so that the next crawl of its site fetches it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database

from newsbot.dedup import canonical_url, similarity, site_of
from newsbot.items import Article
from newsbot.store.articles.copies import OF_COPY, compared, is_copy, precedence
from newsbot.store.articles.reprocessed import write_split
from newsbot.store.articles.write_operations import copy_document, copy_quotes, copy_writes, quote_write
from newsbot.store.database.schema import Document, article_document, key
from newsbot.store.database.sharding import delete_matching
from newsbot.store.database.upsert import DURABLE, Upsert
from newsbot.store.frontier.frontier import url_id
from newsbot.store.housekeeping.selection import Affected
from newsbot.store.speakers import aliases

Read = Callable[[Document, str], Article]
"""Reads a document of `pages` as a crawl of a site would; raises any error where it cannot."""

Belongings = dict[str, tuple[list[Document], list[str]]]
"""The `url_key` of an article or copy -> its pages (without HTML), and the `_id`s of its URLs in the frontier."""

_PENDING: Document = {
    "$set": {"state": "pending", "next_check": None, "attempts": 0},
    "$unset": dict.fromkeys(("article_id", "etag", "last_modified", "reason", "change_suspected"), ""),
}


def belongings(db: Database[Document], one: Affected, read: Read | None) -> Belongings:
    """Whose the pages and URLs of an article with copies are: all of them have the article's id.

    A page belongs to the article or copy whose URL it has; else, with `read`, to the one whose URL it calls its own;
    else to the only one of its site. A URL goes with the page that it led to. Under "" is what may be anyone's.
    """
    tellings = [one.article, *one.going, *one.staying]
    found: Belongings = {owner: ([], []) for owner in ("", *(telling["url_key"] for telling in tellings))}
    of_id = {key(telling["url_key"]): telling["url_key"] for telling in tellings}
    fetched: dict[datetime | None, set[str]] = {}
    # those of a copy that stays may be on their way to an article of their own, by a removal that was killed
    theirs = {"article_id": {"$in": [one.article["_id"], *(key(copy["url_key"]) for copy in one.staying)]}}
    for page in db["pages"].find(theirs, {"html_zstd": 0}):
        owner = canonical_url(page["url"])
        if owner not in found:
            owner = _named_by(db, page, tellings, read)
        if owner not in found:
            owner = _only_of_site(tellings, site_of(page["url"])) or ""
        found[owner][0].append(page)
        of_id[url_id(page["url"])] = owner
        fetched.setdefault(page["fetched_at"], set()).add(owner)
    wanted = {"site": 1, "fetched_at": 1}
    for url in db["frontier"].find(theirs, wanted):
        same_fetch = fetched.get(url.get("fetched_at"), set())
        alone = next(iter(same_fetch)) if len(same_fetch) == 1 else None
        owner = of_id.get(url["_id"]) or alone or _only_of_site(tellings, url["site"]) or ""
        found[owner][1].append(url["_id"])
    return found


def promote(db: Database[Document], one: Affected, read: Read) -> dict[str, int]:
    """Make the copies that stay independent of their article; returns how many became articles, copies of these, and
    pending. To repeat it changes nothing.
    """
    owned = belongings(db, one, read)
    known = db["articles"].find_one({"_id": one.article["_id"]})
    counts = {"articles": 0, "copies": 0, "pending": 0}
    first: Document | None = None
    for copy in sorted(one.staying, key=precedence):
        pages, urls = owned[copy["url_key"]]
        article = _read_copy(db, copy, pages, read)
        copy_id = key(copy["url_key"])
        if known is None or article is None:
            new = {"url": copy["url"], "site": copy["site"], "source": None, "first_seen": datetime.now(UTC)}
            db["frontier"].update_many({"_id": {"$in": urls}}, _PENDING)
            db["frontier"].update_one({"_id": copy_id}, _PENDING | {"$setOnInsert": new}, upsert=True)
            _let_go(db, one.article["_id"], copy["url_key"])
            counts["pending"] += 1
            continue
        page = db["pages"].find_one({"_id": article.page["_id"]})
        assert page is not None
        if first is not None and is_copy(compared(article), first):
            _point(db, pages, urls, first["_id"])
            _write_copy(db, first, article)
            _let_go(db, one.article["_id"], copy["url_key"])
            counts["copies"] += 1
            continue
        _point(db, pages, urls, copy_id)
        write_split(db, article, page, known, aliases.load(db))
        _let_go(db, one.article["_id"], copy["url_key"])
        first = first or db["articles"].find_one({"_id": copy_id})
        counts["articles"] += 1
    return counts


def _read_copy(db: Database[Document], copy: Document, pages: Sequence[Document], read: Read) -> Any:
    """The article of the newest page of a copy that can be read, with its `page`; None without one."""
    for kept in sorted(pages, key=lambda page: page["fetched_at"], reverse=True):
        page = db["pages"].find_one({"_id": kept["_id"], "html_zstd": {"$type": "binData"}})
        article = _try(page, copy["site"], read)
        if article is None or not (article.headline and article.body):
            continue
        article.url, article.url_key, article.site = copy["url"], copy["url_key"], copy["site"]
        if article.published is None and copy["published"] is not None:
            article.published, article.published_source = copy["published"], "feed"
        article.page = kept
        return article
    return None


def _try(page: Document | None, site: str, read: Read) -> Any:
    if page is None:
        return None
    try:
        return read(page, site)
    except Exception:  # whatever a page makes happen is that page's own
        return None


def _named_by(db: Database[Document], page: Document, tellings: Sequence[Document], read: Read | None) -> str:
    """The `url_key` of an article or copy that a stored page names as its own; "" where it names none of them."""
    if read is None:
        return ""
    html = db["pages"].find_one({"_id": page["_id"], "html_zstd": {"$type": "binData"}})
    for telling in tellings:
        article = _try(html, telling["site"], read)
        if article is not None and article.url_key == telling["url_key"]:
            return str(article.url_key)
    return ""


def _only_of_site(tellings: Sequence[Document], site: str) -> str | None:
    same = [telling["url_key"] for telling in tellings if telling["site"] == site]
    return same[0] if len(same) == 1 else None


def _point(db: Database[Document], pages: Sequence[Document], urls: Sequence[str], article_id: str) -> None:
    """Let pages and URLs belong to an article."""
    for name, ids in (("pages", [page["_id"] for page in pages]), ("frontier", urls)):
        collection = db.get_collection(name, write_concern=DURABLE)
        collection.update_many({"_id": {"$in": list(ids)}}, {"$set": {"article_id": article_id}})


def _write_copy(db: Database[Document], original: Document, article: Article) -> None:
    """Note an article as a copy of a stored one, as the writer does."""
    document = article_document(article)
    aliases.follow(document["quotes"], aliases.load(db), document["site"])
    quotes = copy_quotes(original["_id"], document, original, datetime.now(UTC))
    copy = copy_document(document, similarity(original["body"], article.body), original, quotes)
    if quotes:
        flat = [quote_write(quote).operation() for quote in quotes]
        db.get_collection("quotes", write_concern=DURABLE).bulk_write(flat)
    writes = [write.operation() if isinstance(write, Upsert) else write for write in copy_writes(original["_id"], copy)]
    db.get_collection("articles", write_concern=DURABLE).bulk_write(writes)


def _let_go(db: Database[Document], article_id: str, url_key: str) -> None:
    """Take a copy from its article; what it has elsewhere by then stays."""
    delete_matching(db["quotes"], {"article_id": article_id, OF_COPY: url_key})
    articles = db.get_collection("articles", write_concern=DURABLE)
    articles.update_one({"_id": article_id}, {"$pull": {"copies": {"url_key": url_key}}})
