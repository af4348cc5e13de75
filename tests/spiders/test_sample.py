"""`newsbot crawl sample`: the whole way, from real HTTP to the corpus, on the bundled newsroom."""

from datetime import timedelta

import pytest

from newsbot.corpus import Corpus
from newsbot.sample import copies, truth


@pytest.fixture
def crawled(scrapy, corpus: Corpus) -> Corpus:
    done = scrapy("crawl", "sample", "-L", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    return corpus


def test_every_story_is_in_the_corpus_once_and_a_second_crawl_fetches_none(crawled: Corpus, scrapy) -> None:
    stories, told_again = truth(), copies()
    stored = {article["url_key"]: article for article in crawled.db["articles"].find()}
    kept = {story.url_key: story for story in stories.values()}
    assert set(stored) <= set(kept)
    assert len(stored) == len(stories) - len(told_again)
    in_copies = {copy["url_key"] for article in stored.values() for copy in article["copies"]}
    assert set(stored) | in_copies == set(kept)
    for url, article in stored.items():
        assert article["headline"] == kept[url].headline
        assert article["site"] == kept[url].site
        assert article["quotes"] or not kept[url].quotes
    dated = [url for url in stored if kept[url].published]
    assert {url: stored[url]["published"].date() for url in dated} == {u: kept[u].published.date() for u in dated}
    ago = {article["published_raw"]: article["fetched_at"] - article["published"] for article in stored.values()}
    assert abs(ago["3 days ago"] - timedelta(days=3)) < timedelta(days=1)
    assert ago["Yesterday at 14:05"] < timedelta(days=2)
    assert crawled.db["dead_letters"].count_documents({}) == 0
    assert crawled.db["pages"].count_documents({"url": {"$regex": "/calendar/"}}) == 0

    [first] = crawled.db["runs"].find()
    assert (first["new"], first["copies"], first["reason"]) == (len(stored), len(told_again), "finished")
    done = scrapy("crawl", "sample", "-L", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    second = crawled.db["runs"].find_one(sort=[("started_at", -1)])
    assert (second["pages"], second["new"], second["changed"], second["copies"]) == (0, 0, 0, 0)
    assert second["known"] >= len(stories)


def test_the_commands_show_what_the_crawl_brought(crawled: Corpus, scrapy) -> None:
    overview = scrapy("overview")
    assert overview.returncode == 0
    assert "signalpost.example" in overview.stdout
    assert "Most quoted" in overview.stdout
    assert "newsbot quotes --speaker" in overview.stdout
    status = scrapy("status")
    assert f"{crawled.db['articles'].count_documents({})} articles" in status.stdout
    assert "sample" in status.stdout


def test_a_crawl_as_of_then_leaves_to_a_later_one_what_was_rewritten(sample_corpus: Corpus) -> None:
    [story] = sample_corpus.articles(revised=True)
    [earlier] = story["revisions"]
    assert (earlier["headline"], story["headline"].split(" in ")[0]) == (
        "Kestria to cap Qintara at 35% of mobile sites",
        "Kestria caps Qintara at 35% of mobile sites",
    )
    [dropped] = sample_corpus.quotes(dropped=True)
    assert (dropped["speaker"], dropped["text"]) == ("Tomasz Wierzbicki", "We will see the government in court,")


def test_a_wrong_time_is_told(scrapy) -> None:
    done = scrapy("crawl", "sample", "-a", "as_of=then", "-L", "WARNING")
    assert (done.returncode, done.stderr) == (
        2,
        "newsbot: as_of='then' is no time. Give one as in -a as_of=2024-07-09T18:00.\n",
    )
