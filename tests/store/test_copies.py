"""Folding hides nothing: what contradicts an article is no copy of it, and what a copy adds is kept."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from newsbot.items import Article
from newsbot.store.articles.copies import MOST_QUOTES, compared, contradict, lacking
from newsbot.store.articles.story_claims import StoryClaims
from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import article, page, quote
from tests.support.fuzzing import no_longer_than

RELEASE = [
    "Arvo said on Monday that it would build its masts in the valley, the largest programme since the spring auction.",
    "“We will build 400 masts in the valley and we will pay for them ourselves,” said Ann Lee, the chief executive.",
    *(
        f"The company told investors in {place} that the plan of the {n} quarter would need permits of the regulator."
        for n, place in enumerate(("Osterby", "Halden", "Ringdal", "Kestria", "Tolvik", "Brenna"), 1)
    ),
]
DAY = datetime(2024, 5, 1, tzinfo=UTC)


def version(
    site: str, *, day: int = 1, change: tuple[str, str] = ("", ""), extra: str = "", who: str = "Ann Lee"
) -> Article:
    body = "\n\n".join([*RELEASE, *([extra] if extra else [])]).replace(*change)
    said = quote(body)
    said.speaker = who
    one: Article = article(f"https://{site}/masts", site=site, body=body, published=DAY.replace(day=day), quotes=[said])
    if "”" in extra:
        start = body.rindex("“") + 1
        more = quote(body)
        more.text, more.start, more.end, more.speaker = body[start : body.rindex("”")], start, body.rindex("”"), who
        one.quotes.append(more)
    return one


def crawled(async_db, db, *articles: Article) -> list[dict]:
    """The articles that are there once these were crawled one after the other."""

    async def scenario() -> None:
        async with async_db() as opened:
            writer, claims = Writer(opened, Frontier(opened, "")), StoryClaims(opened)
            for one in articles:
                original = await claims.original_of(one)
                copy = {"copy_of": original.article_id, "similarity": original.similarity} if original else {}
                await writer.put(one, page(one.url), **copy)
                claims.release(one)

    asyncio.run(scenario())
    return list(db["articles"].find().sort("site"))


def shape(articles: list[dict]) -> list[tuple[str, list[str]]]:
    return [(one["site"], sorted(copy["site"] for copy in one["copies"])) for one in articles]


def test_the_first_by_day_and_site_is_the_article_in_whatever_order_they_are_crawled(async_db, db) -> None:
    for order in permutations([version("c.example"), version("b.example", day=2), version("a.example", day=2)]):
        assert shape(crawled(async_db, db, *order)) == [("c.example", ["a.example", "b.example"])]
        for name in db.list_collection_names():
            db[name].delete_many({})


@pytest.mark.parametrize(
    "other",
    [
        version("b.example", change=("400 masts", "4000 masts")),
        version("b.example", change=("We will build", "We will not build")),
        version("b.example", change=("Ann Lee", "Cy Doe"), who="Cy Doe"),
    ],
    ids=["another figure", "the opposite", "another speaker"],
)
def test_what_contradicts_an_article_is_an_article_too(async_db, db, other: Article) -> None:
    for order in ((version("a.example"), other), (other, version("a.example"))):
        assert shape(crawled(async_db, db, *order)) == [("a.example", []), ("b.example", [])]
        assert db["quotes"].count_documents({}) == 2
        for name in db.list_collection_names():
            db[name].delete_many({})


def test_what_a_copy_adds_is_kept_with_its_own_url_and_day_and_takes_no_place(async_db, db) -> None:
    libel = "“I paid the regulator three million crowns in cash for the permits,” said Ann Lee."
    [kept] = crawled(async_db, db, version("b.example", day=2), version("a.example", day=1, extra=libel))
    assert kept["site"] == "b.example"
    [copy] = kept["copies"]
    assert copy["added"] == [libel]
    assert 0.5 < copy["similarity"] < 1
    [added] = db["quotes"].find({"copy_key": {"$exists": True}})
    assert copy["quotes"] == [added["_id"]]
    assert (added["article_id"], added["url"], added["published"]) == (kept["_id"], "https://a.example/masts", DAY)
    assert added["text"].startswith("I paid the regulator")
    assert db["quotes"].count_documents({"text": {"$regex": "400 masts"}}) == 1


def test_a_new_version_of_an_article_leaves_the_quotes_of_its_copies(async_db, db) -> None:
    extra = "“Nobody else has done this in so short a time, and nobody will,” said Ann Lee."
    changed = version("b.example", day=1, change=("on Monday", "on Friday"))
    [kept] = crawled(async_db, db, version("b.example"), version("c.example", extra=extra), changed)
    assert len(kept["revisions"]) == 1
    assert db["quotes"].count_documents({"copy_key": {"$exists": True}, "dropped_at": {"$exists": False}}) == 1


def test_an_edited_quote_is_no_contradiction() -> None:
    one = version("a.example")
    shorter = version("b.example", change=(" and we will pay for them ourselves", ""))
    assert not contradict(compared(one), compared(shorter))
    assert lacking(compared(shorter)["quotes"], compared(one)) == []
    named = version("c.example", who="Lee")
    assert not contradict(compared(one), compared(named))


def test_an_article_of_thousands_of_quotes_is_compared_at_once() -> None:
    one, other = version("a.example"), version("b.example")
    for many, name in ((one, "Ann"), (other, "Bo")):
        [said] = many.quotes
        many.quotes = [replace(said, text=f"{said.text} {n}", speaker=f"{name} {n}") for n in range(20_000)]
    with no_longer_than(10):
        contradict(compared(one), compared(other))
        assert len(lacking(compared(other)["quotes"], compared(one))) <= MOST_QUOTES
