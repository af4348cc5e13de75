"""What may be asked, what is refused and how, and that quick ways give the same answers as slow ones."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.filters import period
from newsbot.items import Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import article, page

TEXTS = [
    "The spectrum auction was a disaster.",
    "Spectrum is scarce; auction rules aren’t.",
    "An  auction\nof spectrum",
    "Café owners get 5G, not café Wi-Fi.",
    "CAFÉS everywhere!",
    "network-sharing is sharing (of a network)",
    "$where: 1 == 1; .* [a-z]+",
    "Ericsson's network. Ericssons don't.",
]


@pytest.fixture
def said(corpus: Corpus, async_db: Any) -> Corpus:
    """Eight quotes of eight articles, a month apart, by turns of two people on two sites."""

    async def store() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            stories = []
            for number, text in enumerate(TEXTS):
                speaker, role = [("Ann Lee", "chief executive of BT Group"), ("BT", None)][number % 2]
                quote = Quote(
                    text=text, start=0, end=len(text), kind="statement", speaker=speaker, speaker_role=role
                )  # fmt: skip
                url = f"https://site{number % 2}.example/{number}"
                told = article(
                    url,
                    site=f"site{number % 2}.example",
                    headline=f"Story {number}",
                    body=f"{text} {number}",
                    published=datetime(2024, number + 1, 1, tzinfo=UTC),
                    authors=["Mia Roth"] if number == 3 else [],
                    quotes=[quote],
                )
                stories.append(told)
            await asyncio.gather(*(writer.put(told, page(told.url)) for told in stories))

    asyncio.run(store())
    return corpus


def texts(corpus: Corpus, **question: Any) -> set[str]:
    return {quote["text"] for quote in corpus.quotes(**question)}


def test_an_organisation_is_a_speaker_or_where_one_comes_from(said: Corpus) -> None:
    assert said.quotes(organisation="bt").count() == 8
    assert said.quotes(organisation="BT Group").count() == 4
    assert said.quotes(organisation="bt", speaker="Lee").count() == 4
    assert said.quotes(organisation="B").count() == 0


def test_a_name_is_found_without_its_accents_and_by_its_titles(said: Corpus) -> None:
    said.db["quotes"].update_many(
        {"speaker": "Ann Lee"}, {"$set": {"speaker": "Àñn Lée", "stored_at": datetime.now(UTC)}}
    )
    for name in ("ann", "LEE", "Lée", "Sir Ann Lee"):
        assert said.quotes(speaker=name).count() == 4, name
    assert said.quotes(speaker="An").count() == 0


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ({"since": "2024-07"}, [7, 8]),
        ({"until": "2024-03-01"}, [1, 2]),
        ({"since": date(2024, 2, 1), "until": datetime(2024, 4, 1, tzinfo=UTC)}, [2, 3]),
        ({"since": "2024-02-01T00:00:01+00:00", "until": "2024-04"}, [3]),
        ({"since": "2025"}, []),
    ],
)
def test_periods(said: Corpus, period: dict[str, Any], months: list[int]) -> None:
    assert sorted(quote["published"].month for quote in said.quotes(**period)) == months
    assert [row["period"] for row in said.timeline(**period)] == [f"2024-{month:02}" for month in months]
    assert sum(row["quotes"] for row in said.timeline("day", per="site", **period)) == len(months)
    assert sum(row["quotes"] for row in said.timeline("year", per="speaker", **period)) == len(months)
    assert sum(row["quotes"] for row in said.speakers(**period)) == len(months)


@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
@pytest.mark.parametrize("per", [None, "speaker", "site", "kind"])
def test_every_timeline_adds_up_to_its_quotes(said: Corpus, by: str, per: str | None) -> None:
    for question in (
        {},
        {"speaker": "lee"},
        {"site": "site1.example"},
        {"contains": "auction"},
        {"since": "2024-02-02"},
    ):
        rows = list(said.timeline(by, per, **question))
        assert sum(row["quotes"] for row in rows) == said.quotes(**question).count(), question
        assert [row["period"] for row in rows] == sorted(row["period"] for row in rows)


def test_a_timeline_tells_the_most_quoted_speakers_only(said: Corpus) -> None:
    rows = said.timeline("year", "speaker", top=1, since="2024-02").to_records()
    assert rows == [{"period": "2024", "speaker": "BT", "speaker_key": "bt", "quotes": 4}]


def test_a_timeline_of_all_speakers(said: Corpus) -> None:
    for question in ({}, {"since": "2024-02"}, {"site": "site1.example"}):
        rows = list(said.timeline("year", "speaker", top=0, **question))
        assert sum(row["quotes"] for row in rows) == said.quotes(**question).count()


def test_the_role_of_a_speaker_is_the_latest_that_is_given(said: Corpus) -> None:
    newest = next(iter(said.quotes(speaker="Lee")))["_id"]
    change = {"speaker_role": None, "stored_at": datetime.now(UTC)}
    said.db["quotes"].update_one({"_id": newest}, {"$set": change})
    for question in ({}, {"site": "site0.example"}):
        roles = {row["speaker"]: row["role"] for row in said.speakers(**question)}
        assert roles["Ann Lee"] == "chief executive of BT Group", question


def test_speakers(said: Corpus) -> None:
    assert said.speakers(top=1, site="site0.example").to_records() == [
        {
            "speaker": "Ann Lee",
            "role": "chief executive of BT Group",
            "quotes": 4,
            "first": datetime(2024, 1, 1, tzinfo=UTC),
            "last": datetime(2024, 7, 1, tzinfo=UTC),
            "speaker_key": "ann lee",
        }
    ]
    assert [row["quotes"] for row in said.speakers()] == [4, 4]


def test_articles(said: Corpus) -> None:
    def headlines(**question: Any) -> list[str]:
        return [row["headline"] for row in said.articles(**question)]

    assert headlines(limit=2) == ["Story 7", "Story 6"]
    assert headlines(contains="spectrum", until="2024-03") == ["Story 1", "Story 0"]
    assert headlines(contains="STORY 5") == ["Story 5"]
    assert headlines(author="roth") == ["Story 3"]
    assert headlines(speaker="lee", since="2024-06") == ["Story 6"]
    assert headlines(speaker="nobody") == []
    assert said.articles(revised=True).count() == 0
    assert said.articles(revised=False, site="site1.example").count() == 4


def test_a_story_by_id_by_address_and_by_the_address_of_a_variant(said: Corpus) -> None:
    story = said.story("https://site0.example/2")
    assert (story.article["headline"], [quote["text"] for quote in story.quotes]) == ("Story 2", [TEXTS[2]])
    assert said.story(story.article["_id"]) == said.story("http://www.site0.example/2/?utm_source=mail") == story
    with pytest.raises(QuestionError, match="No story 'https://site0.example/99' is in the corpus"):
        said.story("https://site0.example/99")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            {"kind": "statment"},
            "the kinds are said, statement, partial, indirect, scare, title. Did you mean statement?",
        ),
        ({"site": "site1"}, "which has site0.example, site1.example. Did you mean site1.example?"),
        ({"since": "tomorrowish"}, "since='tomorrowish' is no date; write it like 2024-01-31"),
        ({"until": datetime(2024, 1, 1)}, "has no time zone"),  # noqa: DTZ001
        ({"since": "2024-03", "until": "2024-02"}, "must be before until"),
        ({"speakers": "Lee"}, "There is no filter 'speakers'; there are about, .*speaker, .*Did you mean speaker?"),
        ({"speaker": " "}, "holds nothing to look for"),
        ({"contains": "a\0b"}, "holds nothing to look for"),
        ({"speaker": {"$ne": None}}, "must be text"),
        ({"limit": -1}, "must be a whole number"),
        ({"dropped": "yes"}, "dropped='yes' is True, False, or None for both"),
    ],
)
def test_wrong_questions_are_told_what_could_be_meant(said: Corpus, question: dict[str, Any], told: str) -> None:
    with pytest.raises(QuestionError, match=told.replace("?", r"\?")):
        said.quotes(**question)


def test_wrong_timelines_are_told_what_could_be_meant(said: Corpus) -> None:
    with pytest.raises(QuestionError, match="the periods are day, week, month, year"):
        said.timeline("decade")
    with pytest.raises(QuestionError, match="split per speaker, site, kind"):
        said.timeline(per="mood")


@pytest.mark.parametrize(
    ("text", "end"),
    [("2024", "2025-01-01"), ("2023", "2024-01-01"), ("2024-02", "2024-03-01"), ("2024-12", "2025-01-01"),
     ("2024-02-29", "2024-03-01")],
)  # fmt: skip
def test_the_same_period_twice_means_all_of_it(text: str, end: str) -> None:
    bounds = period(text, text)
    assert (f"{bounds['$gte']:%Y-%m-%d}".startswith(text), f"{bounds['$lt']:%Y-%m-%d}") == (True, end)


def test_a_misspelt_speaker_has_neighbours(said: Corpus) -> None:
    names = sorted({name for person in said.people.all() for name in person.names}, key=len)
    assert names[-1] in said.people.near(names[-1].replace(names[-1][2], "", 1))
    assert said.people.near("Qqqqqqqqqq") == []
