"""`newsbot crawl site`: any site through its own feeds and sitemaps, with manners."""

import gzip
from collections.abc import Iterator
from random import Random

import pytest

from newsbot.dedup import canonical_url
from tests.support.articles import html
from tests.support.newspaper import WORDS
from tests.support.website import Answer, Website, website

STORIES = {
    "/2024/valleys": (
        "Harbour Telecom brings 5G to the valleys",
        "“We promised the valleys coverage, and this autumn they will have it,” said Petra Lindqvist, chief executive "
        "of Harbour Telecom, at a meeting with farmers on Tuesday in the village hall of Osterby.",
    ),
    "/2024/lamps": (
        "Tower company fined for dark masts",
        "The regulator has fined a tower company for leaving three masts without lights for a whole year, according "
        "to a ruling that was published on its site on Friday and that the company wants to appeal.",
    ),
    "/2024/ferry": (
        "Ferries get private networks",
        "Two ferries between the islands have been given networks of their own, the shipping line said, so that the "
        "crew can talk below deck and passengers can read the news where no mast has ever reached them.",
    ),
}


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as served:
        for path, (headline, paragraph) in STORIES.items():
            served.add(path, html(headline, [paragraph, f"More on {headline} will follow in the course of the week."]))
        yield served


def crawl(scrapy, site: Website, *arguments: str):
    return scrapy(
        *("crawl", "site", "-a", f"url={site.url}", "-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0"),
        *("-L", "WARNING", *arguments),
    )


def paths(db, site: Website) -> set[str]:
    return {article["url"].removeprefix(site.url) for article in db["articles"].find()}


