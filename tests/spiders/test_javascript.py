"""A site that is empty without JavaScript."""

import json

import pytest

from newsbot.browser import missing
from tests.support.articles import STORY
from tests.support.website import website

NEEDS_BROWSER = pytest.mark.skipif(bool(missing()), reason=missing() or "a browser is there")


def script(paragraphs: list[str]) -> str:
    return (
        "<!doctype html><html lang='en'><head><title>Harbour Telecom brings 5G to the valleys</title></head><body>"
        "<div id='app'></div><img src='/logo.png'><script>"
        f"const story = {json.dumps(paragraphs)};"
        "document.getElementById('app').innerHTML = '<article><h1>Harbour Telecom brings 5G to the valleys</h1>'"
        " + story.map(text => '<p>' + text + '</p>').join('') + '</article>';</script></body></html>"
    )


@NEEDS_BROWSER
def test_articles_are_read_as_a_browser_shows_them(scrapy, db) -> None:
    feed = "<rss><channel><item><title>x</title><link>{url}/2024/valleys</link></item></channel></rss>"
    with website() as site:
        site.add("/", "<link rel='alternate' type='application/rss+xml' href='/feed/'>")
        site.add("/feed/", feed, content_type="application/rss+xml")
        site.add("/2024/valleys", script(STORY.split("\n\n")))
        local = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-L", "ERROR")
        done = scrapy("crawl", "site", "-a", f"url={site.url}", "-s", "JAVASCRIPT=1", *local)
        assert (done.returncode, done.stderr) == (0, "")
        assert site.requests.count("/2024/valleys") == 1
        assert "/logo.png" not in site.requests
        assert all(agent.startswith("newsbot/") for agent in site.user_agents)
    article = db["articles"].find_one()
    assert article["body"] == STORY
    assert db["quotes"].find_one()["speaker"] == "Petra Lindqvist"


def test_a_missing_browser_is_told(scrapy, tmp_path) -> None:
    done = scrapy("crawl", "site", "-a", "url=https://news.example", "-s", "JAVASCRIPT=1", PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("newsbot: JavaScript needs ")
