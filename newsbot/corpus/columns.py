"""The columns in which quotes, articles and counts are taken away, each explained for readers of the file alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from newsbot.store.database.connection import Document
from newsbot.store.database.schema import STATEMENTS

ColumnType = Literal["text", "texts", "time", "integer", "number", "boolean"]


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    type: ColumnType
    """`texts` is a list of texts, each `name=value` where the document has an object; `time` an aware moment in UTC."""
    description: str
    """Its meaning, for the data dictionary, also where it is empty."""
    path: str | None = None
    """The field of the document, where it has another name."""
    counted: bool = False
    """The column is how many elements the document's list has; of quotes, how many are statements."""

    def values(self, documents: Sequence[Document]) -> list[Any]:
        """The column of some documents; None where the field is missing."""
        field = self.path or self.name
        found = [document.get(field) for document in documents]
        if self.type == "texts":
            found = [_pairs(value) if isinstance(value, dict) else value for value in found]
        return [sum(map(_counts, value or ())) for value in found] if self.counted else found


def _pairs(named: Document) -> list[str]:
    return [f"{name}={value}" for name, value in named.items() if value is not None]


def _counts(element: Document) -> bool:
    return element.get("kind", "statement") in STATEMENTS


QUOTE_COLUMNS = (
    Column(
        "published", "time", "when the article came out, UTC; midnight where its page gives only a day; empty: unknown"
    ),
    Column(
        "speaker",
        "text",
        "who said it, as fully as the article names them; several are joined by “; ”; empty: not named",
    ),
    Column("speaker_role", "text", "the speaker's role and organisation where the article gives them"),
    Column("text", "text", "the words, without quotation marks; paragraphs are joined by a newline"),
    Column(
        "kind",
        "text",
        "statement: a sentence or clause; partial: a fragment; indirect: reported without marks; "
        "scare: a coined term; title: of a work",
    ),
    Column("part", "text", "where it stands: headline, standfirst or body"),
    Column("cue", "text", "the words that introduce it: said, according to"),
    Column("confidence", "number", "0 to 1: how sure newsbot is of words, kind and speaker together"),
    Column("site", "text", "the site, without “www.”"),
    Column("headline", "text", "the article's headline"),
    Column("url", "text", "where the article opens"),
    Column("article_id", "text", "the article's id; groups the quotes of one article"),
    Column("start", "integer", "where it begins in its part, in code points, inside the opening mark"),
    Column("end", "integer", "where it ends there, exclusive"),
    Column("language", "text", "ISO 639-1 code that the page declares; empty: it declares none"),
    Column("speaker_mention", "text", "the words beside the quote that stand for the speaker: he, the company"),
    Column("speaker_key", "text", "groups one speaker's quotes over the corpus; empty: no speaker"),
    Column("quote_key", "text", "equal for one statement wherever it is carried; empty for fewer than five words"),
    Column("dropped_at", "time", "when a later version of the article was seen without it; empty: it stands"),
    Column(
        "tdm", "texts", "where the page's owner forbids text mining: robots.txt, …; empty: nowhere, or not looked at"
    ),
    Column("annotated", "texts", "the fields that a person has set right; empty: none"),
    Column("labels", "texts", "labels that people gave it, each as name=value; empty: none"),
    Column("quote_id", "text", "the quote's id, which it keeps when it moves within its article", path="_id"),
)

ARTICLE_COLUMNS = (
    Column("published", "time", "when it came out, UTC; midnight where its page gives only a day; empty: unknown"),
    Column("first_published", "time", "the earliest that this story came out, its copies elsewhere included"),
    Column("modified", "time", "last change that the page declares"),
    Column("site", "text", "the site, without “www.”"),
    Column("headline", "text", "the headline, without the site's name"),
    Column("standfirst", "text", "the summary between headline and body"),
    Column("body", "text", "the paragraphs, joined by a blank line"),
    Column("authors", "texts", "names in the byline"),
    Column("tags", "texts", "section and keywords as the site gives them"),
    Column("language", "text", "ISO 639-1 code that the page declares; empty: it declares none"),
    Column("paywalled", "boolean", "the page says that it shows only the beginning"),
    Column(
        "tdm", "texts", "where the page's owner forbids text mining: robots.txt, …; empty: nowhere, or not looked at"
    ),
    Column("url", "text", "where the article opens"),
    Column("quotes", "integer", "how many statements it quotes, whole and partial", counted=True),
    Column("copies", "integer", "in how many other places the same story was found", counted=True),
    Column("revisions", "integer", "how many earlier versions are kept", counted=True),
    Column("fetched_at", "time", "when this version was fetched"),
    Column("first_seen", "time", "when newsbot first stored it"),
    Column("gone_at", "time", "when its page was found missing; empty: it was there at the last look"),
    Column("article_id", "text", "the article's id", path="_id"),
)

SPEAKER_COLUMNS = (
    Column("speaker", "text", "the name"),
    Column("role", "text", "a role that articles give; the latest one when they were stored in order"),
    Column("quotes", "integer", "how many statements, whole and partial"),
    Column("first", "time", "when the first of them came out"),
    Column("last", "time", "when the last of them came out"),
    Column("speaker_key", "text", "what groups them"),
)
