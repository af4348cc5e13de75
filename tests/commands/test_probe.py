"""`newsbot probe`: a site is tried live, nothing is stored, and what to fix is said."""

import json

from tests.conftest import run_scrapy
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
        assert "HTTP status 403" in done.stdout
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


TABLE = """
from newsbot.spiders.news import NewsSpider


class OwnSpider(NewsSpider):
    name = "own"
    site = "{site}"
    feeds = ("{url}/feed/", "{url}/other/feed/")
    listings = ("{url}/news/",)
    articles = r"{articles}"
"""


def probe_of_a_table(site, tmp_path, articles: str) -> str:
    """What probing a site of the user's own prints."""
    (tmp_path / "sites").mkdir(mode=0o700)
    table = TABLE.format(site=site.url.partition("//")[2], url=site.url, articles=articles)
    (tmp_path / "sites" / "own.py").write_text(table, encoding="utf-8")
    return run_scrapy(str(tmp_path), "nothing", "probe", "own", *LOCAL).stdout


def test_every_source_of_a_table_is_tried_by_the_plan_of_a_crawl(tmp_path) -> None:
    with cms("wordpress") as site:
        out = probe_of_a_table(site, tmp_path, "/2024")
    assert f"feed {site.url}/other/feed/: HTTP status 404" in out
    assert f"listing {site.url}/news/: HTTP status 404" in out
    assert "no source names any article" not in out
    assert site.stories[0].headline in out


def test_a_pattern_that_no_article_matches_is_named(tmp_path) -> None:
    with cms("wordpress") as site:
        out = probe_of_a_table(site, tmp_path, "/story-")
    assert f"feed {site.url}/feed/: none of its 10 URLs match the spider's `articles` pattern" in out
    assert not [path for path in site.requests if path.startswith("/2024")]


def test_pages_without_a_body_are_named(scrapy) -> None:
    with cms("wordpress") as site:
        for story in site.stories:
            story.paragraphs = [""]
        done = scrapy("probe", site.url, *LOCAL)
    assert done.returncode == 1
    shown = "\n".join(line for line in done.stdout.splitlines() if line.startswith("To fix"))
    assert shown.count("To fix: ") == 1
    assert "body not found on" in shown
    assert site.stories[0].slug in shown


def test_a_probe_as_json(scrapy) -> None:
    with cms("wordpress") as site:
        probed = json.loads(scrapy("probe", site.url, "--json", *LOCAL).stdout)
    sources = {source["url"]: source for source in probed["sources"]}
    assert sources[f"{site.url}/feed/"]["articles"] == 10
    assert [article["headline"] for article in probed["articles"]][0] == site.stories[0].headline
    assert probed["to_fix"] == []


def test_all_sites_are_probed_at_once_and_one_that_is_down_is_named(tmp_path) -> None:
    (tmp_path / "sites").mkdir(mode=0o700)
    with cms("wordpress") as site, cms("drupal") as other:
        for name, url in (("one", site.url), ("two", other.url), ("gone", "http://127.0.0.1:9")):
            host = url.partition("//")[2]
            table = TABLE.format(site=host, url=url, articles="").replace('"own"', f'"{name}"')
            (tmp_path / "sites" / f"{name}.py").write_text(table, encoding="utf-8")
        only = ("-s", f"SPIDER_MODULES={own_sites(tmp_path)}", "-s", "RETRY_TIMES=0")
        shown = run_scrapy(str(tmp_path), "nothing", "probe", "--all", *LOCAL, *only, PYTHONPATH=str(tmp_path))
        as_json = run_scrapy(
            str(tmp_path), "nothing", "probe", "--all", "--json", *LOCAL, *only, PYTHONPATH=str(tmp_path)
        )
    assert shown.returncode == as_json.returncode == 1
    assert "gone: no source names any article" in shown.stdout
    assert "3 of 3" in next(line for line in shown.stdout.splitlines() if line.strip().startswith("one:"))
    probed = [json.loads(line) for line in as_json.stdout.splitlines()]
    assert [one["probed"].partition(":")[0] for one in probed] == ["gone", "one", "two"]
    assert len(probed[1]["articles"]) == 3
    assert "gone: no source names any article" in as_json.stderr
    assert len(as_json.stderr.splitlines()) == sum(len(one["to_fix"]) for one in probed)


def own_sites(tmp_path) -> str:
    """The name of a package that has only the sites of tmp_path."""
    (tmp_path / "sites" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "sites").rename(tmp_path / "only_these")
    return "only_these"
