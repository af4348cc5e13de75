"""What becomes of an article in the store."""

import asyncio
import random
from datetime import UTC, datetime

import pytest
from zstandard import ZstdDecompressor

from newsbot.items import Article, Quote
from newsbot.store.articles.write_operations import UnstorableError
from newsbot.store.articles.writer import Writer
from newsbot.store.database.schema import key
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import STORY, article, page, quote

URL = "https://news.example/valleys"


def run(async_db, scenario):
    async def opened():
        async with async_db() as db:
            return await scenario(Writer(db, Frontier(db, "news.example")))

    return asyncio.run(opened())


def test_a_new_article_with_its_quotes_page_and_address(async_db, db) -> None:
    assert run(async_db, lambda writer: writer.put(article(), page(body=b"<p>as fetched</p>"))) == "new"
    stored = db["articles"].find_one()
    assert stored["_id"] == key(URL)
    assert stored["body"] == STORY
    assert stored["published"] == stored["first_published"] == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert stored["quotes"][0]["speaker"] == "Petra Lindqvist"
    [quote] = db["quotes"].find()
    assert STORY[quote["start"] : quote["end"]] == quote["text"]
    assert (quote["article_id"], quote["site"], quote["published"]) == (key(URL), "news.example", stored["published"])
    assert ZstdDecompressor().decompress(db["pages"].find_one()["html_zstd"]) == b"<p>as fetched</p>"
    assert db["frontier"].find_one()["state"] == "done"


def test_storing_it_again_changes_nothing(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(), page()))
    before = {name: list(db[name].find()) for name in ("articles", "quotes", "pages")}
    assert run(async_db, lambda writer: writer.put(article(), page())) == "unchanged"
    assert {name: list(db[name].find()) for name in ("articles", "quotes", "pages")} == before


def test_a_changed_article_keeps_what_it_was_and_which_quotes_it_lost(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(), page()))
    rewritten = STORY.replace(
        "“We promised the valleys coverage, and this autumn they will have it,”", "It is on time,"
    )
    assert run(async_db, lambda writer: writer.put(article(body=rewritten), page())) == "changed"
    stored = db["articles"].find_one()
    assert stored["body"] == rewritten
    assert [revision["body"] for revision in stored["revisions"]] == [STORY]
    [quote] = db["quotes"].find()
    assert quote["dropped_at"] is not None
    assert run(async_db, lambda writer: writer.put(article(), page())) == "changed"
    assert "dropped_at" not in db["quotes"].find_one()


def test_only_the_last_revisions_are_kept(async_db, db) -> None:
    async def rewrite_often(writer: Writer) -> None:
        for version in range(25):
            await writer.put(article(body=f"{STORY}\n\nVersion {version}."), page())

    run(async_db, rewrite_often)
    revisions = db["articles"].find_one()["revisions"]
    assert len(revisions) == 20
    assert revisions[-1]["body"].endswith("Version 23.")


def test_a_copy_is_noted_with_the_first_telling(async_db, db) -> None:
    copy = article("https://wire.example/1", site="wire.example", published=datetime(2024, 4, 30, tzinfo=UTC))

    async def both(writer: Writer) -> None:
        await writer.put(article(), page())
        assert await writer.put(copy, page("https://wire.example/1"), copy_of=key(URL), similarity=0.9) == "copy"
        await writer.put(copy, page("https://wire.example/1"), copy_of=key(URL), similarity=0.9)

    run(async_db, both)
    [stored] = db["articles"].find()
    assert [(c["site"], c["similarity"]) for c in stored["copies"]] == [("wire.example", 0.9)]
    assert stored["first_published"] == datetime(2024, 4, 30, tzinfo=UTC)
    assert stored["published"] == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert {page["url"] for page in db["pages"].find()} == {URL, "https://wire.example/1"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [("long words " * 1_700_000, r"19 MB; MongoDB holds"), ("half a character \ud83d", "cannot hold")],
)
def test_what_cannot_be_stored_spoils_nobody_else(async_db, db, body: str, reason: str) -> None:
    bad = article("https://news.example/bad")
    bad.body = body

    async def together(writer: Writer) -> list[object]:
        puts = (writer.put(bad, page("https://news.example/bad")), writer.put(article(), page()))
        return await asyncio.gather(*puts, return_exceptions=True)

    refused, stored = run(async_db, together)
    assert isinstance(refused, UnstorableError)
    with pytest.raises(UnstorableError, match=reason):
        raise refused
    assert stored == "new"
    assert [a["url"] for a in db["articles"].find()] == [URL]


def test_a_copy_that_cannot_be_stored_spoils_nobody_else(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(), page()))
    bad, other = (article(f"https://wire.example/{name}") for name in ("bad", "good"))
    bad.headline = "Half a character \ud83d"

    async def together(writer: Writer) -> list[object]:
        puts = (writer.put(a, page(a.url), copy_of=key(URL)) for a in (bad, other))
        return await asyncio.gather(*puts, return_exceptions=True)

    refused, stored = run(async_db, together)
    assert isinstance(refused, UnstorableError)
    assert stored == "copy"
    assert [copy["url"] for copy in db["articles"].find_one()["copies"]] == [other.url]


def test_two_new_articles_of_one_address_are_both_stored(async_db, db) -> None:
    urls = [f"https://news.example/{name}" for name in ("morning", "evening")]

    async def together(writer: Writer) -> list[str]:
        pages = (page(url, requested_url="https://news.example/latest") for url in urls)
        puts = (writer.put(article(url, body=url), own) for url, own in zip(urls, pages, strict=True))
        return await asyncio.gather(*puts)

    assert run(async_db, together) == ["new", "new"]
    assert {a["url"] for a in db["articles"].find()} == set(urls)
    states = {address["url"]: address["state"] for address in db["frontier"].find()}
    assert states == dict.fromkeys([*urls, "https://news.example/latest"], "done")


