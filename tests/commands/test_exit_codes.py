"""How commands end when something is wrong: one sentence that says what to do, and an exit code of its own."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from scrapy.http import Response

from newsbot.extensions.clock import date_of
from tests.conftest import PROJECT, user_environment
from tests.support.https import self_signed
from tests.support.mongod import mongod
from tests.support.newspaper import newspaper
from tests.support.website import Answer, website


@pytest.fixture
def start(mongo_home: str, database_name: str) -> Callable[..., "subprocess.Popen[str]"]:
    """Starts `newsbot …` on the test's database."""

    def run(*arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "newsbot", *arguments],
            cwd=PROJECT,
            env=user_environment(mongo_home, database_name),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def last(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)]
)
def test_a_crawl_that_somebody_stops(start, db, how: signal.Signals, code: int) -> None:
    with website() as site:
        rows = "".join(f"<url><loc>{site.url}/2024/story-{number}</loc></url>" for number in range(500))
        site.add("/sitemap.xml", f"<urlset>{rows}</urlset>")
        slow = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0.1")
        process = start("crawl", "site", "-a", f"url={site.url}", *slow)
        while not any(path.startswith("/2024/") for path in site.requests):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(how)
        _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert last(err) == "newsbot: Stopped. The next crawl takes what is left."
    assert db["runs"].find_one()["reason"] == "shutdown"
    assert db["leases"].count_documents({}) == 0


def test_a_damaged_archive(scrapy, tmp_path: Path) -> None:
    for name in ("one.warc", "two.warc"):
        (tmp_path / name).write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999\r\n\r\ncut off")
    done = scrapy("crawl", "warc", "-a", f"path={tmp_path / 'one.warc'}", "-L", "WARNING")
    assert done.returncode == 7
    assert last(done.stderr) == "newsbot: An archive is damaged: the log names it. What could be read is stored."
    assert str(tmp_path / "one.warc") in done.stderr
    done = scrapy("crawl", "warc", "-a", f"path={tmp_path / '*.warc'}", "-L", "WARNING")
    assert last(done.stderr).startswith("newsbot: 2 archives are damaged")


def test_an_archive_that_may_not_be_read(scrapy, tmp_path: Path) -> None:
    (tmp_path / "loop.warc").symlink_to("/proc/self/mem")  # a file that opens and cannot be read, for root too
    done = scrapy("crawl", "warc", "-a", f"path={tmp_path / 'loop.warc'}", "-L", "WARNING")
    assert done.returncode == 7
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rcrwireless", "-a", "since=soon"), "since='soon' is no date"),
        (("rcrwireless", "-a", "sinec=2024"), "no argument 'sinec'"),
        (("site", "-a", "url=/news"), "is no web address"),
        (("warc", "-a", "path=none.warc"), "matches no file"),
    ],
)
def test_scrapyd_shows_wrong_arguments_in_the_jobs_own_log(scrapy, tmp_path: Path, arguments: tuple, says: str) -> None:
    """Scrapyd starts crawls like this, and shows of a job nothing but its log."""
    log = tmp_path / "job.log"
    done = scrapy("crawl", *arguments, "-a", "_job=26d1b1a6", "-s", f"LOG_FILE={log}")
    assert done.returncode == 2
    assert says in last(done.stderr)
    assert says in last(log.read_text())
    assert "Traceback" not in log.read_text()


def test_scrapyd_shows_that_there_is_no_database(scrapy, tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    away = "mongodb://ann:secret@127.0.0.1:9/?serverSelectionTimeoutMS=50"
    done = scrapy("crawl", "site", "-a", "url=https://news.example", "-s", f"LOG_FILE={log}", MONGO_URI=away)
    assert done.returncode == 3
    assert "No MongoDB answers" in last(log.read_text())
    assert "secret" not in log.read_text()


def test_a_certificate_that_nobody_signed(crawl_site, db, tmp_path: Path) -> None:
    with self_signed(tmp_path) as site:
        site.publish(2)
        done = crawl_site(site.url, "RETRY_TIMES=0")
        assert done.returncode == 6
        assert re.fullmatch(
            r"newsbot: The site's robots.txt could not be read \(certificate not accepted\), so nothing may be "
            r"fetched. If this happens with all sites, set this machine's clock \(it says [\d-]{10} \d\d:\d\d UTC\); "
            r"if you trust the site, add -s DOWNLOAD_VERIFY_CERTIFICATES=0.",
            last(done.stderr),
        )
        assert crawl_site(site.url, "DOWNLOAD_VERIFY_CERTIFICATES=0").returncode == 0
    assert db["articles"].count_documents({}) == 2


def test_a_site_of_which_nothing_that_names_articles_can_be_read(site, crawl_site, monkeypatch) -> None:
    monkeypatch.setattr(site, "answer", lambda path: (404, "text/plain", "", "Nothing here."))
    done = crawl_site(site.url, "RETRY_TIMES=0")
    assert done.returncode == 6
    assert last(done.stderr) == (
        "newsbot: No feed, sitemap or listing of the site could be read: the log says which. `scrapy probe` shows what "
        "the site answers."
    )


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://no-such-host.invalid", "(host not found"),
        ("http://127.0.0.1:9", "(connection refused"),
    ],
)
def test_a_robots_txt_that_cannot_be_reached(crawl_site, url: str, says: str) -> None:
    done = crawl_site(url, "RETRY_TIMES=0")
    assert done.returncode == 6
    assert says in last(done.stderr)
    assert ("Check the address" if "invalid" in url else "run the crawl again later") in last(done.stderr)


