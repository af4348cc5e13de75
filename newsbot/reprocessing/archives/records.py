"""The records of a web archive, WARC (ISO 28500) or ARC, plain, gzipped or in Zstandard, each within bounds."""

import logging
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParser

from newsbot.discovery.urls import is_web_url
from newsbot.reprocessing.archives.stretch import Readable, Stretch
from newsbot.reprocessing.archives.zst import Damaged, unpacked

logger = logging.getLogger(__name__)

MOST_HEADER_BYTES = 1024 * 1024
"""Bytes of the headers of one record, its HTTP headers included."""

_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_CHUNK = 64 * 1024
_HTML = ("text/html", "application/xhtml+xml")
_ENCODINGS = frozenset({"content-encoding", "transfer-encoding"})
"""Headers of the transfer, which is undone."""


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An HTML page that was answered with status 200."""

    url: str
    fetched_at: datetime
    headers: list[tuple[str, str]]
    body: bytes


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
    """Reads lines up to a bound: a few kilobytes may unpack to a line of gigabytes."""

    _of_headers = 0
    is_cut = False
    """Whether what was read last has a gzip member of which the end is not there."""

    def _process_read(self, data: bytes) -> None:
        super()._process_read(data)
        if data:
            self.is_cut = self.decompressor is not None and not self.decompressor.eof

    def readline(self, length: int | None = None) -> bytes:
        """The next line; raises ArchiveLoadFailed where the headers before it, or it, are too long."""
        left = MOST_HEADER_BYTES - self._of_headers
        line: bytes = super().readline(left if length is None else min(length, left))
        self._of_headers = 0 if line in (b"\r\n", b"\n") else self._of_headers + len(line)
        if self._of_headers >= MOST_HEADER_BYTES:
            raise ArchiveLoadFailed("the headers of a record do not end")
        return line


DAMAGE = (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, Damaged)
"""The errors by which an archive shows that it is damaged or cannot be read."""


def archived_pages(
    stream: Readable,
    *,
    most_bytes: int,
    wanted: Callable[[str], bool] = lambda url: True,
    counts: Counter[str] | None = None,
) -> Iterator[ArchivedPage]:
    """The pages of an open archive, in its order, of the URLs that are `wanted`.

    What has no URL, no date or a body of more than `most_bytes` is left out. `counts` gets the number of `records`, and
    of those that are no page, as "left out: REASON". Raises one of DAMAGE where the archive is damaged.
    """
    counts = Counter() if counts is None else counts
    plain = unpacked(stream)
    archive = ArchiveIterator(plain, no_record_parse=True, arc2warc=True)
    reader = archive.reader = _Reader(plain, block_size=_CHUNK)
    for record in archive:
        counts["records"] += 1
        page = _page(record, most_bytes, wanted)
        while record.raw_stream.read(_CHUNK):
            pass
        if getattr(record.raw_stream, "limit", 0):  # warcio ends without a word where the file does
            raise EOFError("it ends inside a record")
        if isinstance(page, str):
            counts[f"left out: {page}"] += 1
        else:
            yield page
    if reader.is_cut:
        raise EOFError("it ends inside a record")
    if isinstance(stream, Stretch) and stream.lacks:
        raise EOFError(f"it ends {stream.lacks} bytes too early")


def _page(record: ArcWarcRecord, most_bytes: int, wanted: Callable[[str], bool]) -> ArchivedPage | str:
    """The page of a record, or why it has none."""
    if record.rec_type != "response" or not record.length:
        return "no response"
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if not wanted(url):
        return "another site"
    http = record.http_headers = _HTTP.parse(record.raw_stream)
    if http.get_statuscode() != "200":
        return "status"
    if (http.get_header("Content-Type") or "text/html").split(";")[0].strip().lower() not in _HTML:
        return "type"
    fetched_at = _moment(record.rec_headers.get_header("WARC-Date"))
    if not is_web_url(url) or fetched_at is None:
        logger.warning("Left out, because a record has no URL or no date: %.200r", url)
        return "no URL or date"
    body = _read(record.content_stream(), most_bytes)
    if body is None:
        logger.warning("Left out, because it has more than %d bytes (DOWNLOAD_MAXSIZE): %s", most_bytes, url)
        return "too large"
    headers = [(name, value) for name, value in http.headers if name.lower() not in _ENCODINGS]
    return ArchivedPage(url, fetched_at, headers, body)


def _read(stream: Any, most_bytes: int) -> bytes | None:
    """All of a stream; None where it is longer."""
    chunks, left = [], most_bytes
    while chunk := stream.read(_CHUNK):
        chunks.append(chunk)
        left -= len(chunk)
        if left < 0:
            return None
    return b"".join(chunks)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
