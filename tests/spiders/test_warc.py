"""`newsbot crawl warc`: archived pages go the way of crawled ones, and damage costs only what it hit."""

import gzip
from pathlib import Path

import pytest

from tests.support.articles import html
from tests.support.warc import write_warc

PAGES = {
    "https://news.example/coverage": html(
        "Harbour Telecom brings 5G to the valleys",
        [
            "Harbour Telecom will switch on its first cells in the northern valleys before the winter, it said.",
            "“We promised the valleys coverage, and this autumn they will have it,” said Petra Lindqvist, chief "
            "executive of Harbour Telecom, at a meeting with farmers in the village hall of Osterby on Tuesday.",
            "Construction starts in June near the village and follows the river to the coast, the plans show.",
        ],
    ),
    "https://news.example/lamps": html(
        "Tower company fined for dark masts",
        [
            "The regulator has fined a tower company for leaving three masts without lights for a whole year.",
            "The company will appeal. Pilots of the coastguard had complained twice, according to the ruling, and a "
            "contractor had reported the work as done although nobody had climbed any of the three masts.",
        ],
    ),
}


def urls(db) -> set[str]:
    return {article["url"] for article in db["articles"].find()}


def last_run(db) -> dict:
    return db["runs"].find_one(sort=[("started_at", -1)])


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz", "pages.warc.zst"])
def test_pages_are_stored_once(scrapy, db, tmp_path: Path, name: str) -> None:
    path = write_warc(tmp_path / name, PAGES)
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    assert urls(db) == set(PAGES)
    [quote] = db["quotes"].find({"kind": "statement"})
    assert (quote["speaker"], quote["site"]) == ("Petra Lindqvist", "news.example")
    scrapy("crawl", "warc", "-a", f"path={path}")
    run = last_run(db)
    assert (run["pages"], run["new"], run["known"]) == (0, 0, 2)


def test_only_html_answers_are_read(scrapy, db, tmp_path: Path) -> None:
    path = write_warc(
        tmp_path / "mixed.warc.gz", {"https://news.example/gone": "<h1>Gone</h1>"}, status="404 Not Found"
    )
    write_warc(path, {"https://news.example/logo.png": b"\x89PNG"}, kind="image/png")
    write_warc(path, {"https://news.example/moved": "<h1>Moved</h1>"}, status="301 Moved Permanently")
    write_warc(path, dict([*PAGES.items()][:1]))
    assert scrapy("crawl", "warc", "-a", f"path={path}", "-L", "ERROR").stderr == ""
    assert urls(db) == {"https://news.example/coverage"}
    assert last_run(db)["pages"] == 1


def test_bad_pages_are_refused_with_the_reason_and_the_rest_goes_on(scrapy, db, tmp_path: Path) -> None:
    bad = {
        "https://bad.example/empty": b"",
        "https://bad.example/binary": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "https://bad.example/blank": "<html><body></body></html>",
    }
    path = write_warc(tmp_path / "bad.warc.gz", bad | PAGES)
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert urls(db) == set(PAGES)
    letters = {letter["url"]: letter["reason"] for letter in db["dead_letters"].find()}
    assert set(letters) == set(bad)
    assert all(letters.values())
    assert all(url in done.stderr for url in bad)
    assert last_run(db)["refused"] == 3
    scrapy("crawl", "warc", "-a", f"path={path}")
    assert last_run(db)["pages"] == 0


def test_damaged_html_charset_and_json_ld_are_read_as_far_as_they_go(scrapy, db, tmp_path: Path) -> None:
    good = PAGES["https://news.example/coverage"]
    legacy = PAGES["https://news.example/lamps"].replace("utf-8", "windows-1252").replace("whole year", "whole année")
    broken = {
        "https://a.example/json": good.replace("</head>", '<script type="application/ld+json">{"@type": [}</script>'),
        "https://b.example/bytes": legacy.encode("windows-1252"),
    }
    path = write_warc(tmp_path / "broken.warc", broken)
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    bodies = {article["site"]: article["body"] for article in db["articles"].find()}
    assert "“We promised the valleys coverage" in bodies["a.example"]
    assert "whole année" in bodies["b.example"]


