"""Rows as files: CSV for spreadsheets, JSON Lines for programs, Parquet for data frames; written while they are read.

A file appears under its name only when it is whole. Equal rows make equal bytes.

CSV: text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets
an apostrophe in front, and control characters are left out; lists are joined by "; ". JSON Lines and Parquet are always
literal.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from newsbot.corpus.columns import Column
from newsbot.store.database.connection import Document
from newsbot.text.printable import printable

FORMATS = ("csv", "jsonl", "parquet")
_ROWS = 2_000
"""Rows that are held at once."""
_ROW_GROUP = 10_000
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
"""A file that nobody else made, as a link to another one."""

_FORMULA = "=+-@\t\r"


class FileError(OSError):
    """A file that cannot be written; the message says what to do."""


class Table(Protocol):
    """Documents, and the columns of the file that they become."""

    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Document]: ...


def write(
    rows: Table,
    path: str | Path,
    form: str,
    *,
    bom: bool = True,
    progress: Callable[[int], object] = lambda rows: None,
) -> int:
    """Write rows as a file of a format of FORMATS, and call `progress` with the rows written so far.

    CSV begins with a byte order mark unless `bom` is false: without one, Excel takes UTF-8 for another encoding.
    Returns the number of rows. Raises FileError when the file cannot be written, and ImportError when the format needs
    a package that is not installed; an older file under that name is untouched then.
    """
    with _whole(Path(path)) as file:
        return _parquet(rows, file, progress) if form == "parquet" else _text(rows, file, form, progress, bom=bom)


def write_text(path: Path, text: str) -> None:
    """Write a text file, UTF-8. Raises FileError when it cannot be written."""
    with _whole(path) as file:
        file.write(text.encode())


def lines(rows: Iterable[Document], columns: Sequence[Column], form: str, *, bom: bool = True) -> Iterator[str]:
    """Rows as pieces of text, some thousand rows each, in "csv" or "jsonl"; the first piece of CSV has the header,
    after a byte order mark unless `bom` is false.
    """
    for piece, _ in _pieces(rows, columns, form, bom=bom):
        yield piece


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when all of it is written, and is removed otherwise."""
    if not path.name or path.is_symlink() or (path.exists() and not path.is_file()):
        kind = "a symbolic link" if path.is_symlink() else "no file"
        raise FileError(f"Cannot write {path}: it is {kind}. Give the name of a file of its own.")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, _NEW, 0o666), "wb") as file:
            yield file
        os.replace(part, path)
    except OSError as error:
        raise FileError(f"Cannot write {path}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _text(rows: Table, file: BinaryIO, form: str, progress: Callable[[int], object], *, bom: bool) -> int:
    written = 0
    for piece, count in _pieces(rows, rows.columns, form, bom=bom):
        file.write(piece.encode("utf-8", "replace"))
        written += count
        progress(written)
    return written


def _pieces(rows: Iterable[Document], columns: Sequence[Column], form: str, *, bom: bool) -> Iterator[tuple[str, int]]:
    names = [column.name for column in columns]
    if form == "csv":
        yield ("\ufeff" if bom else "") + _csv([names]), 0
    for batch in _batches(rows, _ROWS):
        cells = zip(*(_cells(column, batch, form) for column in columns), strict=True)
        if form == "csv":
            yield _csv(cells), len(batch)
        else:
            dumped = (json_line(dict(zip(names, row, strict=True))) for row in cells)
            yield "".join(f"{line}\n" for line in dumped), len(batch)


_to_json = json.JSONEncoder(ensure_ascii=False, default=str).encode
_HIGH_CONTROLS = re.compile(r"[\x7f-\x9f]")


def json_line(value: Any) -> str:
    """A value as one line of JSON; control characters are escaped, also those that JSON allows and terminals act on."""
    return _HIGH_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", _to_json(value))


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _cells(column: Column, batch: Sequence[Document], form: str) -> list[Any]:
    values = column.values(batch)
    if column.type == "time":
        return [moment.isoformat() if isinstance(moment, datetime) else moment for moment in values]
    if form == "jsonl" or column.type not in ("text", "texts"):
        return values
    if column.type == "texts":
        values = ["; ".join(texts or ()) for texts in values]
    return [_cell(text) if text else text for text in values]


def _cell(text: str) -> str:
    text = printable(text)
    return f"'{text}" if text and text[0] in _FORMULA else text


def _parquet(rows: Table, file: BinaryIO, progress: Callable[[int], object]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ImportError('Parquet needs pyarrow: pip install "newsbot-5g[parquet]"') from None
    types: dict[str, Any] = {
        "text": pa.string(), "texts": pa.list_(pa.string()), "time": pa.timestamp("ms", "UTC"), "integer": pa.int64(),
        "number": pa.float64(), "boolean": pa.bool_(),
    }  # fmt: skip
    schema = pa.schema([pa.field(c.name, types[c.type], metadata={"description": c.description}) for c in rows.columns])
    written, group = 0, []
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(rows, _ROWS):
            columns = [pa.array(c.values(batch), types[c.type]) for c in rows.columns]
            group.append(pa.record_batch(columns, schema=schema))
            written += len(batch)
            if len(group) * _ROWS >= _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(group), row_group_size=_ROW_GROUP)
                group = []
            progress(written)
        if group:
            writer.write_table(pa.Table.from_batches(group), row_group_size=_ROW_GROUP)
    return written


def _batches(rows: Iterable[Document], size: int) -> Iterator[list[Document]]:
    remaining = iter(rows)
    while batch := list(itertools.islice(remaining, size)):
        yield batch
