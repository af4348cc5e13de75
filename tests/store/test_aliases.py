"""Two names of one speaker: merged, followed by quotes old and new, and taken back."""

import asyncio

import pytest

from newsbot.items import Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.speakers import aliases
from tests.support.articles import article, page


def store(async_db, *speakers: str, url: str = "https://news.example/one") -> None:
    quotes = [
        Quote(text=f"Words {n}", start=10 * n, end=10 * n + 7, kind="statement", speaker=speaker)
        for n, speaker in enumerate(speakers)
    ]

    async def put() -> None:
        async with async_db() as db:
            await Writer(db, Frontier(db, "")).put(article(url, body=url, quotes=quotes), page(url))

    asyncio.run(put())


def keys(db) -> tuple[list[str], list[str]]:
    """The speaker keys of the flat quotes, and of those in the articles."""
    flat = [quote["speaker_key"] for quote in db["quotes"].find().sort([("article_id", 1), ("start", 1)])]
    embedded = [quote["speaker_key"] for article in db["articles"].find().sort("_id") for quote in article["quotes"]]
    return flat, embedded


def test_quotes_follow_a_merge_and_come_back(async_db, db) -> None:
    store(async_db, "Ann Lee", "Anne Leigh", "Jo Park", "Ann Lee")
    before = keys(db)
    assert aliases.merge(db, "Ann Lee", "Anne Leigh") == 2
    assert keys(db) == (["anne leigh", "anne leigh", "jo park", "anne leigh"],) * 2
    assert aliases.split(db, "ann lee") == 2
    assert keys(db) == before
    assert db["quotes"].count_documents({"unmerged_key": {"$exists": True}}) == 0
    assert db["articles"].count_documents({"quotes.unmerged_key": {"$exists": True}}) == 0


def test_what_comes_later_follows_too(async_db, db) -> None:
    store(async_db, "Ann Lee", "Anne Leigh")
    aliases.merge(db, "Ann Lee", "Anne Leigh")
    store(async_db, "Ann Lee", url="https://news.example/two")
    assert set(keys(db)[0]) == set(keys(db)[1]) == {"anne leigh"}
    aliases.split(db, "Ann Lee")
    assert sorted(keys(db)[0]) == ["ann lee", "ann lee", "anne leigh"]


def test_chains_are_followed_and_opened_anywhere(async_db, db) -> None:
    store(async_db, "A One", "B Two", "C Three")
    aliases.merge(db, "A One", "B Two")
    aliases.merge(db, "B Two", "C Three")
    assert keys(db)[0] == ["c three"] * 3
    aliases.split(db, "B Two")
    assert keys(db) == (["b two", "b two", "c three"],) * 2
    aliases.merge(db, "C Three", "A One")
    assert keys(db) == (["b two"] * 3,) * 2


@pytest.mark.parametrize(
    ("name", "into", "why"),
    [
        ("Nobody", "Ann Lee", "No quote has the speaker 'Nobody'"),
        ("Ann Lee", "Nobody", "No quote has the speaker 'Nobody'"),
        ("Ann Lee", "Dr Ann Lee", "are one speaker already"),
        ("Jo Park", "Kim Roe", "are one speaker already"),
    ],
)
def test_a_merge_that_cannot_be_says_why(async_db, db, name: str, into: str, why: str) -> None:
    store(async_db, "Ann Lee", "Jo Park", "Kim Roe")
    aliases.merge(db, "Kim Roe", "Jo Park")
    before = keys(db)
    with pytest.raises(aliases.SpeakerError, match=why):
        aliases.merge(db, name, into)
    assert keys(db) == before


def test_what_was_not_merged_cannot_be_split(async_db, db) -> None:
    store(async_db, "Ann Lee")
    with pytest.raises(aliases.SpeakerError, match="was not merged"):
        aliases.split(db, "Ann Lee")


def test_a_quote_given_to_somebody_else_later_is_not_pulled_back(async_db, db) -> None:
    store(async_db, "Ann Lee", "Anne Leigh")
    aliases.merge(db, "Ann Lee", "Anne Leigh")
    store(async_db, "Jo Park", "Anne Leigh")  # the article was changed
    store(async_db, "Ann Other", url="https://news.example/two")
    aliases.merge(db, "Ann Other", "Anne Leigh")
    assert sorted(keys(db)[0]) == sorted(keys(db)[1]) == ["anne leigh", "anne leigh", "jo park"]


def test_two_merges_at_once_that_close_a_circle_end_somewhere(async_db, db) -> None:
    store(async_db, "A One", "B Two", "C Three")
    for own, into in (("a one", "b two"), ("b two", "a one"), ("c three", "b two")):
        db["aliases"].insert_one({"_id": own, "into": into, "name": own, "into_name": into})
    aliases.bring_up_to_date(db)
    assert keys(db) == (["a one"] * 3,) * 2
    store(async_db, "B Two", url="https://news.example/two")
    assert set(keys(db)[0]) == {"a one"}
    aliases.split(db, "A One")
    assert set(keys(db)[0]) == {"a one"}  # B Two still counts as A One


