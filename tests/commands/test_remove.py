"""`newsbot remove …` as a person types it, and what the next crawls make of it."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsbot.store.database.lease import Lease
from tests.conftest import PROJECT, user_environment
from tests.spiders.test_warc import PAGES, write_warc
from tests.support.newspaper import Newspaper, Story


def host_of(site: Newspaper) -> str:
    return site.url.removeprefix("http://")


def articles(db: Any) -> list[dict[str, Any]]:
    """The articles, but for when they were fetched."""
    return list(db["articles"].find({}, {"fetched_at": 0, "first_seen": 0}).sort("_id", 1))


def test_a_removed_site_comes_back_only_when_it_is_forgotten(site, crawl_site, scrapy, db) -> None:
    crawl_site(site.url)
    before = articles(db)
    assert len(before) == 3
    removed = scrapy("remove", "--site", host_of(site), "--yes")
    assert removed.returncode == 0
    assert "3    articles" in removed.stdout
    assert [db[name].count_documents({}) for name in ("articles", "quotes", "pages")] == [0, 0, 0]
    site.publish(1)
    asked = len(site.asked)
    assert crawl_site(site.url).returncode == 0
    assert [one["url"] for one in articles(db)] == [f"{site.url}/2024/story-3"]
    assert not [request.path for request in site.asked[asked:] if request.path in ("/2024/story-0", "/2024/story-1")]
    forgotten = scrapy("remove", "--site", host_of(site), "--forget", "--yes")
    assert "URLs that were removed earlier, now forgotten" in forgotten.stdout
    crawl_site(site.url)
    assert [one for one in articles(db) if one["url"] != f"{site.url}/2024/story-3"] == before
    assert db["articles"].count_documents({}) == 4


def test_a_page_that_calls_a_removed_url_its_own_is_left_alone(site, crawl_site, scrapy, db) -> None:
    crawl_site(site.url)
    gone = f"{site.url}/2024/story-1"
    assert scrapy("remove", "--url", gone, "--yes").returncode == 0
    moved, story = "/2024/again/story-1", site.stories["/2024/story-1"]
    site.stories[moved] = Story(moved, story.published, story.modified)
    text = story.page.replace("<head>", f'<head><link rel="canonical" href="{gone}">')
    answer = site.answer
    site.answer = lambda path: (200, "text/html", "", text) if path == moved else answer(path)
    assert crawl_site(site.url).returncode == 0
    assert gone not in db["articles"].distinct("url")
    states = {one["_id"]: one["state"] for one in db["frontier"].find()}
    assert sorted(states.values()) == ["done", "done", "removed", "removed"]
    assert moved in site.paths()
    assert db["dead_letters"].count_documents({}) == 0
    assert db["pages"].count_documents({}) == 2


@pytest.mark.slow
def test_an_archive_and_reprocessing_do_not_bring_it_back(scrapy, db, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "news.warc.gz", PAGES)
    scrapy("crawl", "warc", "-a", f"path={archive}", "-L", "WARNING")
    assert db["articles"].count_documents({}) == 2
    scrapy("remove", "--url", "https://news.example/lamps", "--yes")
    scrapy("crawl", "warc", "-a", f"path={archive}", "-L", "WARNING")
    assert scrapy("reprocess").returncode == 0
    assert db["articles"].distinct("url") == ["https://news.example/coverage"]
    again = scrapy("remove", "--url", "https://news.example/lamps", "--yes")
    assert (again.returncode, again.stdout) == (0, "There is nothing to remove.\n")


@pytest.mark.slow
def test_it_asks_in_a_terminal_and_refuses_where_nobody_can_be_asked(
    site, crawl_site, scrapy, db, mongo_home: str, database_name: str
) -> None:
    crawl_site(site.url)
    refused = scrapy("remove", "--site", host_of(site))
    assert refused.returncode == 2
    assert "3    articles" in refused.stdout
    assert refused.stderr == "newsbot: Nothing is removed, because nobody can be asked. Add --yes to remove it.\n"
    for answer, left in (("n", 3), ("", 3), ("y", 0)):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "newsbot", "remove", "--site", host_of(site)]
        environment = user_environment(mongo_home, database_name)
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdin=theirs, stdout=subprocess.PIPE, text=True
        )
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        printed, _ = process.communicate(timeout=60)
        os.close(ours)
        assert process.returncode == 0
        assert ("Nothing is removed." in printed) == bool(left)
        assert db["articles"].count_documents({}) == left


def test_json_shows_what_would_go_and_what_went(site, crawl_site, scrapy, db) -> None:
    crawl_site(site.url)
    shown = json.loads(scrapy("remove", "--before", "2030", "--json").stdout)
    assert shown["would_remove"] == {"articles": 3, "quotes": 3, "pages": 3, "frontier": 3}
    assert (shown["kept"], shown["undated"], len(shown["examples"])) == (0, 0, 3)
    assert db["articles"].count_documents({}) == 3
    removed = json.loads(scrapy("remove", "--before", "2030", "--json", "--yes").stdout)
    assert removed == {"removed": shown["would_remove"]}


def test_a_site_that_is_being_crawled_is_not_removed(site, crawl_site, scrapy, db, async_db) -> None:
    crawl_site(site.url)

    async def scenario() -> Any:
        async with async_db() as opened:
            lease = Lease(opened, host_of(site))
            await lease.acquire()
            try:
                return await asyncio.to_thread(scrapy, "remove", "--before", "2030", "--yes")
            finally:
                await lease.release()

    refused = asyncio.run(scenario())
    assert refused.returncode == 5
    assert "is being crawled already" in refused.stderr
    assert "Nothing is removed: wait until that has ended." in refused.stderr
    assert db["articles"].count_documents({}) == 3


def test_only_raw_pages_go(site, crawl_site, scrapy, db) -> None:
    crawl_site(site.url)
    kept = articles(db)
    old = datetime.now(UTC) - timedelta(days=10)
    ids = [page["_id"] for page in db["pages"].find()][:2]
    db["pages"].update_many({"_id": {"$in": ids}}, {"$set": {"fetched_at": old}})
    week = f"{datetime.now(UTC) - timedelta(days=7):%Y-%m-%d}"
    assert "for" not in scrapy("remove", "--pages-only", "--before", week, "--site", host_of(site), "--yes").stderr
    assert sorted(page["_id"] for page in db["pages"].find({"html_zstd": None})) == sorted(ids)
    assert (db["pages"].count_documents({}), articles(db)) == (3, kept)
    nothing = scrapy("remove", "--pages-only", "--before", week, "--yes")
    assert (nothing.returncode, nothing.stdout) == (0, "There is nothing to remove.\n")


def test_crawls_drop_raw_pages_that_are_older_than_the_setting(site, crawl_site, db) -> None:
    crawl_site(site.url)
    [first, *_] = db["pages"].find().sort("_id", 1)
    db["pages"].update_one({"_id": first["_id"]}, {"$set": {"fetched_at": datetime.now(UTC) - timedelta(days=31)}})
    crawl_site(site.url)
    assert db["pages"].count_documents({"html_zstd": None}) == 0  # they are kept for ever
    crawl_site(site.url, "PAGES_KEEP_DAYS=30")
    assert [page["_id"] for page in db["pages"].find({"html_zstd": None})] == [first["_id"]]
    plan = db["pages"].find({"fetched_at": {"$lt": first["fetched_at"]}, "html_zstd": {"$type": "binData"}}).explain()
    assert "oldest" in json.dumps(plan["queryPlanner"]["winningPlan"], default=str)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Say what to remove"),
        (("--url", "https://nowhere.example/a"), "The corpus does not know https://nowhere.example/a"),
        (("--url", "https://news.example/a", "--site", "x"), "--url names one article"),
        (("--pages-only",), "--pages-only takes --before DATE"),
        (("--pages-only", "--before", "2024", "--forget"), "--pages-only takes --before DATE"),
        (("--before", "once upon a time"), "is no date"),
        (("--site", "nowhere.example"), "site='nowhere.example' is not in the corpus"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_a_sentence(scrapy, db, arguments: tuple[str, ...], says: str) -> None:
    refused = scrapy("remove", *arguments, "--yes")
    assert refused.returncode == 2
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr
