"""What storing an article, a new version of it or a copy of it changes in each collection."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from bson.binary import Binary
from pymongo import InsertOne, UpdateMany, UpdateOne
from zstandard import ZstdCompressor

from newsbot.items import Article
from newsbot.store.schema import Document, Page, key, quote_documents


class NewQuote(InsertOne[Document]):
    """A quote of an article that has none yet."""

    def __init__(self, quote: Document) -> None:
        super().__init__(quote)
        self.quote = quote


Write = NewQuote | UpdateOne | UpdateMany
Outcome = Literal["new", "changed", "unchanged", "copy"]

MOST_REVISIONS = 20
MOST_REVISION_BYTES = 8 * 1024 * 1024
"""Fewer revisions are kept of very long articles: the whole document must stay under MongoDB's 16 MB."""

MOST_PAGE_BYTES = 15 * 1024 * 1024
"""Compressed."""

KNOWN = dict.fromkeys(
    (
        *("content_hash", "headline", "body", "fetched_at", "first_published", "paywalled", "quotes"),
        *("canonical_url", "site", "published", "language"),
    ),
    1,
)
"""What of a stored article decides on what a new version changes."""

_OF_ARTICLE = ("canonical_url", "site", "headline", "published", "language")


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


def article_writes(article_id: str, document: Document, known: Document | None, now: datetime) -> list[Write]:
    """Store an article or a new version of it; what a changed one was goes to its `revisions`."""
    fields = dict(document)
    update: dict[str, Any] = {
        "$set": fields,
        "$setOnInsert": {"first_seen": now, "copies": []},
        "$unset": {"gone_at": ""},
    }
    published = document["published"]
    if published is not None and (known is None or known.get("first_published") is None):
        fields["first_published"] = published
    elif published is not None:
        update["$min"] = {"first_published": published}
    if known is None:
        update["$setOnInsert"]["revisions"] = []
    elif known["content_hash"] != document["content_hash"]:
        revision = {
            "seen_at": known["fetched_at"],
            "headline": known["headline"],
            "body": known["body"],
            "content_hash": known["content_hash"],
        }
        size = len(known["body"].encode("utf-8", "surrogatepass")) + 500
        keep = max(1, min(MOST_REVISIONS, MOST_REVISION_BYTES // size))
        update["$push"] = {"revisions": {"$each": [revision], "$slice": -keep}}
        del update["$setOnInsert"]
        # sent again after a lost acknowledgement, it finds the new words and does nothing
        return [UpdateOne({"_id": article_id, "content_hash": known["content_hash"]}, update)]
    return [UpdateOne({"_id": article_id}, update, upsert=True)]


def quotes_changed(document: Document, known: Document | None) -> bool:
    """Whether the flat quotes have to be written: the quotes are others, or what they take from their article is.

    Quotes go to the store before their article, so the article tells what quotes are there.
    """
    if known is None:
        return True
    return known["quotes"] != document["quotes"] or any(known.get(name) != document[name] for name in _OF_ARTICLE)


def quote_writes(article_id: str, document: Document, stored: Sequence[Document], now: datetime) -> list[Write]:
    """Store an article's quotes. A `stored` one that only moved keeps its `_id`; what is gone gets `dropped_at`."""
    quotes = quote_documents(document, article_id, now)
    if not stored:
        return [NewQuote(quote) for quote in quotes]  # a third of an upsert's cost
    _keep_identity(quotes, stored)
    writes: list[Write] = [_upsert(quote) for quote in quotes]
    gone = {
        "article_id": article_id,
        "_id": {"$nin": [quote["_id"] for quote in quotes]},
        "dropped_at": {"$exists": False},
    }
    writes.append(UpdateMany(gone, {"$set": {"dropped_at": now, "stored_at": now}, "$unset": {"words": ""}}))
    return writes


def again(write: Write) -> Write:
    """What to send when a write met another crawler's, or itself sent before its acknowledgement was lost."""
    return _upsert(write.quote) if isinstance(write, NewQuote) else write


def _upsert(quote: Document) -> UpdateOne:
    fields = {name: value for name, value in quote.items() if name != "_id"}
    gone = {name: "" for name in ("dropped_at", "unmerged_key", "words") if name not in fields}
    return UpdateOne({"_id": quote["_id"]}, {"$set": fields, "$unset": gone}, upsert=True)


def copy_writes(copy_of: str, article: Article, similarity: float) -> list[Write]:
    """Note an article as a copy of another, once for each address."""
    return [
        *copies_writes(copy_of, [copy_document(article, similarity)]),
        *([] if article.published is None else [earliest_write(copy_of, article.published)]),
    ]


def copy_document(article: Article, similarity: float) -> Document:
    """The entry of `copies` for an article."""
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "site": article.site,
        "headline": article.headline,
        "published": article.published,
        "similarity": round(similarity, 3),
    }


def copies_writes(article_id: str, copies: Iterable[Document]) -> list[UpdateOne]:
    """Add entries to an article's `copies` unless their address is there."""
    return [
        UpdateOne(
            {"_id": article_id, "copies.canonical_url": {"$ne": copy["canonical_url"]}}, {"$push": {"copies": copy}}
        )
        for copy in copies
    ]


def earliest_write(article_id: str, published: datetime) -> UpdateOne:
    """Let `first_published` be no later than `published`."""
    later = {"_id": article_id, "$or": [{"first_published": {"$gt": published}}, {"first_published": None}]}
    return UpdateOne(later, {"$set": {"first_published": published}})


def page_write(page: Page, article_id: str | None) -> UpdateOne:
    """Keep a page, for the article made of it or for none; only its size where it is too large for a document."""
    html = ZstdCompressor(level=6).compress(page.body)
    document = {
        "url": page.url,
        "article_id": article_id,
        "fetched_at": page.fetched_at,
        "status": page.status,
        "content_type": page.content_type,
        "size": len(page.body),
        "html_zstd": Binary(html) if len(html) <= MOST_PAGE_BYTES else None,
    }
    return UpdateOne({"_id": key(page.url)}, {"$set": document}, upsert=True)


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
