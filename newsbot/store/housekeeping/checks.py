"""The corpus checked against itself, and mended where that can be done without a guess.

Everything is read in order and compared on the way, so a corpus of any size takes the same memory. Each fault is looked
at twice: a crawl may be storing the article at this moment.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from pymongo.database import Database

from newsbot.store.articles.copies import OF_COPY
from newsbot.store.database.schema import Document
from newsbot.store.housekeeping import repairs
from newsbot.store.housekeeping.offsets import WRONG, is_in_place
from newsbot.store.speakers import aggregates

_T = TypeVar("_T")
_BATCH = 500
_MOST_EXAMPLES = 5
_CRAWL_SECONDS = 2.0
"""How long a batch of a crawl may be between its quotes and its articles."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit."""

    check: str
    id: str
    """What to mend: the `_id` of an article or a quote, a key of `articles.copies`, or what the check compares by."""
    shown: str
    """What a person sees of it."""


@dataclass(slots=True)
class Result:
    """What a check found."""

    check: str
    says: str
    """What is wrong with each of them."""
    repair: str
    """What --repair does about it."""
    found: int = 0
    mended: int = 0
    examples: list[str] = field(default_factory=list)


CHECKS = {
    "quotes_without_article": ("quotes of an article that is not there", "deletes them"),
    "quotes_out_of_place": ("quotes whose offsets do not hold their text", "finds the text in the article"),
    "quotes_not_listed": ("articles whose quotes are not those of `quotes`", "writes the article's quotes again"),
    "copies_of_nothing": ("quotes of a copy that its article does not have", "deletes them"),
    "copies_without_quotes": ("copies that name quotes which are not there", "takes these names out"),
    "done_without_article": ("URLs that are done, but their article is not there", "lets the next crawl fetch them"),
    "articles_without_page": ("articles whose page is not there", "lets the next crawl fetch it"),
    "pages_without_article": (
        "pages of an article that is not there",
        "lets `newsbot reprocess` read them as pages without one",
    ),
    "counts": ("months and speakers that are counted wrong", "counts everything again"),
}
"""The checks: what is wrong with each fault, and what is done about it."""


def check(db: Database[Document], *, repair: bool = False) -> Iterator[list[Result]]:
    """Check everything; yields the results of checks as they are known, with all faults counted.

    With `repair`, faults are mended as they are found; nobody may crawl meanwhile.
    """
    for names, find in _SCANS:
        results = {name: Result(name, *CHECKS[name]) for name in names}
        for batch in _batches(find(db)):
            for name, result in results.items():
                faults = [fault for fault in batch if fault.check == name]
                result.found += len(faults)
                result.examples += [fault.shown for fault in faults[: _MOST_EXAMPLES - len(result.examples)]]
                if repair and faults:
                    result.mended += _REPAIRS[name](db, [fault.id for fault in faults])
        yield list(results.values())


def _quotes_without_article(db: Database[Document]) -> Iterator[Fault]:
    missing = _absent(_articles_of(db, "quotes"), _ids(db, "articles"))
    for ids in _batches(_still_absent(db, missing)):
        for quote in db["quotes"].find({"article_id": {"$in": ids}}, {"url": 1}):
            yield Fault("quotes_without_article", quote["_id"], f"{quote['_id']} of {quote.get('url')}")


def _pages_without_article(db: Database[Document]) -> Iterator[Fault]:
    missing = _absent(_articles_of(db, "pages"), _ids(db, "articles"))
    for ids in _batches(_still_absent(db, missing)):
        for page in db["pages"].find({"article_id": {"$in": ids}}, {"url": 1}):
            yield Fault("pages_without_article", page["_id"], page["url"])


def _quotes_of_articles(db: Database[Document]) -> Iterator[Fault]:
    """Both checks that read every article's quotes."""
    for batch in _batches(db["articles"].aggregate(WRONG)):
        for article in batch:
            for quote in article["wrong"]:
                if not is_in_place(quote, article["texts"]):
                    shown = f"{quote['part']} {quote['start']}-{quote['end']} of {article['url']}"
                    yield Fault("quotes_out_of_place", article["_id"], shown)
        listed = _listed(db, [article["_id"] for article in batch])
        suspects = [one["_id"] for one in batch if listed.get(one["_id"], 0) != one["quotes"]]
        if suspects:
            _let_crawls_write(db)
            again = [{"$match": {"_id": {"$in": suspects}}}, *WRONG]
            listed = _listed(db, suspects)
            for article in db["articles"].aggregate(again):
                if listed.get(article["_id"], 0) != article["quotes"]:
                    yield Fault("quotes_not_listed", article["_id"], article["url"])


def _listed(db: Database[Document], ids: list[str]) -> dict[str, int]:
    """How many standing quotes of each article's own `quotes` has."""
    own: Document = {"article_id": {"$in": ids}, OF_COPY: None, "dropped_at": None}
    counted: list[Document] = [{"$match": own}, {"$sortByCount": "$article_id"}]
    return {row["_id"]: row["count"] for row in db["quotes"].aggregate(counted)}


