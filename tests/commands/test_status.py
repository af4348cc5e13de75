"""`newsbot status`: a row for each site and run, whole in a terminal of eighty columns."""

import json
from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime.now(UTC)
ALERT = "only 10% of the articles have authors, 90% had it before: a new layout?"


def run(**fields: object) -> dict[str, object]:
    counts = {"pages": 120, "new": 40, "quotes": 300, "known": 2030, "gone": 3, "failed": 2, "not_modified": 12}
    return {
        "spider": "developingtelecoms",
        "site": "developingtelecoms.com",
        "started_at": NOW - timedelta(minutes=5),
        "finished_at": NOW - timedelta(minutes=1),
        "reason": "robots_unreachable",
        "alerts": [],
    } | (counts | fields)


def shown(scrapy, **environment: str) -> str:
    done = scrapy("status", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def row(output: str, name: str) -> list[str]:
    return next(line for line in output.splitlines() if line.strip().startswith(name)).split()


def test_without_a_crawl_it_says_what_to_do(scrapy) -> None:
    assert "`newsbot crawl sample` tries it out" in shown(scrapy)


def test_the_newest_article_counts_for_the_site_that_was_crawled_whatever_name_it_bears(scrapy, db) -> None:
    assert scrapy("crawl", "sample", "-L", "ERROR").returncode == 0
    assert db["articles"].count_documents({"site": "newsroom.example"}) == 0
    newest = db["articles"].find_one(sort=[("published", -1)])["published"]
    cells = row(shown(scrapy), "sample")
    assert f"{newest:%Y-%m-%d}" in cells
    assert "finished" in cells


@pytest.mark.slow
def test_discovered_stands_beside_stored_and_words_mean_what_they_mean_elsewhere(scrapy, db) -> None:
    assert scrapy("crawl", "sample", "-L", "ERROR").returncode == 0
    output, run = shown(scrapy), db["runs"].find_one()
    assert row(output, "sample")[-3:] == ["33", "31", "0"]
    assert (run["discovered"], run["new"], run["copies"]) == (33, 31, 2)
    said = db["quotes"].count_documents({"kind": {"$in": ["statement", "partial"]}})
    assert f"({said} of them statements and partials)" in output
    assert output.count(f"{run['started_at']:%Y-%m-%d %H:%M}") == 2  # the site's row and the run's


def test_nothing_is_cut_off_at_eighty_columns(scrapy, db) -> None:
    db["runs"].insert_one(run(finished_at=NOW - timedelta(days=9)))
    for kind, text in {"dry": "no new article for 9 days", "coverage of authors": ALERT}.items():
        lasting = {"site": "developingtelecoms.com", "severity": "warning", "since": NOW, "due": None}
        db["alerts"].insert_one(lasting | {"kind": kind, "text": text})
    db["runs"].insert_one(run(spider="warc", site="", reason=None, finished_at=None))
    db["leases"].insert_one(
        {
            "_id": "developingtelecoms.com",
            "pid": 4711,
            "host": "crawler-7",
            "expires_at": datetime.now(UTC) + timedelta(minutes=2),
        }
    )
    output = shown(scrapy, COLUMNS="80")
    assert f"developingtelecoms.com: {ALERT} (since {NOW:%Y-%m-%d})" in output.splitlines()
    assert all(
        len(line) <= 80 for line in output.splitlines() if "a new layout?" not in line and "Database" not in line
    )
    joined = "".join(output.split())
    for part in ("Waiting", "9d", "4711", "crawler-7", "Others", "2,030", "unmodified(304)", "2failed"):
        assert part in joined


def test_everything_as_json(scrapy, db) -> None:
    db.runs.insert_one(run(alerts=[ALERT]))
    status = json.loads(scrapy("status", "--json").stdout)
    assert (status["database"]["name"], status["counts"]["articles"]) == (db.name, 0)
    assert (status["sites"][0]["site"], status["sites"][0]["last_run"]["alerts"]) == ("developingtelecoms.com", [ALERT])
    assert (status["sites"][0]["crawled_by"], status["runs"][0]["new"]) == (None, 40)


def test_an_overview_as_json(filled: None, scrapy, db) -> None:
    db.runs.insert_one(run())
    overview = json.loads(scrapy("overview", "--json").stdout)
    assert overview["sites"][0]["articles"] == 1
    assert {month for site in overview["sites"] for month in site["months"]} == {"2023-12", "2024-02"}
    assert overview["speakers"][0]["speaker"] == "Ann Lee"
    assert overview["last_run"]["spider"] == "developingtelecoms"
