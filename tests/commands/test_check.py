"""`newsbot check` and `newsbot disk` as a person types them."""

import asyncio
import json
from typing import Any

import pytest

from newsbot.store.database.lease import Lease

SENTENCES = 9


@pytest.mark.slow
def test_what_is_lost_is_found_and_comes_back_with_the_next_crawl(site, crawl_site, scrapy, db) -> None:
    crawl_site(site.url)
    good = scrapy("check")
    assert (good.returncode, good.stderr) == (0, "")
    assert [line.split()[0] for line in good.stdout.splitlines()] == ["0"] * SENTENCES
    whole = {article["_id"]: article["quotes"] for article in db["articles"].find()}
    lost, without_page = list(whole)[:2]
    db["articles"].delete_one({"_id": lost})
    db["pages"].delete_one({"article_id": without_page})
    wrong = scrapy("check")
    assert wrong.returncode == 1
    assert "    1  quotes of an article that is not there\n" in wrong.stdout
    assert "    1  URLs that are done, but their article is not there\n       http://127.0.0.1" in wrong.stdout
    assert wrong.stdout.endswith("`newsbot check --repair` mends what can be mended.\n")
    assert db["quotes"].count_documents({}) == 3  # nothing is written without --repair
    mended = scrapy("check", "--repair")
    assert mended.returncode == 0
    assert "Mended: 1 (--repair lets the next crawl fetch them)" in mended.stdout
    crawl_site(site.url)
    assert {article["_id"]: article["quotes"] for article in db["articles"].find()} == whole
    assert set(db["pages"].distinct("article_id")) == set(whole)
    assert scrapy("check").returncode == 0


def test_json_has_every_check_and_what_cannot_be_mended_is_said(site, crawl_site, scrapy, db) -> None:
    crawl_site(site.url)
    article = db["articles"].find_one()
    db["articles"].update_one({"_id": article["_id"]}, {"$set": {"quotes.0.text": "Nobody said that."}})
    done = scrapy("check", "--json")
    shown = json.loads(done.stdout)
    assert (done.returncode, shown["faults"], len(shown["checks"])) == (1, 1, SENTENCES)
    [fault] = [one for one in shown["checks"] if one["found"]]
    assert (fault["check"], fault["found"], fault["mended"]) == ("quotes_out_of_place", 1, 0)
    assert article["url"] in fault["examples"][0]
    left = scrapy("check", "--repair")
    assert left.returncode == 1
    assert "Mended: 0" in left.stdout
    assert "`newsbot reprocess` reads stored pages again" in left.stdout


def test_nothing_is_mended_while_a_site_is_crawled(site, crawl_site, scrapy, async_db) -> None:
    crawl_site(site.url)

    async def scenario() -> list[Any]:
        async with async_db() as opened:
            lease = Lease(opened, site.url.removeprefix("http://"))
            await lease.acquire()
            try:
                return [await asyncio.to_thread(scrapy, "check", *more) for more in ((), ("--repair",))]
            finally:
                await lease.release()

    reading, mending = asyncio.run(scenario())
    assert reading.returncode == 0
    assert (mending.returncode, "mended while nobody crawls" in mending.stderr) == (5, True)


def test_disk_shows_what_is_there_and_the_pace(site, crawl_site, scrapy, db) -> None:
    empty = scrapy("disk")
    assert empty.returncode == 0
    assert "no articles yet" in empty.stdout or "The corpus is empty" in empty.stdout
    crawl_site(site.url)
    shown = scrapy("disk")
    assert shown.returncode == 0
    for words in ("Collection", "articles", "Largest indexes", site.url.removeprefix("http://"), "an article"):
        assert words in shown.stdout
    assert "3 new articles in the last day" in shown.stdout
    assert "At this pace they last" in shown.stdout
    found = json.loads(scrapy("disk", "--json").stdout)
    assert (found["articles"], found["new_articles"], found["days"]) == (3, 3, 1.0)
    assert found["days_left"] == found["free"] / found["a_day"]
    assert {row["collection"] for row in found["collections"]} >= {"articles", "quotes", "pages", "frontier"}


def test_both_answer_for_an_empty_corpus(scrapy) -> None:
    assert scrapy("check").returncode == 0
    assert scrapy("remove", "--before", "2020", "--yes").stdout == "There is nothing to remove.\n"
