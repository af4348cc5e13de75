"""What a view shows as a file: CSV for spreadsheets, JSON Lines for programs; written while it is read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from newsbot.store.connection import Document

FIELDS = (
    "published", "speaker", "speaker_role", "text", "kind", "part", "cue", "confidence", "site", "headline", "url",
    "article_id", "start", "end", "language", "speaker_mention", "speaker_key", "quote_key", "dropped_at",
)  # fmt: skip
FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}


def written(quotes: Iterable[Document], form: str) -> Iterator[str]:
    """The quotes as lines of a format of FORMATS, a header first for CSV."""
    return _csv(quotes) if form == "csv" else _jsonl(quotes)


def _jsonl(quotes: Iterable[Document]) -> Iterator[str]:
    for quote in quotes:
        yield json.dumps({name: _plain(quote.get(name)) for name in FIELDS}, ensure_ascii=False) + "\n"


def _csv(quotes: Iterable[Document]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(FIELDS)
    for quote in quotes:
        writer.writerow([_cell(_plain(quote.get(name))) for name in FIELDS])
        if buffer.tell() > 65_536:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe, as spreadsheets themselves write it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
