"""Stored pages are read again: the corpus follows the code, nothing else changes, and a run may end at any point."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from zstandard import ZstdCompressor

from newsbot.reprocessing import EngineError, Report, engine, reprocess, workers
from newsbot.reprocessing.report import LONGEST
from newsbot.reprocessing.work import Job
from tests.conftest import copied
from tests.support import reading
from tests.support.newspaper import FAST, Newspaper, newspaper
from tests.support.warc import story, write_warc


@pytest.fixture
def site() -> Iterator[Newspaper]:
    with newspaper() as served:
        served.publish(8)
        yield served


@pytest.fixture
def crawled(scrapy: Any, db: Any, site: Newspaper) -> Any:
    done = scrapy("crawl", "site", "-a", f"url={site.url}", *FAST)
    assert (done.returncode, db["articles"].count_documents({})) == (0, 8), done.stderr
    return db


def job(db: Any, **fields: Any) -> Job:
    host, port = next(iter(db.client.nodes))
    uri = f"mongodb://{host}:{port}" if port else f"mongodb://{host.replace('/', '%2F')}"
    return Job(uri=uri, database=db.name, **fields)


def state(db: Any) -> dict[str, list[dict[str, Any]]]:
    """The corpus but for what says when it was written."""
    left_out = {"stored_at": 0, "revisions.seen_at": 0}
    found = {
        name: list(db[name].find({}, left_out if name == "quotes" else {}).sort("_id"))
        for name in ("articles", "quotes", "frontier", "pages")
    }
    for quote in found["quotes"]:
        if "dropped_at" in quote:
            quote["dropped_at"] = "at some time"
    return found


def spoil(db: Any) -> dict[str, list[dict[str, Any]]]:
    """What an older newsbot would have stored; returns the corpus before."""
    before = state(db)
    one, two = [article["_id"] for article in db["articles"].find({}, {"_id": 1}).sort("_id").limit(2)]
    db["articles"].update_one({"_id": one}, {"$set": {"body": "Only this.", "content_hash": "old", "quotes": []}})
    db["quotes"].delete_many({"article_id": one})
    db["articles"].update_one({"_id": two}, {"$set": {"quotes.0.speaker": "Anybody", "published_day": "1999-01-01"}})
    db["quotes"].update_one({"article_id": two}, {"$set": {"speaker": "Anybody"}})
    return before


def without_revisions(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    for article in found["articles"]:
        article.pop("revisions")
    return found


def test_what_the_code_of_today_reads_the_same_stays_as_it_is(crawled: Any) -> None:
    before = state(crawled)
    report = reprocess(crawled, job(crawled))
    assert report.counts == {"pages": 8}
    assert state(crawled) == before


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_corpus_follows_the_code_and_keeps_what_was(crawled: Any, workers: int) -> None:
    before = spoil(crawled)
    report = reprocess(crawled, job(crawled), workers=workers)
    assert report.counts["articles that change"] == 2
    assert report.counts["field: body"] == report.counts["field: published_day"] == 1
    assert report.counts["quotes of another speaker"] == 1
    [revised] = crawled["articles"].find({"revisions.0": {"$exists": True}})
    assert [(old["body"], old["reason"]) for old in revised["revisions"]] == [("Only this.", "reprocessed")]
    assert without_revisions(state(crawled)) == without_revisions(before)
    once = state(crawled)
    assert reprocess(crawled, job(crawled), workers=workers).counts == {"pages": 8}
    assert state(crawled) == once


@pytest.mark.slow
def test_a_trial_writes_nothing_and_reports_the_same(crawled: Any) -> None:
    spoil(crawled)
    spoilt, runs = state(crawled), crawled["runs"].count_documents({})
    trial = reprocess(crawled, job(crawled, dry_run=True))
    assert (state(crawled), crawled["runs"].count_documents({})) == (spoilt, runs)
    assert reprocess(crawled, job(crawled)).as_document() == trial.as_document()


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was(crawled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = spoil(crawled)
    parts: list[str] = []
    whole = engine.PASSES[""]

    def killed(given: Job, low: str, high: str) -> Report:
        parts.append(low)
        if len(parts) == 40:
            raise KeyboardInterrupt
        return whole(given, low, high)

    monkeypatch.setitem(engine.PASSES, "", killed)
    with pytest.raises(KeyboardInterrupt):
        reprocess(crawled, job(crawled))
    report = reprocess(crawled, job(crawled))
    assert len(parts) == engine.PARTS + 1
    assert report.counts["articles that change"] == 2
    assert without_revisions(state(crawled)) == without_revisions(before)
    assert crawled["runs"].count_documents({"kind": "reprocess", "finished_at": None}) == 0


@pytest.mark.slow
def test_a_newer_version_of_a_crawl_stays(crawled: Any) -> None:
    article = crawled["articles"].find_one({}, sort=[("_id", 1)])
    later = article["fetched_at"] + timedelta(days=1)
    crawled["articles"].update_one({"_id": article["_id"]}, {"$set": {"fetched_at": later, "body": "Newer."}})
    report = reprocess(crawled, job(crawled))
    assert report.counts["pages of an older version"] == 1
    assert crawled["articles"].find_one({"_id": article["_id"]})["body"] == "Newer."


@pytest.mark.slow
def test_a_page_that_cannot_be_read_is_a_dead_letter_and_the_run_goes_on(crawled: Any) -> None:
    page = crawled["pages"].find_one({}, sort=[("_id", 1)])
    crawled["pages"].update_one({"_id": page["_id"]}, {"$set": {"html_zstd": b"no zstd at all"}})
    report = reprocess(crawled, job(crawled))
    assert (report.counts["pages"], report.counts["pages that could not be read"]) == (8, 1)
    assert crawled["dead_letters"].find_one()["url"] == page["url"]
    assert crawled["articles"].count_documents({}) == 8


@pytest.mark.slow
def test_a_copy_that_is_no_copy_by_todays_verdict_becomes_an_article(crawled: Any) -> None:
    one, two = crawled["articles"].find().sort("_id").limit(2)
    split(crawled)
    report = reprocess(crawled, job(crawled))
    assert report.counts["stories split"] == 1
    again = crawled["articles"].find_one({"_id": two["_id"]})
    assert (again["body"], again["url"]) == (two["body"], two["url"])
    assert crawled["quotes"].count_documents({"article_id": two["_id"]}) == len(two["quotes"])
    assert crawled["articles"].find_one({"_id": one["_id"]})["copies"] == []
    assert crawled["pages"].count_documents({"article_id": two["_id"]}) == 1
    assert reprocess(crawled, job(crawled)).counts == {"pages": 8}


def double(db: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let the page of the third article tell the story of the fourth; returns both, the one that came out first
    first.
    """
    one, two = db["articles"].find().sort("_id").skip(2).limit(2)
    html = db["pages"].find_one({"article_id": two["_id"]})["html_zstd"]
    db["pages"].update_one({"article_id": one["_id"]}, {"$set": {"html_zstd": html}})
    first, second = sorted((one, two), key=lambda article: (two["published"], article["url_key"]))
    return first, second


