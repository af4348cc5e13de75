"""A site where one page in ten is hostile: all others are stored.

A page that costs too much or breaks what reads it is a dead letter. One that is soon read, and is no article, is left
with the reason.
"""

import textwrap
from pathlib import Path

import pytest

from tests.support.newspaper import FAST, newspaper, respond

HANGING = """
    from newsbot.crawl import response
    from newsbot.spiders import site
    from newsbot.spiders.site import SiteSpider

    read = response.extract_article

    def extract(html, url, **kwargs):
        while url.endswith("story-3"):
            pass
        if url.endswith("story-13"):
            raise RecursionError("planted")
        return read(html, url, **kwargs)

    response.extract_article = extract
    judge = site.kind_of

    def kind_of(article, body, **kwargs):
        while article.url.endswith("story-53"):
            pass
        return judge(article, body, **kwargs)

    site.kind_of = kind_of

    class Hanging(SiteSpider):
        name = "hanging"
"""
MEGABYTE = "<html><body>" + "<p>“It rises,” said Ann. " * 40_000 + "</body></html>"
HOSTILE = {
    "/2024/story-23": "\x89PNG" + "\x00\x01\x02" * 1000,
    "/2024/story-33": "<p " + "".join(f'a{n}="1" ' for n in range(100_000)) + ">",
    "/2024/story-43": MEGABYTE.replace("“", "«").replace("<p>", "<b>"),
}


@pytest.mark.slow
def test_where_one_page_in_ten_is_hostile_all_others_are_stored(scrapy, db, tmp_path: Path) -> None:
    (tmp_path / "hanging.py").write_text(textwrap.dedent(HANGING))
    with newspaper() as site:
        paths = site.publish(60)

        def misbehave(handler) -> bool:
            if handler.path not in HOSTILE:
                return False
            respond(handler, 200, HOSTILE[handler.path], {"Content-Type": "text/html; charset=utf-8"})
            return True

        site.misbehave = misbehave
        done = scrapy(
            *("crawl", "hanging", "-a", f"url={site.url}", "-s", "SPIDER_MODULES=newsbot.spiders,hanging"),
            *("-s", "EXTRACTION_SECONDS=2", "-L", "WARNING", *FAST),
            PYTHONPATH=str(tmp_path),
        )
        assert done.returncode == 0, done.stderr
        stored = {article["url"].removeprefix(site.url) for article in db["articles"].find()}
    hostile = {path for path in paths if path.endswith("3")}
    assert set(paths) - stored == hostile
    letters = {letter["url"].rpartition("/")[2]: letter["reason"] for letter in db["dead_letters"].find()}
    assert letters["story-3"] == letters["story-53"] == "TooSlowError: it took longer than EXTRACTION_SECONDS (2)"
    assert letters["story-13"] == "RecursionError: planted"
    assert letters.keys() == {"story-3", "story-13", "story-23", "story-53"}
    kept = {page["url"].rpartition("/")[2] for page in db["pages"].find({"article_id": None})}
    assert kept == letters.keys()
    rejected = {row["url"].rpartition("/")[2]: row["reason"] for row in db["frontier"].find({"state": "rejected"})}
    for name in ("story-33", "story-43"):
        assert rejected[name].startswith("no article: ")
    [alert] = db["runs"].find_one()["alerts"]
    assert alert.startswith("3 pages were given up")
