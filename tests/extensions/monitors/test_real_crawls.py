"""What reaches people when real crawls run: of a site that goes away, of a database that does, of many at once."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbot.store.database.connection import Connection
from tests.conftest import PROJECT
from tests.support.inbox import Inbox, inbox
from tests.support.mongod import mongod
from tests.support.newspaper import FAST, Newspaper, hang_up
from tests.support.website import Answer, crawl_of, website

HOUR = 3_600_000


@pytest.fixture
def box() -> Iterator[Inbox]:
    with inbox() as opened:
        yield opened


@pytest.fixture
def crawl(scrapy, site: Newspaper, box: Inbox) -> Callable[..., Any]:
    def run(*arguments: str, **environment: str) -> Any:
        impatient = ("-s", "RETRY_TIMES=0", "-s", "BACKOFF_WAITS=0,0,0,0", *arguments)
        return scrapy("crawl", "site", "-a", f"url={site.url}", *FAST, *impatient, **(box.environment() | environment))

    return run


def an_hour_passes(db) -> None:
    """What the database knows is an hour older."""
    times = {"alerts": ("since", "seen_at", "due_at", "sent_at", "repeat_at"), "runs": ("started_at", "finished_at")}
    for collection, fields in (times | {"meta": ("sent_at",), "outbox": ("made_at",)}).items():
        for name in fields:
            earlier = [{"$set": {name: {"$subtract": [f"${name}", HOUR]}}}]
            db[collection].update_many({name: {"$type": "date"}}, earlier)


def goes_down(site: Newspaper) -> None:
    site.misbehave = lambda handler: hang_up(handler) or True


def comes_back(site: Newspaper) -> None:
    site.misbehave = lambda handler: False


@pytest.mark.slow
def test_a_site_goes_and_comes_back(crawl, scrapy, site: Newspaper, box: Inbox, db) -> None:
    assert crawl().returncode == 0
    an_hour_passes(db)
    goes_down(site)
    for _ in range(2):
        crawl()
        an_hour_passes(db)
    assert len(box.mails) == 1
    shown = scrapy("alerts", COLUMNS="80")
    assert shown.stdout.count("critical") == 1
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    [alert] = map(json.loads, scrapy("alerts", "--json").stdout.splitlines())
    assert (alert["severity"], alert["kind"]) == ("critical", "down")
    comes_back(site)
    crawl()
    assert [subject.split(":")[0] for subject in box.subjects()] == ["newsbot CRITICAL", "newsbot"]
    assert scrapy("alerts").stdout == "Nothing is wrong.\n"
    assert box.beats == ["/ping/site"] * 4


@pytest.mark.slow
def test_a_site_that_is_down_for_three_days_of_real_crawls(crawl, site: Newspaper, box: Inbox, db) -> None:
    crawl()
    goes_down(site)
    for _ in range(72):
        an_hour_passes(db)
        crawl()
    comes_back(site)
    for _ in range(2):
        an_hour_passes(db)
        crawl()
    levels = [subject.partition(":")[0] for subject in box.subjects()]
    assert levels == ["newsbot CRITICAL"] * 4 + ["newsbot"]
    assert len(box.posts) == 5


@pytest.mark.slow
def test_without_a_database_people_are_told_once_a_day_and_when_it_is_there_again(
    crawl, mongo_home: str, database_name: str, box: Inbox, tmp_path: Path
) -> None:
    away = {"MONGO_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50", "NEWSBOT_HOME": str(tmp_path)}
    for _ in range(3):
        done = crawl(**away)
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert box.subjects() == ["newsbot CRITICAL: no database, so no crawls"]
    assert box.texts()[0].startswith("No MongoDB answers at MONGO_URI=mongodb://127.0.0.1:9/")
    assert not box.beats
    state = tmp_path / "database-alert.json"
    known = json.loads(state.read_text())
    state.write_text(json.dumps(known | {"repeat_at": "2026-01-01T00:00:00+00:00"}))
    for _ in range(2):
        crawl(**away)
    assert len(box.mails) == 2
    with Connection.open(uri=None, database=database_name, home=mongo_home) as connection:
        for _ in range(2):
            crawl(MONGO_URI=connection.uri, NEWSBOT_HOME=str(tmp_path))
    assert box.subjects()[2:] == ["newsbot: the database is there again"]
    assert len(box.posts) == 3


@pytest.mark.slow
def test_a_message_about_the_database_that_cannot_be_delivered_is_sent_by_the_next_crawl(
    crawl, box: Inbox, tmp_path: Path
) -> None:
    away = {"MONGO_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50", "NEWSBOT_HOME": str(tmp_path)}
    box.status = 503
    done = crawl(**away)
    assert "could not be sent by Slack webhook (ALERT_SLACK_WEBHOOK): HTTP status 503" in done.stderr
    box.status = 200
    for _ in range(2):
        crawl(**away)
    assert (len(box.mails), len(box.posts)) == (1, 1)


def test_where_not_even_a_file_can_be_written_people_are_told_all_the_same(crawl, box: Inbox, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    away = {"MONGO_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=50"}
    done = crawl(**away, NEWSBOT_HOME=str(tmp_path / "file" / "home"))
    assert done.returncode == 3
    assert len(box.mails) == 1


@pytest.mark.slow
def test_a_database_that_is_lost_in_the_middle_is_told(box: Inbox) -> None:
    with tempfile.TemporaryDirectory() as folder, mongod(Path(folder)) as server, website() as site:

        def last_answer() -> Answer:
            server.kill()
            return Answer("User-agent: *")

        site.add("/")
        site.routes["/robots.txt"] = last_answer
        done = subprocess.run(
            crawl_of(site, "MONGO_WAIT_SECONDS=1"),
            cwd=PROJECT,
            env=os.environ | box.environment() | {"MONGO_URI": server.uri, "NEWSBOT_HOME": folder},
            capture_output=True,
            text=True,
            timeout=100,
        )
    assert done.returncode == 4, done.stderr
    assert box.subjects() == ["newsbot CRITICAL: no database, so no crawls"]


def test_a_try_says_what_happened_by_every_channel(scrapy, box: Inbox) -> None:
    settings = box.environment()
    done = scrapy("alerts", "test", **settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["e-mail: sent.", "Slack webhook: sent.", "heartbeat: called."]
    assert box.subjects() == ["newsbot: this is a test"]
    assert (len(box.posts), box.beats) == (1, ["/ping/test"])
    box.status = 404
    done = scrapy("alerts", "test", **(settings | {"MAIL_PORT": "1"}))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "e-mail: not sent (Connection refused). See ALERT_EMAIL, MAIL_HOST.",
        "Slack webhook: not sent (HTTP status 404). See ALERT_SLACK_WEBHOOK.",
        "heartbeat: not called (HTTP status 404). See HEARTBEAT_URL.",
    ]
    assert "secret-token" not in done.stdout + done.stderr


def test_a_try_without_a_channel_says_what_to_set(scrapy) -> None:
    done = scrapy("alerts", "test")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Set ALERT_EMAIL, ALERT_SLACK_WEBHOOK or HEARTBEAT_URL." in done.stderr


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"ALERT_SLACK_WEBHOOK": "hooks.example/secret-token"}, "Slack webhook: not sent (HTTPException)"),
        ({"ALERT_SLACK_WEBHOOK": "http://127.0.0.1:x/secret-token"}, "Slack webhook: not sent (InvalidURL)"),
        ({"ALERT_SLACK_WEBHOOK": "http://127.0.0.1:1/secret-token"}, "Slack webhook: not sent (Connection refused)"),
        ({"ALERT_EMAIL": "a@b.example", "MAIL_PORT": "smtp"}, "e-mail: not sent (ValueError)"),
        ({"ALERT_EMAIL": "a@b.example", "MAIL_TLS": "1"}, "e-mail: not sent (the mail server knows no STARTTLS"),
        ({"ALERT_EMAIL": "a@b.example", "MAIL_USER": "ann", "MAIL_PASS": "pw"}, "e-mail: not sent (the mail server"),
        ({"HEARTBEAT_URL": "ftp://hc.example/secret-token"}, "heartbeat: not called (HTTPException)"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(scrapy, box: Inbox, settings: dict[str, str], says: str) -> None:
    servers = {name: value for name, value in box.environment().items() if name.startswith("MAIL_")}
    done = scrapy("alerts", "test", **(servers | settings))
    assert done.returncode == 1
    assert says in done.stdout
    assert "secret-token" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_alerts_of_a_site_that_is_crawled_no_longer_are_forgotten(scrapy, db) -> None:
    for site in ("old.example", "new.example"):
        alert = {"site": site, "kind": "down", "severity": "critical", "text": "it is down", "due": None}
        times = {"since": datetime(2024, 5, 1, tzinfo=UTC), "seen_at": datetime(2024, 5, 2, tzinfo=UTC)}
        db["alerts"].insert_one({"_id": f"{site} down"} | alert | times)
    done = scrapy("alerts", "clear", "older.example", "old.example")
    assert (done.returncode, db["alerts"].count_documents({})) == (2, 2)
    assert "There is no alert of 'older.example'. Alerts last for: new.example, old.example." in done.stderr
    done = scrapy("alerts", "clear", "old.example")
    assert (done.returncode, done.stdout) == (0, "old.example: 1 alert forgotten.\n")
    assert db["alerts"].distinct("site") == ["new.example"]
    assert "Name the site" in scrapy("alerts", "clear").stderr