@pytest.mark.parametrize("act", ["merge", "split"])
def test_one_that_was_killed_between_articles_and_quotes_is_finished(async_db, db, act: str) -> None:
    store(async_db, "Ann Lee", "Anne Leigh")
    before = list(db["quotes"].find())
    if act == "split":
        aliases.merge(db, "Ann Lee", "Anne Leigh")
        before = list(db["quotes"].find())
        aliases.split(db, "Ann Lee")
    else:
        aliases.merge(db, "Ann Lee", "Anne Leigh")
    done = keys(db)
    for quote in before:
        db["quotes"].replace_one({"_id": quote["_id"]}, quote)  # as if only the articles had been written
    assert keys(db) != done
    assert aliases.bring_up_to_date(db) == 1
    assert keys(db) == done
    assert aliases.bring_up_to_date(db) == 0


def test_the_command(scrapy, async_db, db) -> None:
    store(async_db, "Ann Lee", "Anne Leigh", "Ann Lee")
    assert (
        "2 quotes of Ann Lee count as quotes of Anne Leigh now."
        in scrapy("speakers", "merge", "Ann Lee", "Anne Leigh").stdout
    )
    assert "ann lee counts as anne leigh" in scrapy("speakers", "aliases").stdout
    listed = scrapy("speakers").stdout
    assert "Anne Leigh" in listed
    assert "Ann Lee" not in listed
    again = scrapy("speakers", "merge", "Ann Lee", "Anne Leigh")
    assert (again.returncode, again.stderr) == (2, "newsbot: 'Ann Lee' and 'Anne Leigh' are one speaker already.\n")
    assert "2 quotes count as quotes of Ann Lee again." in scrapy("speakers", "split", "Ann Lee").stdout


def tell(async_db, speaker: str, role: str | None, site: str) -> None:
    slug = f"{speaker}{role}{site.partition('.')[0]}".replace(" ", "")
    url, body = f"https://{site}/{slug}", " ".join(f"{slug}{number}" for number in range(60))
    quotes = [Quote(text="Words", start=0, end=5, kind="statement", speaker=speaker, speaker_role=role)]

    async def put() -> None:
        async with async_db() as db:
            await Writer(db, Frontier(db, "")).put(article(url, body=body, site=site, quotes=quotes), page(url))

    asyncio.run(put())


def by_place(db) -> dict[tuple[str, str | None], str]:
    """The speaker key of each quote by site and role; the same in articles and flat."""
    flat = {(quote["site"], quote["speaker_role"]): quote["speaker_key"] for quote in db["quotes"].find()}
    inside = {(a["site"], q["speaker_role"]): q["speaker_key"] for a in db["articles"].find() for q in a["quotes"]}
    assert flat == inside
    return flat


def test_a_merge_of_one_site_and_one_of_an_organisation(async_db, db) -> None:
    for role, site in ((None, "a.example"), ("head of Norlink", "a.example"), ("head of Norlink", "b.example"),
                       ("head of Norlinks", "b.example"), (None, "b.example")):  # fmt: skip
        tell(async_db, "The Minister", role, site)
    tell(async_db, "Ann Lee", None, "d.example")
    tell(async_db, "Bo Park", None, "c.example")
    before = by_place(db)
    assert aliases.merge(db, "The Minister", "Ann Lee", site="a.example") == 2
    assert aliases.merge(db, "The Minister", "Bo Park", organisation="norlink") == 1
    told = by_place(db)
    assert told == before | {
        ("a.example", None): "ann lee", ("a.example", "head of Norlink"): "ann lee",
        ("b.example", "head of Norlink"): "bo park",
    }  # fmt: skip
    tell(async_db, "The Minister", "adviser to Norlink", "b.example")  # what comes later follows too
    tell(async_db, "The Minister", "adviser to Norlink", "a.example")
    assert by_place(db).items() - told.items() == {
        (("b.example", "adviser to Norlink"), "bo park"), (("a.example", "adviser to Norlink"), "ann lee"),
    }  # fmt: skip
    assert aliases.bring_up_to_date(db) == 0
    aliases.merge(db, "Bo Park", "Ann Lee")  # a limited merge leads to the end of the chain, too
    assert by_place(db)["b.example", "head of Norlink"] == "ann lee"
    assert aliases.merge(db, "The Minister", "Ann Lee") == 2  # the others
    assert set(by_place(db).values()) == {"ann lee"}
    for limits in ({}, {"site": "a.example"}, {"organisation": "norlink"}):
        aliases.split(db, "The Minister", **limits)
    aliases.split(db, "Bo Park")
    assert before.items() <= by_place(db).items()
    assert db["quotes"].count_documents({"unmerged_key": {"$exists": True}}) == 0


@pytest.mark.parametrize(
    ("limits", "told"), [({"site": "a", "organisation": "b"}, "not to both"), ({"site": " "}, "Name the site")]
)
def test_limits_that_cannot_be(async_db, db, limits: dict[str, str], told: str) -> None:
    store(async_db, "Ann Lee", "Jo Park")
    with pytest.raises(aliases.SpeakerError, match=told):
        aliases.merge(db, "Ann Lee", "Jo Park", **limits)
    with pytest.raises(aliases.SpeakerError, match="was not merged"):
        aliases.split(db, "Ann Lee", site="a.example")
