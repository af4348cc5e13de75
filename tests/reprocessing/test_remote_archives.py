"""Archives behind URLs: read as they come, taken up where the connection broke, one connection a host."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsbot.reprocessing.archives import remote as module
from newsbot.reprocessing.archives.remote import Remote, RemoteError
from newsbot.reprocessing.report import DAMAGED
from tests.reprocessing.test_ingest import PAGES
from tests.support.archive_server import ArchiveServer, archive_server
from tests.support.warc import write_wacz, write_warc

DATA = bytes(range(256)) * 400


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with archive_server() as served:
        yield served


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITS", (0.0, 0.0, 0.0))


def whole(url: str) -> bytes:
    remote, found = Remote(url, "newsbot tests", (0.0, 0.0, 0.0)), b""
    while data := remote.read(10_000):
        found += data
    remote.close()
    return found


def test_what_breaks_off_is_taken_up_where_it_was(server: ArchiveServer) -> None:
    server.files["/a"], server.breaks, server.breaks_after = DATA, 4, 20_000
    assert whole(f"{server.url}/a") == DATA
    assert [wanted for _, wanted in server.asked] == [None, *(f"bytes={n}-" for n in (20000, 40000, 60000, 80000))]


def test_a_server_without_ranges_sends_it_all_again(server: ArchiveServer) -> None:
    server.files["/a"], server.breaks, server.breaks_after, server.takes_ranges = DATA, 1, 20_000, False
    assert whole(f"{server.url}/a") == DATA


def test_a_file_that_changed_meanwhile_is_not_pieced_together(server: ArchiveServer) -> None:
    server.files["/a"], server.breaks, server.breaks_after = DATA, 1, 20_000
    remote = Remote(f"{server.url}/a", "newsbot tests", (0.0,))
    assert [len(remote.read(10_000)), len(remote.read(10_000))] == [10_000, 10_000]
    server.files["/a"] = DATA[::-1] + b"more"
    with pytest.raises(RemoteError, match="changed while it was read"):
        remote.read(10_000)


def test_a_server_that_is_busy_is_asked_again_and_one_that_stays_away_is_told(server: ArchiveServer) -> None:
    server.files["/a"], server.refusals = DATA, 2
    assert whole(f"{server.url}/a") == DATA
    server.refusals = 99
    with pytest.raises(RemoteError, match="broke off after 0 bytes and stays away: HTTP status 503"):
        whole(f"{server.url}/a")
    with pytest.raises(RemoteError, match="stays away"):
        whole("http://127.0.0.1:1/a")


def test_what_is_not_there_is_told_at_once(server: ArchiveServer) -> None:
    with pytest.raises(RemoteError, match="the server answers with HTTP status 404"):
        whole(f"{server.url}/none")
    assert len(server.asked) == 1


@pytest.mark.parametrize("there", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://a"])
def test_a_server_leads_to_the_web_alone(server: ArchiveServer, there: str) -> None:
    server.redirects["/a"] = there
    with pytest.raises(RemoteError):
        whole(f"{server.url}/a")


def test_a_public_server_does_not_lead_into_the_network(server: ArchiveServer) -> None:
    follow = module._Redirects("archives.example")
    with pytest.raises(RemoteError, match="where no archive is read from"):
        follow.redirect_request(
            module.Request("http://archives.example/a"), None, 302, "", None, "http://169.254.169.254/"  # type: ignore[arg-type]
        )  # fmt: skip


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_archives_behind_urls_are_stored_by_one_connection_a_host(
    take: Any, db: Any, server: ArchiveServer, tmp_path: Path, workers: int
) -> None:
    for n, url in enumerate(PAGES):
        server.files[f"/{n}.warc.gz"] = write_warc(tmp_path / f"{n}.warc.gz", {url: PAGES[url]}).read_bytes()
    server.files["/0.wacz"] = write_wacz(tmp_path / "0.wacz", dict(list(PAGES.items())[:2])).read_bytes()
    server.breaks, server.breaks_after = 3, 300
    names = [f"{server.url}{path}" for path in server.files]
    report = take(*names, workers=workers)
    assert (report.counts["new"], report.counts["records"], report.counts[DAMAGED]) == (12, 14, 0)
    assert server.most_at_once == 1
    assert report.counts["bytes"] == sum(
        len(data) for path, data in server.files.items() if path.endswith("gz")
    ) + _inside(server.files["/0.wacz"])


def _inside(wacz: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(wacz)) as packed:
        return packed.getinfo("archive/data.warc.gz").file_size


def test_an_archive_that_cannot_be_had_is_named_and_the_others_are_stored(
    take: Any, db: Any, server: ArchiveServer, tmp_path: Path
) -> None:
    server.files["/1.warc.gz"] = write_warc(tmp_path / "1.warc.gz", PAGES).read_bytes()
    report = take(f"{server.url}/none.warc.gz", f"{server.url}/1.warc.gz")
    assert report.counts["new"] == 12
    assert [(one["url"], "404" in one["new"]) for one in report.examples[DAMAGED]] == [
        (f"{server.url}/none.warc.gz", True)
    ]
