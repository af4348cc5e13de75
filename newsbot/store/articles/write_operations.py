"""The writes in each collection for an article, a new version of it or a copy of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import bson
from bson.binary import Binary
from bson.errors import BSONError
from pymongo import UpdateMany, UpdateOne
from zstandard import ZstdCompressor

from newsbot.store.articles.copies import OF_COPY, added, lacking
from newsbot.store.database.schema import NO_LONGER_SAID, Document, Page, key, quote_documents
from newsbot.store.database.upsert import Upsert
from newsbot.store.speakers.annotations import OF_ANNOTATIONS

Write = Upsert | UpdateOne | UpdateMany
"""The writes of an article in a collection; an Upsert is yet to be made an operation."""

Outcome = Literal["new", "changed", "unchanged", "copy"]

MOST_REVISIONS = 20
MOST_REVISION_BYTES = 8 * 1024 * 1024
"""Fewer revisions are kept of very long articles: the whole document must stay under MongoDB's 16 MB."""

MOST_PAGE_BYTES = 15 * 1024 * 1024
"""Compressed."""

MOST_BYTES = 15 * 1024 * 1024
"""Of an article's document: under MongoDB's 16 MB, with room for what an update adds."""

_COMPRESSOR = ZstdCompressor(level=3)
"""For the event loop's thread alone. Level 6 makes pages 8 % smaller and takes three times as long."""

KNOWN = dict.fromkeys(
    (
        *("content_hash", "headline", "body", "fetched_at", "first_published", "paywalled", "quotes"),
        *("url", "site", "published", "language", "about", "tdm"),
    ),
    1,
)
"""The fields of a stored article that a new version is compared with."""

_OF_ARTICLE = ("url", "site", "headline", "published", "language", "about", "tdm")


class UnstorableError(Exception):
    """A record that MongoDB can never store, and why."""


def check(document: Document) -> None:
    """Raise UnstorableError for a document that MongoDB cannot hold."""
    try:
        size = len(bson.encode(document))
    except (BSONError, UnicodeError, OverflowError) as error:
        raise UnstorableError(f"MongoDB cannot hold it: {error}") from error
    if size > MOST_BYTES:
        raise UnstorableError(f"it has {size / 1e6:.0f} MB; MongoDB holds documents up to 16 MB")


def outcome_of(document: Document, known: Document | None) -> Outcome:
    """Whether an article document is new, or changed in its words."""
    if known is None:
        return "new"
    return "unchanged" if known["content_hash"] == document["content_hash"] else "changed"


def is_stub_of(document: Document, known: Document | None) -> bool:
    """Whether a paywall now shows less of a story than is stored."""
    return (
        known is not None
        and document["paywalled"]
        and not known.get("paywalled")
        and len(document["body"]) < len(known["body"])
    )


