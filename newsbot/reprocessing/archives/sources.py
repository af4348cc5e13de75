"""The parts of archives that workers share: files, members of WACZ files, and stretches of large ones."""

import os
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from newsbot.reprocessing.archives.index import offsets
from newsbot.reprocessing.archives.listing import is_url
from newsbot.reprocessing.archives.remote import remote
from newsbot.reprocessing.archives.stretch import Stretch

PART_BYTES = 256 * 1024 * 1024
"""A file with an index is divided into stretches of about so many bytes."""

_CHUNK = 1024 * 1024
_WARC = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")

Turn = Callable[[str], AbstractContextManager[object]]
"""Waits until nobody else reads from a host, and keeps others waiting while it is open."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an archive, from one record's beginning to another's."""

    archive: str
    """A path or a URL."""
    member: str | None = None
    """The file within a WACZ file that has to be unpacked to be read."""
    start: int = 0
    end: int | None = None
    """Where it ends, exclusive; None for the end of the file."""

    @property
    def name(self) -> str:
        """An id for this part of this file as it is now."""
        state = None
        if not is_url(self.archive):
            found = Path(self.archive).stat()
            state = found.st_size, found.st_mtime_ns
        return sha256(repr((self, state)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def parts_of(archive: str) -> list[Part]:
    """The parts of an archive, in its order. Raises OSError or ValueError for a WACZ file that is none."""
    if is_url(archive):
        return [Part(archive)]
    if zipfile.is_zipfile(archive):
        return _parts_of_wacz(archive)
    if archive.lower().endswith(".wacz"):
        raise ValueError("it is no WACZ file: its table of contents is missing, as where it was cut off")
    size, name = Path(archive).stat().st_size, Path(archive).name
    beside = [Path(f"{archive}{ending}") for ending in (".cdxj", ".cdx")] if size > PART_BYTES else []
    return _divided(archive, 0, size, [offset for index in beside for offset in offsets(index, name)])


def _parts_of_wacz(archive: str) -> list[Part]:
    try:
        with zipfile.ZipFile(archive) as packed, open(archive, "rb") as stream:
            parts = []
            for member in packed.infolist():
                if not member.filename.lower().endswith(_WARC):
                    continue
                if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1:
                    parts.append(Part(archive, member.filename))
                    continue
                start = _data_of(stream, member)
                known = offsets(packed, Path(member.filename).name) if member.file_size > PART_BYTES else []
                parts += _divided(archive, start, start + member.file_size, [start + offset for offset in known])
    except (zipfile.BadZipFile, NotImplementedError, struct.error) as error:
        raise ValueError(f"it is no WACZ file: {error}") from None
    if not parts:
        raise ValueError("it has no WARC file in it")
    return parts


def _data_of(stream: IO[bytes], member: zipfile.ZipInfo) -> int:
    """Where a member's bytes begin: behind its local header (APPNOTE.TXT 4.3.7), 30 bytes, its name and its extras."""
    stream.seek(member.header_offset)
    signature, name, extra = struct.unpack("<4s22xHH", stream.read(30))
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile(f"{member.filename} is not where the table of contents says")
    return int(member.header_offset) + 30 + int(name) + int(extra)


def _divided(archive: str, start: int, end: int, known: list[int]) -> list[Part]:
    """The stretch from `start` to `end` in parts of about PART_BYTES, at known beginnings of records."""
    bounds = [start]
    if end - start > PART_BYTES:
        with open(archive, "rb") as stream:
            for offset in sorted(known):
                if start < offset < end and offset - bounds[-1] >= PART_BYTES and _begins_record(stream, offset):
                    bounds.append(offset)
    return [Part(archive, None, low, high) for low, high in zip(bounds, [*bounds[1:], end], strict=True)]


def _begins_record(stream: IO[bytes], offset: int) -> bool:
    stream.seek(offset)
    return stream.read(5).startswith((b"\x1f\x8b\x08", b"WARC/", b"\x28\xb5\x2f\xfd"))


@contextmanager
def opened(part: Part, agent: str, turn: Turn | None = None) -> Iterator[list[Stretch]]:
    """The streams of a part, while they are read.

    What is behind a URL is read as it comes. With a `turn` it is copied to a temporary file first, so that the host is
    free for the next worker; so is a WACZ file, whose contents stand at its end.
    """
    with ExitStack() as stack:
        if is_url(part.archive):
            is_packed = urlsplit(part.archive).path.lower().endswith(".wacz")
            if turn is None and not is_packed:
                yield [Stretch(stack.enter_context(remote(part.archive, agent)))]
                return
            copy = stack.enter_context(tempfile.NamedTemporaryFile(prefix="newsbot-", suffix=".warc"))
            with (turn or _at_once)(urlsplit(part.archive).netloc), remote(part.archive, agent) as source:
                while data := source.read(_CHUNK):
                    copy.write(data)
            copy.flush()
            inner = parts_of(copy.name) if is_packed else [Part(copy.name)]
        else:
            inner = [part]
        yield [stack.enter_context(_stream(one)) for one in inner]


def _at_once(host: str) -> AbstractContextManager[object]:
    return nullcontext(host)


@contextmanager
def _stream(part: Part) -> Iterator[Stretch]:
    if part.member is not None:
        try:
            with zipfile.ZipFile(part.archive) as packed, packed.open(part.member) as stream:
                yield Stretch(stream)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # a password, an unknown method
            raise ValueError(f"{part.member} in it cannot be unpacked: {error}") from None
        return
    with open(part.archive, "rb") as stream:
        stream.seek(part.start, os.SEEK_SET)
        yield Stretch(stream, None if part.end is None else part.end - part.start)
