"""Write down what a person sets right about a quote, and let the article and its flat quotes show it."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime

from pymongo.database import Database

from newsbot.items import QuoteKind
from newsbot.quotes import KINDS
from newsbot.store.articles.copies import OF_COPY
from newsbot.store.articles.reprocessed import write_quotes
from newsbot.store.database.schema import Document, key
from newsbot.store.database.upsert import DURABLE
from newsbot.store.embedded.mongod import StoreError
from newsbot.store.speakers import aliases, annotations
from newsbot.store.speakers.annotations import FIELDS, LABEL, NO_QUOTE

_LABEL_NAME = re.compile(r"[\w-]{1,40}")
_LONGEST = 1_000
_TRIES = 5


class AnnotationError(StoreError):
    """An annotation that cannot be; the message says why and what to do."""


def annotate(
    db: Database[Document], quote_id: str, values: Mapping[str, str | None], *, by: str | None, note: str | None
) -> None:
    """Set fields of a quote right: FIELDS, and `label:NAME`. None as a value says that there is nobody, or none.

    Raises AnnotationError for a quote that is not there, and for a field or a kind that does not exist.
    """
    for name, value in values.items():
        check(name, value)
    quote = _quote(db, quote_id)
    article_id = key(quote[OF_COPY]) if OF_COPY in quote else quote["article_id"]
    collection = db.get_collection("annotations", write_concern=DURABLE)
    now = datetime.now(UTC)
    for name, value in values.items():
        before = collection.find_one({"_id": f"{quote_id}|{name}"})
        was = before["was"] if before else (quote.get("machine", {}).get(name, quote.get(name)))
        earlier = [*before["history"], {k: before[k] for k in ("value", "by", "at", "note")}] if before else []
        document = {
            **{k: quote[k] for k in ("part", "start", "text")},
            "article_id": article_id,
            "quote_id": quote_id,
            "field": name,
            "value": value,
            "was": was,
            "by": by,
            "at": now,
            "note": note,
            "history": earlier,
        }
        collection.replace_one({"_id": f"{quote_id}|{name}"}, document, upsert=True)
    show(db, article_id)


def take_back(db: Database[Document], quote_id: str, name: str | None = None) -> int:
    """Remove the annotations of a quote, or the one of a field; returns how many there were."""
    query = of_quote(quote_id) | ({"field": name} if name else {})
    found = list(db["annotations"].find(query, {"article_id": 1}))
    db.get_collection("annotations", write_concern=DURABLE).delete_many(query)
    for article_id in {annotation["article_id"] for annotation in found}:
        show(db, article_id)
    return len(found)


def of_quote(quote_id: str) -> Document:
    """The query for the annotations of a quote, whose ids begin with its own."""
    return {"_id": {"$gt": f"{quote_id}|", "$lt": f"{quote_id}}}"}}  # what follows "|" in ASCII is "}"


def undo(db: Database[Document], quote_id: str, name: str) -> bool:
    """Give a field of a quote the value that it had before it was annotated last; whether there was something to undo.

    That is the value of the annotation before, and where there was none what newsbot reads.
    """
    collection = db.get_collection("annotations", write_concern=DURABLE)
    last = collection.find_one({"_id": f"{quote_id}|{name}"})
    if last is None:
        return False
    this_one = {"_id": last["_id"], "at": last["at"]}  # and none that somebody else has made meanwhile
    if last["history"]:
        *earlier, before = last["history"]
        collection.update_one(this_one, {"$set": before | {"history": earlier}})
    else:
        collection.delete_one(this_one)
    show(db, last["article_id"])
    return True


def listed(
    db: Database[Document], query: Document | None = None, *, skip: int = 0, limit: int = 0
) -> Iterator[Document]:
    """Annotations, the latest first; `placed` is false where the article no longer has the quote's words.

    Those that match a query if one is given, after the first `skip`, at most `limit`, 0 being all.
    """
    found = db["annotations"].find(query or {}).sort([("at", -1), ("_id", 1)])
    for annotation in found.skip(skip).limit(limit):
        same = {name: annotation[name] for name in ("article_id", "part", "text")}
        either = {"$or": [same, {"_id": annotation["quote_id"], OF_COPY: {"$exists": True}}]}
        placed = db["quotes"].find_one(either | {"dropped_at": {"$exists": False}}, {"_id": 1})
        yield annotation | {"placed": placed is not None}


def check(name: str, value: str | None) -> None:
    """Raise AnnotationError for a field that cannot be annotated, or a value that it cannot have."""
    if value is not None and (not isinstance(value, str) or not 0 < len(value) <= _LONGEST):
        raise AnnotationError(f"{name} must be text of 1 to {_LONGEST} characters, or None for none.")
    if name.startswith(LABEL) and _LABEL_NAME.fullmatch(name.removeprefix(LABEL)):
        return
    if name not in FIELDS:
        raise AnnotationError(f"{name!r} cannot be annotated; {', '.join(FIELDS)} and label:NAME can.")
    allowed: tuple[QuoteKind | str, ...] = (*KINDS, NO_QUOTE)
    if name == "kind" and value not in allowed:
        raise AnnotationError(f"kind={value!r}: the kinds are {', '.join(allowed)} ({NO_QUOTE}: it is no quote).")


def _quote(db: Database[Document], quote_id: str) -> Document:
    quote = db["quotes"].find_one({"_id": quote_id})
    if quote is None:
        raise AnnotationError(f"No quote has the id {quote_id!r}; `newsbot quotes --json` shows the ids (quote_id).")
    return quote


def show(db: Database[Document], article_id: str) -> None:
    """Let an article's quotes, those in it and the flat ones, have what is annotated now."""
    articles = db.get_collection("articles", write_concern=DURABLE)
    for _ in range(_TRIES):
        article = articles.find_one({"_id": article_id})
        if article is None:
            _show_in_copies(db, article_id)
            return
        quotes = deepcopy(article["quotes"])
        annotations.restore(quotes)
        annotations.apply(quotes, db["annotations"].find({"article_id": article_id}).sort("_id", 1))
        aliases.follow(quotes, aliases.load(db), article["site"])
        write_quotes(db, article_id, article | {"quotes": quotes}, datetime.now(UTC))
        unchanged = {"_id": article_id, "quotes": article["quotes"]}
        if articles.update_one(unchanged, {"$set": {"quotes": quotes}}).matched_count:
            return
    raise AnnotationError("The article is being written by a crawl again and again; try once more.")


def _show_in_copies(db: Database[Document], article_id: str) -> None:
    """The same for the quotes of a copy, which no article has in it; `article_id` is what the copy's own would be."""
    collection = db.get_collection("quotes", write_concern=DURABLE)
    quotes = list(collection.find({"_id": {"$regex": f"^{article_id}:"}, OF_COPY: {"$exists": True}}))
    annotations.restore(quotes)
    annotations.apply(quotes, db["annotations"].find({"article_id": article_id}).sort("_id", 1))
    aliases.follow(quotes, aliases.load(db), "")  # each has its own
    for quote in quotes:
        collection.replace_one({"_id": quote["_id"]}, quote | {"stored_at": datetime.now(UTC)})