def rss(*items: str) -> str:
    rows = "".join(f"<item><title>x</title><link>{{url}}{path}</link></item>" for path in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{rows}</channel></rss>'


def test_feeds_of_the_home_page_and_sitemaps_of_robots_are_found(scrapy, db, site: Website) -> None:
    site.add("/", '<link rel="alternate" type="application/rss+xml" href="/news.xml"><h1>News</h1>')
    site.add("/news.xml", rss("/2024/valleys"), content_type="application/rss+xml")
    site.add("/robots.txt", "User-agent: *\nAllow: /\nSitemap: {url}/maps.xml\n", content_type="text/plain")
    site.add("/maps.xml", "<sitemapindex><sitemap><loc>{url}/map.xml.gz</loc></sitemap></sitemapindex>")
    urls = "".join(
        f"<url><loc>{site.url}{path}</loc></url>" for path in ("/2024/lamps", "/", "/tag/5g/", "/2024/valleys")
    )
    site.add("/map.xml.gz", gzip.compress(f"<urlset>{urls}</urlset>".encode()), content_type="application/gzip")
    done = crawl(scrapy, site)
    assert (done.returncode, done.stderr) == (0, "")
    assert paths(db, site) == {"/2024/valleys", "/2024/lamps"}
    assert site.requests.count("/2024/valleys") == 1
    assert "/tag/5g/" not in site.requests
    assert all(agent.startswith("newsbot/") for agent in site.user_agents)
    site.requests.clear()
    crawl(scrapy, site)
    assert not [path for path in site.requests if path.startswith("/2024/")]


def test_the_usual_places_are_tried_where_nothing_is_named(scrapy, db, site: Website) -> None:
    site.add("/", "<h1>No links at all</h1>")
    site.add("/feed/", rss("/2024/valleys"), content_type="application/rss+xml")
    site.add("/sitemap.xml", f"<urlset><url><loc>{site.url}/2024/ferry</loc></url></urlset>")
    done = crawl(scrapy, site)
    assert (done.returncode, done.stderr) == (0, "")
    assert paths(db, site) == {"/2024/valleys", "/2024/ferry"}


def test_robots_txt_is_obeyed(scrapy, db, site: Website) -> None:
    site.add("/robots.txt", "User-agent: newsbot\nDisallow: /2024/lamps\n", content_type="text/plain")
    site.add("/feed/", rss("/2024/valleys", "/2024/lamps"), content_type="application/rss+xml")
    crawl(scrapy, site)
    assert paths(db, site) == {"/2024/valleys"}
    assert "/2024/lamps" not in site.requests


def test_what_cannot_be_had_is_remembered_with_the_reason(scrapy, db, site: Website) -> None:
    site.routes["/2024/removed"] = Answer("gone", 410)
    site.add("/feed/", rss("/2024/removed", "/2024/valleys"), content_type="application/rss+xml")
    crawl(scrapy, site)
    crawl(scrapy, site)
    gone = db["frontier"].find_one({"url": f"{site.url}/2024/removed"})
    assert (gone["state"], gone["reason"]) == ("gone", "HTTP status 410")
    assert site.requests.count("/2024/removed") == 1


def test_old_articles_are_left_alone_when_since_says_so(scrapy, db, site: Website) -> None:
    rows = (("/2024/valleys", "2024-05-01"), ("/2024/lamps", "2019-05-01"))
    urls = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></url>" for path, day in rows)
    site.add("/sitemap.xml", f"<urlset>{urls}</urlset>")
    crawl(scrapy, site, "-a", "since=2024-01-01")
    assert paths(db, site) == {"/2024/valleys"}


def test_private_addresses_are_not_fetched(scrapy, db, site: Website) -> None:
    done = scrapy("crawl", "site", "-a", f"url={site.url}", "-L", "WARNING")
    assert done.returncode == 6
    assert "is not on the public web (ALLOW_PRIVATE_ADDRESSES)" in done.stderr
    done = scrapy("crawl", "site", "-a", site.url.replace("http://127.0.0.1", "url=http://localhost"), "-L", "WARNING")
    assert "localhost is not on the public web" in done.stderr
    assert site.requests == []


def test_hostile_text_is_stored_as_text(scrapy, db, site: Website) -> None:
    headline = "$(touch hacked) {&quot;$gt&quot;: 1} ; rm -rf"
    site.add("/2024/hostile", html(headline, [STORIES["/2024/valleys"][1]] * 2, head="<script>{ $ne: 1 }</script>"))
    site.add("/feed/", rss("/2024/hostile"), content_type="application/rss+xml")
    crawl(scrapy, site)
    assert db["articles"].find_one()["headline"] == '$(touch hacked) {"$gt": 1} ; rm -rf'


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("site",), "url='' is no web address. Give the site's: -a url=https://www.example.com"),
        (("site", "-a", "url=ftp://x.example"), "url='ftp://x.example' is no web address."),
        (
            ("rcrwireless", "-a", "since=tomorrowish"),
            "since='tomorrowish' is no date. Give one as in -a since=2024-01-31.",
        ),
        (("5gradar", "-a", "url=https://x.example"), "This spider has no argument 'url'; it takes since and until."),
        (("sample", "-a", "speed=9"), "This spider has no argument 'speed'; it takes as_of, since and until."),
        (
            ("site", "-a", "url=x.example", "-a", "day=1"),
            "This spider has no argument 'day'; it takes url, articles, skip, listing, since and until.",
        ),
        (("warc", "-a", "file=x.warc"), "This spider has no argument 'file'; it takes path."),
        (("nosuch",), "There is no spider 'nosuch'. `newsbot list` prints their names."),
        (("rcrwirless",), "There is no spider 'rcrwirless'. Did you mean rcrwireless? `newsbot list`"),
        (("www.telecomtv.com",), "There is no spider 'www.telecomtv.com'. Did you mean telecomtv"),
        (("https://x.example",), "'https://x.example' is an address. For a site without a spider: newsbot crawl site"),
        ((), "Give a spider's name"),
    ],
)
def test_wrong_arguments_end_at_once_with_a_sentence(scrapy, arguments: tuple[str, ...], sentence: str) -> None:
    done = scrapy("crawl", *arguments, "-L", "WARNING")
    assert done.returncode == 2
    assert done.stderr.startswith(f"newsbot: {sentence}")
    assert "Traceback" not in done.stderr


