"""The contents of the database: keys, documents, and the indexes with what each is for.

docs/corpus.md lists every field of every collection.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database

from newsbot.items import Article, Name, Quote
from newsbot.quotes import quote_key, search_pairs, search_words, speaker_key, speaker_keys, times_by_words
from newsbot.quotes.search_terms import OTHERS

__all__ = [
    "DERIVED",
    "INDEXES",
    "STATEMENTS",
    "Document",
    "Page",
    "article_document",
    "ensure_indexes",
    "key",
    "mentioned",
    "quote_documents",
    "speaker_key",
]

Document = dict[str, Any]

STATEMENTS = ("statement", "partial")
"""The kinds that are meant by "quotes": what somebody said, in marks. The others are reported speech without marks,
scare quotes and titles."""

FEWEST_TIMES = 2
"""An article is about what it names so often, headline, standfirst, body and tags together."""

INDEXES: dict[str, list[IndexModel]] = {
    "articles": [
        IndexModel([("published", DESCENDING), ("_id", ASCENDING)], name="newest_first"),
        IndexModel([("site", ASCENDING), ("published", DESCENDING)], name="newest_of_site"),
        IndexModel([("language", ASCENDING), ("site", ASCENDING)], name="of_language"),  # in which no quotes are read
        IndexModel([("named", ASCENDING), ("published", DESCENDING)], name="naming"),  # what mentions somebody
        IndexModel([("about", ASCENDING), ("published", DESCENDING)], name="about"),
        IndexModel(
            [("copies.site", ASCENDING)],
            name="with_copy_of_site",
            partialFilterExpression={"copies.site": {"$exists": True}},
        ),
        IndexModel([("content_hash", ASCENDING)], name="same_words"),  # a reprint to the letter
        IndexModel([("signature", ASCENDING)], name="same_story"),  # what may be a copy: two keys in common
    ],
    "quotes": [
        IndexModel([("speaker", ASCENDING), ("published", DESCENDING)], name="of_speaker"),  # as the article names them
        IndexModel([("speaker_key", ASCENDING), ("published", DESCENDING)], name="of_speaker_key"),
        IndexModel([("quote_key", ASCENDING), ("published", ASCENDING)], name="same_words"),  # one statement's places
        IndexModel([("stored_at", ASCENDING)], name="stored"),  # what is new or changed since a look
        IndexModel([("unmerged_key", ASCENDING)], name="merged_speaker", sparse=True),  # to take a merge back
        IndexModel(  # what is said in articles about somebody, and by whom, without a look at the quotes
            [("about", ASCENDING), ("published", DESCENDING), ("speaker_key", ASCENDING)], name="who_speaks_about"
        ),
        IndexModel([("speaker_role", ASCENDING), ("published", DESCENDING)], name="of_role"),  # whom a firm sends
        IndexModel(
            [("published", DESCENDING), ("article_id", ASCENDING), ("part", DESCENDING), ("start", ASCENDING)],
            name="newest_first",  # a total order, so that pages and exports need no sorting
        ),
        IndexModel([("site", ASCENDING), ("published", DESCENDING)], name="newest_of_site"),
        IndexModel([("article_id", ASCENDING)], name="of_article"),  # what a new version of it moves or drops
        IndexModel([("dropped_at", DESCENDING)], name="edited_away", sparse=True),  # few of many
    ],
    "frontier": [
        # left over from a killed crawl, and the newest that is done
        IndexModel([("site", ASCENDING), ("state", ASCENDING), ("published", DESCENDING)], name="due_of_site"),
        IndexModel(
            [("site", ASCENDING), ("next_check", ASCENDING)],
            name="due_again",
            partialFilterExpression={"next_check": {"$type": "date"}},
        ),
        IndexModel([("article_id", ASCENDING)], name="of_article", sparse=True),  # what a merge points on
    ],
    "pages": [
        IndexModel([("article_id", ASCENDING)], name="of_article"),  # the page of a quote; what a merge points on
        IndexModel(  # raw pages to drop because they are old
            [("fetched_at", ASCENDING)], name="oldest", partialFilterExpression={"html_zstd": {"$type": "binData"}}
        ),
    ],
    "annotations": [
        IndexModel([("article_id", ASCENDING)], name="of_article"),  # what people set right in an article
        IndexModel([("at", DESCENDING)], name="newest"),
    ],
    "sample_quotes": [IndexModel([("sample", ASCENDING), ("at", ASCENDING)], name="of_sample")],
    "codings": [IndexModel([("sample", ASCENDING)], name="of_sample")],
    "watch_matches": [IndexModel([("watch", ASCENDING), ("at", DESCENDING)], name="of_watch")],
    "speakers": [IndexModel([("said", DESCENDING)], name="most_quoted")],
    "sources": [IndexModel([("site", ASCENDING)], name="of_site")],
    "runs": [IndexModel([("started_at", DESCENDING)], name="newest")],
    "dead_letters": [IndexModel([("last_seen", DESCENDING)], name="newest")],
}
"""Collection -> indexes; an index is named after the question that it answers."""

DERIVED = ("months", "speakers", "aggregates")
"""Collections that are counted from `quotes` and may be dropped at any time; backups leave them out."""


TEXT_INDEXES: dict[str, list[IndexModel]] = {
    name: [
        IndexModel([("words", ASCENDING), ("published", DESCENDING)], name="whole_words"),
        # phrases; a month's articles are beside each other in it, so that those of today change few of its pages
        IndexModel([("month", DESCENDING), ("pairs", ASCENDING), ("published", DESCENDING)], name="pairs_of_month"),
    ]
    for name in ("quotes", "articles")
}
"""Built on demand (`newsbot db index --text`): larger than what they index, and a third of the speed of writing."""


def ensure_text_indexes(database: Database[Document]) -> dict[str, int]:
    """Build TEXT_INDEXES unless they are there; returns the bytes that those of each collection take."""
    taken = {}
    for collection, indexes in TEXT_INDEXES.items():
        database[collection].create_indexes(indexes)
        sizes = database.command("collStats", collection)["indexSizes"]
        taken[collection] = sum(sizes[index.document["name"]] for index in indexes)
    return taken


def drop_text_indexes(database: Database[Document]) -> None:
    """Remove TEXT_INDEXES, those that are there."""
    for collection, indexes in TEXT_INDEXES.items():
        there = database[collection].index_information()
        for index in indexes:
            if index.document["name"] in there:
                database[collection].drop_index(index.document["name"])


def key(url: str) -> str:
    """The `_id` of what is known by an address: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def ensure_indexes(database: AsyncDatabase[Document]) -> None:
    """Make the indexes that are not there yet."""
    for collection, indexes in INDEXES.items():
        await database[collection].create_indexes(indexes)