def _copies(db: Database[Document]) -> Iterator[Fault]:
    of_copies: list[Document] = [
        {"$match": {OF_COPY: {"$type": "string"}}},
        {"$group": {"_id": {"article": "$article_id", "copy": f"${OF_COPY}"}, "quotes": {"$push": "$_id"}}},
    ]
    for batch in _batches(db["quotes"].aggregate(of_copies, allowDiskUse=True)):
        for row in _not_named(db, _not_named(db, batch, wait=True)):
            for quote_id in row["quotes"]:
                yield Fault("copies_of_nothing", quote_id, f"{quote_id} of {row['_id']['copy']}")
    with_copies = db["articles"].find({"copies.site": {"$exists": True}}, {"url": 1, "copies.quotes": 1})
    for articles in _batches(with_copies):
        named = {
            one: article["url"] for article in articles for copy in article["copies"] for one in copy.get("quotes", ())
        }
        there = {quote["_id"] for quote in db["quotes"].find({"_id": {"$in": list(named)}}, {"_id": 1})}
        for quote_id in named.keys() - there:
            yield Fault("copies_without_quotes", quote_id, f"{quote_id}, a copy of {named[quote_id]}")


def _not_named(db: Database[Document], rows: list[Document], *, wait: bool = False) -> list[Document]:
    """Those rows of copies whose article does not have the copy."""
    ids = list({row["_id"]["article"] for row in rows})
    found = db["articles"].find({"_id": {"$in": ids}}, {"copies.url_key": 1})
    copies = {article["_id"]: {copy["url_key"] for copy in article["copies"]} for article in found}
    left = [row for row in rows if row["_id"]["copy"] not in copies.get(row["_id"]["article"], ())]
    if left and wait:
        _let_crawls_write(db)
    return [row for row in left if row["_id"]["article"] in copies]  # the others have no article at all


def _done_without_article(db: Database[Document]) -> Iterator[Fault]:
    done = {"state": "done"}
    articles: list[Document] = [
        {"$match": done},
        {"$group": {"_id": {"$ifNull": ["$article_id", ""]}}},
        {"$sort": {"_id": 1}},
    ]
    of_urls = (row["_id"] for row in db["frontier"].aggregate(articles, allowDiskUse=True))
    for ids in _batches(_still_absent(db, _absent(of_urls, _ids(db, "articles")))):
        wanted = [*ids, None] if "" in ids else ids
        for url in db["frontier"].find(done | {"article_id": {"$in": wanted}}, {"url": 1}):
            yield Fault("done_without_article", url["_id"], str(url.get("url")))


def _articles_without_page(db: Database[Document]) -> Iterator[Fault]:
    if db["pages"].find_one({}, {"_id": 1}) is None:
        return  # a corpus that keeps none
    missing = _absent(_ids(db, "articles"), _articles_of(db, "pages"))
    for ids in _batches(missing):
        with_page = set(db["pages"].distinct("article_id", {"article_id": {"$in": ids}}))
        for article in db["articles"].find({"_id": {"$in": [one for one in ids if one not in with_page]}}, {"url": 1}):
            yield Fault("articles_without_page", article["_id"], article["url"])


def _counts(db: Database[Document]) -> Iterator[Fault]:
    return (Fault("counts", wrong, wrong or "nobody") for wrong in aggregates.differences(db))


_SCANS: tuple[tuple[tuple[str, ...], Callable[[Database[Document]], Iterator[Fault]]], ...] = (
    (("quotes_without_article",), _quotes_without_article),
    (("quotes_out_of_place", "quotes_not_listed"), _quotes_of_articles),
    (("copies_of_nothing", "copies_without_quotes"), _copies),
    (("done_without_article",), _done_without_article),
    (("articles_without_page",), _articles_without_page),
    (("pages_without_article",), _pages_without_article),
    (("counts",), _counts),
)

_REPAIRS: dict[str, Callable[[Database[Document], list[str]], int]] = {
    "quotes_without_article": repairs.delete_quotes,
    "quotes_out_of_place": repairs.place_quotes,
    "quotes_not_listed": repairs.list_quotes,
    "copies_of_nothing": repairs.delete_quotes,
    "copies_without_quotes": repairs.unname_quotes,
    "done_without_article": repairs.fetch_again,
    "articles_without_page": repairs.fetch_page,
    "pages_without_article": repairs.let_read,
    "counts": repairs.recount,
}


def _articles_of(db: Database[Document], name: str) -> Iterator[str]:
    """The articles that documents of a collection belong to, in order, from its index."""
    belonging: list[Document] = [{"$match": {"article_id": {"$type": "string"}}}, {"$sort": {"article_id": 1}}]
    each: list[Document] = [{"$group": {"_id": "$article_id"}}, {"$sort": {"_id": 1}}]
    return (row["_id"] for row in db[name].aggregate([*belonging, *each], allowDiskUse=True))


def _ids(db: Database[Document], name: str) -> Iterator[str]:
    """The `_id`s of a collection in order, from its index."""
    return (row["_id"] for row in db[name].find({}, {"_id": 1}).sort("_id", 1).hint("_id_"))


def _absent(ids: Iterator[str], there: Iterator[str]) -> Iterator[str]:
    """Those of `ids` that are not in `there`, both in order."""
    other = next(there, None)
    for one in ids:
        while other is not None and other < one:
            other = next(there, None)
        if other != one:
            yield one


def _still_absent(db: Database[Document], ids: Iterator[str]) -> Iterator[str]:
    """Those ids of articles that are not there at a second look either."""
    for batch in _batches(ids):
        _let_crawls_write(db)
        there = {one["_id"] for one in db["articles"].find({"_id": {"$in": batch}}, {"_id": 1})}
        yield from (one for one in batch if one not in there)


def _let_crawls_write(db: Database[Document]) -> None:
    """Wait while a batch of a running crawl may be half written."""
    if db["leases"].find_one({"$expr": {"$gt": ["$expires_at", "$$NOW"]}}, {"_id": 1}) is not None:
        time.sleep(_CRAWL_SECONDS)


def _batches(things: Iterable[_T]) -> Iterator[list[_T]]:
    remaining = iter(things)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
