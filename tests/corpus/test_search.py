"""What is typed as a search: what it finds, that it finds the same by an index and without, and what it cannot be."""

import asyncio
import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.search.conditions import is_by_pair, phrase_pattern
from newsbot.corpus.search.grammar import AllOf, AnyOf, SearchError, Words, parse
from newsbot.corpus.search.word_index import EVERY_MONTH, MOST_WORDS, PAIRS, WordIndex
from newsbot.items import Quote
from newsbot.quotes.search_terms import WORD, fold, pair_keys, stem
from newsbot.store.articles.writer import Writer
from newsbot.store.database.schema import drop_text_indexes, ensure_text_indexes, month_of
from newsbot.store.frontier.frontier import Frontier
from tests.support.articles import article, page

TEXTS = [
    "The spectrum auction was a disaster.",
    "Spectrum is scarce; auction rules aren’t.",
    "An  auction\nof spectrum",
    "Café owners get 5G, not café Wi-Fi.",
    "CAFÉS everywhere, cafe\u0301s in the Stra\u00dfe!",
    "network-sharing is sharing (of a network)",
    "$where: 1 == 1; .* [a-z]+",
    "Ericsson's network. Ericssons don't.",
    "Regulators regulated the regulation of T-Mobile.",
]
SEARCHES = [
    ("spectrum", {0, 1, 2}),
    ("SPECTRUM Auctions", {0, 1, 2}),
    ('"SPECTRUM AUCTION"', {0}),
    ('"scarce auction"', {1}),  # punctuation between words is nothing
    ('"auction of spectrum"', {2}),
    ("“auction of spectrum”", {2}),
    ('"auctions of spectrum"', set()),  # a phrase is exact
    ("=auctions", set()),
    ("=auction", {0, 1, 2}),
    ("aren't", {1}),
    ("aren’t OR don't", {1, 7}),
    ("cafe", {3, 4}),
    ("CAFÉ", {3, 4}),
    ("=café", {3}),
    ('"cafes in the strasse"', {4}),
    ('"cafés everywhere"', {4}),
    ("caf", set()),
    ("caf*", {3, 4}),
    ("ericsson", {7}),
    ("=ericssons", {7}),
    ("network", {5, 7}),
    ("network -sharing", {7}),
    ("network -ericsson's", {5}),
    ("-sharing network", {7}),
    ('network -"sharing is sharing"', {7}),
    ("network-sharing", {5}),
    ("sharing-network", set()),
    ("regulat*", {8}),
    ("regulate", {8}),
    ("=regulate", set()),
    ("t-mobile", {8}),
    ("spectrum disaster OR scarce", {0, 1}),  # OR joins its neighbours
    ("(spectrum disaster) OR 5g", {0, 3}),
    ("auction -(disaster OR scarce)", {2}),
    ("auction AND disaster", {0}),
    ("5g - wi-fi", {3}),
    ("where -b", {6}),
    ("$where", {6}),
    ('"1 == 1"', {6}),
    ("[a-z]+", {6}),
    ("a-z", {6}),
]


@pytest.fixture
def said(corpus: Corpus, async_db: Any) -> Corpus:
    """Quotes of articles of the same words, a month apart; the last article a scare quote in the headline as well."""

    async def store() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            for number, text in enumerate(TEXTS):
                quote = Quote(text=text, start=0, end=len(text), kind="statement", speaker="Ann Lee")
                url = f"https://site.example/{number}"
                published = datetime(2024, number + 1, 1, tzinfo=UTC)
                told = article(url, headline=f"Story {number}", body=text, published=published, quotes=[quote])
                await writer.put(told, page(url))

    asyncio.run(store())
    return corpus


@pytest.fixture(params=["with its index", "without"])
def either(said: Corpus, request: pytest.FixtureRequest) -> Iterator[Corpus]:
    if request.param == "without":
        yield said
        return
    ensure_text_indexes(said.db)
    yield said
    drop_text_indexes(said.db)


def test_searches_find_what_they_say(either: Corpus) -> None:
    for search, numbers in SEARCHES:
        wanted = {TEXTS[number] for number in numbers}
        assert {quote["text"] for quote in either.quotes(contains=search)} == wanted, search
        assert {article["body"] for article in either.articles(contains=search)} == wanted, search
        assert either.quotes(contains=search).count() == len(numbers), search
        assert sum(row["quotes"] for row in either.timeline(contains=search)) == len(numbers), search
        newest = list(either.quotes(contains=search, limit=1))
        assert [quote["text"] for quote in newest] == [TEXTS[number] for number in sorted(numbers)[-1:]], search
        assert either.quotes(contains=search, kind="scare").count() == 0
        assert either.quotes(contains=search, kind="said", dropped=None).count() == len(numbers), search