@dataclass(slots=True, kw_only=True)
class Page:
    """A page as fetched, to be kept so that a better extraction never needs a second fetch."""

    url: str
    """The address that answered."""
    requested_url: str
    """The address that the frontier knows; differs after a redirect."""
    body: bytes
    fetched_at: datetime
    status: int = 200
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    tdm: list[str] | None = None
    """The places outside the page where its owner forbids text and data mining; None where nobody looked."""
    aliases: tuple[str, ...] = ()
    """Other addresses of the page: those it was redirected over, and the one that it calls its own."""
    published: datetime | None = None
    """When its article came out, as far as is known: young articles are looked at again sooner."""


def article_document(article: Article) -> Document:
    """The fields of an article that each fetch sets anew; `_id`, `copies` and `revisions` are the writer's."""
    quotes = [
        _fields(quote) | {"speaker_key": of_speaker, "quote_key": quote_key(quote)}
        for quote, of_speaker in zip(article.quotes, speaker_keys(article.quotes), strict=True)
    ]
    return (
        _fields(article)
        | {"signature": list(article.signature), "quotes": quotes, "names": [_fields(name) for name in article.names]}
        | mentioned(article.names)
        | {"month": month_of(article.published)}
        | article_found_by(article.headline, article.standfirst, article.body)
    )


def month_of(published: datetime | None) -> int | None:
    """The month as a number in the order of time: 202411."""
    return None if published is None else 100 * published.year + published.month


def article_found_by(*texts: str | None) -> Document:
    """The fields by which an article is found by its words."""
    whole = "\n".join(text for text in texts if text)
    return {"words": search_words(whole), "pairs": search_pairs(whole)}


def mentioned(names: Iterable[Name]) -> Document:
    """The fields by which the articles that name something are found, and those that are about it."""
    times = times_by_words(names)
    return {"named": sorted(times), "about": sorted(words for words, count in times.items() if count >= FEWEST_TIMES)}


def _fields(record: Article | Quote | Name) -> Document:
    """Like dataclasses.asdict, which copies every value."""
    return {name: getattr(record, name) for name in record.__slots__}


def quote_documents(article: Document, article_id: str, stored_at: datetime) -> list[Document]:
    """One flat document for each quote of an `article_document`, with what queries need of its article."""
    return [
        {
            "_id": f"{article_id}:{quote['part']}:{quote['start']}",
            "article_id": article_id,
            "url": article["url"],
            "site": article["site"],
            "headline": article["headline"],
            "published": article["published"],
            "month": month_of(article["published"]),
            "language": article["language"],
            "tdm": article.get("tdm"),
            "stored_at": stored_at,
            **found_by(quote["text"], article.get("about", ()), said=quote["kind"] in STATEMENTS),
            **quote,
        }
        for quote in article["quotes"]
    ]


def found_by(text: str, about: Iterable[str], *, said: bool) -> Document:
    """The fields by which a quote is found by its words and its article's subjects; `said`: a statement that stands."""
    mark = "" if said else OTHERS
    return {
        "words": [mark + word for word in search_words(text)],
        "pairs": [key if said else -key for key in search_pairs(text)],
        "about": [mark + words for words in about],
    }


NO_LONGER_SAID: Document = {
    name: {
        "$map": {
            "input": {"$ifNull": [f"${name}", []]},
            "in": {
                "$cond": [{"$eq": [{"$substrCP": ["$$this", 0, 1]}, OTHERS]}, "$$this", {"$concat": [OTHERS, "$$this"]}]
            },
        }
    }
    for name in ("words", "about")
} | {"pairs": {"$map": {"input": {"$ifNull": ["$pairs", []]}, "in": {"$multiply": [-1, {"$abs": "$$this"}]}}}}
"""The fields of `found_by`, in an update, of a quote that does not stand any longer."""
