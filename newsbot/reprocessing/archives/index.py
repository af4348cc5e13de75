"""Where records begin, by the index that lies in a WACZ file or beside a WARC file: CDXJ or CDX, plain or gzipped
(https://specs.webrecorder.net/cdxj/0.1.0/, https://iipc.github.io/warc-specifications/specifications/cdx-format/cdx-2015/).
"""

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

MOST_LINES = 10_000_000
LONGEST_LINE = 64 * 1024
_CDX_FIELDS = 11
"""Fields of a CDX line that has the offset: the last but one, before the file's name."""


def offsets(index: Path | zipfile.ZipFile, warc: str) -> list[int]:
    """Offsets of records in the file `warc`, ascending, as far as an index names any and can be read.

    They are somebody else's claim: who uses one looks whether a record begins there.
    """
    found = set()
    with suppress(OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError):
        for line in islice(_lines(index), MOST_LINES):
            with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                found.add(_offset(line.decode("utf-8"), warc))
    return sorted(found - {-1})


def _offset(line: str, warc: str) -> int:
    """The offset that a line gives for a record of a file; -1 where it is about another. Raises ValueError, KeyError,
    TypeError or AttributeError where it gives none.
    """
    start = line.find("{")
    if start >= 0:
        entry = json.loads(line[start:])
        offset, name = int(entry["offset"]), str(entry["filename"])
    else:
        fields = line.split()
        if len(fields) != _CDX_FIELDS:
            return -1
        offset, name = int(fields[-2]), fields[-1]
    return offset if name.rpartition("/")[2] == warc else -1


def _lines(index: Path | zipfile.ZipFile) -> Iterator[bytes]:
    if isinstance(index, Path):
        for file in (index, Path(f"{index}.gz")):
            if file.is_file():
                with file.open("rb") as stream:
                    yield from _unpacked(stream)
        return
    for name in index.namelist():
        if name.startswith("indexes/") and ".cdx" in name:
            with index.open(name) as member:
                yield from _unpacked(member)


def _unpacked(stream: IO[bytes]) -> Iterator[bytes]:
    is_packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    plain: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=stream) if is_packed else stream
    while line := plain.readline(LONGEST_LINE):
        yield line