def reject(db: Any, article_id: str | None = None) -> dict[str, Any]:
    """Let the page of an article, the last by default, be one that an older newsbot found none in; returns it."""
    [last] = db["articles"].find({"_id": article_id} if article_id else {}).sort("_id", -1).limit(1)
    db["articles"].delete_one({"_id": last["_id"]})
    db["quotes"].delete_many({"article_id": last["_id"]})
    db["pages"].update_one({"article_id": last["_id"]}, {"$set": {"article_id": None}})
    failed = {"$set": {"state": "failed", "reason": "no body", "next_check": None}, "$unset": {"article_id": ""}}
    db["frontier"].update_one({"article_id": last["_id"]}, failed)
    page = db["pages"].find_one({"article_id": None})
    db["dead_letters"].insert_one({"_id": page["_id"], "url": page["url"], "reason": "no body", "times": 1})
    return last


def split(db: Any) -> None:
    """Let the first article have the second's page as a copy, which it is not."""
    make_copy(db, *[article["_id"] for article in db["articles"].find().sort("_id").limit(2)])


def make_copy(db: Any, one_id: str, two_id: str) -> None:
    """Let one article have the other's page as a copy."""
    one, two = (db["articles"].find_one({"_id": article_id}) for article_id in (one_id, two_id))
    copy = {name: two[name] for name in ("url", "url_key", "site", "headline", "published")} | {"similarity": 0.9}
    db["articles"].update_one({"_id": one["_id"]}, {"$push": {"copies": copy}})
    db["articles"].delete_one({"_id": two["_id"]})
    db["quotes"].delete_many({"article_id": two["_id"]})
    for name in ("pages", "frontier"):
        db[name].update_many({"article_id": two["_id"]}, {"$set": {"article_id": one["_id"]}})


