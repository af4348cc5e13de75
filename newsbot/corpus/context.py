"""What stands around a quote in its article: its paragraph, and the sentences before and after it."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from pymongo.database import Database

from newsbot.corpus.columns import Column
from newsbot.corpus.rows import Rows
from newsbot.quotes.sentences import sentences
from newsbot.store.database.connection import Document

CONTEXT_COLUMNS = (
    Column("paragraph", "text", "the paragraph or paragraphs of the quote; empty: the article no longer has its words"),
    Column("before", "text", "the sentence before the one with the quote; empty: it is the first, or not in a body"),
    Column("after", "text", "the sentence behind the one with the quote; empty: it is the last, or not in a body"),
)

_BATCH = 500

_FIELDS = {"headline": 1, "standfirst": 1, "body": 1, "copies.url_key": 1, "copies.added": 1}

_sentences = lru_cache(maxsize=8)(sentences)


def with_context(db: Database[Document], quotes: Rows) -> Rows:
    """The same quotes with CONTEXT_COLUMNS."""

    def read() -> Iterator[Document]:
        remaining = iter(quotes)
        while batch := list(islice(remaining, _BATCH)):
            ids = list({quote["article_id"] for quote in batch})
            articles = {article["_id"]: article for article in db["articles"].find({"_id": {"$in": ids}}, _FIELDS)}
            for quote in batch:
                yield quote | context(articles.get(quote["article_id"], {}), quote)

    return Rows(read, quotes.count, (*quotes.columns, *CONTEXT_COLUMNS))


def context(article: Document, quote: Document) -> Document:
    """The values of CONTEXT_COLUMNS for a quote of an article; None for what there is not."""
    text, start = _place(article, quote)
    if start is None:
        return {column.name: None for column in CONTEXT_COLUMNS}
    end = start + quote["end"] - quote["start"]
    begin, behind = text.rfind("\n\n", 0, start), text.find("\n\n", end)
    found = {
        "paragraph": text[begin + 2 if begin >= 0 else 0 : behind if behind >= 0 else len(text)],
        "before": None,
        "after": None,
    }
    if quote["part"] == "body":
        earlier = [span for span in _sentences(text) if span[1] <= start]
        later = [span for span in _sentences(text) if span[0] >= end]
        if earlier:
            found["before"] = text[slice(*earlier[-1])]
        if later:
            found["after"] = text[slice(*later[0])]
    return found


def _place(article: Document, quote: Document) -> tuple[str, int | None]:
    """A text with the quote's words, and where they are in it: a later version of the article may have moved them.

    A copy's quote is looked for in the paragraphs that only the copy has.
    """
    words = quote["text"].partition("\n")[0]
    if "copy_key" in quote:
        of_copy = (copy for copy in article.get("copies", ()) if copy["url_key"] == quote["copy_key"])
        texts = (text for copy in of_copy for text in copy.get("added", ()) if words in text)
        text = next(texts, "")
        return text, text.find(words) if text else None
    text = article.get(quote["part"]) or ""
    if text.startswith(words, quote["start"]):
        return text, quote["start"]
    found = text.find(words)
    return text, found if found >= 0 else None
