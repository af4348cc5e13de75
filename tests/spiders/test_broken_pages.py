"""A page that our code, a user's pipeline or the process itself breaks on costs that page alone."""

import json
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from newsbot.crawl.context import DIED
from newsbot.crawl.reading_mark import ReadingMark
from newsbot.crawl.time_limit import TooSlowError, time_limit
from tests.conftest import PROJECT, user_environment
from tests.support.newspaper import FAST, Newspaper, Story, newspaper

BREAKING = """
    from newsbot.crawl import response
    from newsbot.spiders.site import SiteSpider

    read = response.extract_article

    def extract(html, url, **kwargs):
        if url.endswith("story-3"):
            {what}
        return read(html, url, **kwargs)

    response.extract_article = extract

    class Breaking(SiteSpider):
        name = "breaking"
"""

PIPELINE = """
    from dataclasses import replace
    from scrapy.exceptions import DropItem

    class Mine:
        def process_item(self, item):
            if not item.url.endswith("story-3"):
                return item
            {what}
"""


@pytest.fixture
def site() -> Iterator[Newspaper]:
    with newspaper() as served:
        served.publish(6)
        yield served


def write(folder: Path, name: str, code: str, what: str) -> None:
    (folder / f"{name}.py").write_text(textwrap.dedent(code).replace("{what}", what))