@pytest.mark.slow
def test_what_is_one_story_by_todays_verdict_becomes_one_article(crawled: Any) -> None:
    kept, merged = double(crawled)
    report = reprocess(crawled, job(crawled))
    assert report.counts["stories merged"] == 1
    assert report.examples["stories merged"][0]["url"] == merged["url"]
    article = crawled["articles"].find_one({"_id": kept["_id"]})
    assert [copy["url"] for copy in article["copies"]] == [merged["url"]]
    assert crawled["articles"].find_one({"_id": merged["_id"]}) is None
    for name in ("pages", "frontier"):
        assert crawled[name].count_documents({"article_id": kept["_id"]}) == 2
    assert crawled["quotes"].count_documents({"article_id": merged["_id"]}) == 0
    once = state(crawled)
    again = reprocess(crawled, job(crawled))
    assert again.counts == {"pages": 8}
    assert state(crawled) == once


@pytest.mark.slow
def test_an_article_that_somebody_annotated_is_not_merged_away(crawled: Any) -> None:
    _, merged = double(crawled)
    quote = crawled["quotes"].find_one({"article_id": merged["_id"]})
    place = {name: quote[name] for name in ("article_id", "part", "start", "text")}
    annotation = place | {"quote_id": quote["_id"], "field": "speaker", "value": "Ann Lee"}
    crawled["annotations"].insert_one(annotation | {"_id": f"{quote['_id']} speaker"})
    assert reprocess(crawled, job(crawled)).counts["stories merged"] == 0
    assert crawled["articles"].count_documents({}) == 8


@pytest.mark.slow
def test_what_a_person_set_right_makes_no_other_story_of_a_copy(crawled: Any, corpus: Any) -> None:
    kept, _ = double(crawled)
    assert reprocess(crawled, job(crawled)).counts["stories merged"] == 1
    quote = crawled["quotes"].find_one({"article_id": kept["_id"], "dropped_at": None})
    corpus.annotate(quote["_id"], speaker="Ann Lee")
    assert reprocess(crawled, job(crawled)).counts == {"pages": 8}
    assert crawled["quotes"].find_one({"_id": quote["_id"]})["speaker"] == "Ann Lee"


@pytest.mark.slow
def test_a_page_that_was_rejected_and_is_an_article_today_is_stored(crawled: Any) -> None:
    before = state(crawled)
    last = reject(crawled)
    trial = reprocess(crawled, job(crawled, dry_run=True))
    report = reprocess(crawled, job(crawled))
    assert trial.counts == report.counts
    assert (report.counts["rejected pages"], report.counts["pages that are articles now"]) == (1, 1)
    assert crawled["dead_letters"].count_documents({}) == 0
    after = state(crawled)
    for found in (before, after):
        for rows in found.values():
            for row in rows:
                for name in ("first_seen", "next_check", "unchanged_checks"):
                    row.pop(name, None)
    assert after == before
    assert crawled["frontier"].find_one({"article_id": last["_id"]})["state"] == "done"
    assert reprocess(crawled, job(crawled)).counts == {"pages": 8}


