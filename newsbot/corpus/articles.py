"""Questions about articles: filters as a query, and single stories by id or address."""

from collections.abc import Callable, Iterable

from pymongo.database import Database
from pymongo.errors import OperationFailure

from newsbot.corpus.filters import (
    ArticleFilters,
    known,
    known_names,
    name_key,
    period,
    tdm_condition,
    text_filter,
    whole_words,
)
from newsbot.corpus.order import BATCH, newest, oldest
from newsbot.corpus.people import People
from newsbot.corpus.search.conditions import condition, planned
from newsbot.corpus.search.grammar import parse
from newsbot.corpus.search.word_index import WordIndex
from newsbot.dedup import canonical_url
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import key

WITHOUT = dict.fromkeys(("signature", "words", "pairs", "month", "named", "about"), 0)
"""Fields by which articles are found, and which nobody reads."""

NEWEST_FIRST = [("published", -1), ("_id", 1)]
OLDEST_FIRST = [("published", 1), ("_id", 1)]
_NO_SUCH_INDEX = 2
"""MongoDB's error code for a hint to an index that is not there."""

_MOST_COUNTED = 1_000
_TEXTS = ("headline", "standfirst", "body")


def conditions(
    filters: ArticleFilters, sites: Callable[[], Iterable[str]], people: People, index: WordIndex | None = None
) -> Document:
    """The conditions of the filters that articles alone can answer; `sites` gives those of the corpus, `index` is the
    one over the words of articles, where it is there.

    Raises QuestionError for a wrong filter.
    """
    known_names(filters, ArticleFilters.__annotations__)
    query: Document = {}
    if (contains := filters.get("contains")) is not None:
        search = parse(text_filter("contains", contains))
        if index and not any(filters.get(name) for name in ("about", "author", "speaker", "organisation")):
            query["$and"] = [planned(search, _TEXTS, ("",), index)]
        else:
            query["$and"] = [condition(search, _TEXTS)]
    if (about := filters.get("about")) is not None:
        query["about"] = {"$in": people.namesakes(name_key("about", about))}
    if (author := filters.get("author")) is not None:
        query["authors"] = whole_words(text_filter("author", author))
    if bounds := period(filters.get("since"), filters.get("until")):
        query["published"] = bounds
    if (site := filters.get("site")) is not None:
        query["site"] = known("site", text_filter("site", site), sites())
    if (revised := filters.get("revised")) is not None:
        query["revisions.0"] = {"$exists": bool(revised)}
    if (allowed := filters.get("tdm_allowed")) is not None:
        query |= tdm_condition(allowed)
    return query


def query(db: Database[Document], conditions: Document, quoted: Document | None) -> Document:
    """The query for articles, if `quoted` is given those with such quotes."""
    if quoted is None:
        return conditions
    return conditions | {"_id": {"$in": db["quotes"].distinct("article_id", quoted)}}


def find(db: Database[Document], query: Document, *, order: str = "newest", limit: int) -> Iterable[Document]:
    """The articles, newest or oldest first, without the fields by which they are found; `limit` 0 being all."""
    if order == "oldest":
        return oldest(db["articles"], query, WITHOUT, OLDEST_FIRST, skip=0, limit=limit)
    if 0 < limit <= BATCH and query.keys() & {"about", "$and"}:
        return newest(db["articles"], query, WITHOUT, NEWEST_FIRST, limit)
    return db["articles"].find(query, WITHOUT).sort(NEWEST_FIRST).limit(limit).allow_disk_use(True).batch_size(BATCH)


def in_other_languages(db: Database[Document], conditions: Document) -> list[str]:
    """A sentence on the articles that declare another language than English, in which no quotes are read; else none."""
    others = [language for language in _languages(db) if not (language or "en").startswith("en")]
    if not others:
        return []
    other = conditions | {"language": {"$in": others}}
    if "about" in other:  # of these only the tags are known, each of them once
        other["named"] = other.pop("about")
    stages: list[Document] = [{"$match": other}, {"$limit": _MOST_COUNTED}]
    found = list(db["articles"].aggregate([*stages, {"$group": {"_id": "$language", "articles": {"$sum": 1}}}]))
    if not found:
        return []
    count = sum(row["articles"] for row in found)
    languages = ", ".join(row["_id"] for row in sorted(found, key=lambda row: (-row["articles"], row["_id"])))
    matching = "article that matches is" if count == 1 else "articles that match are"
    at_least = "at least " if count == _MOST_COUNTED else ""
    return [f"Quotes are read in English only: {at_least}{count:,} {matching} in another language ({languages})."]


def _languages(db: Database[Document]) -> list[str | None]:
    """The languages that articles declare; none before a crawl has made their index."""
    each: list[Document] = [{"$sort": {"language": 1}}, {"$group": {"_id": "$language"}}]  # as an index has them
    try:
        return [row["_id"] for row in db["articles"].aggregate(each, hint="of_language")]
    except OperationFailure as error:
        if error.code != _NO_SUCH_INDEX:
            raise
        return []


def one(db: Database[Document], story: str) -> Document | None:
    """The article with an id, or an address of its own or of one of its copies."""
    found = db["articles"].find_one({"_id": story})
    if found is None and "://" in story:
        frontier = db["frontier"].find_one({"_id": key(canonical_url(story))}, {"article_id": 1}) or {}
        page = db["pages"].find_one({"_id": key(story)}, {"article_id": 1}) or {}
        ids = [key(canonical_url(story)), frontier.get("article_id"), page.get("article_id")]
        found = db["articles"].find_one({"_id": {"$in": [one for one in ids if one]}})
    return found
