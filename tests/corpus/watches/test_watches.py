"""Saved searches: each quote is new once, whatever happens between, and the feed is one that readers read."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.watches import watches
from newsbot.corpus.watches.atom import atom
from newsbot.items import Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import article, page

ATOM = "{http://www.w3.org/2005/Atom}"


def store(async_db: Any, number: int, *texts: str, speaker: str = "Ann Lee") -> None:
    quotes = [
        Quote(text=text, start=100 * at, end=100 * at + len(text), kind="statement", speaker=speaker)
        for at, text in enumerate(texts)
    ]
    url = f"https://site.example/{number}"
    body = " ".join(f"{number}word{at}" for at in range(80)) + " ".join(texts)
    told = article(
        url, body=body, headline=f"Story <{number}> & more", quotes=quotes, published=datetime(2024, 1, 1, tzinfo=UTC)
    )  # fmt: skip

    async def put() -> None:
        async with async_db() as db:
            await Writer(db, Frontier(db, "")).put(told, page(url))

    asyncio.run(put())


def entries(path: Path) -> list[Any]:
    read = feedparser.parse(path.read_bytes())
    assert not read.bozo, read.bozo_exception
    return list(read.entries)


def test_each_match_is_new_once(corpus: Corpus, async_db: Any, scrapy: Any, tmp_path: Path) -> None:
    feed = tmp_path / "lee.xml"
    store(async_db, 1, "A network is a promise.")
    added = scrapy("watch", "add", "lee", "--speaker", "Lee", "--contains", "network", "--feed", feed)
    assert (added.returncode, added.stdout.startswith("Saved. 1 quotes that match already")) == (0, True)
    assert entries(feed) == []
    assert scrapy("watch", "run").stdout == "lee: 0 new\n"
    store(async_db, 2, "Networks grow.", "Towers do not.", "Another network, there.")
    store(async_db, 3, "My network.", speaker="Jo Park")
    assert scrapy("watch", "run", "lee").stdout == "lee: 2 new\n"
    found = entries(feed)
    assert {one.content[0].value for one in found} == {"“Networks grow.”", "“Another network, there.”"}
    assert {(one.title, one.link) for one in found} == {("Ann Lee: Story <2> & more", "https://site.example/2")}
    before = feed.read_bytes()
    store(async_db, 2, "Networks grow.", "Another network, there.", "It is late.")  # moved, and written again
    assert scrapy("watch", "run").stdout == "lee: 0 new\n"
    assert feed.read_bytes() == before
    assert "lee: speaker Lee, contains network" in scrapy("watch", "list").stdout
    assert scrapy("watch", "remove", "lee").returncode == 0
    assert corpus.db["watch_matches"].count_documents({}) == 0


def test_a_run_that_was_killed_before_the_feed_loses_nothing(corpus: Corpus, async_db: Any, tmp_path: Path) -> None:
    watches.add(corpus, "all", {"speaker": "Lee"}, str(tmp_path / "all.xml"))
    store(async_db, 1, "One.", "Two.")
    assert watches.run(corpus, watches.one(corpus, "all")) == 2  # and killed here
    assert watches.run(corpus, watches.one(corpus, "all")) == 0
    assert {quote["text"] for quote in watches.matches(corpus, "all")} == {"One.", "Two."}
    corpus.db["watch_matches"].delete_one({})  # or before it had noted all
    assert watches.run(corpus, watches.one(corpus, "all")) == 1
    assert len(watches.matches(corpus, "all")) == 2


def test_the_feed_has_what_the_rfc_requires_and_text_is_data() -> None:
    evil = "<script>x</script>\x00\x1b]]>\ufffe&amp;\ud800"
    now = datetime(2026, 1, 1, tzinfo=UTC)
    quote = {"_id": "a/b c:body:1", "speaker": evil, "headline": evil, "text": evil, "kind": "statement"}
    quote |= {"url": "javascript:alert(1)", "published": None, "found_at": now}
    text = atom("näme", now, [quote, quote | {"_id": "2", "url": "https://x.example/?a=1&b=2", "published": now}])
    feed = ElementTree.fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    for parent, names in (
        (feed, ("id", "title", "updated", "author")),
        (feed.find(f"{ATOM}entry"), ("id", "title", "updated")),
    ):
        assert parent is not None
        assert all(len(parent.findall(f"{ATOM}{name}")) == 1 for name in names)
    read = feedparser.parse(text.encode())
    assert not read.bozo
    assert [[link.href for link in entry.get("links", ())] for entry in read.entries] == [
        [],
        ["https://x.example/?a=1&b=2"],
    ]
    assert all("<script" not in element.tag for element in feed.iter())
    assert len({entry.id for entry in read.entries}) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "a", "--about", "y"), "Nobody would hear of what it finds: give --feed FILE"),
        (("add", "a b", "--feed", "x", "--about", "y"), "is no name for a search"),
        (("add", "a", "--feed", "x"), "needs at least one filter"),
        (("add", "a", "--feed", "x", "--contains=-y"), "a minus takes away"),
        (("run", "nothing"), "There is no search 'nothing'; there are none."),
        (("remove", "$ne"), "There is no search"),
        (("dance",), "Say `newsbot watch add NAME"),
    ],
)
def test_what_cannot_be_is_said(filled: None, scrapy: Any, arguments: tuple[str, ...], sentence: str) -> None:
    done = scrapy("watch", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_a_name_is_taken_once(corpus: Corpus, filled: None) -> None:
    watches.add(corpus, "lee", {"speaker": "Lee"}, "x")
    with pytest.raises(QuestionError, match="already"):
        watches.add(corpus, "lee", {"speaker": "Lee"}, "x")