@pytest.mark.slow
def test_a_rejected_page_that_is_still_none_stays_one(crawled: Any) -> None:
    reject(crawled)
    crawled["pages"].update_one({"article_id": None}, {"$set": {"html_zstd": ZstdCompressor().compress(b"<p></p>")}})
    before = state(crawled), list(crawled["dead_letters"].find())
    assert reprocess(crawled, job(crawled)).counts == {"pages": 7, "rejected pages": 1}
    assert (state(crawled), list(crawled["dead_letters"].find())) == before


@pytest.mark.slow
def test_one_worker_and_four_leave_the_same_corpus(crawled: Any, corpus: Any) -> None:
    split(crawled)
    double(crawled)
    reject(crawled)
    spoil(crawled)
    with copied(corpus) as other:
        four = crawled.client[other]
        reports = reprocess(crawled, job(crawled)), reprocess(four, job(four), workers=4)
        assert reports[0].counts == reports[1].counts
        assert state(crawled) == state(four)
        assert reprocess(four, job(four), workers=4).counts == {"pages": 8}


@pytest.mark.slow
def test_only_what_is_asked_for_is_read(crawled: Any) -> None:
    [first, *_] = crawled["articles"].find().sort("published")
    bounds = {"since": first["published"], "until": first["published"] + timedelta(minutes=1)}
    assert reprocess(crawled, job(crawled, **bounds)).counts == {"pages": 1}
    assert reprocess(crawled, job(crawled, site="elsewhere.example")).counts == {}
    assert reprocess(crawled, job(crawled, older_than="0.0.1")).counts == {}
    crawled["articles"].update_one({"_id": first["_id"]}, {"$set": {"extractor_version": "0.0.0"}})
    assert reprocess(crawled, job(crawled, older_than="0.0.1")).counts == {"pages": 1}
    assert reprocess(crawled, job(crawled, since=datetime.now(UTC))).counts == {}


@pytest.mark.slow
def test_the_command(scrapy: Any, crawled: Any, tmp_path: Any) -> None:
    spoil(crawled)
    page = tmp_path / "report.html"
    trial = scrapy("reprocess", "--dry-run", "--html", str(page))
    assert trial.returncode == 0, trial.stderr
    assert trial.stdout.startswith("8 pages read, 2 articles would change.")
    shown = page.read_text(encoding="utf-8")
    assert all(words in shown for words in ("Anybody", "Only this.", "Petra Lindqvist", "quotes of another speaker"))
    done = scrapy("reprocess", "--json")
    assert json.loads(done.stdout)["counts"]["articles that change"] == 2
    assert scrapy("status").returncode == 0


@pytest.mark.slow
def test_the_page_has_twenty_examples_of_each_change_and_no_markup_of_theirs(
    scrapy: Any, db: Any, take: Any, tmp_path: Any
) -> None:
    take(write_warc(tmp_path / "pages.warc", {f"https://valley.example/{n}": story(n) for n in range(25)}))
    db["articles"].update_many({}, {"$set": {"headline": "Old <script>alert(1)</script> headline"}})
    done = scrapy("reprocess", "--dry-run", "--html", str(tmp_path / "report.html"))
    assert "25 articles would change" in done.stdout
    shown = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert shown.count("Old &lt;script&gt;") == 21  # once in the table of all changes
    assert "<script>alert" not in shown


@pytest.mark.slow
def test_a_time_that_mongodb_rounds_is_no_change(db: Any, take: Any, tmp_path: Any) -> None:
    page = story(1, published="2024-05-01T08:00:00.123456Z")
    take(write_warc(tmp_path / "page.warc", {"https://valley.example/1": page}))
    assert db["articles"].find_one()["published"].microsecond == 123_000
    assert reprocess(db, job(db)).counts == {"pages": 1}