@pytest.mark.parametrize(("days", "said"), [(0, None), (-30, "30 days ahead of"), (400, "400 days behind")])
def test_clocks_that_differ(crawl_site, db, days: int, said: str | None) -> None:
    with website() as site:
        now = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)
        site.routes["/"] = site.routes["/robots.txt"] = Answer("", headers={"Date": now})
        done = crawl_site(site.url)
    sentence = "If this one is wrong, set it (timedatectl)"
    assert (sentence in done.stderr) == (said is not None)
    assert done.stderr.count(sentence) <= 1
    assert any(f"the clock of this machine is {said}" in alert for alert in db["runs"].find_one()["alerts"]) == bool(
        said
    )


@pytest.mark.parametrize(
    ("headers", "moment"),
    [
        ({"Date": "Tue, 13 Jan 2026 09:00:00 GMT"}, datetime(2026, 1, 13, 9, tzinfo=UTC)),
        ({"Date": "Tue, 13 Jan 2026 09:00:00 GMT", "Age": "86400"}, datetime(2026, 1, 14, 9, tzinfo=UTC)),
        ({"Date": "yesterday"}, None),
        ({"Date": "Tue, 99 Foo 99999 99:99:99 GMT"}, None),
        ({"Date": "Tue, 13 Jan 2026 09:00:00 GMT", "Age": "old"}, None),
        ({"Date": "Tue, 13 Jan 2026 09:00:00 GMT", "Age": "9" * 30}, None),
        ({}, None),
    ],
)
def test_the_time_of_an_answer(headers: dict[str, str], moment: datetime | None) -> None:
    assert date_of(Response("https://news.example/", headers=headers)) == moment


def test_a_fault_of_newsbots_own_is_no_success(crawl_site, db) -> None:
    with newspaper() as site:
        site.publish(1)
        assert crawl_site(site.url).returncode == 0
        db["sources"].update_many({}, {"$set": {"children": 1, "validators": 1, "lastmod": "x", "entries": "many"}})
        db["sources"].insert_one({"_id": "odd", "site": site.url.removeprefix("http://"), "gap_since": "never"})
        done = crawl_site(site.url)
    assert done.returncode == 8
    assert last(done.stderr).startswith("newsbot: newsbot failed while it asked the site what it has")
    assert "down" in db["alerts"].distinct("kind")


STATUS = """
import os, signal, sys
from newsbot.commands.status import Command
from newsbot.__main__ import main

sent, pid = sys.argv[1:]

def show(self, corpus, opts):
    os.kill(int(pid) or os.getpid(), signal.Signals[sent])
    corpus.db["runs"].find_one()

Command.show = show
sys.argv = ["newsbot", "status"]
main()
"""
"""`newsbot status`, in the middle of which a process gets a signal: itself, or the database."""


def status(uri: str, sent: str, pid: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", STATUS, sent, str(pid)],
        cwd=PROJECT,
        env=os.environ | {"MONGO_URI": uri},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.slow
def test_a_command_whose_database_goes_away_and_one_that_somebody_stops() -> None:
    with tempfile.TemporaryDirectory() as folder, mongod(Path(folder)) as server:
        uri = f"{server.uri}/?serverSelectionTimeoutMS=300"
        done = status(uri, "SIGINT", 0)
        assert (done.returncode, done.stderr) == (130, "newsbot: Stopped.\n")
        done = status(uri, "SIGKILL", server.pid)
    assert done.returncode == 3
    assert done.stderr.startswith("newsbot: The database failed: ")
    assert len(done.stderr.splitlines()) == 1
