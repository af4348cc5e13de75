"""Answers that are read while they are used, and taken away as tables and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.corpus import files
from newsbot.corpus.columns import Column
from newsbot.store.database.connection import Document

if TYPE_CHECKING:
    import pandas
    import polars


class Rows:
    """Rows of an answer, lazily: nothing is asked before they are read, and each reading asks anew.

    Iterating gives documents as the database has them, with aware times; tables and files have the `columns`.
    """

    def __init__(
        self, read: Callable[[], Iterable[Document]], count: Callable[[], int], columns: Sequence[Column]
    ) -> None:
        self._read = read
        self._count = count
        self.columns = tuple(columns)
        """The columns of tables and files made of it, each with its meaning."""

    def __iter__(self) -> Iterator[Document]:
        return iter(self._read())

    def count(self) -> int:
        """How many rows there are."""
        return self._count()

    def to_records(self) -> list[Document]:
        """All rows as dictionaries of the columns."""
        return self.records(list(self))

    def records(self, rows: Sequence[Document]) -> list[Document]:
        """Some of its documents as dictionaries of the columns."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in zip(*(c.values(rows) for c in self.columns), strict=True)]

    def to_csv(self, path: str | Path) -> int:
        """Write a CSV file, UTF-8, a header first; returns the number of rows. See `newsbot.corpus.files`."""
        return files.write(self, path, "csv")

    def to_jsonl(self, path: str | Path) -> int:
        """Write JSON Lines, UTF-8; returns the number of rows."""
        return files.write(self, path, "jsonl")

    def to_parquet(self, path: str | Path) -> int:
        """Write a Parquet file; returns the number of rows. Needs `pip install "newsbot-5g[parquet]"`."""
        return files.write(self, path, "parquet")

    def to_pandas(self) -> pandas.DataFrame:
        """All rows as a pandas DataFrame; needs pandas (`pip install pandas`)."""
        try:
            import pandas as pd
        except ImportError:
            raise ImportError("pandas is not installed: pip install pandas") from None
        frame = pd.DataFrame.from_records(self.to_records(), columns=[column.name for column in self.columns])
        for column in self.columns:
            if column.type == "time":
                frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """All rows as a polars DataFrame; needs polars (`pip install polars`)."""
        try:
            import polars as pl
        except ImportError:
            raise ImportError("polars is not installed: pip install polars") from None
        types: dict[str, Any] = {
            "text": pl.String, "texts": pl.List(pl.String), "time": pl.Datetime("ms", "UTC"), "integer": pl.Int64,
            "number": pl.Float64, "boolean": pl.Boolean,
        }  # fmt: skip
        return pl.DataFrame(self.to_records(), schema={column.name: types[column.type] for column in self.columns})

    def __repr__(self) -> str:
        return f"<{self.count():,} rows of {', '.join(column.name for column in self.columns[:4])}, …>"
