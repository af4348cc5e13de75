"""The sites that newsbot knows: their tables, and the page that lists them."""

import importlib.util
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newsbot.discovery.urls import may_be_article
from newsbot.spiders.news import ArgumentError, NewsSpider

PROJECT = Path(__file__).parents[2]
LOADER = get_spider_loader(Settings({"SPIDER_MODULES": ["newsbot.spiders"]}))
NO_SITES = {"site", "warc", "sample"}
SITES = sorted(set(LOADER.list()) - NO_SITES)

ADDRESSES = {
    "rcrwireless": ("/20240501/5g/masts-rise", "/20240501/podcast/masts-rise"),
    "lightreading": ("/5g/masts-rise", "/events/masts-day"),
    "telecoms": ("/5g-6g/masts-rise", "/rss.xml"),
    "fiercenetwork": ("/fierce-network-tv/masts-rise", "/sponsored/masts-rise"),
    "telecomtalk": ("/masts-rise/123456/", "/masts-rise/"),
    "telecomlead": ("/5g/masts-rise-12345", "/5g"),
    "telecomtv": ("/content/5g/masts-rise-12345/", "/content/5g/"),
    "thefastmode": ("/technology/12345-masts-rise", "/videos/12345-masts-rise"),
    "developingtelecoms": ("/tech/networks/12345-masts-rise.html", "/tech/networks"),
    "ispreview": ("/index.php/2024/05/masts-rise.html", "/index.php/2024/05/masts-rise.html/2"),
    "capacity": ("/news/masts-rise/", "/events/masts-day/"),
    "techradar": ("/news/masts-rise-in-the-valley", "/computing/laptops"),
    "mobileworldlive": ("/old_latest-stories/masts-rise/", "/chinese/510453/"),
    "telecomreview": ("/articles/telecom-operators/12345-masts-rise", "/index.php/articles/news"),
    "connectingafrica": ("/5g/masts-rise", "/events/masts-day"),
    "tecknexus": ("/masts-rise-in-the-valley/", "/webinars/masts-day/"),
    "comsoc": ("/2024/05/01/masts-rise/", "/category/5g/"),
    "policytracker": ("/masts-rise-in-the-valley/", "/events/masts-day/"),
    "communicationstoday": ("/masts-rise-in-the-valley/", "/category/5g/"),
    "ettelecom": ("/news/industry/masts-rise/123456789", "/news/industry"),
    "totaltelecom": ("/masts-rise-in-the-valley/", "/todays-headlines-from-the-valley/"),
    "mobileeurope": ("/masts-rise-in-the-valley/", "/index.php?start=7"),
    "5gradar": ("/news/masts-rise", "/amp/news/masts-rise"),
}
"""An address of a story and one of something else, as each site writes them."""


def test_the_page_lists_every_site_as_its_table_has_it() -> None:
    spec = importlib.util.spec_from_file_location("sites_table", PROJECT / "docs" / "sites_table.py")
    sites_table = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sites_table)
    kept = (PROJECT / "docs" / "sites.md").read_text(encoding="utf-8")
    assert kept == sites_table.page(), "run: python docs/sites_table.py"
    assert re.findall(r"^\| `(\S+)` \|", sites_table.table(), re.M) == SITES


@pytest.mark.parametrize("name", SITES)
def test_a_sites_table_is_about_that_site(name: str) -> None:
    spider = LOADER.load(name)()
    assert isinstance(spider, NewsSpider)
    own = {spider.site, *spider.canonical_hosts}
    sources = (*spider.feeds, *spider.sitemaps, *spider.listings, *filter(None, (spider.rest, spider.section)))
    assert sources
    for url in sources:
        assert url.startswith("https://")
        assert urlsplit(url).hostname.removeprefix("www.") in own
    for pattern in (spider.articles, spider.skip):
        re.compile(pattern)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_story_is_told_from_something_else(name: str) -> None:
    from newsbot.discovery.candidate import Candidate

    spider = LOADER.load(name)()
    story, other = (Candidate(url=f"https://www.{spider.site}{path}", source="") for path in ADDRESSES[name])
    assert spider.is_wanted(story)
    assert may_be_article(story.url)
    assert not (spider.is_wanted(other) and may_be_article(other.url))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"since": "tomorrowish"}, "since='tomorrowish' is no date"),
        ({"until": "whenever"}, "until='whenever' is no date"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "since=2024-02-01 is not before until=2024-01-01"),
        ({"sinse": "2024-02-01"}, "has no argument 'sinse'; it takes since and until"),
    ],
)
def test_a_wrong_argument_ends_the_crawl_at_once(scrapy, arguments: dict[str, str], why: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(why)):
        LOADER.load("rcrwireless")(**arguments)
    given = [part for name, value in arguments.items() for part in ("-a", f"{name}={value}")]
    done = scrapy("crawl", "rcrwireless", *given, "-L", "ERROR")
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"newsbot: {why}" if why[0] != "h" else "newsbot: This spider has no argument 'sinse'"
    )


def test_scrapyd_may_name_its_job() -> None:
    assert LOADER.load("rcrwireless")(_job="26", since="2024-01-01").since.year == 2024


def test_a_new_spider_from_the_template(scrapy, tmp_path: Path) -> None:
    package = tmp_path / "fresh"
    package.mkdir()
    (package / "__init__.py").touch()
    fresh = ("-s", "NEWSPIDER_MODULE=fresh", "-s", "SPIDER_MODULES=fresh")
    done = scrapy(
        "genspider", "-t", "news", "harbourtimes", "www.harbourtimes.example", *fresh, PYTHONPATH=str(tmp_path)
    )
    assert "Created spider 'harbourtimes'" in done.stdout
    spec = importlib.util.spec_from_file_location("harbourtimes", package / "harbourtimes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    spider = module.HarbourtimesSpider()
    assert (spider.name, spider.site) == ("harbourtimes", "harbourtimes.example")
    assert spider.feeds == ("https://www.harbourtimes.example/feed/",)
    listed = scrapy("genspider", "-l").stdout
    assert "news" in listed
    assert "basic" in listed
