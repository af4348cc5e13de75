"""What a site says about text and data mining, from the crawl to the card of an export."""

import json
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus import Corpus, QuestionError
from newsbot.extraction.metadata.tdm import FILE
from tests.support.newspaper import Newspaper, respond

ROBOTS = "User-agent: CCBot\nUser-agent: GPTBot\nDisallow: /2024/story-1\n"
RULES = [{"location": "/2024/story-2", "tdm-reservation": 1}, {"location": "/2024/story-3", "tdm-reservation": 0}]


def says(handler: Any) -> bool:
    if handler.path == "/robots.txt":
        return not respond(handler, 200, ROBOTS, {"Content-Type": "text/plain"})
    if handler.path == FILE:
        return not respond(handler, 200, json.dumps(RULES), {"Content-Type": "application/json"})
    return False


def test_from_the_crawl_to_the_card(
    site: Newspaper, crawl_site: Any, scrapy: Any, corpus: Corpus, tmp_path: Path
) -> None:
    site.publish(3)
    site.misbehave = says
    assert crawl_site(site.url).returncode == 0
    articles = {article["url"].rpartition("/")[2]: article for article in corpus.db["articles"].find()}
    tdm = {name: article["tdm"] for name, article in articles.items()}
    assert tdm == dict.fromkeys(tdm, []) | {"story-1": ["robots.txt"], "story-2": ["tdmrep.json"]}
    assert len(tdm) > 3
    forbidden = {articles["story-1"]["_id"], articles["story-2"]["_id"]}
    assert {article["_id"] for article in corpus.articles(tdm_allowed=False)} == forbidden
    assert {quote["article_id"] for quote in corpus.quotes(tdm_allowed=False)} == forbidden
    assert corpus.articles(tdm_allowed=True).count() == len(tdm) - 2
    assert sum(row["quotes"] for row in corpus.timeline(tdm_allowed=True)) == corpus.quotes(tdm_allowed=True).count()
    corpus.db["quotes"].update_many({"article_id": articles["story-3"]["_id"]}, {"$unset": {"tdm": ""}})
    done = scrapy("export", "quotes", "--to", tmp_path / "all.csv")
    assert (done.returncode, done.stderr) == (0, "")
    card = (tmp_path / "all.card.md").read_text()
    assert "forbid it for 2 rows (1 by tdmrep.json, 1 by robots.txt)." in card
    assert "for 1 it did not look" in card
    assert scrapy("export", "quotes", "--tdm-allowed", "--to", tmp_path / "some.csv").returncode == 0
    rows = (tmp_path / "some.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + len(tdm) - 3


def test_reprocessing_keeps_what_the_server_said(site: Newspaper, crawl_site: Any, scrapy: Any, db: Any) -> None:
    site.misbehave = says
    assert crawl_site(site.url).returncode == 0
    before = {article["_id"]: article["tdm"] for article in db["articles"].find()}
    db["articles"].update_many({}, {"$set": {"tdm": None, "extractor_version": "0.0.1"}})
    assert scrapy("reprocess").returncode == 0
    assert {article["_id"]: article["tdm"] for article in db["articles"].find()} == before


def test_a_site_without_such_a_file_is_crawled_as_before(site: Newspaper, crawl_site: Any, db: Any) -> None:
    site.misbehave = lambda handler: handler.path == FILE and not respond(handler, 500)
    assert crawl_site(site.url).returncode == 0
    assert {tuple(article["tdm"]) for article in db["articles"].find()} == {()}
    assert db["articles"].count_documents({}) == len(site.stories)


def test_where_robots_txt_is_not_obeyed_nobody_looked(site: Newspaper, crawl_site: Any, db: Any) -> None:
    assert crawl_site(site.url, "ROBOTSTXT_OBEY=0").returncode == 0
    assert db["articles"].distinct("tdm") == [None]


def test_what_the_filter_cannot_be(corpus: Corpus) -> None:
    with pytest.raises(QuestionError, match="is True, False, or None"):
        corpus.quotes(tdm_allowed="yes")  # type: ignore[arg-type]
