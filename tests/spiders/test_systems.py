"""Sites on the systems that news sites run on, crawled as an operator does."""

import pytest

from tests.support import cms
from tests.support.website import Website, website

IN_FEED = {"wordpress": 10, "informa": 5, "joomla": 8, "drupal": 12, "future": 12}


def crawl(scrapy, site: Website, *arguments: str):
    done = scrapy(
        *("crawl", "site", "-a", f"url={site.url}", "-L", "WARNING"),
        *("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", *arguments),
    )
    assert done.returncode == 0, done.stderr
    return done


def stored(db, site: Website) -> set[str]:
    return {article["url"].removeprefix(site.url) for article in db["articles"].find()}


@pytest.mark.parametrize("system", cms.SYSTEMS)
def test_what_a_site_tells_of_itself_is_found_and_known_the_next_time(scrapy, db, system: str) -> None:
    told = cms.stories("/news/story-{n}-of-the-day", 12)
    with website() as site:
        cms.SYSTEMS[system](site, told)
        crawl(scrapy, site)
        assert stored(db, site) == {story.path for story in told[: IN_FEED[system]]}
        newest = db["articles"].find_one({"url": site.url + told[0].path})
        assert newest["published"] == told[0].published
        fetched = {path for path in site.requests if path.startswith("/news/")}
        site.requests.clear()
        crawl(scrapy, site)
        assert not [path for path in site.requests if path in fetched and path.startswith("/news/")]


def test_a_backfill_takes_a_period_through_rest(scrapy, db) -> None:
    told = cms.stories("/news/story-{n}-of-the-day", 130)
    with website() as site:
        cms.wordpress(site, told)
        since, until = told[109].published, told[4].published
        crawl(scrapy, site, "-a", f"since={since:%Y-%m-%d}", "-a", f"until={until:%Y-%m-%d}")
        wanted = {s.path for s in told if f"{since:%Y-%m-%d}" <= f"{s.published:%Y-%m-%d}" < f"{until:%Y-%m-%d}"}
        assert stored(db, site) == wanted
        assert len([path for path in site.requests if path.startswith("/wp-json")]) == 2


def test_a_gap_behind_the_feed_is_closed_through_rest(scrapy, db) -> None:
    told = cms.stories("/news/story-{n}-of-the-day", 40)
    with website() as site:
        cms.wordpress(site, told[30:])
        crawl(scrapy, site)
        cms.wordpress(site, told)
        crawl(scrapy, site)
        assert stored(db, site) == {story.path for story in told}


def test_a_closed_rest_interface_costs_nothing(scrapy, db) -> None:
    told = cms.stories("/news/story-{n}-of-the-day", 12)
    with website() as site:
        cms.wordpress(site, told, rest=False)
        done = crawl(scrapy, site, "-a", "since=2024-01-01")
        assert "Traceback" not in done.stderr
        assert stored(db, site) == {story.path for story in told[:10]}


def test_probing_tells_what_is_there_and_stores_nothing(scrapy, db) -> None:
    with website() as site:
        cms.wordpress(site, cms.stories("/news/story-{n}-of-the-day", 12))
        done = scrapy("probe", site.url, "-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0")
        assert done.returncode == 0, done.stderr
        assert "5G comes to the valleys number 0" in done.stdout
        assert "2024-05-30 08:00" in done.stdout
        site.routes.clear()
        site.queries.clear()
        dry = scrapy("probe", site.url, "-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0")
        assert dry.returncode == 1
        assert "no source names any article" in dry.stdout
    assert db.list_collection_names() == []
    assert scrapy("probe", "nobody").returncode == 2