def test_two_servers_on_one_host_are_two_sites(scrapy, db, site: Website) -> None:
    site.add("/feed/", rss("/2024/valleys"), content_type="application/rss+xml")
    crawl(scrapy, site)
    with website() as other:
        other.add("/2024/lamps", html(STORIES["/2024/lamps"][0], [STORIES["/2024/lamps"][1]] * 2))
        other.add("/feed/", rss("/2024/lamps"), content_type="application/rss+xml")
        crawl(scrapy, other)
        hosts = {site.url.removeprefix("http://"), other.url.removeprefix("http://")}
    assert set(db["articles"].distinct("site")) == set(db["frontier"].distinct("site")) == hosts
    assert set(db["runs"].distinct("site")) == hosts


def test_links_are_those_that_open_and_keys_decide_identity(scrapy, db, site: Website) -> None:
    canonical = f"{site.url}/2024/valleys/?p=1&utm_source=feed"
    page = html(*_pair("/2024/valleys"), head=f'<link rel="canonical" href="{canonical}">')
    site.add("/2024/valleys", page)
    site.add("/feed/", rss("/2024/valleys"), content_type="application/rss+xml")
    crawl(scrapy, site)
    article = db["articles"].find_one()
    assert article["url"] == canonical
    assert article["url_key"] == canonical_url(canonical) != canonical
    assert db["quotes"].distinct("url") == [canonical]
    assert db["pages"].find_one()["url"] == f"{site.url}/2024/valleys"


@pytest.mark.parametrize("canonical", ["/2024/lead-story-of-the-day", "/news/", "/blog", "/tag/5g-in-the-valleys/"])
def test_a_canonical_link_that_all_pages_share_makes_no_story_of_all(scrapy, db, site: Website, canonical: str) -> None:
    for path in STORIES:
        site.add(path, html(*_pair(path), head=f'<link rel="canonical" href="{site.url}{canonical}">'))
    site.add("/feed/", rss(*STORIES), content_type="application/rss+xml")
    done = crawl(scrapy, site)
    assert db["articles"].count_documents({}) == len(STORIES)
    run = db["runs"].find_one()
    if "lead-story" in canonical:
        assert run["canonicals_disbelieved"] == 2
        assert done.stderr.count("call") == 1
        assert len(paths(db, site) & STORIES.keys()) == 2
    else:
        assert paths(db, site) == set(STORIES)


def _pair(path: str) -> tuple[str, list[str]]:
    headline, paragraph = STORIES[path]
    return headline, [paragraph, f"More on {headline} will follow in the course of the week."]


def test_an_odd_link_costs_itself_and_no_crawl(scrapy, db, site: Website) -> None:
    host = site.url.removeprefix("http://")
    odd = (f"http://editor@{host}/2024/lamps", f"https://{host}/2024/only-by-https", "http://127.0.0.1:9/2024/closed")
    links = "".join(f"<item><title>x</title><link>{url}</link></item>" for url in (*odd, f"{site.url}/2024/valleys"))
    site.add("/feed/", f"<rss><channel><title>News</title>{links}</channel></rss>", content_type="application/rss+xml")
    done = crawl(scrapy, site, "-s", "RETRY_TIMES=0")
    assert done.returncode == 0, done.stderr
    assert paths(db, site) == {"/2024/valleys", "/2024/lamps"}


