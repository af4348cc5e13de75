"""Quotes in articles about somebody, and how often somebody is named: what counts, where, and what does not."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.people import _BY_SPEAKER, _NAMED
from newsbot.pipelines.quotes import read
from newsbot.store.articles.writer import Writer
from newsbot.store.database.schema import INDEXES
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.speakers import aliases
from tests.support.articles import article, page

SAID = "“We will build it in the valleys this year,” Ann Lee said."
STORIES = {
    "twice": f"Qintara sells radios. {SAID} Qintara declined to comment.",
    "once": f"Radios of Qintara are sold. {SAID}",
    "inside": f"Qintarans and the QBT are here, and so is DebtBT. {SAID} More Qintarans came.",
    "quoted": "Ann Lee said: “We chose Qintara. Nobody else has what Qintara has to sell to us.”",
    "long": f"The Qintara Group grew. {SAID} Qintara Networks did not.",
    "accents": f"Télécom Ouest is small. {SAID} The rival of TÉLÉCOM OUEST agreed.",
    "bt": f"BT plc lost. {SAID} BT’s rivals won; AT&T did not.",
    "surname": f"Minister Petra Lindqvist spoke. {SAID} Lindqvist left the room.",
}


def store(async_db: Any, stories: dict[str, str], **fields: Any) -> None:
    async def put() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            for number, (name, body) in enumerate(stories.items()):
                url = f"https://news.example/{name}"
                others = " ".join(f"{name}{word}" for word in range(80))  # or one would be taken for a copy of another
                told = article(
                    url, headline=f"Story {name}", body=f"{body} {others}.", quotes=[],
                    published=datetime(2024, number % 4 + 1, 1, tzinfo=UTC), **fields,
                )  # fmt: skip
                read(told, indirect=True)
                await writer.put(told, page(url))

    asyncio.run(put())


def urls(rows: Any) -> set[str]:
    return {row["url"].rpartition("/")[2] for row in rows}


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ("Qintara", {"twice", "quoted", "long"}),
        ("qintara", {"twice", "quoted", "long"}),
        ("Qintara Group", set()),
        ("telecom ouest", {"accents"}),
        ("Télécom", {"accents"}),
        ("BT", {"bt"}),
        ("BT plc", {"bt"}),
        ("T", set()),
        ("Lindqvist", {"surname"}),
        ("Petra Lindqvist", {"surname"}),
        ("Petra", set()),
        ("$gt", set()),
    ],
)
def test_an_article_is_about_what_it_names_twice(corpus: Corpus, async_db: Any, about: str, found: set[str]) -> None:
    store(async_db, STORIES)
    assert urls(corpus.articles(about=about)) == found
    said = corpus.quotes(about=about)
    assert urls(said) == found
    assert said.count() == len(list(said)) == sum(row["quotes"] for row in corpus.timeline(about=about))
    assert urls(corpus.quotes(about=about, speaker="Lee", limit=20)) == found
    assert corpus.quotes(about=about, speaker="nobody at all").count() == 0
    reported = corpus.quotes(about=about, kind="said", dropped=None)
    assert urls(reported) == found


def test_who_names_nobody_is_refused(corpus: Corpus) -> None:
    for ask in (corpus.quotes, corpus.articles, corpus.timeline, corpus.speakers):
        with pytest.raises(QuestionError, match="no name to look for"):
            ask(about="…")
    with pytest.raises(QuestionError, match="no name to look for"):
        corpus.mentions("&")


def test_tags_headline_and_standfirst_count(corpus: Corpus, async_db: Any) -> None:
    store(async_db, {"tagged": STORIES["once"]}, tags=["Qintara", "open radio"])
    store(async_db, {"standfirst": STORIES["once"]}, standfirst="It is about Qintara again.")
    assert urls(corpus.quotes(about="qintara")) == {"tagged", "standfirst"}
    assert corpus.db["articles"].count_documents({"named": "open radio"}) == 1


def test_merged_speakers_are_named_as_one(corpus: Corpus, async_db: Any) -> None:
    store(async_db, STORIES | {"other": "“It is ours alone, and we will keep it,” Qintara said. QNT is Qintara.",
                               "short": "“We sell radios to everybody who asks,” QNT said. QNT is small."})  # fmt: skip
    assert urls(corpus.quotes(about="QNT")) == {"short"}
    aliases.merge(corpus.db, "QNT", "Qintara")
    assert urls(corpus.quotes(about="QNT")) == urls(corpus.quotes(about="Qintara"))
    assert "short" in urls(corpus.quotes(about="Qintara"))
    aliases.split(corpus.db, "QNT")
    assert urls(corpus.quotes(about="QNT")) == {"short"}


def test_a_later_version_is_about_what_it_names(corpus: Corpus, async_db: Any) -> None:
    store(async_db, {"twice": STORIES["twice"]})
    assert corpus.quotes(about="Qintara").count() == 1
    store(async_db, {"twice": STORIES["once"]})
    assert corpus.quotes(about="Qintara").count() == 0
    assert corpus.mentions("Qintara").to_records() == [{"period": "2024-01", "articles": 1, "about": 0, "quotes": 0}]
    store(async_db, {"twice": "Qintara, and Qintara again, and nobody says a word about it."})
    assert corpus.quotes(about="Qintara").count() == 0
    assert corpus.quotes(about="Qintara", dropped=True).count() == 0  # they were not in an article about it


def test_mentions_by_period(corpus: Corpus, async_db: Any) -> None:
    store(async_db, STORIES | {"own": "Qintara won. “We did it, and we will do it again,” Qintara said."})
    rows = corpus.mentions("Qintara").to_records()
    assert [tuple(row.values()) for row in rows] == [
        ("2024-01", 3, 3, 1), ("2024-02", 1, 0, 0), ("2024-04", 1, 1, 0)
    ]  # fmt: skip
    assert corpus.mentions("Qintara", "year", site="news.example").to_records() == [
        {"period": "2024", "articles": 5, "about": 4, "quotes": 1}
    ]
    assert list(corpus.mentions("Qintara", since="2025")) == []
    with pytest.raises(QuestionError, match="the periods are"):
        corpus.mentions("Qintara", "decade")


def test_the_commands(corpus: Corpus, async_db: Any, scrapy: Any) -> None:
    store(async_db, STORIES)
    shown = scrapy("mentions", "Qintara", COLUMNS="80")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert [line.split()[:4] for line in shown.stdout.splitlines()[1:4]] == [
        ["2024-01", "2", "2", "0"], ["2024-02", "1", "0", "0"], ["2024-04", "1", "1", "0"]
    ]  # fmt: skip
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "No article names 'Nobody'" in scrapy("mentions", "Nobody").stdout
    assert scrapy("mentions").returncode == 2
    assert scrapy("quotes", "--about", "BT", "--json").stdout.count("\n") == 1
    assert "Story bt" in scrapy("articles", "--about", "bt").stdout
    assert scrapy("timeline", "--about", "Qintara").stdout.split()[:2] == ["2024-01", "2"]


def test_the_sample_says_for_and_against_what_the_notebook_finds_in_a_loop(sample_corpus: Corpus) -> None:
    named = [one for site in sample_corpus.sites() for one in sample_corpus.articles(contains="Qintara", site=site)]
    about = [one for one in named if (one["headline"] + one["body"]).count("Qintara") >= 2]
    looped = {quote["_id"] for one in about for quote in sample_corpus.quotes(article_id=one["_id"])}
    assert {quote["_id"] for quote in sample_corpus.quotes(about="Qintara")} == looped
    assert len(looped) >= 124


def test_speakers_of_what_is_said_about_somebody(async_db: Any, corpus: Corpus) -> None:
    said = [
        "“It is ours,” said Ann Lee, head of radio. “It is late,” Jo Leeds said.",
        "“It is slow,” said Ann Lee, head of sales.",
        "“It is dear,” Ann Lee said.",
    ]
    store(async_db, {f"story{n}": f"Qintara grew. {one} Qintara closed." for n, one in enumerate(said)})
    store(async_db, {"elsewhere": "“No,” said Ann Lee, head of nothing."}, site="other.example")
    one_time = datetime(2024, 5, 1, tzinfo=UTC)
    corpus.db["quotes"].update_many({"speaker_role": {"$type": "string"}}, {"$set": {"published": one_time}})
    rows = corpus.speakers(about="Qintara").to_records()
    assert [(row["speaker"], row["quotes"], row["role"]) for row in rows] == [
        ("Ann Lee", 3, "head of sales"),
        ("Jo Leeds", 1, None),
    ]
    assert (rows[0]["first"], rows[0]["last"]) == (datetime(2024, 3, 1, tzinfo=UTC), one_time)
    assert corpus.speakers(top=0, about="Qintara").to_records() == rows
    dated = corpus.speakers(about="Qintara", until="2024-04").to_records()
    assert [(row["speaker"], row["quotes"], row["role"]) for row in dated] == [
        ("Ann Lee", 1, None),
        ("Jo Leeds", 1, None),
    ]


@pytest.mark.parametrize(
    "filters", [{}, {"since": "2024-02"}, {"site": "signalpost.example"}, {"contains": "network"}], ids=str
)
def test_so_many_speakers_are_the_first_of_all(sample_corpus: Corpus, filters: dict[str, Any]) -> None:
    every = sample_corpus.speakers(top=0, about="Qintara", **filters).to_records()
    assert sample_corpus.speakers(top=4, about="Qintara", **filters).to_records() == every[:4] != []


def test_speakers_about_a_name_are_counted_by_the_index_alone(async_db: Any, corpus: Corpus) -> None:
    store(async_db, STORIES)
    corpus.db["quotes"].create_indexes(INDEXES["quotes"])
    match = {"$match": {"$and": [{"about": {"$in": ["qintara"]}}, _NAMED]}}
    pipeline = [match, {"$group": _BY_SPEAKER}]
    asked = {"aggregate": "quotes", "pipeline": pipeline, "cursor": {}}
    told = corpus.db.command("explain", asked, verbosity="executionStats")
    statistics = told["stages"][0]["$cursor"]["executionStats"] if "stages" in told else told["executionStats"]
    assert (statistics["totalKeysExamined"], statistics["totalDocsExamined"]) == (4, 0)
