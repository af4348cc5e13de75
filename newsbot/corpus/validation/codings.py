"""What coders find in a sample: written for them as a file, and read back from the file that they filled in.

`codings` has one document a sample, quote and coder: `values` has the fields that they judged. It changes no quote: two
coders may differ, and `newsbot annotate` settles what the corpus shows.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pymongo import DeleteOne, ReplaceOne

from newsbot.corpus.columns import Column
from newsbot.corpus.context import context
from newsbot.corpus.corpus import Corpus
from newsbot.corpus.files import FileError
from newsbot.corpus.filters import QuestionError
from newsbot.corpus.rows import Rows
from newsbot.corpus.validation import samples
from newsbot.quotes import KINDS
from newsbot.store.database.connection import Document
from newsbot.store.speakers.annotations import LABEL, NO_QUOTE

CHECKS = {"check_kind": "kind", "check_speaker": "speaker", "check_role": "speaker_role"}
"""Columns that a coder fills in, and the field of the quote that each is about."""

RIGHT, NONE = "ok", "none"
"""What a coder writes for what newsbot has right, and for what there is not."""

_LARGEST = 50_000_000
_SHOWN = 5
"""Wrong rows that are named; the others are counted."""

_LONGEST = 1_000

_BEFORE = (
    Column("quote_id", "text", "the quote's id; leave it as it is"),
    Column("published", "time", "when the article came out, UTC"),
    Column("site", "text", "the site"),
    Column("headline", "text", "the article's headline"),
    Column("url", "text", "where the article opens"),
    Column("paragraph", "text", "the paragraph around the quote; empty: the article no longer has it"),
    Column("text", "text", "the quote"),
)
_READ = (
    Column("kind", "text", "what newsbot takes it for"),
    Column("speaker", "text", "who said it according to newsbot; empty: it names nobody"),
    Column("speaker_role", "text", "the role that newsbot read; empty: none"),
)
_TO_FILL = (
    Column("check_kind", "text", f"to fill in: {RIGHT}, {NONE} (no quote), or {', '.join(KINDS)}; empty: not judged"),
    Column("check_speaker", "text", f"to fill in: {RIGHT}, {NONE} (nobody is named), or the whole name"),
    Column("check_role", "text", f"to fill in: {RIGHT}, {NONE} (none is given), or the role"),
)
_NOTE = Column("note", "text", "to fill in: anything")


def sheet(corpus: Corpus, name: str, *, blind: bool = False, labels: Sequence[str] = ()) -> Rows:
    """The rows that a coder fills in, in a random order; `blind` leaves out what newsbot read.

    Raises QuestionError for an unknown sample.
    """
    samples.one(corpus, name)
    of_labels = [Column(f"{LABEL}{label}", "text", "to fill in: a label of your own") for label in labels]

    def read() -> Iterator[Document]:
        for quote in samples.sampled(corpus, name):
            article = corpus.db["articles"].find_one({"_id": quote["article_id"]}) or {}
            now = corpus.db["quotes"].find_one({"_id": quote["quote_id"]}, {"copy_key": 1}) or {}
            yield quote | {"paragraph": context(article, quote | now)["paragraph"]}

    count = corpus.db["sample_quotes"].count_documents
    columns = [*_BEFORE, *(() if blind else _READ), *_TO_FILL, *of_labels, _NOTE]
    return Rows(read, lambda: count({"sample": name}), columns)


def take_in(corpus: Corpus, name: str, path: Path, coder: str) -> int:
    """Keep what a coder filled in, in place of what was kept of these quotes before; returns of how many quotes.

    All of a file is kept or nothing. Raises FileError when it cannot be read, QuestionError for an unknown sample and
    for rows that cannot be meant.
    """
    samples.one(corpus, name)
    if not coder.strip() or len(coder) > 100:
        raise QuestionError("Say who filled it in: --coder NAME, of at most 100 characters.")
    quotes = {quote["quote_id"]: quote for quote in samples.sampled(corpus, name)}
    rows = list(_rows(path))
    wrong: list[str] = []
    writes: dict[str, ReplaceOne[Document] | DeleteOne] = {}
    for line, row in rows:
        quote_id = _text(row.get("quote_id"))
        quote = quotes.get(quote_id)
        if quote is None:
            wrong.append(f"line {line}: the quote {quote_id[:60]!r} is not in the sample {name}")
        elif (key := f"{name}|{quote_id}|{coder}") in writes:
            wrong.append(f"line {line}: the quote {quote_id} is in the file twice")
        else:
            values = _values(row, quote, line, wrong)
            coding = {
                "sample": name, "quote_id": quote_id, "coder": coder, "values": values,
                "note": _text(row.get("note"))[:_LONGEST] or None, "blind": "speaker" not in row,
                "at": datetime.now(UTC),
            }  # fmt: skip
            writes[key] = ReplaceOne({"_id": key}, coding, upsert=True) if values else DeleteOne({"_id": key})
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise QuestionError(f"Nothing of {path} is kept: {'; '.join(wrong[:_SHOWN])}{more}.")
    if writes:
        corpus.db["codings"].bulk_write(list(writes.values()), ordered=False)
    return sum(isinstance(write, ReplaceOne) for write in writes.values())


def codings(corpus: Corpus, name: str) -> list[Document]:
    """What all coders found in a sample: `{quote_id, coder, values, note, blind, at}`."""
    return list(corpus.db["codings"].find({"sample": name}).sort("_id", 1))


def _values(row: Document, quote: Document, line: int, wrong: list[str]) -> dict[str, str | None]:
    """What a row judges, by field; what it cannot mean is added to `wrong`."""
    values: dict[str, str | None] = {}
    for column, value in ((name, _text(value)) for name, value in row.items() if name):
        if not value:
            continue
        if len(value) > _LONGEST and (column in CHECKS or column.startswith(LABEL)):
            wrong.append(f"line {line}: {column} has more than {_LONGEST:,} characters")
        elif field := CHECKS.get(column):
            word = value.casefold()
            if field == "kind" and word not in (RIGHT, NO_QUOTE, *KINDS):
                allowed = ", ".join((RIGHT, NONE, *KINDS))
                wrong.append(f"line {line}: {column} is {value[:40]!r}, which is none of {allowed}")
            elif word == RIGHT:
                values[field] = quote[field]
            elif word == NONE:
                values[field] = NO_QUOTE if field == "kind" else None
            else:
                values[field] = word if field == "kind" else value
        elif column.startswith(LABEL):
            values[column] = value
    return values


def _rows(path: Path) -> Iterable[tuple[int, Document]]:
    """The rows of a CSV or JSON Lines file with their line, whatever a spreadsheet made of its marks and separators."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise FileError(f"Cannot read {path}: {error.strerror}.") from error
    if len(raw) > _LARGEST:
        raise FileError(f"{path} has more than {_LARGEST // 1_000_000} MB. Give the file that the coder filled in.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{path} is not UTF-8. Save it from the spreadsheet as “CSV UTF-8”.") from None
    rows = list(_json_lines(text, path) if text.lstrip()[:1] == "{" else _csv(text, path))
    names = {name for _, row in rows for name in row}
    if "quote_id" not in names or not any(name in CHECKS or str(name).startswith(LABEL) for name in names):
        columns = ", ".join(CHECKS)
        raise FileError(f"{path} lacks the column quote_id, or all of {columns}. Fill in what `newsbot sample` wrote.")
    return rows


def _json_lines(text: str, path: Path) -> Iterator[tuple[int, Document]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise FileError(f"{path}, line {number} is no JSON object.")
        yield number, row


def _csv(text: str, path: Path) -> Iterator[tuple[int, Document]]:
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise FileError(f"{path}, line {reader.line_num}: {error}.") from error


def _text(value: object) -> str:
    """A cell, without what would be no character of a name."""
    return " ".join(value.replace("\0", " ").split()) if isinstance(value, str) else ""