@pytest.mark.slow
def test_status_tells_of_a_run_that_is_not_finished(scrapy: Any, crawled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(given: Job) -> Report:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(engine, "merge_stories", killed)
        with pytest.raises(KeyboardInterrupt):
            reprocess(crawled, job(crawled))
    assert ": 192 of 193 parts done, 8 pages. If it was ended, the same command goes on" in scrapy("status").stdout
    [told] = json.loads(scrapy("status", "--json").stdout)["jobs"]
    assert (told["kind"], told["parts"], len(told["done"])) == ("reprocess", 193, 192)
    assert told["report"]["counts"] == {"pages": 8}
    reprocess(crawled, job(crawled))


@pytest.mark.slow
def test_without_dask_one_process_does_it(crawled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"pip install 'newsbot-5g\[cluster\]'"):
        reprocess(crawled, job(crawled, dry_run=True), workers=2)
    assert reprocess(crawled, job(crawled, dry_run=True)).counts == {"pages": 8}


def test_dask_is_not_imported_where_it_is_not_used() -> None:
    code = "import sys, newsbot.reprocessing; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.slow
def test_examples_are_cut_so_that_a_run_fits_into_its_document(crawled: Any) -> None:
    crawled["articles"].update_many({}, {"$set": {"body": "x" * 100_000, "content_hash": "old"}})
    examples = reprocess(crawled, job(crawled)).examples["field: body"]
    assert {len(one["old"]) for one in examples} == {LONGEST + 1}
    run = crawled["runs"].find_one({"kind": "reprocess"})
    assert Report.of(run["report"]).counts["field: body"] == 8


@pytest.mark.slow
def test_a_page_that_takes_too_long_is_a_dead_letter(crawled: Any) -> None:
    report = reprocess(crawled, job(crawled, read=reading.busy, seconds=0.05))
    assert report.counts["pages that could not be read"] == 8
    assert all("EXTRACTION_SECONDS" in letter["reason"] for letter in crawled["dead_letters"].find())


CRASHED = "ReaderCrashed: the process that read it"


@pytest.mark.parametrize(
    ("read", "reason", "workers"),
    [
        pytest.param(reading.killing, f"{CRASHED} ended by SIGSEGV, 2 times", 2, marks=pytest.mark.slow),
        pytest.param(reading.killing, f"{CRASHED} ended by SIGSEGV, 2 times", 1, marks=pytest.mark.slow),
        pytest.param(reading.killed_by_memory, f"{CRASHED} ended by SIGKILL, 2 times", 1, marks=pytest.mark.slow),
        pytest.param(reading.endless, f"{CRASHED} ended by SIGXCPU, 2 times", 1, marks=pytest.mark.slow),
        pytest.param(reading.endless, f"{CRASHED} ended by SIGXCPU, 2 times", 2, marks=pytest.mark.slow),
        pytest.param(reading.greedy, "MemoryError: ", 1, marks=pytest.mark.slow),
    ],
)
def test_a_page_that_ends_its_process_is_a_dead_letter_and_the_run_goes_on(
    crawled: Any, read: Any, reason: str, workers: int
) -> None:
    before = spoil(crawled)
    report = reprocess(crawled, job(crawled, read=read, seconds=0.5), workers=workers)
    assert (report.counts["pages"], report.counts["pages that could not be read"]) == (8, 1)
    [letter] = crawled["dead_letters"].find()
    assert (letter["url"][-1], letter["reason"]) == ("3", f"reprocessing: {reason}")
    assert reprocess(crawled, job(crawled)).counts["pages that could not be read"] == 0
    assert without_revisions(state(crawled)) == without_revisions(before)


def test_a_cluster_needs_a_database_that_it_reaches(scrapy: Any, crawled: Any) -> None:
    done = scrapy("reprocess", "--scheduler", "tcp://127.0.0.1:1", "-s", "MONGO_URI=")
    assert (done.returncode, done.stderr) == (
        2,
        "newsbot: The workers of a cluster need a MongoDB that they reach: set MONGO_URI.\n",
    )