def test_any_exception_on_a_page_is_that_pages_dead_letter(scrapy, db, site: Newspaper, tmp_path: Path) -> None:
    write(tmp_path, "breaking", BREAKING, "raise KeyError('planted')")
    done = scrapy(
        *("crawl", "breaking", "-a", f"url={site.url}", "-s", "SPIDER_MODULES=newsbot.spiders,breaking", *FAST),
        PYTHONPATH=str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert db["articles"].count_documents({}) == 5
    [letter] = db["dead_letters"].find()
    assert letter["url"].endswith("story-3")
    assert letter["reason"] == "KeyError: 'planted'"
    run = db["runs"].find_one()
    assert (run["refused"], run["errors_by_kind"]["KeyError"], run["errors"] > 0) == (1, 1, True)
    assert db["frontier"].count_documents({"state": "pending"}) == 0
    again = scrapy(
        *("crawl", "breaking", "-a", f"url={site.url}", "-s", "SPIDER_MODULES=newsbot.spiders,breaking", *FAST),
        PYTHONPATH=str(tmp_path),
    )
    assert again.returncode == 0
    assert db["dead_letters"].find_one()["times"] == 1


class Copy(Story):
    """The same words at another URL."""

    @property
    def page(self) -> str:
        return Story("/2024/story-3", self.published, self.modified).page


@pytest.mark.parametrize("place", [150, 350, 450], ids=["before", "between", "behind"])
@pytest.mark.parametrize(
    ("what", "letters"),
    [("raise DropItem('mine')", 0), ("raise ValueError('mine')", 1), ("return replace(item, tags=['mine'])", 0)],
    ids=["drops", "raises", "replaces"],
)
def test_a_users_pipeline_may_do_anything_and_the_next_copy_of_the_story_goes_on(
    scrapy, db, site: Newspaper, tmp_path: Path, place: int, what: str, letters: int
) -> None:
    """Whatever became of the first, the second is stored: as a story of its own, or as a copy of what is stored."""
    story = site.stories["/2024/story-3"]
    site.stories["/2024/story-30"] = Copy("/2024/story-30", story.published - timedelta(hours=1), story.modified)
    write(tmp_path, "mine", PIPELINE, what)
    done = scrapy(
        *("crawl", "site", "-a", f"url={site.url}", *FAST, "-s", "CONCURRENT_REQUESTS=1"),
        *("-s", f"ITEM_PIPELINES={json.dumps(pipelines(place))}"),
        PYTHONPATH=str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert db["runs"].find_one()["reason"] == "finished"
    assert db["articles"].count_documents({}) == 6
    copies = sum(len(article.get("copies", [])) for article in db["articles"].find())
    assert copies == (0 if place < 400 and "raise" in what else 1)
    assert db["dead_letters"].count_documents({}) == letters
    if "replace" in what and place < 400:
        assert db["articles"].count_documents({"tags": "mine"}) + copies >= 1


def pipelines(place: int) -> dict[str, int]:
    from newsbot.settings import ITEM_PIPELINES

    return ITEM_PIPELINES | {"mine.Mine": place}


def test_exports_show_the_articles_fields_and_never_its_page(
    scrapy, database_name: str, site: Newspaper, tmp_path: Path
) -> None:
    files = {ending: tmp_path / f"articles.{ending}" for ending in ("jsonl", "csv")}
    for file in files.values():
        done = scrapy(
            "crawl", "site", "-a", f"url={site.url}", "-O", str(file), *FAST, "-s", f"MONGO_DATABASE={file.suffix[1:]}"
        )
        assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in files["jsonl"].read_text().splitlines()]
    assert len(rows) == 6
    assert all(row["headline"] and row["body"] and "page" not in row for row in rows)
    header = files["csv"].read_text().splitlines()[0].split(",")
    assert "headline" in header
    assert "page" not in header


@pytest.mark.slow
def test_a_page_that_kills_the_process_is_given_up_after_three_attempts(
    mongo_home: str, database_name: str, db, site: Newspaper, tmp_path: Path
) -> None:
    write(tmp_path, "breaking", BREAKING, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    command = [
        *(sys.executable, "-m", "newsbot", "crawl", "breaking", "-a", f"url={site.url}"),
        *("-s", "SPIDER_MODULES=newsbot.spiders,breaking", "-s", "CONCURRENT_REQUESTS=1", *FAST),
    ]
    environment = user_environment(mongo_home, database_name) | {"PYTHONPATH": f"{tmp_path}:{PROJECT}"}
    codes = []
    for _ in range(5):
        done = subprocess.run(
            command, env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
        )
        codes.append(done.returncode)
        db["leases"].delete_many({})  # a killed crawl's lease runs out by itself, in its own time
        if done.returncode == 0:
            break
    assert codes == [-signal.SIGKILL] * 3 + [0]
    assert db["articles"].count_documents({}) == 5
    [letter] = db["dead_letters"].find()
    assert letter["reason"] == DIED
    assert db["frontier"].count_documents({"state": "pending"}) == 0


def test_the_mark_of_another_crawl_is_left_alone(tmp_path: Path) -> None:
    first, second = ReadingMark.of(str(tmp_path), "wire.example"), ReadingMark.of(str(tmp_path), "wire.example")
    first.set("https://wire.example/a")
    second.clear()
    assert second.left() == "https://wire.example/a"
    second.clear()
    assert ReadingMark.of(str(tmp_path), "wire.example").left() is None


def test_a_page_that_takes_too_long_is_given_up_and_the_crawl_goes_on(
    scrapy, db, site: Newspaper, tmp_path: Path
) -> None:
    write(tmp_path, "breaking", BREAKING, "while True: pass")
    done = scrapy(
        *("crawl", "breaking", "-a", f"url={site.url}", "-s", "SPIDER_MODULES=newsbot.spiders,breaking", *FAST),
        *("-s", "EXTRACTION_SECONDS=0.5"),
        PYTHONPATH=str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    assert db["articles"].count_documents({}) == 5
    [letter] = db["dead_letters"].find()
    assert letter["reason"] == "TooSlowError: it took longer than EXTRACTION_SECONDS (0.5)"
    assert db["runs"].find_one()["errors_by_kind"]["TooSlowError"] == 1


def test_code_that_swallows_the_limit_is_stopped_again() -> None:
    tries: list[int] = []

    def swallow() -> None:
        while len(tries) < 2:
            try:
                while True:
                    pass
            except TooSlowError:
                tries.append(1)
        while True:
            pass

    with pytest.raises(TooSlowError), time_limit(0.05):
        swallow()
    assert len(tries) == 2
