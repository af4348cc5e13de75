"""What a second crawl of a site asks for, and what a crawl does when the site is refused, broken, or taken."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event

import pytest

from newsbot.dedup import site_of
from tests.support.newspaper import Newspaper, hang_up, newspaper, respond

PROJECT = Path(__file__).parents[2]
FAST = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-L", "WARNING")
LATER = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Newspaper]:
    with newspaper() as served:
        served.publish(6)
        yield served


@pytest.fixture
def crawl(scrapy, site: Newspaper) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        site.asked.clear()
        return scrapy("crawl", "site", "-a", f"url={site.url}", *FAST, "-s", "BACKOFF_WAITS=0.3,0.6", *arguments)

    return run


def stored(db) -> set[str]:
    return {re.sub("^http://[^/]+", "", article["url"]) for article in db["articles"].find({}, {"url": 1})}


def last_run(db) -> dict:
    return db["runs"].find_one(sort=[("started_at", -1)])


def stories_asked(site: Newspaper) -> list[str]:
    return [path for path in site.paths() if path in site.stories or path.startswith("/2024/")]


def test_a_crawl_later_takes_what_is_new_what_changed_and_notices_what_is_gone(crawl, db, site: Newspaper) -> None:
    site.publish(34)
    assert crawl().returncode == 0
    assert len(stored(db)) == 40
    first = last_run(db)
    assert (first["new"], first["reason"], first["coverage"]["published"]) == (40, "finished", 1.0)

    assert crawl().returncode == 0
    assert sorted(site.paths()) == ["/", "/feed/", "/robots.txt", "/robots.txt", "/sitemap.xml"]

    changed, gone = [f"/2024/story-{n}" for n in (3, 17, 38)], ["/2024/story-8", "/2024/story-39"]
    new = site.publish(5)
    for path in changed:
        site.change(path, datetime.now(UTC) + timedelta(minutes=1))
    for path in gone:
        del site.stories[path]
    assert crawl().returncode == 0
    assert sorted(stories_asked(site)) == sorted([*changed, *gone, *new])
    run = last_run(db)
    assert (run["new"], run["changed"], run["gone"]) == (5, 3, 2)
    marked = {re.sub("^http://[^/]+", "", a["url"]) for a in db["articles"].find({"gone_at": {"$exists": True}})}
    assert marked == set(gone)
    assert {
        re.sub("^http://[^/]+", "", a["url"]) for a in db["articles"].find({"revisions.0": {"$exists": True}})
    } == set(changed)


def test_a_young_article_is_asked_for_again_and_a_304_is_not_parsed(crawl, db, site: Newspaper) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    for story in site.stories.values():
        story.published = story.modified = now - timedelta(hours=2)
    site.misbehave = lambda handler: handler.path == "/sitemap.xml" and not respond(handler, 404)
    crawl()
    db["frontier"].update_many({"next_check": {"$ne": None}}, {"$set": {"next_check": now}})
    site.stories["/2024/story-2"].version += 1
    crawl()
    assert all(request.conditional for request in site.asked if request.path in site.stories)
    run = last_run(db)
    assert (run["pages"], run["changed"], run["not_modified"]) == (1, 1, 5)


def test_a_redirect_and_the_address_it_leads_to_are_one_article(crawl, db, site: Newspaper) -> None:
    target = list(site.stories)[0]
    site.stories["/2024/old-name"] = site.stories[target]

    def redirect(handler) -> bool:
        return handler.path == "/2024/old-name" and not respond(handler, 301, headers={"Location": target})

    site.misbehave = redirect
    feed = site.answer
    site.answer = lambda path: (
        (200, "application/xml", "", f"<urlset><url><loc>{site.url}/2024/old-name</loc></url></urlset>")
        if path == "/sitemap.xml"
        else feed(path)
    )
    crawl()
    joined = {d["url"]: d["article_id"] for d in db["frontier"].find({"article_id": {"$ne": None}})}
    assert joined[f"{site.url}/2024/old-name"] == joined[f"{site.url}{target}"]
    crawl()
    assert stories_asked(site) == []


@pytest.mark.parametrize("asks", ["1", "date"])
def test_after_a_429_the_whole_site_is_left_alone_as_long_as_it_asks(crawl, db, site: Newspaper, asks: str) -> None:
    refused = {}

    def refuse_once(handler) -> bool:
        if handler.path not in site.stories or refused:
            return False
        now = datetime.now(UTC)
        until = now + timedelta(seconds=1) if asks == "1" else (now + timedelta(seconds=3)).replace(microsecond=0)
        refused[handler.path] = time.monotonic() + (until - now).total_seconds()
        wait = asks if asks == "1" else format_datetime(until, usegmt=True)
        return not respond(handler, 429, headers={"Retry-After": wait})

    site.misbehave = refuse_once
    done = crawl()
    assert done.returncode == 0
    assert "the whole site is left alone for" in done.stderr
    assert "(Retry-After)" in done.stderr
    assert stored(db) == set(site.stories)
    [(path, until)] = refused.items()
    later = site.asked[site.paths().index(path) + 1 :]
    assert len(later) == len(site.stories)
    assert all(request.at >= until for request in later)
    run = last_run(db)
    assert (run["refusals"], run["waits"]) == (1, 1)


def test_a_site_that_goes_on_refusing_ends_the_crawl_and_nothing_is_lost(crawl, db, site: Newspaper) -> None:
    site.misbehave = lambda handler: handler.path in site.stories and not respond(handler, 503)
    done = crawl()
    assert done.returncode == 6
    assert "The site refuses the crawl" in done.stderr
    assert len(stories_asked(site)) == 3
    run = last_run(db)
    assert (run["reason"], run["new"], run["refusals"]) == ("refused", 0, 3)
    assert any("refused the crawl" in alert for alert in run["alerts"])
    assert db["frontier"].count_documents({"state": "pending"}) == len(site.stories)
    site.misbehave = lambda handler: False
    assert crawl().returncode == 0
    assert stored(db) == set(site.stories)


def test_a_site_that_refuses_for_a_while_is_left_alone_longer_and_longer_and_then_read(crawl, db, site) -> None:
    refused = []

    def refuse_three_times(handler) -> bool:
        if handler.path not in site.stories or len(refused) == 3:
            return False
        refused.append(handler.path)
        return not respond(handler, 503)

    site.misbehave = refuse_three_times
    done = crawl("-s", "BACKOFF_WAITS=0.2,0.4,0.8")
    assert done.returncode == 0
    waits = re.findall(r"HTTP status 503 from \S+: the whole site is left alone for (\S+) s", done.stderr)
    assert waits == ["0.2", "0.4", "0.8"]
    assert stored(db) == set(site.stories)
    run = last_run(db)
    assert (run["refusals"], run["waits"], run["waited_seconds"], run["failed"]) == (3, 3, 1, 0)


def test_broken_pages_that_are_asked_again_at_the_end_are_not_taken_for_a_site_that_is_down(crawl, db, site) -> None:
    site.publish(14)
    broken = list(site.stories)[:8]
    site.misbehave = lambda handler: handler.path in broken[::2] and not respond(handler, 500)
    assert crawl("-s", "BACKOFF_WAITS=0.05,0.05").returncode == 0
    assert stored(db) == set(site.stories) - set(broken[::2])
    assert all(site.paths().count(path) == 3 for path in broken[::2])


def test_a_site_that_goes_down_among_its_articles_ends_the_crawl(crawl, db, site) -> None:
    site.publish(14)
    site.misbehave = lambda handler: site.paths().count("/2024/story-10") > 0 and not hang_up(handler)
    done = crawl("-s", "BACKOFF_WAITS=0.05,0.05")
    assert done.returncode == 6
    assert "The site does not answer any longer" in done.stderr
    assert f"ALERT {site_of(site.url)}: the site stopped answering" in done.stderr
    assert last_run(db)["reason"] == "unreachable"
    site.misbehave = lambda handler: False
    db["frontier"].update_many({"state": "failed"}, {"$set": {"next_check": datetime.now(UTC)}})
    assert crawl().returncode == 0
    assert stored(db) == set(site.stories)


def test_a_long_retry_after_ends_the_crawl_at_once(crawl, db, site: Newspaper) -> None:
    site.misbehave = lambda handler: (
        handler.path in site.stories and not respond(handler, 429, headers={"Retry-After": "86400"})
    )
    assert crawl().returncode == 6
    assert len(stories_asked(site)) == 1


def test_a_wall_of_403_ends_the_crawl(crawl, db, site: Newspaper) -> None:
    site.publish(20)
    site.misbehave = lambda handler: handler.path in site.stories and not respond(handler, 403)
    assert crawl().returncode == 6
    assert len(stories_asked(site)) == 10
    assert last_run(db)["reason"] == "refused"


def test_one_page_that_is_always_refused_does_not_keep_the_others(crawl, db, site: Newspaper) -> None:
    broken = list(site.stories)[-1]
    site.misbehave = lambda handler: handler.path == broken and not respond(handler, 503)
    crawl()
    assert stored(db) == set(site.stories) - {broken}


def test_broken_answers_cost_no_other_article_and_are_tried_again_later(crawl, db, site: Newspaper) -> None:
    site.publish(6)
    slow, reset, loop, short, teapot = list(site.stories)[:5]
    breaks = {
        slow: lambda handler: time.sleep(1.5),
        reset: hang_up,
        loop: lambda handler: respond(handler, 302, headers={"Location": loop + "?again=1"}),
        loop + "?again=1": lambda handler: respond(handler, 302, headers={"Location": loop}),
        short: lambda handler: (respond(handler, 200, "<p>cut", {"Content-Length": "9999"}), hang_up(handler)),
        teapot: lambda handler: respond(handler, 500),
    }

    def misbehave(handler) -> bool:
        if handler.path not in breaks:
            return False
        breaks[handler.path](handler)
        return True

    site.misbehave = misbehave
    done = crawl("-s", "DOWNLOAD_TIMEOUT=0.7", "-s", "BACKOFF_WAITS=0.05,0.05,0.05,0.05")
    assert done.returncode == 0
    assert stored(db) == set(site.stories) - set(breaks)
    for path in (slow, short, teapot):
        assert site.paths().count(path) == 3
    assert site.paths().count(reset) <= 6  # Twisted asks again at once where it had reused a connection
    assert site.paths().count(loop) <= 4
    run = last_run(db)
    assert run["failed"] == 5
    assert set(run["errors_by_kind"]) >= {"timeout", "answer cut off", "too many redirects", "HTTP status 500"}
    for path in (slow, reset, loop, short, teapot):
        document = db["frontier"].find_one({"url": site.url + path})
        assert (document["state"], document["attempts"]) == ("failed", 1)
        assert document["next_check"] > document["fetched_at"]
    site.misbehave = lambda handler: False
    db["frontier"].update_many({"state": "failed"}, {"$set": {"next_check": datetime.now(UTC)}})
    crawl()
    assert stored(db) == set(site.stories)


def test_a_second_crawl_of_a_site_says_who_holds_it_and_a_killed_one_holds_it_no_longer(
    crawl, db, site: Newspaper, mongo_home: str, database_name: str
) -> None:
    over = Event()
    site.misbehave = lambda handler: handler.path in site.stories and bool(over.wait(60)) and False
    first = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", *FAST],
        cwd=PROJECT,
        env=os.environ | {"NEWSBOT_HOME": mongo_home, "MONGO_DATABASE": database_name},
    )
    try:
        while not stories_asked(site):
            assert first.poll() is None
            time.sleep(0.05)
        second = crawl()
        assert second.returncode == 5
        assert re.search(
            rf"127\.0\.0\.1:\d+ is being crawled already: process {first.pid} on \S+, since \d", second.stderr
        )
        assert "Traceback" not in second.stderr, second.stderr
        quiet = crawl("--if-free")
        assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
        over.set()
    site.misbehave = lambda handler: False
    assert crawl().returncode == 0
    assert stored(db) == set(site.stories)
    assert [run["reason"] for run in db["runs"].find().sort("started_at", 1)] == ["killed", "finished"]
    assert db["leases"].count_documents({}) == 0
