"""Every site's spider is told in docs/sites.md, and agrees with it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newsbot.dates import parse_date
from newsbot.discovery.candidate import Candidate, site_of
from newsbot.spiders.base import NewsSpider

GENERIC = {"site", "warc", "sample"}
DOCS = Path(__file__).parents[2] / "docs" / "sites.md"
LOADER = SpiderLoader(get_project_settings())
SITES: dict[str, type[NewsSpider]] = {name: LOADER.load(name) for name in LOADER.list() if name not in GENERIC}
ROWS = {
    cells[0].strip("` "): [cell.strip() for cell in cells[1:]]
    for cells in (line.strip("|").split("|") for line in DOCS.read_text(encoding="utf-8").splitlines())
    if cells[0].startswith(" `")
}

STORIES = {
    "rcrwireless": "https://www.rcrwireless.com/20240524/5g/masts-rise",
    "mobileworldlive": "https://www.mobileworldlive.com/operators/masts-rise/",
    "lightreading": "https://www.lightreading.com/5g/masts-rise",
    "telecoms": "https://www.telecoms.com/5g-6g/masts-rise",
    "fiercenetwork": "https://www.fierce-network.com/wireless/masts-rise",
    "totaltelecom": "https://totaltele.com/masts-rise/",
    "mobileeurope": "https://www.mobileeurope.co.uk/masts-rise/",
    "telecomtalk": "https://telecomtalk.info/masts-rise/912345/",
    "telecomlead": "https://telecomlead.com/5g/masts-rise-94065",
    "telecomtv": "https://www.telecomtv.com/content/5g/masts-rise-32118/",
    "thefastmode": "https://www.thefastmode.com/technology-solutions/37705-masts-rise",
    "developingtelecoms": "https://developingtelecoms.com/technology/masts/20797-masts-rise.html",
    "ispreview": "https://www.ispreview.co.uk/index.php/2024/05/masts-rise.html",
    "telecomreview": "https://www.telecomreview.com/articles/reports/masts-rise",
    "capacity": "https://capacityglobal.com/news/masts-rise/",
    "techradar": "https://www.techradar.com/news/masts-rise",
    "5gradar": "https://www.5gradar.com/news/masts-rise",
}
"""An invented story where the site keeps its own."""

NO_STORIES = {
    "mobileworldlive": "https://www.mobileworldlive.com/french/des-antennes/",
    "rcrwireless": "https://www.rcrwireless.com/category/5g",
    "5gradar": "https://www.5gradar.com/amp/news/masts-rise",
    "telecomtv": "https://www.telecomtv.com/content/5g/",
    "techradar": "https://www.techradar.com/best/phones",
}


def plural(number: int, word: str) -> list[str]:
    return [f"{number} {word}{'s' if number > 1 else ''}"] if number else []


def test_the_docs_name_every_site_and_no_other() -> None:
    assert set(ROWS) == set(SITES)
    assert set(STORIES) == set(SITES)
    assert len(SITES) == 17


@pytest.mark.parametrize("name", sorted(SITES))
def test_the_docs_tell_what_the_spider_reads(name: str) -> None:
    spider = SITES[name]()
    host, reads, only = ROWS[name][:3]
    expected = plural(len(spider.feeds), "feed") + plural(len(spider.sitemaps), "sitemap")
    expected += (["REST"] if spider.wordpress else []) + plural(len(spider.sections), "section")
    assert host == spider.site
    assert reads.removeprefix("what the home page and robots.txt name, ") == ", ".join(expected)
    assert (only == "yes") is spider.general


@pytest.mark.parametrize("name", sorted(SITES))
def test_a_spider_is_a_table_that_holds_together(name: str) -> None:
    spider = SITES[name]()
    hosts = {spider.site, *spider.canonical_hosts}
    for url in (*spider.feeds, *spider.sitemaps, *spider.sections, *filter(None, [spider.wordpress])):
        assert urlsplit(url).scheme == "https"
        assert site_of(url) in hosts
    for pattern in (spider.articles, spider.skip):
        re.compile(pattern)
    if spider.rules.timezone:
        assert parse_date("1 May 2024 10:00", timezone=spider.rules.timezone) is not None
    assert spider._is_wanted(Candidate(url=STORIES[name], source=""))
    if name in NO_STORIES:
        assert not spider._is_wanted(Candidate(url=NO_STORIES[name], source=""))
