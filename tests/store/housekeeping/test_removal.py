"""Removal: nothing of it is left, nothing of others is touched, it does not come back, and a crash is finished."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bson import json_util
from pymongo.collection import Collection

from newsbot.corpus import Corpus
from newsbot.extraction import SiteRules
from newsbot.items import Article
from newsbot.reprocessing.page import article_of
from newsbot.sample.newsroom import outlets
from newsbot.store.articles import annotated
from newsbot.store.articles.writer import RemovedError, Writer
from newsbot.store.database import lease
from newsbot.store.database.connection import Connection
from newsbot.store.database.lease import Lease, SiteBusyError
from newsbot.store.database.schema import key
from newsbot.store.database.turns import Turn, held, hold_sites
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.housekeeping.checks import check
from newsbot.store.housekeeping.removal import preview, remove, sites_of, url_meant
from newsbot.store.housekeeping.selection import Selection
from newsbot.store.speakers import aggregates
from tests.conftest import copied, run_scrapy
from tests.support.articles import article, page
from tests.support.warc import story, write_warc

BACKHAUL, WIRE, POST = "thebackhaul.example", "mastandwire.example", "signalpost.example"
RULES = SiteRules(canonical_hosts=tuple(outlet.site for outlet in outlets().values()))
VARIES = ("removed_at", "stored_at", "first_seen", "last_seen", "fetched_at", "at", "_id.at")


def read(stored: dict[str, Any], site: str) -> Article:
    return article_of(stored, RULES, indirect=True)


def state(db: Any) -> dict[str, list[dict[str, Any]]]:
    """The corpus, but for what says when it was written."""
    return {
        name: [
            {field: value for field, value in document.items() if field not in VARIES}
            for document in db[name].find().sort("_id", 1)
        ]
        for name in ("articles", "quotes", "pages", "frontier", "annotations", "dead_letters", "sources", "months")
    }


def consistent(db: Any) -> None:
    """No document is about an article that is not there, and the counts are right."""
    assert set(db["pages"].distinct("article_id")) <= set(db["articles"].distinct("_id"))
    assert [(one.check, one.examples) for some in check(db) for one in some if one.found] == []


def test_a_site_goes_with_its_copies_and_what_is_other_sites_stays(sample: Any) -> None:
    before = state(sample)
    [copy_of_wire] = sample["articles"].find({"copies.site": WIRE})
    shown = preview(sample, Selection(site=WIRE), read, forget=False)
    removed = remove(sample, Selection(site=WIRE), read)
    for name in ("articles", "copies", "quotes", "pages", "frontier"):
        assert (name, removed[name]) == (name, shown.counts[name])
        assert removed[name] > 0
    assert WIRE not in sample["articles"].distinct("site") + sample["quotes"].distinct("site")
    after = state(sample)
    kept = [one for one in before["articles"] if one["site"] != WIRE and one["_id"] != copy_of_wire["_id"]]
    assert [one for one in after["articles"] if one["_id"] != copy_of_wire["_id"]] == kept
    assert sample["articles"].find_one({"_id": copy_of_wire["_id"]})["copies"] == []
    consistent(sample)
    assert not remove(sample, Selection(site=WIRE), read)


def test_copies_on_other_sites_become_articles(sample: Any) -> None:
    copies = {
        c["url"]: (c["site"], c["published"]) for a in sample["articles"].find({"site": BACKHAUL}) for c in a["copies"]
    }
    assert {site for site, _ in copies.values()} == {WIRE, POST}
    shown = preview(sample, Selection(site=BACKHAUL), read, forget=False)
    removed = remove(sample, Selection(site=BACKHAUL), read)
    assert shown.kept == removed["kept as articles"] == len(copies)
    for url, (site, published) in copies.items():
        promoted = sample["articles"].find_one({"url": url})
        assert (promoted["site"], promoted["published"]) == (site, published)
        flat = sample["quotes"].count_documents({"article_id": promoted["_id"], "copy_key": None})
        assert flat == len(promoted["quotes"]) > 0
        assert sample["pages"].count_documents({"article_id": promoted["_id"]}) == 1
        assert sample["frontier"].count_documents({"article_id": promoted["_id"], "state": "done"}) == 2
    consistent(sample)


def test_further_copies_become_copies_of_the_first(sample: Any) -> None:
    original = sample["articles"].find_one({"copies.site": WIRE})
    first = original["copies"][0]
    [stored] = [p for p in sample["pages"].find({"article_id": original["_id"]}) if "/mastandwire/" in p["url"]]
    again = {"url": "https://other.example/a", "url_key": "https://other.example/a", "site": "other.example"}
    sample["articles"].update_one({"_id": original["_id"]}, {"$push": {"copies": first | again}})
    sample["pages"].insert_one(stored | {"_id": key(again["url"]), "url": again["url"]})
    removed = remove(sample, Selection(url_id=original["_id"]), read)
    assert (removed["articles"], removed["kept as articles"], removed["kept as copies"]) == (1, 1, 1)
    [promoted] = sample["articles"].find({"url": first["url"]})
    assert [copy["url"] for copy in promoted["copies"]] == [again["url"]]
    assert sample["pages"].find_one({"url": again["url"]})["article_id"] == promoted["_id"]


def test_a_copy_without_a_stored_page_is_fetched_again(sample: Any) -> None:
    sample["pages"].update_many({}, {"$set": {"html_zstd": None}})
    original = sample["articles"].find_one({"copies.site": WIRE})
    urls = sample["frontier"].count_documents({"article_id": original["_id"]})
    removed = remove(sample, Selection(url_id=original["_id"]), read)
    assert removed["kept as pending"] == 1
    assert sample["frontier"].find_one({"_id": key(original["copies"][0]["url_key"])})["state"] == "pending"
    left = sample["frontier"].count_documents({"$or": [{"state": "pending"}, {"state": "removed"}]})
    assert left == urls
    consistent_but_for_pending = sample["quotes"].count_documents({"article_id": original["_id"]})
    assert consistent_but_for_pending == 0


def test_nothing_in_any_collection_names_a_removed_url_or_holds_its_words(sample: Any) -> None:
    story = sample["articles"].find_one({"site": POST, "revisions.0": {"$exists": True}})
    quote = sample["quotes"].find_one({"article_id": story["_id"], "dropped_at": None})
    annotated.annotate(sample, quote["_id"], {"speaker": "Somebody Else"}, by="test", note=None)
    sample["watches"].insert_one({"_id": "all"})
    sample["watch_matches"].insert_one({"_id": f"all|{quote['_id']}", "watch": "all", "quote_id": quote["_id"]})
    example = {"url": story["url"], "old": story["headline"], "new": "Other words"}
    report = {
        "counts": {},
        "examples": {"field: headline": [example, example | {"url": "https://x.example/", "old": ""}]},
    }
    sample["runs"].insert_one({"_id": "reprocess 1", "kind": "reprocess", "report": report})
    sample["dead_letters"].insert_one({"_id": key(story["url"]), "url": story["url"], "site": POST, "reason": "x"})
    removed = remove(sample, Selection(url_id=url_meant(sample, story["url"] + "?utm_source=feed")), read)
    assert (removed["articles"], removed["annotations"], removed["dead_letters"]) == (1, 1, 1)
    aggregates.bring_up_to_date(sample)
    for name in sample.list_collection_names():
        text = json_util.dumps(list(sample[name].find()))
        for trace in (
            story["url"],
            story["headline"],
            story["revisions"][0]["headline"],
            quote["text"],
            "Somebody Else",
        ):
            assert trace not in text, name
        assert name == "frontier" or quote["_id"] not in text, name
    assert len(sample["runs"].find_one({"_id": "reprocess 1"})["report"]["examples"]["field: headline"]) == 1


def test_what_came_out_before_a_date_goes_and_undated_articles_stay(sample: Any) -> None:
    sample["articles"].update_one(
        {"published": {"$lt": datetime(2024, 1, 1, tzinfo=UTC)}}, {"$set": {"published": None}}
    )
    sample["frontier"].insert_one(
        {
            "_id": "old",
            "url": "https://x.example/old",
            "site": "x.example",
            "state": "failed",
            "published": datetime(2019, 1, 1, tzinfo=UTC),
        }
    )
    selection = Selection(before=datetime(2024, 4, 1, tzinfo=UTC))
    old = sample["articles"].count_documents({"published": {"$lt": selection.before, "$ne": None}})
    shown = preview(sample, selection, read, forget=False)
    removed = remove(sample, selection, read)
    assert removed["articles"] == shown.counts["articles"] == old
    assert shown.undated == sample["articles"].count_documents({"published": None}) == 1
    assert sample["articles"].count_documents({"published": {"$lt": selection.before, "$ne": None}}) == 0
    assert sample["frontier"].find_one({"_id": "old"})["state"] == "removed"
    consistent(sample)


def test_a_date_narrows_a_site(sample: Any) -> None:
    others = sample["articles"].count_documents({"site": {"$ne": POST}})
    removed = remove(sample, Selection(site=POST, before=datetime(2024, 7, 1, tzinfo=UTC)), read)
    assert 0 < removed["articles"] < 11
    assert sample["articles"].count_documents({"site": {"$ne": POST}}) == others
    assert sample["sources"].count_documents({}) > 0


def test_a_copy_goes_alone_and_the_first_day_is_that_of_what_stays(sample: Any) -> None:
    original = sample["articles"].find_one({"copies.site": POST})
    copy = original["copies"][0]
    early = datetime(2020, 1, 1, tzinfo=UTC)
    fields = {"copies.0.published": early, "first_published": early}
    sample["articles"].update_one({"_id": original["_id"]}, {"$set": fields})
    removed = remove(sample, Selection(url_id=url_meant(sample, copy["url"])), read)
    assert (removed["articles"], removed["copies"], removed["pages"]) == (0, 1, 1)
    left = sample["articles"].find_one({"_id": original["_id"]})
    assert (left["copies"], left["first_published"]) == ([], original["published"])
    assert sample["frontier"].find_one({"_id": key(copy["url_key"])})["state"] == "removed"
    consistent(sample)


def test_another_url_of_an_article_names_it_also_when_it_is_to_be_forgotten(sample: Any) -> None:
    story = sample["articles"].find_one({"site": WIRE, "copies": []})
    fetched = sample["pages"].find_one({"article_id": story["_id"]})["url"]
    assert fetched != story["url"]
    assert url_meant(sample, fetched) == story["_id"]
    remove(sample, Selection(url_id=story["_id"]), read)
    assert url_meant(sample, fetched) == story["_id"]
    remove(sample, Selection(url_id=story["_id"]), read, forget=True)
    assert sample["frontier"].count_documents({"state": "removed"}) == 0
    assert url_meant(sample, fetched) is None


def test_what_people_did_waits_for_what_is_to_come_back(sample: Any) -> None:
    quote = sample["quotes"].find_one({"site": WIRE, "copy_key": None})
    annotated.annotate(sample, quote["_id"], {"speaker": "Ann Lee"}, by="test", note=None)
    assert preview(sample, Selection(site=WIRE), read, forget=True).counts["annotations"] == 0
    remove(sample, Selection(site=WIRE), read, forget=True)
    assert [one["placed"] for one in annotated.listed(sample)] == [False]
    assert sample["frontier"].count_documents({"state": "removed"}) == 0


class Killed(BaseException):
    pass


@contextmanager
def killed_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process dies after so many writes to the database."""
    left = [writes]
    with monkeypatch.context() as patch:
        for name in ("bulk_write", "delete_many", "update_many", "update_one", "insert_one"):
            original = getattr(Collection, name)

            def counted(self: Any, *args: Any, _original: Any = original, **kwargs: Any) -> Any:
                if left[0] == 0:
                    raise Killed
                left[0] -= 1
                return _original(self, *args, **kwargs)

            patch.setattr(Collection, name, counted)
        yield


