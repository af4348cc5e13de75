"""`newsbot probe`: a site is tried live, nothing is stored, and what to fix is said."""

from tests.support.cms import cms

LOCAL = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")


def test_what_is_there_is_told_and_nothing_is_stored(scrapy, db) -> None:
    with cms("wordpress") as site:
        done = scrapy("probe", site.url, *LOCAL)
        assert done.returncode == 0, done.stderr
        assert site.stories[0].headline in done.stdout
        assert "2024-05-20 12:00" in done.stdout
        assert len([path for path in site.requests if path.startswith("/2024")]) == 3
    assert db.list_collection_names() == []


def test_a_site_without_articles_is_not_usable(scrapy) -> None:
    with cms("wordpress", 0) as site:
        site.refused = {"/feed/"}
        done = scrapy("probe", site.url, *LOCAL)
        assert done.returncode == 1
        assert "it answers 403" in done.stdout
        assert "no source names any article" in done.stdout


def test_what_robots_forbids_is_not_tried(scrapy) -> None:
    with cms("wordpress") as site:
        site.robots = "User-agent: *\nDisallow: /\n"
        done = scrapy("probe", site.url, *LOCAL)
        assert done.returncode == 1
        assert site.requests == ["/robots.txt"] * len(site.requests)
        assert "robots.txt" in done.stdout.partition("To fix")[2]


def test_an_unknown_name_is_told(scrapy) -> None:
    done = scrapy("probe", "nobody")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "newsbot: There is no spider 'nobody'. `newsbot list` prints their names.",
    )