def test_a_truncated_archive_is_reported_and_what_came_before_is_kept(scrapy, db, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "cut.warc.gz", PAGES)
    whole = path.read_bytes()
    first = len(whole) - len(gzip.compress(b"")) - 300
    path.write_bytes(whole[:first])
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert done.returncode == 7
    assert "cut.warc.gz is damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert "https://news.example/coverage" in urls(db)


@pytest.mark.parametrize("path", ["", "nothing-here/*.warc.gz", "."])
def test_a_path_that_matches_nothing_ends_the_crawl_with_a_sentence(scrapy, path: str) -> None:
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"newsbot: path={path!r} matches no file. Give a WARC file or a pattern: -a path='crawl/*.warc.gz'"
    )


def test_records_without_url_or_date_and_those_without_end_cost_themselves_alone(scrapy, db, tmp_path: Path) -> None:
    first, last = PAGES.items()
    path = write_warc(tmp_path / "crawl.warc.gz", dict([first]))
    whole = gzip.decompress(
        write_warc(tmp_path / "odd.warc.gz", {"https://news.example/odd": "<p>odd</p>"}).read_bytes()
    )
    with path.open("ab") as stream:
        for wrong in (
            whole.replace(b"WARC-Target-URI: https://news.example/odd\r\n", b""),
            whole.replace(b"WARC-Date: 2024-05-02T12:00:00Z\r\n", b""),
            whole.replace(b"2024-05-02T12:00:00Z", b"yesterday"),
            whole.replace(b"https://news.example/odd", b"file:///etc/passwd"),
        ):
            stream.write(gzip.compress(wrong))
    write_warc(path, {"https://news.example/bomb": b"<p>" + b" " * 40_000_000})
    write_warc(path, dict([last]))
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert urls(db) == set(PAGES), done.stderr
    assert done.stderr.count("no URL or no date") == 4
    assert "more than 16777216 bytes (DOWNLOAD_MAXSIZE): https://news.example/bomb" in done.stderr


@pytest.mark.parametrize("line", ["a" * 5_000_000, "X-A: 1\r\n" * 500_000], ids=["a line", "lines"])
@pytest.mark.parametrize("place", ["WARC-Type: response\r\n", "text/html\r\n"], ids=["WARC", "HTTP"])
def test_headers_without_end_are_damage(scrapy, db, tmp_path: Path, line: str, place: str) -> None:
    path = write_warc(tmp_path / "crawl.warc.gz", PAGES)
    kind = "text/html\r\n" + line if place.startswith("text") else "text/html"
    odd = gzip.decompress(
        write_warc(tmp_path / "odd.gz", {"https://news.example/odd": "<p>odd</p>"}, kind=kind).read_bytes()
    )
    with path.open("ab") as stream:
        stream.write(
            gzip.compress(
                odd.replace(
                    b"WARC-Type: response\r\n", f"WARC-Type: response\r\n{line}".encode(), place.startswith("WARC")
                )
            )
        )
    done = scrapy("crawl", "warc", "-a", f"path={path}", "-L", "WARNING")
    assert "damaged after 2 pages" in done.stderr
    assert urls(db) == set(PAGES)


def test_an_arc_file_is_read_too(scrapy, db, tmp_path: Path) -> None:
    """The form before WARC: https://archive.org/web/researcher/ArcFileFormat.php."""
    about = b"1 0 Archive\nURL IP-address Archive-date Content-type Archive-length\n"
    records = b"filedesc://old.arc 0.0.0.0 20090502120000 text/plain %d\n%b\n" % (len(about), about)
    for url, body in PAGES.items():
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body.encode()
        records += b"%b 192.0.2.1 20090502120000 text/html %d\n%b\n" % (url.encode(), len(http), http)
    (tmp_path / "old.arc").write_bytes(records)
    done = scrapy("crawl", "warc", "-a", f"path={tmp_path / 'old.arc'}", "-L", "WARNING")
    assert done.returncode == 0, done.stderr
    assert urls(db) == set(PAGES)
    assert {page["fetched_at"].year for page in db["pages"].find()} == {2009}
