"""What a crawl asks of feeds, sitemaps and listings that it has read before, and what it notices all the same."""

from datetime import UTC, datetime, timedelta

from tests.support.cms import NOW, Site, cms, stories

FEED = {"feeds": ("{url}/feed/",)}
SITEMAP = {"sitemaps": ("{url}/sitemap_index.xml",)}
MONTHS = {"sitemaps": ("{url}/sitemap.xml",)}


def stored(db, site: Site) -> set[str]:
    return {article["url"].removeprefix(site.url) for article in db["articles"].find()}


def addresses(site: Site) -> set[str]:
    return {site.address(story) for story in site.stories}


def last_run(db) -> dict:
    return db["runs"].find_one(sort=[("started_at", -1)])


def sources(site: Site) -> list[tuple[int, str]]:
    """Status and path of all answers but robots.txt's and articles'."""
    return [(status, path) for status, path in site.answers if path != "/robots.txt" and "masts-rise" not in path]


def test_what_has_not_changed_is_not_read_again_and_what_is_new_is_found(crawl, db) -> None:
    with cms("wordpress", 8) as site:
        everything, site.stories = site.stories, site.stories[2:]
        for number, story in enumerate(everything[2:]):
            story.published = story.modified = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60 + number)
        crawl(site, **FEED, **SITEMAP, rest="{url}/")
        assert {status for status, _ in sources(site)} == {200}
        crawl(site, **FEED, **SITEMAP, rest="{url}/")
        assert sorted(sources(site)) == [(304, "/feed/"), (304, "/sitemap-stories.xml"), (304, "/sitemap_index.xml")]
        run = last_run(db)
        assert (run["sources_unchanged"], run["pages"], run["failed"], run["alerts"]) == (3, 0, 0, [])
        for story in everything[:2]:
            story.published = story.modified = datetime.now(UTC).replace(microsecond=0)
        site.stories = everything
        crawl(site, **FEED, **SITEMAP, rest="{url}/")
        assert stored(db, site) == addresses(site)
        assert not [path for path in site.requests if "wp-json" in path]


def test_what_an_interrupted_crawl_left_is_fetched_though_its_sources_are_unchanged(crawl, db) -> None:
    with cms("wordpress") as site:
        crawl(site, **SITEMAP)
        for story in site.stories[4:]:  # as a crawl leaves it that is killed between two articles
            url = {"url": site.url + site.address(story)}
            db["articles"].delete_one(url)
            db["frontier"].update_one(url, {"$set": {"state": "pending"}, "$unset": {"article_id": "", "etag": ""}})
        crawl(site, **SITEMAP)
        assert (304, "/sitemap-stories.xml") in site.answers
        assert stored(db, site) == addresses(site)


def test_an_article_that_vanishes_from_a_sitemap_is_noticed_and_no_other(crawl, db) -> None:
    with cms("wordpress") as site:
        crawl(site, **SITEMAP)
        crawl(site, **SITEMAP)
        vanished = site.stories.pop(5)
        crawl(site, **SITEMAP)
        assert last_run(db)["gone"] == 1
        assert [path for _, path in site.answers if "masts-rise" in path] == [site.address(vanished)]


def test_young_articles_of_an_unchanged_sitemap_need_no_look_but_those_of_a_feed_do(crawl, db) -> None:
    with cms("wordpress", 6) as site:
        for story in site.stories:
            story.published = story.modified = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
        crawl(site, **FEED, **SITEMAP)
        db["frontier"].update_many({"state": "done"}, {"$set": {"next_check": datetime.now(UTC)}})
        crawl(site, **FEED, **SITEMAP)
        assert (304, "/sitemap-stories.xml") in site.answers
        assert not [path for path in site.requests if "masts-rise" in path]
        db["frontier"].update_many({"state": "done"}, {"$set": {"next_check": datetime.now(UTC), "listed_by": "feed"}})
        crawl(site, **FEED)
        assert len([status for status, path in site.answers if "masts-rise" in path and status == 304]) == 6


def test_a_304_is_believed_for_a_day(crawl, db) -> None:
    with cms("wordpress") as site:
        crawl(site, **FEED)
        db["sources"].update_many({}, {"$set": {"read_at": datetime.now(UTC) - timedelta(days=1, minutes=1)}})
        crawl(site, **FEED)
        assert sources(site) == [(200, "/feed/")]
        crawl(site, **FEED)
        assert sources(site) == [(304, "/feed/")]


