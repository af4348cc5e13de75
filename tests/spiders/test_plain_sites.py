"""Plain sites without feeds: their stories are found, and nothing else is taken; a listing that never ends ends."""

import re
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.conftest import PROJECT, user_environment
from tests.support.articles import html
from tests.support.plain_sites import SEEN, UNSEEN, plain_site
from tests.support.website import Answer, Website, crawl_of, website

QUICK = ("Tower Times",)
LAYOUTS = [
    pytest.param(layout, id=layout.name, marks=() if layout.name in QUICK else pytest.mark.slow)
    for layout in (*SEEN, *UNSEEN)
]


def taken(db, site: Website) -> set[str]:
    """The paths whose pages are stored, as articles or as copies."""
    return {document["url"].removeprefix(site.url) for document in db["frontier"].find({"state": "done"})}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_its_stories_are_found_and_nothing_else_is_taken(crawl_site, db, layout) -> None:
    with plain_site(layout) as (site, stories):
        done = crawl_site(site.url)
        assert done.returncode == 0, done.stderr
        found = taken(db, site)
        assert len(found & stories) >= 0.9 * len(stories), stories - found
        assert len(found - stories) <= 1, found - stories
        site.requests.clear()
        crawl_site(site.url)
        assert not found & stories & set(site.requests)  # what is stored is not requested again


def endless(site: Website, pages: int = 0) -> Callable[[str], Answer]:
    """A listing of one story a page, of so many pages or without end, and its stories."""

    def answer(path: str) -> Answer:
        if number := re.fullmatch(r"(?:/|/news/page/(\d+))", path):
            n = int(number[1] or 1)
            story = f"<article><h2><a href='/story{n}'>The mast of hill number {n} falls</a></h2></article>"
            older = f"<a rel='next' href='/news/page/{n + 1}'>Older</a>" if n != pages else ""
            return Answer(f"<html><body>{story}{older}</body></html>")
        if number := re.fullmatch(r"/story(\d+)", path):
            n = int(number[1])
            words = " ".join(
                f"{word}{n}" for word in ("storm", "mast", "hill", "road", "crew", "crane", "fence", "gate")
            )
            text = f"The mast of hill number {n} fell in the night, the owner said, and took {words} with it."
            return Answer(html(f"The mast of hill number {n} falls", [text, f"It was old number {n * 7}."]))
        return Answer("not here", 404)

    return answer


def test_a_listing_without_end_costs_twenty_pages_before_the_first_article(crawl_site, db) -> None:
    with website() as site:
        site.otherwise = endless(site)
        done = crawl_site(site.url, "CLOSESPIDER_ITEMCOUNT=5")
        assert done.returncode == 0, done.stderr
        first = next(n for n, path in enumerate(site.requests) if path.startswith("/story"))
        assert len([path for path in site.requests[:first] if path.startswith("/news/page/")]) == 19
        assert db["sources"].find_one({"pages": {"$exists": True}})["pages"][0]["url"] == f"{site.url}/news/page/21"


@pytest.mark.slow
def test_the_past_of_a_crawl_that_was_killed_is_read_by_the_next(crawl_site, db, mongo_home, database_name) -> None:
    with website() as site:
        site.otherwise = endless(site, pages=45)
        environment = user_environment(mongo_home, database_name)
        with subprocess.Popen(
            crawl_of(site), cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as crawl:
            while crawl.poll() is None and not any(path.startswith("/story") for path in site.requests):
                time.sleep(0.05)
            crawl.kill()
        assert "/news/page/30" not in site.requests
        db["leases"].delete_many({})  # it would end by itself within two minutes
        done = crawl_site(site.url)
        assert done.returncode == 0, done.stderr
        assert taken(db, site) == {f"/story{n}" for n in range(1, 46)}
        assert db["sources"].find_one({"pages": {"$exists": True}}) is None
        site.requests.clear()
        crawl_site(site.url)
        assert [path for path in site.requests if "/page/" in path] == []


def test_a_page_of_the_past_that_could_not_be_had_is_left_to_the_next_crawl(crawl_site, db) -> None:
    with website() as site:
        site.otherwise = endless(site, pages=23)
        site.routes["/news/page/22"] = Answer("later, please", 500)
        crawl_site(site.url, "RETRY_ENABLED=0")
        assert len(taken(db, site)) == 21
        del site.routes["/news/page/22"]
        crawl_site(site.url)
        assert taken(db, site) == {f"/story{n}" for n in range(1, 24)}
