"""Which archives to read: paths and URLs, of the command line or of a listing, one a line."""

import glob
import gzip
from collections.abc import Iterable
from pathlib import Path

from newsbot.discovery.urls import is_web_url

MOST_BYTES = 256 * 1024 * 1024
"""Bytes of a listing, unpacked."""

_SHOWN = 10
"""Broken lines that the error names."""


class ListingError(Exception):
    """Archives that are not there, or a listing that cannot be read: the message names them."""


def archives(paths: Iterable[str], listing: str | None = None) -> list[str]:
    """The archives that are named, each once: absolute paths of files that exist, and URLs.

    A path may be a pattern. A listing may be gzipped; its empty lines and those that begin with # say nothing. Raises
    ListingError, which names every broken line by its number, before anything is read.
    """
    found: dict[str, None] = {}
    for path in paths:
        found |= dict.fromkeys(_meant(path))
    if listing is not None:
        found |= dict.fromkeys(_lines(Path(listing)))
    return list(found)


def is_url(archive: str) -> bool:
    """Whether an archive is to be read over the network."""
    return archive.startswith(("http://", "https://"))


def _meant(path: str) -> list[str]:
    if "://" in path:
        if not is_url(path) or not is_web_url(path):
            raise ListingError(f"{path!r} is no URL that can be read: give one that begins with https://.")
        return [path]
    files = [path] if Path(path).is_file() else sorted(file for file in glob.glob(path, recursive=True))
    files = [str(Path(file).resolve()) for file in files if Path(file).is_file()]
    if not files:
        raise ListingError(f"{path!r} is no file and matches none. Give WARC or WACZ files, patterns or URLs.")
    return files


def _lines(file: Path) -> list[str]:
    found, broken = [], []
    for number, line in enumerate(_text(file).splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if is_url(line) and is_web_url(line):
            found.append(line)
        elif "\0" not in line and Path(line).is_file():
            found.append(str(Path(line).resolve()))
        else:
            broken.append(f"line {number}: {line[:80]!r}")
    if broken:
        more = f", and {len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
        raise ListingError(
            f"{file} names what is neither a file nor a URL: {'; '.join(broken[:_SHOWN])}{more}. Nothing was read. "
            "Paths count from this folder; those of Common Crawl need https://data.commoncrawl.org/ before them."
        )
    if not found:
        raise ListingError(f"{file} names no archive. Write paths or URLs, one a line.")
    return found


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            is_packed = stream.read(2) == b"\x1f\x8b"
        with gzip.open(file) if is_packed else file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ListingError(f"{file} is no listing: byte {error.start} is no text in UTF-8.") from None
    except (OSError, EOFError) as error:
        raise ListingError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if len(data) > MOST_BYTES:
        raise ListingError(f"{file} is too long for a listing: more than {MOST_BYTES // 1024**2} MB.")
    return text