def test_a_spider_that_takes_other_addresses_now_reads_everything(crawl, db) -> None:
    with cms("wordpress") as site:
        site.stories[1].section = "deals"
        crawl(site, **FEED, articles="/deals/")
        crawl(site, **FEED, articles="/deals/|/5g/")
        assert len(stored(db, site)) == 10


def test_a_period_is_filled_in_from_sources_that_have_not_changed(crawl, db) -> None:
    with cms("wordpress", 26) as site:
        crawl(site, **FEED, rest="{url}/")
        crawl(site, "-a", "until=2024-05-16", **SITEMAP, rest="{url}/")
        assert {status for status, _ in sources(site)} == {200}
        assert stored(db, site) == addresses(site)
        crawl(site, **FEED)
        assert sources(site) == [(304, "/feed/")]


def test_one_unchanged_feed_does_not_hide_that_another_has_moved_on(crawl, db) -> None:
    fields = {"feeds": ("{url}/category/5g/feed/", "{url}/feed/"), "rest": "{url}/"}
    with cms("wordpress", 30) as site:
        for story in site.stories[:14]:
            story.section = "deals"
        everything, site.stories = site.stories, site.stories[14:]
        crawl(site, **fields)
        before = stored(db, site)
        site.stories = everything
        crawl(site, **fields)
        assert stored(db, site) - before == {site.address(story) for story in everything[:14]}
        assert len([path for path in site.requests if "wp-json" in path]) == 1


def test_of_a_sitemap_index_only_what_can_hold_something_new_is_asked_for(crawl, db) -> None:
    with cms("future") as site:
        site.stories = stories(12, every=timedelta(days=20))
        crawl(site, **MONTHS)
        assert stored(db, site) == addresses(site)
        asked = [path for _, path in sources(site)]
        assert asked[0] == "/sitemap.xml"
        assert len(asked) == 10

        crawl(site, **MONTHS)
        assert sorted(sources(site)) == [(304, "/sitemap-news.xml"), (304, "/sitemap.xml")]  # of the eight months none
        assert last_run(db)["sources_unchanged"] == 10

        changed = site.stories[9]
        changed.paragraphs[0] += " A year later the lamps came."
        changed.modified = datetime.now(UTC).replace(microsecond=0)
        crawl(site, **MONTHS)
        asked = {path for _, path in sources(site)}
        assert asked == {"/sitemap.xml", "/sitemap-news.xml", "/sitemap-2023-11.xml"}
        assert last_run(db)["changed"] == 1


def test_a_sitemap_that_could_not_be_had_is_asked_for_again_though_its_index_is_unchanged(crawl, db) -> None:
    with cms("future") as site:
        site.stories = stories(12, every=timedelta(days=20))
        site.refused = {"/sitemap-2023-11.xml"}
        crawl(site, **MONTHS)
        site.refused = set()
        assert len(stored(db, site)) == 10
        crawl(site, **MONTHS)
        assert (304, "/sitemap.xml") in site.answers
        assert (200, "/sitemap-2023-11.xml") in site.answers
        assert stored(db, site) == addresses(site)


def test_a_backfill_asks_for_the_sitemaps_of_its_time_only(crawl, db) -> None:
    with cms("future") as site:
        site.stories = stories(12, every=timedelta(days=20))
        crawl(site, "-a", "since=2024-01-10", "-a", "until=2024-02-10", **MONTHS)
        assert {path for _, path in sources(site)} == {
            *("/sitemap.xml", "/sitemap-news.xml", "/sitemap-2024-01.xml", "/sitemap-2024-02.xml")
        }


def test_listing_pages_and_rest_are_read_only_when_they_changed(crawl, db) -> None:
    with cms("informa", 5) as site:
        known = site.answer
        site.answer = lambda path: (*known(path)[:3], NOW) if path == "/5g" else known(path)
        crawl(site, listings=("{url}/5g",))
        crawl(site, listings=("{url}/5g",))
        assert sources(site) == [(200, "/5g")] or sources(site) == [(304, "/5g")]
        crawl(site, listings=("{url}/5g",))
        assert sources(site) == [(304, "/5g")]


def test_an_unchanged_robots_txt_is_not_sent_again_and_counts(crawl, db) -> None:
    with cms("wordpress", 4) as site:
        site.robots = f"User-agent: *\nDisallow: {site.address(site.stories[1])}\n"
        known = site.answer
        site.answer = lambda path: (*known(path)[:3], NOW) if path == "/robots.txt" else known(path)
        crawl(site, **FEED)
        crawl(site, **SITEMAP)
        assert site.answers[0] == (304, "/robots.txt")
        assert stored(db, site) == addresses(site) - {site.address(site.stories[1])}