def test_the_index_is_used(said: Corpus) -> None:
    ensure_text_indexes(said.db)
    for search in ("spectrum", "=spectrum", "spec*", '"spectrum auction"', "spectrum OR café", "spectrum -café"):
        for name in ("quotes", "articles"):
            rows = {"$and": [said.query(contains=search), EVERY_MONTH]}
            index = "pairs_of_month" if search.startswith('"') else "whole_words"
            assert index in str(said.db[name].find(rows).hint(index).explain()["queryPlanner"]), search


def test_a_phrase_reads_no_text_that_has_its_words_apart(said: Corpus) -> None:
    ensure_text_indexes(said.db)
    for name, query in (
        ("quotes", said.query(contains='"sharing network"')),
        ("articles", {"pairs": pair_keys(["sharing", "network"])[0]}),
    ):
        plan = said.db[name].find(query | EVERY_MONTH).hint(PAIRS).explain()["executionStats"]
        assert (plan["totalDocsExamined"], plan["nReturned"]) == (0, 0), name


def test_the_newest_with_a_phrase_come_first_and_no_others_are_read(said: Corpus) -> None:
    """Months, and moments in them; a speaker that is named is looked for by an index of speakers."""
    times = [datetime(2023, 12, 31, tzinfo=UTC), *(datetime(2024, 5, day, tzinfo=UTC) for day in (1, 2, 2, 30)), None]
    for number, published in enumerate(times):
        text = {"text": "a new mast", "pairs": pair_keys(["a", "new", "mast"]), "month": month_of(published)}
        row = {"_id": f"q{number}", "article_id": str(number), "part": "body", "start": 0, "published": published}
        said.db["quotes"].insert_one(row | text | {"kind": "statement", "speaker_key": "ann lee"})
    ensure_text_indexes(said.db)
    for limit in range(1, 7):
        found = said.quotes(contains='"new mast"', limit=limit)
        assert [quote["_id"] for quote in found] == ["q4", "q2", "q3", "q1", "q0", "q5"][:limit]
    query = said.query(contains='"new mast"')
    assert is_by_pair(query)
    assert is_by_pair(said.query(contains='"a new mast"'))
    assert not is_by_pair(query | {"speaker_key": "ann lee"})
    assert not is_by_pair(said.query(contains="mast"))
    after = said.quotes(contains='"new mast"', limit=9, after=said.db["quotes"].find_one({"_id": "q2"}))
    assert [quote["_id"] for quote in after] == ["q3", "q1", "q0", "q5"]


def test_a_prefix_is_looked_for_by_the_words_that_have_it(said: Corpus) -> None:
    assert WordIndex.of(said.db["quotes"]) is None
    ensure_text_indexes(said.db)
    said.db["articles"].insert_one({"words": [f"number{at:03}" for at in range(MOST_WORDS + 1)], "published": None})
    index = WordIndex.of(said.db["articles"])
    assert index is not None
    assert index.beginning("regul") == ["regulated", "regulation", "regulators"]
    assert (index.beginning("zz"), index.beginning("number")) == ([], None)
    assert index.beginning("number00") == [f"number{at:03}" for at in range(10)]
    assert said.articles(contains="number*").count() == said.articles(contains="number00*").count() == 1
    query = str(said.query(contains="regul*"))
    assert ("regulation" in query, "Regex" in query) == (True, False)


def test_quotes_that_do_not_stand_are_found_where_they_are_asked_for(said: Corpus) -> None:
    said.db["quotes"].update_many({}, {"$set": {"kind": "scare"}})
    from newsbot.store.database.schema import NO_LONGER_SAID

    for _ in range(2):  # to repeat it changes nothing
        said.db["quotes"].update_many({}, [{"$set": NO_LONGER_SAID}])
    assert said.quotes(contains="spectrum").count() == 0
    for search, numbers in SEARCHES:
        assert said.quotes(contains=search, kind="scare").count() == len(numbers), search
        assert said.quotes(contains=search, kind=["scare", "statement"]).count() == len(numbers), search


