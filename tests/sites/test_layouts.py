"""A story on a page of each site's own layout, read by the site's own table; and what the table leaves alone.

The pages are in tests/fixtures/sites, with what is known of the layout in their first line. Their furniture is invented
as the stories are (stories.toml).
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import pytest
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from newsbot.crawl.response import article_of_response
from newsbot.discovery.advertising import is_advertisement
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.topics import is_on_topic
from newsbot.discovery.urls import may_be_article
from newsbot.spiders.news import NewsSpider
from tests.spiders.test_sites import SITES

PAGES = Path(__file__).parents[1] / "fixtures" / "sites"
STORIES = tomllib.loads(Path(__file__).with_name("stories.toml").read_text(encoding="utf-8"))["story"]
LOADER = get_spider_loader(Settings({"SPIDER_MODULES": ["newsbot.spiders.sites"]}))
FETCHED_AT = datetime(2024, 6, 1, tzinfo=UTC)
MAY = (2024, 5, 14)


@dataclass(frozen=True)
class Shown:
    """What a site shows, by its own layout."""

    story: str
    """Path of the story."""
    authors: list[str]
    published: datetime
    """By day, where the clock says midnight."""
    section: str
    """Path of a page that lists stories."""
    paid: str
    """Path of an advertisement that looks like a story, or of something else that the site sells."""
    host: str = ""
    """Where it is not "www." and the site."""
    others: tuple[str, ...] = ()
    """Texts among the story's that are the layout's: bullets, sub-heads."""


BULLETS = (
    "The networks that are built this year leave out what cost most the last time",
    "Analysts see little money in it at first, and operators hardly disagree",
)


def at(*time: int) -> datetime:
    return datetime(*MAY, *time, tzinfo=UTC)


SHOWN = {
    "rcrwireless": Shown(
        "/20240514/5g/the-story", ["Petra Halloran"], at(13, 20, 41),
        "/category/5g", "/20240514/sponsored/six-ways-to-light-a-fiber",
    ),
    "lightreading": Shown("/5g/the-story", ["Corin Dace"], at(), "/5g", "/webinars/six-ways-to-light-a-fiber"),
    "telecoms": Shown("/5g-6g/the-story", ["Wendel Ives"], at(11, 5), "/5g-6g", "/resources/six-ways"),
    "connectingafrica": Shown(
        "/connectivity/the-story", ["Amara Diallo-Reyes", "Jonas Petke"], at(),
        "/connectivity", "/sponsored/six-ways",
    ),
    "fiercenetwork": Shown(
        "/wireless/the-story", ["Delphine Okoro"], at(9, 42), "/wireless", "/sponsored/six-ways", others=BULLETS
    ),
    "totaltelecom": Shown(
        "/the-story-of-the-day/", ["Bryn Maddock"], at(10, 31, 7),
        "/category/technology/5g/", "/sponsored/six-ways/", host="totaltele.com",
    ),
    "mobileeurope": Shown(
        "/the-story-of-the-day/", ["Annie Fairweather"], at(9, 15),
        "/category/insights/", "/sponsored-content/six-ways/",
    ),
    "communicationstoday": Shown(
        "/the-story-of-the-day/", ["CT Bureau"], at(5, 30), "/category/daily-news/", "/advertorial/six-ways/"
    ),
    "telecomlead": Shown(
        "/5g/the-story-95130", ["Ravi Pallikonda"], at(), "/5g", "/sponsored/six-ways", host="telecomlead.com"
    ),
    "telecomtalk": Shown(
        "/the-story-of-the-day/951240/", ["Tanvi Kelshikar"], at(10, 15),
        "/category/5g/", "/sponsored/six-ways/", host="telecomtalk.info",
    ),
    "telecomtv": Shown(
        "/content/5g/the-story-51240/", ["Reyhan Scalzi"], at(), "/content/5g/", "/content/sponsored/six-ways/",
        others=BULLETS,
    ),
    "thefastmode": Shown(
        "/technology-solutions/35010-the-story", ["Ines Vandermolen"], at(6, 12),
        "/technology-solutions", "/white-papers/35011-six-ways",
    ),
    "developingtelecoms": Shown(
        "/telecom-technology/wireless-networks/16601-the-story.html", ["Caspar Yelland"], at(10, 2),
        "/telecom-technology/wireless-networks.html", "/sponsored/16603-six-ways.html", host="developingtelecoms.com",
    ),
    "ispreview": Shown(
        "/index.php/2024/05/the-story.html", ["Seymour Glaze"], datetime(2024, 5, 13, 23, 1, tzinfo=UTC),
        "/index.php/category/mobile", "/broadband.php",
    ),
    "telecomreview": Shown(
        "/articles/telecom-operators/7702-the-story", [], at(7),
        "/articles/telecom-operators", "/sponsored/7703-six-ways",
    ),
    "techradar": Shown(
        "/pro/the-story-of-the-day", ["Ottilie Farnham"], at(9, 0, 12),
        "/pro", "/pro/sponsored/six-ways-to-light-a-fiber",
    ),
    "5gradar": Shown(
        "/news/the-story", ["Ruben Achterberg"], datetime(2020, 5, 14, 8, 30, tzinfo=UTC),
        "/news", "/white-papers/six-ways",
    ),
    "capacity": Shown(
        "/news/the-story/", ["Saoirse Pellew"], at(12, 24, 50),
        "/news/", "/sponsored/six-ways/", host="capacityglobal.com",
    ),
    "mobileworldlive": Shown(
        "/asia/asia-news/the-story/", ["Hana Morikawa-Bell"], at(), "/category/asia/", "/sponsored/six-ways/"
    ),
    "tecknexus": Shown(
        "/the-story-of-the-day/", ["Rohan Castellane"], at(21),
        "/category/5g/", "/webinars/six-ways/", host="tecknexus.com",
        others=("Why operators move now", "What it changes for enterprises"),
    ),
    "comsoc": Shown(
        "/2024/05/14/the-story/", ["Abel Weissburg"], at(),
        "/category/5g/", "/sponsored/six-ways/", host="techblog.comsoc.org",
    ),
    "policytracker": Shown(
        "/the-story-of-the-day/", ["Laurie Penhallow"], at(15, 5), "/category/licensing/", "/training/six-ways/"
    ),
    "ettelecom": Shown(
        "/news/industry/the-story/110000002", ["Ishani Daruwala"], at(13, 8),
        "/news/industry", "/brand-solutions/six-ways/110000003", host="telecom.economictimes.indiatimes.com",
    ),
}  # fmt: skip


def spider_of(name: str) -> NewsSpider:
    return LOADER.load(name)()


def url_of(name: str, path: str) -> str:
    return f"https://{SHOWN[name].host or 'www.' + spider_of(name).site}{path}"


def is_taken(name: str, url: str) -> bool:
    """Whether a crawl of the site would fetch it."""
    return spider_of(name).is_wanted(Candidate(url=url, source="")) and may_be_article(url)


def story_of(name: str) -> dict:
    return STORIES[sorted(SHOWN).index(name) % len(STORIES)]


def page_of(name: str) -> str:
    story = story_of(name)
    paragraphs = {f"p{number}": text for number, text in enumerate(story["paragraphs"], start=1)}
    layout = Template((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    return layout.substitute(story, **paragraphs, url=url_of(name, SHOWN[name].story))


def test_every_site_has_a_page() -> None:
    assert sorted(SHOWN) == SITES
    assert sorted(path.stem for path in PAGES.iterdir()) == SITES


@pytest.mark.parametrize("name", SITES)
def test_a_story_is_read_from_its_layout(name: str) -> None:
    spider, shown, story = spider_of(name), SHOWN[name], story_of(name)
    url = url_of(name, shown.story)
    assert is_taken(name, url)
    response = HtmlResponse(url, body=page_of(name).encode())
    article = article_of_response(response, FETCHED_AT, spider.rules)
    assert article.headline == story["headline"]
    paragraphs = article.body.split("\n\n")
    assert [text for text in paragraphs if text not in shown.others] == story["paragraphs"]
    assert {*shown.others} <= {*paragraphs}
    assert article.standfirst in (None, "", story["standfirst"])
    assert article.authors == shown.authors
    precision = "minute" if shown.published.hour else "day"
    assert (article.published, article.published_precision) == (shown.published, precision)
    assert (article.site, article.url) == (spider.site, url)
    assert is_on_topic(article.headline, article.standfirst, article.body, article.tags)
    assert not is_advertisement(article.headline, article.tags)


@pytest.mark.parametrize("name", SITES)
def test_a_story_that_somebody_paid_for_is_known_where_it_says_so(name: str) -> None:
    section = '<meta property="article:section" content="Sponsored content">'
    response = HtmlResponse(
        url_of(name, SHOWN[name].story), body=page_of(name).replace("</head>", f"{section}</head>").encode()
    )
    paid = article_of_response(response, FETCHED_AT, spider_of(name).rules)
    assert is_advertisement(paid.headline, paid.tags)


@pytest.mark.parametrize("name", SITES)
def test_sections_and_what_is_sold_are_left(name: str) -> None:
    assert not is_taken(name, url_of(name, SHOWN[name].section))
    assert not is_taken(name, url_of(name, SHOWN[name].paid))
