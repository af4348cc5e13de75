"""`newsbot ingest`: archives go the same way as with `crawl warc`, by as many workers as there are, and go on after a
kill.
"""

import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus import Corpus
from newsbot.discovery.candidate import Candidate
from newsbot.reprocessing import ingest as module
from newsbot.reprocessing.archives import sources
from newsbot.reprocessing.archives.records import DAMAGE, archived_pages
from newsbot.reprocessing.ingest_job import IngestJob
from newsbot.reprocessing.report import DAMAGED, Report
from newsbot.store.frontier.frontier import Frontier
from tests.conftest import run_scrapy
from tests.support import reading
from tests.support.warc import record, story, write_wacz, write_warc

TIMES = frozenset({"stored_at", "first_seen", "last_seen", "source", "listed_by"})
PAGES = {f"https://valley{n % 3}.example/news/{n}": story(n) for n in range(12)}


def state(db: Any) -> dict[str, list[dict[str, Any]]]:
    """The corpus but for what says when and from which file it was written."""
    found = {
        name: [*db[name].find().sort("_id")] for name in ("articles", "quotes", "frontier", "pages", "dead_letters")
    }
    for rows in found.values():
        for row in rows:
            for name in (*TIMES, *(["fetched_at"] if row.get("state") == "failed" else ())):
                row.pop(name, None)
    return found


def mixed(folder: Path) -> list[Path]:
    """Two archives with all that a page can come to: copies, another capture, none, broken, another charset."""
    one = write_warc(folder / "one.warc.gz", PAGES)
    write_warc(one, {"https://wire.example/again/3": story(3, published="2024-05-03T08:00:00Z")})
    write_warc(one, {"https://valley1.example/news/4": story(104)}, date="2024-05-09T12:00:00Z")
    write_warc(one, {"https://valley2.example/blank": "<html><body></body></html>", "https://valley2.example/e": b""})
    latin = story(50).replace('<meta charset="utf-8">', "").replace("near village", "près du village")
    of_latin = {"https://valley5.example/1": latin.translate({ord(mark): '"' for mark in "“”"}).encode("latin-1")}
    two = write_warc(folder / "two.warc.zst", of_latin, kind="text/html; charset=iso-8859-1")
    write_warc(two, {"https://wire.example/again/5": story(5, published="2024-04-30T08:00:00Z")})
    write_warc(two, {"https://valley1.example/gone": "<h1>Gone</h1>"}, status="404 Not Found")
    write_warc(two, {"https://valley1.example/logo": b"\x89PNG"}, kind="image/png")
    return [one, two]


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_corpus_is_that_of_the_spider(
    mongo_home: str, scrapy: Any, db: Any, take: Any, tmp_path: Path, workers: int
) -> None:
    files = mixed(tmp_path)
    crawled = f"{db.name}_crawled"
    for file in files:
        done = run_scrapy(mongo_home, crawled, "crawl", "warc", "-a", f"path={file}", "-L", "ERROR")
        assert (done.returncode, done.stderr) == (0, "")
    report = take(*files, workers=workers)
    with Corpus.open(database=crawled, home=mongo_home) as other:
        expected = state(other.db)
        other.db.client.drop_database(crawled)
    assert state(db) == expected
    assert len(expected["articles"]) == 13
    expected_counts = {"records": 20, "pages": 17, "refused": 2, "left out: status": 1, "left out: type": 1}
    assert {name: report.counts[name] for name in expected_counts} == expected_counts
    assert report.counts["new"] + report.counts["copies"] == 15
    assert report.counts["bytes"] == sum(file.stat().st_size for file in files)
    run = db["runs"].find_one({"kind": "ingest"})
    assert (run["reason"], run["report"], run["parts"]) == ("finished", report.as_document(), 2)
    again = take(*files, workers=workers)
    assert (again.counts["known"], again.counts["pages"]) == (18, 0)
    assert state(db) | {"frontier": []} == expected | {"frontier": []}


