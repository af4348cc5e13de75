"""Web archives of invented pages: WARC files plain, gzipped and in Zstandard, and WACZ files with an index."""

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from uuid import uuid4

from zstandard import ZstdCompressor

from tests.support.articles import html
from tests.support.newspaper import WORDS


def record(
    url: str,
    body: bytes | str,
    *,
    status: str = "200 OK",
    kind: str = "text/html",
    date: str = "2024-05-02T12:00:00Z",
    headers: str = "",
) -> bytes:
    """A response record (ISO 28500)."""
    payload = body.encode() if isinstance(body, str) else body
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}Content-Length: {len(payload)}\r\n\r\n".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid4()}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) + len(payload)}\r\n\r\n"
    )
    return head.encode() + http + payload + b"\r\n\r\n"


def write_warc(path: Path, records: Mapping[str, bytes | str], **fields: str) -> Path:
    """Append response records, each a member or frame of its own where the name ends in gz or zst."""
    with path.open("ab") as stream:
        for url, body in records.items():
            stream.write(packed(path.suffix, record(url, body, **fields)))
    return path


def packed(suffix: str, data: bytes) -> bytes:
    """The bytes of a record as a file with this suffix has them."""
    if suffix == ".gz":
        return gzip.compress(data)
    return ZstdCompressor().compress(data) if suffix == ".zst" else data


def write_wacz(path: Path, records: Mapping[str, bytes | str], *, deflated: bool = False) -> Path:
    """A WACZ file with one gzipped WARC file in it and its CDXJ index (https://specs.webrecorder.net/wacz/1.1.1/)."""
    data, lines = io.BytesIO(), []
    for url, body in records.items():
        member = gzip.compress(record(url, body))
        entry = {"url": url, "offset": str(data.tell()), "length": str(len(member)), "filename": "data.warc.gz"}
        lines.append(f"example,news)/ 20240502120000 {json.dumps(entry)}\n")
        data.write(member)
    with zipfile.ZipFile(path, "w") as wacz:
        kind = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        wacz.writestr("archive/data.warc.gz", data.getvalue(), kind)
        wacz.writestr("indexes/index.cdx.gz", gzip.compress("".join(sorted(lines)).encode()))
        wacz.writestr("datapackage.json", "{}")
    return path


def story(number: int, *, published: str = "2024-05-01T08:00:00Z", lang: str = "en") -> str:
    """A news page that is unlike all others, with a quote."""
    order = Random(number)
    text = [" ".join(order.choices(WORDS, k=40)).capitalize() + f" near village {number}." for _ in range(3)]
    said = " ".join(order.choices(WORDS, k=12))
    page = html(
        f"News of valley {number}",
        [*text, f"“We saw the {said},” said Petra Lindqvist of the board."],
        published=published,
    )
    return page.replace('lang="en"', f'lang="{lang}"')
