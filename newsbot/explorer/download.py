"""The rows of a view as a file, written while it is read."""

import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from newsbot.corpus import Rows
from newsbot.corpus.files import lines, write

FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "jsonl": ("JSON Lines", "application/x-ndjson; charset=utf-8"),
}
"""Format -> its name and media type."""
if find_spec("pyarrow"):
    FORMATS["parquet"] = ("Parquet", "application/vnd.apache.parquet")


def pieces(rows: Rows, form: str) -> Iterator[str | bytes]:
    """The rows in a format of FORMATS."""
    return _parquet(rows) if form == "parquet" else lines(rows, rows.columns, form)


def _parquet(rows: Rows) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="newsbot-") as folder:  # gone even when the reader leaves early
        path = Path(folder, "rows.parquet")
        write(rows, path, "parquet")
        with open(path, "rb") as file:
            yield from iter(lambda: file.read(65_536), b"")