def article_writes(
    article_id: str, document: Document, known: Document | None, now: datetime, *, reason: str | None = None
) -> list[Write]:
    """Store an article or a new version of it; what a changed one was goes to its `revisions`, with the `reason`."""
    fields = dict(document)
    others: Document = {"$unset": {"gone_at": ""}}
    published = document["published"]
    if published is not None and (known is None or known.get("first_published") is None):
        fields["first_published"] = published
    elif published is not None:
        others["$min"] = {"first_published": published}
    if known is None or known["content_hash"] == document["content_hash"]:
        first = {"first_seen": now, "copies": [], "revisions": []}
        return [Upsert({"_id": article_id} | fields, first, others, new=known is None)]
    revision = {
        "seen_at": known["fetched_at"],
        "headline": known["headline"],
        "body": known["body"],
        "content_hash": known["content_hash"],
        **({"reason": reason} if reason else {}),
    }
    size = len(known["body"].encode("utf-8", "surrogatepass")) + 500
    keep = max(1, min(MOST_REVISIONS, MOST_REVISION_BYTES // size))
    others["$push"] = {"revisions": {"$each": [revision], "$slice": -keep}}
    # sent again after a lost acknowledgement, it finds the new words and does nothing
    return [UpdateOne({"_id": article_id, "content_hash": known["content_hash"]}, {"$set": fields} | others)]


def quotes_changed(document: Document, known: Document | None) -> bool:
    """Whether the flat quotes have to be written: the quotes are others, or what they take from their article is.

    Quotes go to the store before their article, so the article shows which quotes are there.
    """
    if known is None:
        return True
    return known["quotes"] != document["quotes"] or any(known.get(name) != document.get(name) for name in _OF_ARTICLE)


def quote_writes(article_id: str, document: Document, stored: Sequence[Document], now: datetime) -> list[Write]:
    """Store an article's quotes. A `stored` one that only moved keeps its `_id`; what is gone gets `dropped_at`."""
    quotes = quote_documents(document, article_id, now)
    if not stored:
        return [quote_write(quote, new=True) for quote in quotes]
    _keep_identity(quotes, stored)
    writes: list[Write] = [quote_write(quote) for quote in quotes]
    gone = {
        "article_id": article_id,
        OF_COPY: None,
        "_id": {"$nin": [quote["_id"] for quote in quotes]},
        "dropped_at": {"$exists": False},
    }
    writes.append(UpdateMany(gone, [{"$set": {"dropped_at": now, "stored_at": now} | NO_LONGER_SAID}]))
    return writes


_OPTIONAL = ("dropped_at", "unmerged_key", OF_COPY, *OF_ANNOTATIONS)


def quote_write(quote: Document, *, new: bool = False) -> Upsert:
    """Store a flat quote; fields of an earlier state that it no longer has are removed."""
    gone = {name: "" for name in _OPTIONAL if name not in quote}
    return Upsert(quote, others={"$unset": gone}, new=new)


def copy_writes(copy_of: str, copy: Document) -> list[Write]:
    """Note a `copy_document` with the article that it is a copy of, once for each address."""
    return [
        *copies_writes(copy_of, [copy]),
        *([] if copy["published"] is None else [earliest_write(copy_of, copy["published"])]),
    ]


def copy_quotes(copy_of: str, document: Document, original: Document, now: datetime) -> list[Document]:
    """The flat quotes of a copy that its article, `original`, lacks, with the URL, headline and day of the copy."""
    kept = document | {"quotes": lacking(document["quotes"], original)}
    of_copy = {"article_id": copy_of, OF_COPY: document["url_key"]}
    return [quote | of_copy for quote in quote_documents(kept, key(document["url_key"]), now)]


def copy_document(document: Document, similarity: float, original: Document, quotes: Iterable[Document]) -> Document:
    """The entry of `copies` for an `article_document`; `quotes` are those flat ones that `original` lacks."""
    return {
        "url": document["url"],
        "url_key": document["url_key"],
        "site": document["site"],
        "headline": document["headline"],
        "published": document["published"],
        "similarity": round(similarity, 3),
        "added": added(document["body"], original["body"]),
        "quotes": [quote["_id"] for quote in quotes],
    }


def copies_writes(article_id: str, copies: Iterable[Document]) -> list[UpdateOne]:
    """Add entries to an article's `copies` unless their address is there."""
    return [
        UpdateOne({"_id": article_id, "copies.url_key": {"$ne": copy["url_key"]}}, {"$push": {"copies": copy}})
        for copy in copies
    ]


def earliest_write(article_id: str, published: datetime) -> UpdateOne:
    """Let `first_published` be no later than `published`."""
    later = {"_id": article_id, "$or": [{"first_published": {"$gt": published}}, {"first_published": None}]}
    return UpdateOne(later, {"$set": {"first_published": published}})


def page_write(page: Page, article_id: str | None) -> Upsert:
    """Keep a page, for the article made of it or for none; only its size where it is too large for a document."""
    html = _COMPRESSOR.compress(page.body)
    document = {
        "_id": key(page.url),
        "url": page.url,
        "article_id": article_id,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "content_type": page.content_type,
        "tdm": page.tdm,
        "size": len(page.body),
        "html_zstd": Binary(html) if len(html) <= MOST_PAGE_BYTES else None,
    }
    return Upsert(document)


def _keep_identity(quotes: list[Document], stored: Iterable[Document]) -> None:
    """Give each quote the `_id` under which the same words of the same part are stored, the first to the first."""
    free: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for old in sorted(stored, key=lambda old: ("dropped_at" in old, old["start"]), reverse=True):
        free[old["part"], old["text"]].append(old)
    taken = {old["_id"] for group in free.values() for old in group}
    for quote in quotes:
        if same := free[quote["part"], quote["text"]]:
            quote["_id"] = same.pop()["_id"]
            continue
        place, number = quote["_id"], 2
        while quote["_id"] in taken:
            quote["_id"], number = f"{place}:{number}", number + 1
        taken.add(quote["_id"])