@pytest.mark.parametrize(
    ("search", "at", "reason"),
    [
        ('spectrum "auction', 9, "never closed"),
        ("“auction", 0, "never closed"),
        ("(spectrum OR auction", 0, "never closed"),
        ("spectrum) auction", 8, "closes none"),
        ("OR spectrum", 0, "both sides"),
        ("spectrum OR", 9, "both sides"),
        ("spectrum OR OR auction", 12, "both sides"),
        ("spectrum OR -auction", 12, "cannot follow OR"),
        ("-spectrum", 0, "write also what to find"),
        ("auction (-spectrum)", 9, "write also what to find"),
        ("*", 0, "end of a word only"),
        ("reg*ulat", 3, "end of a word only"),
        ("*ulat", 0, "end of a word only"),
        ("r*", 1, "at least 2 letters"),
        ("t-mob*", 5, "one plain word"),
        ('"regulat* body"', 8, "inside quotation marks"),
        ("(" * 11 + "a" + ")" * 11, 10, "deep at most"),
        ("word " * 51, 250, "50 words at most"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(corpus: Corpus, search: str, at: int, reason: str) -> None:
    with pytest.raises(SearchError, match=reason) as caught:
        parse(search)
    assert (caught.value.at, caught.value.search) == (at, search)
    assert f"at character {at + 1}:" in str(caught.value)
    with pytest.raises(SearchError):
        corpus.quotes(contains=search)
    with pytest.raises(SearchError):
        corpus.articles(contains=search)


@pytest.mark.parametrize("search", ["…", "- –", '""', "()", "&", "(( - ))"])
def test_what_holds_no_word_is_refused(search: str) -> None:
    with pytest.raises(QuestionError, match="no word to look for"):
        parse(search)


def test_the_command_line_points_at_the_character(filled: None, scrapy: Any) -> None:
    done = scrapy("quotes", "--contains", 'spectrum "auction')
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == ['    spectrum "auction', "             ^"]


def test_the_meaning_of_a_search() -> None:
    assert parse("a b OR c -d") == AllOf(
        (Words(("a",)), AnyOf((Words(("b",)), Words(("c",))))), (Words(("d",)),)
    )  # fmt: skip
    assert parse("a OR b OR c") == AnyOf((Words(("a",)), Words(("b",)), Words(("c",))))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab é*-=\"“”()ORß\\$.^[{'\n\0", max_size=30))
def test_any_text_is_a_search_or_refused_in_a_sentence(search: str) -> None:
    try:
        found = parse(search)
    except SearchError as error:
        assert_points_into(error, search)
        return
    except QuestionError:
        return
    assert words_of(found) <= {*WORD.findall(fold(search))}


def assert_points_into(error: SearchError, search: str) -> None:
    assert str(error).endswith(".")
    assert error.at <= len(search)


def words_of(search: Any) -> set[str]:
    match search:
        case Words(words):
            return {*words}
        case AnyOf(parts):
            return set().union(*map(words_of, parts))
        case AllOf(parts, without):
            return set().union(*map(words_of, parts + without))
    raise TypeError(search)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="spectrum aéÉ5g.*([$\\'’-\n=\"", min_size=1, max_size=12))
@example("$where: 1")
def test_no_search_is_an_operator_or_a_pattern_to_the_database(said: Corpus, search: str) -> None:
    try:
        found = [quote["text"] for quote in said.quotes(contains=search)]
        wanted = parse(search)
    except QuestionError:
        return
    for text in found:
        there = {*WORD.findall(fold(text))}
        assert matches(wanted, there), (search, text)


def matches(search: Any, there: set[str]) -> bool:
    """What a search asks of the words of a text, their order aside."""
    match search:
        case Words((word,), exact=False, begins=True):
            return any(other.startswith(word) for other in there)
        case Words((word,), exact=False):
            return stem(word) in {stem(other) for other in there}
        case Words(words):
            return {*words} <= there
        case AnyOf(parts):
            return any(matches(part, there) for part in parts)
        case AllOf(parts):
            return all(matches(part, there) for part in parts)
    raise TypeError(search)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="aeÉßŁﬁ５K\u0301\u0308 -.'x", min_size=1, max_size=14), st.sampled_from(["NFC", "NFD", "NFKC"]))
def test_a_phrase_is_found_in_every_writing_of_its_letters(corpus: Corpus, text: str, form: str) -> None:
    words = WORD.findall(fold(text))
    if not words:
        return
    corpus.db["texts"].replace_one({"_id": 1}, {"text": unicodedata.normalize(form, text)}, upsert=True)
    pattern = {"text": {"$regex": phrase_pattern(words), "$options": "i"}}
    assert corpus.db["texts"].count_documents(pattern) == 1, (words, text)


def test_a_phrase_takes_linear_time(corpus: Corpus) -> None:
    """Of text that means ill: runs of marks, of letters, of what may stand between words."""
    corpus.db["texts"].insert_many(
        {"text": unit * 300_000} for unit in ("\u0301", "e\u0301", "a ", " .", "aa", "ss", "ß")
    )
    took = []
    for words in (["a"] * 20, ["e" * 40], ["ss" * 20, "b"]):
        began = time.process_time(), time.monotonic()
        corpus.db["texts"].count_documents(
            {"text": {"$regex": phrase_pattern(words), "$options": "i"}}, maxTimeMS=20_000
        )
        took.append(time.monotonic() - began[1])
    assert re.compile("x").search("x")
    assert len(took) == 3