@pytest.mark.parametrize(
    "selection",
    [
        pytest.param(Selection(site=BACKHAUL), id="originals", marks=pytest.mark.slow),
        pytest.param(Selection(site=WIRE), id="copies"),
    ],
)
@pytest.mark.parametrize("forget", [False, True], ids=["for good", "forget"])
def test_killed_after_any_write_it_is_finished_by_the_next(
    sample: Any, mongo_home: str, selection: Selection, forget: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Corpus.open(database=sample.name, home=mongo_home) as one, copied(one) as name:
        undisturbed = one.db.client[name]
        remove(undisturbed, selection, read, forget=forget)
        ended = False
        for writes in range(200):
            try:
                with killed_after(writes, monkeypatch):
                    remove(sample, selection, read, forget=forget)
                ended = True
                break
            except Killed:
                continue
        assert ended
        assert writes > 5
        assert state(sample) == state(undisturbed)
        consistent(sample)


def test_a_removed_story_is_not_stored_again_under_any_of_its_urls(async_db, db) -> None:
    own = article()
    other = "https://news.example/short/1"

    async def scenario() -> list[type[BaseException] | None]:
        async with async_db() as opened:
            writer = Writer(opened, Frontier(opened, "news.example"))
            await writer.put(own, page(requested_url=other))
            await asyncio.to_thread(remove, db, Selection(url_id=key(own.url_key)), read)
            moved = article("https://news.example/moved")
            copy = article("https://copy.example/1", site="copy.example", body="Something else entirely.")
            tries = await asyncio.gather(
                writer.put(own, page()),
                writer.put(own, page("https://news.example/new-address")),
                writer.put(moved, page(moved.url, requested_url=other)),
                writer.put(copy, page(copy.url)),
                return_exceptions=True,
            )
            return [type(one) if isinstance(one, BaseException) else None for one in tries]

    assert asyncio.run(scenario()) == [RemovedError, RemovedError, RemovedError, None]
    assert db["articles"].distinct("url") == ["https://copy.example/1"]
    assert db["pages"].distinct("url") == ["https://copy.example/1"]
    assert db["frontier"].count_documents({"state": "removed"}) == 2


def test_the_sites_that_must_not_be_crawled(sample: Any) -> None:
    assert sites_of(sample, Selection(site=WIRE)) == [WIRE, "newsroom.example"]


def test_what_is_still_to_be_looked_for_outlives_a_part_that_is_forgotten(sample: Any) -> None:
    gap = {"_id": "gap", "site": "newsroom.example", "gap_since": datetime(2024, 1, 1, tzinfo=UTC)}
    sample["sources"].insert_one(gap)
    remove(sample, Selection(before=datetime(2024, 4, 1, tzinfo=UTC)), read, forget=True)
    assert list(sample["sources"].find()) == [gap]


def test_no_crawl_begins_while_something_is_removed(sample: Any, mongo_home: str) -> None:
    with Connection.open(uri=None, database=sample.name, home=mongo_home) as connection:

        async def crawl() -> str:
            async with connection.async_client() as client:
                with pytest.raises(SiteBusyError) as busy:
                    await Lease(client[connection.database], WIRE).acquire()
                return str(busy.value)

        says = hold_sites(connection, [WIRE, "newsroom.example"], lambda going_on: asyncio.run(crawl()))
        assert says.startswith(f"{WIRE} is being cleaned up already: process")
        assert sample["leases"].count_documents({}) == 0


@pytest.mark.slow
def test_nothing_is_removed_while_a_run_may_write_it_again_and_the_other_way_round(
    sample: Any, mongo_home: str
) -> None:
    scrapy = partial(run_scrapy, mongo_home, sample.name)
    before = sample["articles"].count_documents({})
    with Connection.open(uri=None, database=sample.name, home=mongo_home) as connection:
        with held(connection, "`newsbot ingest` is running"), held(connection, "`newsbot reprocess` is running"):
            done = scrapy("remove", "--site", WIRE, "--yes")
            assert (done.returncode, done.stderr.partition(": process")[0].partition("newsbot: ")[2]) in {
                (5, f"`newsbot {name}` is running") for name in ("ingest", "reprocess")
            }
            done = scrapy("check", "--repair")
            assert (done.returncode, "is running: process" in done.stderr) == (5, True)
        said = hold_sites(connection, [WIRE], lambda going_on: [scrapy("reprocess"), scrapy("reprocess", "--dry-run")])
        assert [done.returncode for done in said] == [5, 0]
        assert said[0].stderr.startswith("newsbot: Articles are being removed, or the corpus is being mended: process")
    assert sample["articles"].count_documents({}) == before
    assert sample["leases"].count_documents({}) == 0


def test_an_archive_is_not_read_during_a_removal(scrapy: Any, db: Any, mongo_home: str, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "one.warc", {"https://valley.example/1": story(1)})
    reads = (("crawl", "warc", "-a", f"path={archive}"), ("ingest", str(archive)))
    with Connection.open(uri=None, database=db.name, home=mongo_home) as connection:
        said = hold_sites(connection, [], lambda going_on: [scrapy(*read) for read in reads])
    assert [done.returncode for done in said] == [5, 5]
    assert db["articles"].count_documents({}) == 0
    assert scrapy(*reads[0]).returncode == 0
    assert db["articles"].count_documents({}) == 1
    assert db["leases"].count_documents({}) == 0


def test_what_a_run_that_was_killed_left_is_swept_up(async_db, db) -> None:
    async def scenario() -> None:
        async with async_db() as opened:
            killed = Turn(opened, "`newsbot reprocess` is running")
            await killed.acquire()
            past = {"expires_at": datetime(2024, 1, 1, tzinfo=UTC), "process": "another boot"}
            db["leases"].update_one({}, {"$set": past})
            turn = Turn(opened, "`newsbot reprocess` is running")
            await turn.acquire()
            assert db["leases"].count_documents({}) == 1
            await turn.release()
            await killed.release()

    asyncio.run(scenario())


def test_a_removal_ends_when_a_crawl_has_taken_over(
    sample: Any, mongo_home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "HEARTBEAT_SECONDS", 0.01)

    def work(going_on: Callable[[], None]) -> None:
        going_on()
        sample["leases"].update_one({"_id": WIRE}, {"$set": {"holder": "another"}})
        while True:
            going_on()
            time.sleep(0.01)

    with (
        Connection.open(uri=None, database=sample.name, home=mongo_home) as connection,
        pytest.raises(SiteBusyError, match="Do it again"),
    ):
        hold_sites(connection, [WIRE], work)
    sample["leases"].delete_many({})
