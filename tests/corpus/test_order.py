"""Answers in other orders than the newest first: total, undated ones last, and never a sort of too many."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus import order as orders
from newsbot.store.database.schema import ensure_text_indexes
from tests.conftest import copied


@pytest.fixture(scope="module")
def open_corpus(mongo_home: str, sample_database: str) -> Iterator[Corpus]:
    """The sample with a few undated quotes and articles, and its words indexed."""
    with (
        Corpus.open(database=sample_database, home=mongo_home) as sample,
        copied(sample) as name,
        Corpus.open(database=name, home=mongo_home) as corpus,
    ):
        undated = [row["_id"] for row in corpus.articles(about="Qintara", limit=3)]
        corpus.db["articles"].update_many({"_id": {"$in": undated}}, {"$set": {"published": None, "month": None}})
        corpus.db["quotes"].update_many({"article_id": {"$in": undated}}, {"$set": {"published": None, "month": None}})
        ensure_text_indexes(corpus.db)
        yield corpus


def expected(quotes: list[Any]) -> list[str]:
    """The oldest first, undated ones last, and of one time in the order of the newest."""
    dated = [quote for quote in quotes if quote["published"]]
    last = [quote for quote in quotes if not quote["published"]]
    return [quote["_id"] for quote in sorted(dated, key=lambda quote: quote["published"]) + last]


FILTERS = [
    {},
    {"about": "Qintara"},
    {"organisation": "Havnet"},
    {"contains": "network"},
    {"contains": '"front door"'},
    {"speaker": "Wierzbicki"},
    {"site": "signalpost.example", "since": "2024-03"},
    {"kind": "indirect"},
    {"dropped": None},
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_the_oldest_come_first_and_the_undated_last(open_corpus: Corpus, filters: dict[str, Any]) -> None:
    wanted = expected(list(open_corpus.quotes(**filters)))
    found = open_corpus.quotes(order="oldest", **filters)
    assert [quote["_id"] for quote in found] == wanted != []
    assert found.count() == len(wanted)
    pages = [open_corpus.quotes(order="oldest", skip=at, limit=7, **filters) for at in range(0, len(wanted), 7)]
    assert [quote["_id"] for rows in pages for quote in rows] == wanted


@pytest.mark.parametrize(
    "filters", [{}, {"about": "Qintara"}, {"contains": '"security agency"'}, {"site": "signalpost.example"}]
)
def test_articles_follow_to_the_last(open_corpus: Corpus, filters: dict[str, Any]) -> None:
    wanted = expected(list(open_corpus.articles(**filters)))
    seen: list[str] = []
    last = None
    while rows := list(open_corpus.articles(order="oldest", after=last, limit=4, **filters)):
        seen += [row["_id"] for row in rows]
        last = rows[-1]
    assert seen == wanted != []


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("speaker", lambda quote: (quote["speaker_key"] is None, quote["speaker_key"])),
        ("site", lambda quote: quote["site"]),
        ("surest", lambda quote: -quote["confidence"]),
        ("doubtful", lambda quote: quote["confidence"]),
    ],
)
def test_few_can_be_sorted_by_more(open_corpus: Corpus, order: str, key: Any) -> None:
    newest = list(open_corpus.quotes(about="Qintara"))
    wanted = [quote["_id"] for quote in sorted(newest, key=key)]
    assert [quote["_id"] for quote in open_corpus.quotes(about="Qintara", order=order)] == wanted
    page = open_corpus.quotes(about="Qintara", order=order, skip=5, limit=5)
    assert [quote["_id"] for quote in page] == wanted[5:10]
    assert open_corpus.quotes(about="Qintara", order=order).to_records()[0].keys() >= {"speaker", "confidence"}


def test_many_are_not_sorted(open_corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_SORTED", 10)
    with pytest.raises(
        QuestionError, match="More than 10 quotes match, too many to put in this order \\(speaker\\); narrow"
    ):
        list(open_corpus.quotes(order="speaker"))


@pytest.mark.parametrize("order", ["", "$where", "confidence"])
def test_an_unknown_order_is_refused(open_corpus: Corpus, order: str) -> None:
    with pytest.raises(QuestionError, match="the orders are newest, oldest, speaker"):
        open_corpus.quotes(order=order)
    with pytest.raises(QuestionError, match="the orders are newest, oldest\\."):
        open_corpus.articles(order="speaker")


def test_a_whole_name_is_nobody_elses(open_corpus: Corpus) -> None:
    numbers = count(1)
    quote = next(iter(open_corpus.quotes(speaker="Wierzbicki")))
    for name in ("Jan Wierzbicki", "Jan Piotr Wierzbicki"):
        copy = quote | {"_id": f"extra:body:{next(numbers)}", "speaker": name, "speaker_key": name.lower()}
        open_corpus.db["quotes"].insert_one(copy | {"article_id": "extra", "start": 0, "part": "body"})
    open_corpus.db["aggregates"].drop()
    found = {quote["speaker"] for quote in open_corpus.quotes(speaker="Wierzbicki")}
    assert found > {"Jan Wierzbicki", "Jan Piotr Wierzbicki"}
    assert {q["speaker"] for q in open_corpus.quotes(speaker="=jan wierzbicki")} == {"Jan Wierzbicki"}
    assert not list(open_corpus.quotes(speaker="=Jan"))
    assert not list(open_corpus.quotes(speaker="="))
    assert open_corpus.meant({"speaker": "=Jan Wierzbiki"}) == [
        "Nobody is called '=Jan Wierzbiki'. Did you mean Jan Wierzbicki or Jan Piotr Wierzbicki?"
    ]
