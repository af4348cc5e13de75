"""A site that is empty without JavaScript."""

import asyncio
import json
import subprocess
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings

from newsbot.browser import is_not_allowed, missing, use_browser
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


@NEEDS_BROWSER
def test_a_page_cannot_lead_the_browser_to_a_private_address(tmp_path) -> None:
    settings = Settings()
    use_browser(settings)
    with website() as site:
        site.add("/", "<p>inside")
        options = settings.getdict("PLAYWRIGHT_LAUNCH_OPTIONS")
        shown = [
            subprocess.run(
                [options["executable_path"], "--headless", "--no-sandbox", "--disable-gpu", *arguments]
                + [f"--user-data-dir={tmp_path / str(len(arguments))}", "--dump-dom", site.url],
                capture_output=True,
                text=True,
                timeout=60,
            ).stdout
            for arguments in (["--disable-quic"], options["args"])
        ]
    assert "inside" in shown[0]
    assert "inside" not in shown[1]
    assert len(site.requests) <= 2


@pytest.mark.parametrize(
    ("url", "kind", "aborted"),
    [
        ("http://127.0.0.1/data", "fetch", True),
        ("http://[::1]/data", "xhr", True),
        ("http://localhost/data", "script", True),
        ("http://93.184.215.14/data", "script", False),
        ("http://93.184.215.14/logo.png", "image", True),
    ],
)
def test_what_a_page_may_ask_for(url: str, kind: str, aborted: bool) -> None:
    assert asyncio.run(is_not_allowed(SimpleNamespace(url=url, resource_type=kind))) is aborted


def test_a_missing_browser_is_told(scrapy, tmp_path) -> None:
    done = scrapy("crawl", "site", "-a", "url=https://news.example", "-s", "JAVASCRIPT=1", PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("newsbot: JavaScript needs ")