def test_an_older_capture_that_another_worker_reads_later_changes_nothing(
    db: Any, take: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://valley1.example/news/4"
    take(write_warc(tmp_path / "new.warc", {url: story(104)}, date="2024-05-09T12:00:00Z"))
    before = state(db)

    async def unseen(frontier: Frontier, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [*candidates]  # as both workers find it before either has stored it

    monkeypatch.setattr(Frontier, "admit", unseen)
    report = take(write_warc(tmp_path / "old.warc", {url: story(4)}))
    assert (report.counts["pages"], report.counts["unchanged"], report.counts["changed"]) == (1, 1, 0)
    assert state(db) == before


@pytest.mark.parametrize(
    "name", ["pages.arc", "pages.warc", "pages.warc.gz", "pages.warc.zst", "pages.wacz", "deflated.wacz"]
)
def test_every_form_of_archive_is_read(db: Any, take: Any, tmp_path: Path, name: str) -> None:
    if name.endswith("wacz"):
        path = write_wacz(tmp_path / name, PAGES, deflated=name.startswith("deflated"))
    elif name.endswith("arc") and "warc" not in name:
        path = tmp_path / name
        about = b"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n"
        path.write_bytes(b"filedesc://old.arc 0.0.0.0 20090502120000 text/plain %d\n%b\n" % (len(about), about))
        for url, body in PAGES.items():
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body.encode()
            with path.open("ab") as stream:
                stream.write(b"%b 192.0.2.1 20240502120000 text/html %d\n%b\n" % (url.encode(), len(http), http))
    else:
        path = write_warc(tmp_path / name, PAGES)
    report = take(path)
    assert (report.counts["new"], report.counts[DAMAGED]) == (12, 0)
    assert {row["url"] for row in db["articles"].find()} == set(PAGES)


def test_only_what_is_asked_for_is_parsed(db: Any, take: Any, tmp_path: Path) -> None:
    about = story(1).replace("News of valley 1", "5G reaches the valley")
    other = {
        "https://a.example/on": about,
        "https://sub.a.example/on": about.replace("village 1", "village 2").replace("barge", "boat"),
        "https://a.example/off": story(2),
        "https://b.example/on": about,
        "https://a.example/sv": about.replace('lang="en"', 'lang="sv-SE"'),
    }
    path = write_warc(tmp_path / "some.warc.gz", other)
    report = take(path, sites=("a.example",), topic=True, language="en")
    left_out = {name: number for name, number in report.counts.items() if name.startswith("left out")}
    assert left_out == {"left out: another site": 1, "left out: topic": 1, "left out: language": 1}
    assert (report.counts["records"], report.counts["pages"]) == (5, 2)
    assert db["frontier"].count_documents({"url": {"$in": ["https://b.example/on", "https://a.example/off"]}}) == 0


def test_a_page_about_the_topic_by_a_link_alone_is_read_once_and_left_out(db: Any, take: Any, tmp_path: Path) -> None:
    page = story(1).replace("</article>", "</article><nav><a href='/5g'>5G</a></nav>")
    path = write_warc(tmp_path / "some.warc", {"https://a.example/1": page})
    assert take(path, topic=True).counts["left out: topic"] == 1
    assert db["frontier"].find_one()["state"] == "rejected"
    assert take(path, topic=True).counts["known"] == 1


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was(
    db: Any, take: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [write_warc(tmp_path / f"{n}.warc.gz", {url: PAGES[url]}) for n, url in enumerate(PAGES)]
    seen: list[str] = []
    whole = module.ingest_part

    def killed(given: IngestJob, part: sources.Part, others: bool) -> Report:
        seen.append(part.archive)
        if len(seen) == 5:
            whole(given, part, others)
            raise KeyboardInterrupt  # stored, but not noted
        return whole(given, part, others)

    monkeypatch.setattr(module, "ingest_part", killed)
    with pytest.raises(KeyboardInterrupt):
        take(*files)
    assert db["runs"].find_one({"kind": "ingest"})["finished_at"] is None
    report = take(*files)
    assert len(seen) == 13
    assert (report.counts["new"], report.counts["known"], report.counts["records"]) == (11, 1, 12)
    assert db["articles"].count_documents({}) == 12


def test_a_large_archive_is_divided_where_its_index_says_that_records_begin(
    take: Any, db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PART_BYTES", 1000)
    wacz = write_wacz(tmp_path / "large.wacz", PAGES)
    parts = sources.parts_of(str(wacz))
    assert len(parts) > 4
    assert [one.end for one in parts[:-1]] == [two.start for two in parts[1:]]
    assert take(wacz).counts["records"] == 12
    warc = write_warc(tmp_path / "large.warc", PAGES)
    lines = []
    for url in PAGES:
        place = warc.read_bytes().index(url.encode()) - len(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: ")
        lines.append(f"example)/ 2024 {url} text/html 200 - - - 1 {place} large.warc")
    lines += ["example)/ 2024 x text/html 200 - - - 1 17 large.warc", "nonsense {", 'a b {"offset": [1]}']
    (tmp_path / "large.warc.cdx").write_text("\n".join([" CDX N b a m s k r M S V g", *lines]))
    assert len(sources.parts_of(str(warc))) > 4
    report = take(warc)
    assert (report.counts["records"], report.counts["known"], report.counts[DAMAGED]) == (12, 12, 0)
    assert db["articles"].count_documents({}) == 12


@pytest.mark.parametrize(
    "name",
    [
        "cut.wacz",
        pytest.param("cut.warc.gz", marks=pytest.mark.slow),
        pytest.param("cut.warc", marks=pytest.mark.slow),
        pytest.param("cut.warc.zst", marks=pytest.mark.slow),
    ],
)
def test_an_archive_that_ends_in_the_middle_is_named_and_what_came_before_is_stored(
    scrapy: Any, db: Any, tmp_path: Path, name: str
) -> None:
    path = (write_wacz if name.endswith("wacz") else write_warc)(tmp_path / name, PAGES)
    path.write_bytes(path.read_bytes()[:-350])  # half of its last record
    whole = write_warc(tmp_path / "whole.warc", {"https://valley9.example/1": story(99)})
    done = scrapy("ingest", str(path), str(whole))
    assert done.returncode == 7
    assert f"newsbot: {path}: " in done.stderr
    assert "An archive was not read to the end" in done.stderr
    assert "Traceback" not in done.stderr
    assert db["articles"].count_documents({}) == (1 if name.endswith("wacz") else 12)
    assert db["runs"].find_one({"kind": "ingest"})["reason"] == DAMAGED


def test_an_archive_that_ends_anywhere_in_a_record_is_damaged(tmp_path: Path) -> None:
    whole = write_warc(tmp_path / "whole.warc.gz", PAGES).read_bytes()
    last = whole.rindex(b"\x1f\x8b\x08")
    assert len([*archived_pages(io.BytesIO(whole[:last]), most_bytes=10**6)]) == len(PAGES) - 1
    for end in range(last + 1, len(whole), 7):
        pages = archived_pages(io.BytesIO(whole[:end]), most_bytes=10**6)
        with pytest.raises(DAMAGE):
            list(pages)


def test_a_page_that_ends_its_process_is_a_dead_letter(
    db: Any, take: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsbot.reprocessing.stations.read_answer", reading.killing_answer)
    path = write_warc(tmp_path / "pages.warc", PAGES)
    report = take(path)
    assert (report.counts["new"], report.counts["refused"], report.counts["broken"]) == (11, 1, 1)
    [letter] = db["dead_letters"].find()
    assert (letter["url"], letter["reason"]) == (
        "https://valley0.example/news/3",
        "ReaderCrashed: the process that read it ended by SIGSEGV, 2 times",
    )
    assert db["pages"].count_documents({}) == 12
    assert take(path).counts["known"] == 12


@pytest.mark.slow
def test_the_command_reads_a_listing(scrapy: Any, db: Any, tmp_path: Path) -> None:
    files = [write_warc(tmp_path / f"{n}.warc.gz", {url: PAGES[url]}) for n, url in enumerate(list(PAGES)[:3])]
    listing = tmp_path / "warc.paths.gz"
    listing.write_bytes(gzip.compress(("# archives\n\n" + "\n".join(map(str, files)) + "\n").encode()))
    done = scrapy("ingest", "--from-listing", str(listing), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["new"] == 3
    assert db["articles"].count_documents({}) == 3


def test_a_listing_with_broken_lines_is_refused_by_their_numbers_before_anything_is_read(
    scrapy: Any, db: Any, tmp_path: Path
) -> None:
    file = write_warc(tmp_path / "1.warc.gz", PAGES)
    listing = tmp_path / "listing.txt"
    listing.write_text(f"{file}\n\nnowhere/2.warc.gz\nftp://a.example/3.warc\nhttp://[\n")
    done = scrapy("ingest", "--from-listing", str(listing))
    assert done.returncode == 2
    assert "line 3: 'nowhere/2.warc.gz'; line 4: 'ftp://a.example/3.warc'; line 5: 'http://['" in done.stderr
    assert "Nothing was read" in done.stderr
    assert db["articles"].count_documents({}) == db["runs"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "names no archive"),
        (b"\xff\xfe\x00", "is no listing: byte 0 is no text in UTF-8"),
        (b"\x1f\x8b\x08\x00", "cannot be read"),
    ],
)
def test_what_is_no_listing_is_told(scrapy: Any, tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "listing").write_bytes(content)
    done = scrapy("ingest", "--from-listing", str(tmp_path / "listing"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert sentence in done.stderr


def test_a_record_without_end_costs_the_rest_of_its_file_alone(take: Any, db: Any, tmp_path: Path) -> None:
    path = tmp_path / "bad.warc"
    path.write_bytes(record(*next(iter(PAGES.items()))) + b"WARC/1.0\r\n" + b"x" * 3_000_000)
    report = take(path, write_warc(tmp_path / "good.warc", dict(list(PAGES.items())[1:3])))
    assert (report.counts["new"], report.counts[DAMAGED]) == (3, 1)
    assert "after 1 pages" in report.examples[DAMAGED][0]["new"]