def test_two_versions_at_once_are_stored_one_after_the_other(async_db, db) -> None:
    async def together(writer: Writer) -> list[str]:
        return await asyncio.gather(
            writer.put(article(), page()), writer.put(article(body=f"{STORY}\n\nUpdated."), page())
        )

    assert run(async_db, together) == ["new", "changed"]
    assert len(db["articles"].find_one()["revisions"]) == 1


def test_text_from_the_web_stays_text(async_db, db) -> None:
    hostile = article(headline="$where: sleep(1000)", authors=["{'$gt': ''}"], tags=["$set", "a.b", "\x00"])
    assert run(async_db, lambda writer: writer.put(hostile, page())) == "new"
    stored = db["articles"].find_one()
    assert (stored["headline"], stored["authors"], stored["tags"]) == (
        "$where: sleep(1000)",
        ["{'$gt': ''}"],
        ["$set", "a.b", "\x00"],
    )


def test_a_quote_that_moved_is_the_same_quote(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(), page()))
    [before] = db["quotes"].find()
    moved = f"The valleys waited long.\n\n{STORY}"
    assert run(async_db, lambda writer: writer.put(article(body=moved), page())) == "changed"
    [after] = db["quotes"].find()
    assert after["_id"] == before["_id"]
    assert moved[after["start"] : after["end"]] == after["text"]
    assert "dropped_at" not in after


def test_a_quote_at_the_place_of_one_that_moved_away_is_another(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(body="“We will,” said Ann Lee."), page()))
    body = "“We must,” said Jo Park. “We will,” said Ann Lee."
    first, second = Quote(text="We must,", start=1, end=9, kind="statement"), quote("“We will,”")
    second.start, second.end = 26, 34
    run(async_db, lambda writer: writer.put(article(body=body, quotes=[first, second]), page()))
    stored = {q["text"]: q for q in db["quotes"].find()}
    assert {text: (q["start"], q["_id"].partition(":")[2]) for text, q in stored.items()} == {
        "We will,": (26, "body:1"),
        "We must,": (1, "body:1:2"),
    }


def test_quotes_that_are_read_better_replace_the_ones_of_the_same_words(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(), page()))
    better = article()
    better.quotes[0].speaker = "Ann Lee"
    assert run(async_db, lambda writer: writer.put(better, page())) == "unchanged"
    assert [q["speaker_key"] for q in db["quotes"].find()] == ["ann lee"]
    assert db["articles"].find_one()["quotes"][0]["speaker"] == "Ann Lee"


def test_a_paywall_does_not_replace_the_story(async_db, db) -> None:
    run(async_db, lambda writer: writer.put(article(), page()))
    stub = article(body=STORY[:180], paywalled=True)
    assert run(async_db, lambda writer: writer.put(stub, page(body=b"subscribe"))) == "unchanged"
    stored = db["articles"].find_one()
    assert (stored["body"], stored["paywalled"], stored["revisions"]) == (STORY, False, [])
    assert db["quotes"].count_documents({"dropped_at": {"$exists": True}}) == 0
    assert db["pages"].find_one()["size"] == len(page().body)


def test_a_very_long_article_keeps_fewer_revisions(async_db, db) -> None:
    async def rewrite_often(writer: Writer) -> list[str]:
        return [await writer.put(article(body=f"{version} {'x' * 3_000_000}"), page()) for version in range(5)]

    assert run(async_db, rewrite_often) == ["new", *["changed"] * 4]
    stored = db["articles"].find_one()
    assert stored["body"].startswith("4 ")
    assert [revision["body"][0] for revision in stored["revisions"]] == ["2", "3"]


def test_an_article_whose_page_is_too_large_to_keep_is_stored(async_db, db) -> None:
    huge = random.Random(1).randbytes(17_000_000)
    assert run(async_db, lambda writer: writer.put(article(), page(body=huge))) == "new"
    stored = db["pages"].find_one()
    assert (stored["size"], stored["html_zstd"]) == (17_000_000, None)


def test_many_articles_go_in_few_batches(async_db, db) -> None:
    urls = [f"https://news.example/{number}" for number in range(250)]

    def told(url: str) -> Article:
        return article(url, body=" ".join(f"{url}#{word}" for word in range(60)))

    async def store(writer: Writer) -> list[str]:
        return await asyncio.gather(*(writer.put(told(url), page(url)) for url in urls))

    assert run(async_db, store) == ["new"] * 250
    assert db["articles"].count_documents({}) == 250
    assert db["frontier"].count_documents({"state": "done"}) == 250


def test_what_the_server_refuses_spoils_nobody_else(async_db, db) -> None:
    db.create_collection("articles", validator={"headline": {"$ne": "Nobody may say this"}})
    bad = article("https://news.example/bad", headline="Nobody may say this")

    async def together(writer: Writer) -> list[object]:
        puts = (writer.put(bad, page("https://news.example/bad")), writer.put(article(), page()))
        return await asyncio.gather(*puts, return_exceptions=True)

    refused, stored = run(async_db, together)
    assert isinstance(refused, UnstorableError)
    assert "Document failed validation" in str(refused)
    assert stored == "new"
    assert [a["url"] for a in db["articles"].find()] == [URL]
    assert db["frontier"].count_documents({"state": "done"}) == 1