def test_stories_of_like_headlines_that_name_one_page_stay_apart(scrapy, db, site: Website) -> None:
    stories = {f"/2024/good-story-number-{n}-here": f"Good story number {n} here" for n in range(6)}
    for number, (path, headline) in enumerate(stories.items()):
        order = Random(number)
        text = " ".join(" ".join(order.choices(WORDS, k=12)).capitalize() + "." for _ in range(9))
        head = f'<link rel="canonical" href="{site.url}{next(iter(stories))}">'
        site.add(path, html(headline, [text, f"More on {headline} will follow in the course of the week."], head=head))
    site.add("/feed/", rss(*stories), content_type="application/rss+xml")
    crawl(scrapy, site)
    assert db["articles"].count_documents({}) == len(stories)
    run = db["runs"].find_one()
    assert run["canonicals_disbelieved"] >= len(stories) - 2
    assert "5 of 6 pages" in run["alerts"][0]


def test_a_plain_site_is_told_where_its_articles_are(scrapy, db, site: Website) -> None:
    for path in ("/about/our-team-and-our-values", "/a1", "/a2", "/video/a3"):
        site.add(path, html(f"News of {path}", [f"The masts of {path} stand in the valley, the operator said."]))
    site.add("/all.html", "".join(f'<a href="{path}">x</a>' for path in site.routes))
    done = crawl(scrapy, site, "-a", r"articles=/a\d$", "-a", "skip=/video/", "-a", "listing=/all.html")
    assert done.returncode == 0, done.stderr
    assert paths(db, site) == {"/a1", "/a2"}


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [("articles=(", "is no regular expression"), ("listing=https://elsewhere.example/", "is no page of 127.0.0.1")],
)
def test_wrong_arguments_of_a_site_are_named(scrapy, site: Website, argument: str, sentence: str) -> None:
    done = crawl(scrapy, site, "-a", argument)
    assert (done.returncode, sentence in done.stderr) == (2, True)


def test_a_template_that_names_the_section_on_every_page_raises_an_alert(scrapy, db, site: Website) -> None:
    paths = [f"/2024/news-number-{n}-of-the-week" for n in range(8)]
    for number, path in enumerate(paths):
        text = " ".join(Random(number).choices(WORDS, k=60)).capitalize() + "."
        head = f'<link rel="canonical" href="{site.url}/news/">'
        site.add(path, html(f"News number {number}", [text, text.title()], head=head))
    site.add("/feed/", rss(*paths), content_type="application/rss+xml")
    crawl(scrapy, site)
    [alert] = db["runs"].find_one()["alerts"]
    assert alert.startswith("the canonical links of 8 of 8 pages")


def test_a_site_at_an_ipv6_address(crawl_site, db) -> None:
    try:
        running = website("::1")
        with running as site:
            for path, (headline, text) in STORIES.items():
                site.add(path, html(headline, [text] * 3))
            rows = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in STORIES)
            site.add("/sitemap.xml", f"<urlset>{rows}</urlset>")
            done = crawl_site(site.url)
            refused = crawl_site(site.url, "ALLOW_PRIVATE_ADDRESSES=0")
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert done.returncode == 0, done.stderr
    assert {article["site"] for article in db["articles"].find()} == {site.url.removeprefix("http://")}
    assert {article["url"] for article in db["articles"].find()} == {f"{site.url}{path}" for path in STORIES}
    assert "::1 is not on the public web" in refused.stderr


def test_a_page_that_calls_itself_sponsored_is_left_with_the_reason(scrapy, site: Website, db) -> None:
    headline, paragraph = STORIES["/2024/lamps"]
    page = html(f"Sponsored: {headline}", [paragraph, "Ask us for lamps that last, and for our list of prices."])
    site.add("/2024/lamps", page)
    site.add(
        "/sitemap.xml", f"<urlset>{''.join(f'<url><loc>{site.url}{path}</loc></url>' for path in STORIES)}</urlset>"
    )
    done = crawl(scrapy, site)
    assert done.returncode == 0, done.stderr
    assert {article["url"].removeprefix(site.url) for article in db["articles"].find()} == {
        "/2024/valleys",
        "/2024/ferry",
    }
    left = db["frontier"].find_one({"url": f"{site.url}/2024/lamps"})
    assert left["state"] == "rejected"
    assert left["reason"].startswith("an advertisement, by its own words: Sponsored: Tower company")
