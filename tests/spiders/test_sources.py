"""What a crawl finds on sites as the usual content management systems build them, and what it asks for."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.support.cms import NOW, Site, Story, cms, stories


def stored(db, site: Site) -> set[str]:
    return {article["url"].removeprefix(site.url) for article in db["articles"].find()}


def addresses(site: Site, *, first: int = 0, last: int | None = None) -> set[str]:
    return {site.address(story) for story in site.newest_first[first:last]}


def asked(site: Site, part: str) -> list[str]:
    return [path for path in site.requests if part in path]


@pytest.mark.parametrize(
    ("system", "fields", "found"),
    [
        ("wordpress", {"feeds": ("{url}/feed/",), "rest": "{url}/"}, 10),
        ("wordpress", {"sitemaps": ("{url}/sitemap_index.xml",)}, 12),
        ("wordpress-closed", {"rest": "{url}/", "listings": ("{url}/news/",)}, 12),
        ("informa", {"feeds": ("{url}/rss.xml",), "listings": ("{url}/5g",)}, 12),
        ("joomla", {"feeds": ("{url}/?format=feed&type=rss",)}, 10),
        ("joomla", {"listings": ("{url}/5g",)}, 12),
        ("drupal", {"feeds": ("{url}/rss/xml",)}, 12),
        ("future", {"sitemaps": ("{url}/sitemap-news.xml",), "feeds": ("{url}/feeds/none",)}, 5),
    ],
)
def test_the_cheapest_way_that_answers_is_enough(crawl, db, system: str, fields: dict, found: int) -> None:
    with cms(system) as site:
        crawl(site, **fields)
        assert stored(db, site) == addresses(site, last=found)
        if "feeds" in fields or "sitemaps" in fields:
            assert not asked(site, "wp-json")
        hints = [document.get("published") for document in db["frontier"].find({"state": "done"})]
        assert len(hints) == found
        assert all(hints)
        assert db["quotes"].count_documents({"speaker": "Petra Lindqvist"}) == found


@pytest.mark.parametrize(
    ("system", "fields", "page"),
    [
        ("wordpress", {"rest": "{url}/"}, "/wp-json/"),
        pytest.param("informa", {"listings": ("{url}/5g",)}, "/5g?page", marks=pytest.mark.slow),
    ],
)
def test_pages_end_where_a_whole_page_is_known(crawl, db, system: str, fields: dict, page: str) -> None:
    with cms(system, 14) as site:
        crawl(site, **fields)
        assert stored(db, site) == addresses(site)
        crawl(site, **fields)
        assert len([path for path in site.requests if path != "/robots.txt"]) == 1
        assert len(asked(site, page)) == (1 if page == "/wp-json/" else 0)


def test_what_a_feed_missed_since_the_last_crawl_is_asked_for(crawl, db) -> None:
    fields = {"feeds": ("{url}/feed/",), "rest": "{url}/"}
    with cms("wordpress", 20) as site:
        everything, site.stories = site.stories, site.stories[13:]
        crawl(site, **fields)
        before = stored(db, site)
        site.stories = everything
        crawl(site, **fields)
        assert stored(db, site) - before == addresses(site, last=13)
        assert len(asked(site, "wp-json")) == 1
        crawl(site, **fields)
        assert not asked(site, "wp-json")


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"rest": "{url}/"}, "/wp-json/wp/v2/posts"),
        pytest.param({"listings": ("{url}/category/5g/",)}, "/category/5g/", marks=pytest.mark.slow),
        pytest.param({"listings": ("{url}/category/5g/",)}, "/category/5g/page/2/", marks=pytest.mark.slow),
    ],
)
def test_a_gap_that_could_not_be_filled_is_left_to_the_next_crawl(crawl, db, fields: dict, refused: str) -> None:
    fields = {"feeds": ("{url}/feed/",), **fields}
    with cms("wordpress", 30) as site:
        everything, site.stories = site.stories, site.stories[27:]
        crawl(site, **fields)
        site.stories, site.refused = everything[1:], {refused}
        crawl(site, **fields)
        assert not stored(db, site) >= addresses(site)
        site.stories, site.refused = everything, set()
        crawl(site, **fields)
        assert stored(db, site) == addresses(site)
        crawl(site, **fields)
        assert not asked(site, "wp-json") + asked(site, "/category/")


def test_a_feed_of_which_nothing_is_taken_is_told(crawl, db) -> None:
    with cms("wordpress", 4) as site:
        done = crawl(site, feeds=("{url}/feed/",), articles=r"/no-such-section/")
        assert f"None of the 4 addresses in {site.url}/feed/ is an article's" in done.stderr
        assert db["runs"].find_one()["alerts"] == ["no article has ever been stored"]


def test_refused_rest_leads_on_to_listing_pages(crawl, db) -> None:
    with cms("wordpress") as site:
        site.refused = {"/wp-json/wp/v2/posts", "/feed/"}
        crawl(site, feeds=("{url}/feed/",), rest="{url}/", listings=("{url}/category/5g/",))
        assert stored(db, site) == addresses(site)


@pytest.mark.parametrize(
    ("system", "fields"),
    [
        ("wordpress", {"feeds": ("{url}/feed/",), "rest": "{url}/"}),
        ("wordpress", {"sitemaps": ("{url}/sitemap_index.xml",)}),
        ("drupal", {"feeds": ("{url}/rss/xml",), "listings": ("{url}/wireless",)}),
    ],
)
def test_a_period_is_filled_in(crawl, db, system: str, fields: dict) -> None:
    with cms(system, 26) as site:
        crawl(site, "-a", "since=2024-05-15", "-a", "until=2024-05-17", **fields)
        period = {site.address(s) for s in site.stories if s.published.day in (15, 16)}
        assert len(period) == 8
        assert period <= stored(db, site)
        if "sitemaps" not in fields:  # a sitemap tells when a page changed, not when it came out
            assert stored(db, site) == period
        assert not any(time.day < 15 for time in db["articles"].distinct("published"))


def test_what_is_off_topic_is_rejected_once(crawl, db) -> None:
    plain = ["The new machine brews coffee in a minute, its maker said on Tuesday. " * 3] * 3
    with cms("future", 3) as site:
        by_title = Story(1, "The best coffee machines for small kitchens compared", plain, NOW, NOW)
        by_text = Story(2, "Vodafone shop opens a coffee bar downtown", plain, NOW, NOW - timedelta(hours=1))
        site.stories += [by_title, by_text]
        crawl(site, is_general=True, feeds=("{url}/feeds/tag/5g",))
        assert stored(db, site) == {site.address(story) for story in site.stories[:3]}
        assert not asked(site, "coffee-machines")
        assert len(asked(site, "coffee-bar")) == 1
        rejected = {d["url"].rpartition("/")[2]: d["reason"] for d in db["frontier"].find({"state": "rejected"})}
        assert rejected[by_title.slug].startswith("off topic by its title")
        assert rejected[by_text.slug].startswith("off topic by its text")
        crawl(site, is_general=True, feeds=("{url}/feeds/tag/5g",))
        assert not asked(site, "coffee")


def test_any_site_is_crawled_by_what_it_tells_of_itself(scrapy, db) -> None:
    for n, system in enumerate(("informa", "future")):
        with cms(system, 4) as site:
            site.stories = [replace(story, number=story.number + 100 * n) for story in stories(4 + n)[n:]]
            site.robots += f"Sitemap: {site.url}{site.system.sitemap}\n" if site.system.sitemap else ""
            if system == "informa":  # the home page alone is left
                site.refused = {urlsplit(site.system.feed).path} - {"/"}
            done = scrapy(
                *("crawl", "site", "-a", f"url={site.url}", "-L", "ERROR"),
                *("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"),
            )
            assert (done.returncode, done.stderr) == (0, "")
            fetched = {path for path in site.requests if site.requests.count(path) == 1}
            assert fetched >= addresses(site)
