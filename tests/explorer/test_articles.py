"""Lists of articles, lines of a concordance, and the speaker at each mark."""

import csv
import html
import io
import re
from collections.abc import Iterator

import pytest

from newsbot.corpus import Corpus
from newsbot.store.database.schema import INDEXES
from tests.explorer.conftest import EVIL
from tests.explorer.test_pages import get


@pytest.fixture
def corpus_of(sample_database: str, mongo_home: str) -> Iterator[Corpus]:
    with Corpus.open(database=sample_database, home=mongo_home) as corpus:
        yield corpus


def headlines(text: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'<header><a class="speaker"[^>]*>([^<]+)</a>', text)]


def test_articles_are_found_by_words_names_and_time(sample: str, corpus_of: Corpus) -> None:
    wanted = [article["headline"] for article in corpus_of.articles(contains='"security agency"', since="2024-03-01")]
    status, text, _ = get(f"{sample}/articles?contains=%22security+agency%22&since=2024-03-01")
    assert (status, headlines(text)) == (200, wanted[:20])
    assert len(re.findall("<mark>security agency</mark>", text, re.I)) >= len(wanted[:20])
    by_qintara = corpus_of.articles(organisation="Qintara", limit=20)
    assert headlines(get(f"{sample}/articles?organisation=Qintara")[1]) == [one["headline"] for one in by_qintara]


def test_older_articles_follow_to_the_last(sample: str, corpus_of: Corpus) -> None:
    path, seen = "/articles", []
    while path:
        text = get(sample + path)[1]
        seen += headlines(text)
        older = re.search(r'rel="next" href="([^"]+)"', text)
        path = html.unescape(older[1]) if older else ""
    assert seen == [article["headline"] for article in corpus_of.articles()]
    assert len(seen) > 20


def test_articles_are_taken_away_as_a_file(sample: str, corpus_of: Corpus) -> None:
    status, text, headers = get(f"{sample}/download/articles?about=Qintara&format=csv")
    assert (status, headers["content-disposition"]) == (200, 'attachment; filename="articles.csv"')
    assert len(list(csv.DictReader(io.StringIO(text)))) == corpus_of.articles(about="Qintara").count()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/articles?kind=statement", "which newsbot does not know"),
        ("/?author=Lee", "which newsbot does not know"),
        ("/articles?after=none", "No story"),
        ("/articles?contains=%22a", "never closed"),
        ("/articles?about=Qintarra", "Did you mean"),
        ("/?view=table", "“view” is lines"),
        ("/?order=size", "the orders are newest, oldest"),
        ("/articles?order=speaker", "the orders are newest, oldest."),
    ],
)
def test_what_cannot_be_asked_is_said(sample: str, path: str, sentence: str) -> None:
    assert sentence in html.unescape(get(sample + path)[1])


def test_other_orders(sample: str, corpus_of: Corpus) -> None:
    wanted = [article["headline"] for article in corpus_of.articles(order="oldest", about="Qintara")]
    seen, path = [], "/articles?about=Qintara&order=oldest"
    while path:
        text = get(sample + path)[1]
        seen += headlines(text)
        newer = re.search(r'rel="next" href="([^"]+)">Newer<', text)
        path = html.unescape(newer[1]) if newer else ""
    assert seen == wanted
    for order in ("oldest", "speaker", "site", "surest", "doubtful"):
        text = get(f"{sample}/?about=Qintara&order={order}")[1]
        quotes = list(corpus_of.quotes(about="Qintara", order=order, limit=20))
        ids = [html.unescape(one) for one in re.findall(r'href="/quotes/([^"]+)">This quote', text)]
        assert [one.replace("%3A", ":") for one in ids] == [quote["_id"] for quote in quotes]
        assert f'name="order" value="{order}"' in text  # the next search keeps it
        rows = csv.DictReader(io.StringIO(get(f"{sample}/download/quotes?about=Qintara&order={order}&format=csv")[1]))
        assert [row["quote_id"] for row in rows][:20] == [quote["_id"] for quote in quotes]
    assert "by speaker" not in get(f"{sample}/speaker?key=tomasz%20wierzbicki")[1]
    assert "by site" in get(f"{sample}/speaker?key=tomasz%20wierzbicki")[1]


def test_articles_in_other_languages_are_named_where_quotes_are_none(sample: str, corpus_of: Corpus) -> None:
    other = next(iter(corpus_of.articles(contains="Qintara", limit=1)))["_id"]
    articles = corpus_of.db["articles"]
    articles.create_indexes(INDEXES["articles"])  # as a crawl makes them
    before = articles.find_one({"_id": other})
    articles.update_one(
        {"_id": other}, {"$set": {"language": "de", "named": ["nurhier"], "about": [], "site": "nur.example"}}
    )
    try:
        for asked in ("about=Nurhier", "site=nur.example"):
            text = html.unescape(get(f"{sample}/?{asked}")[1])
            assert "Quotes are read in English only: 1 article that matches is in another language (de)." in text
        assert "Quotes are read in English only; this article" in get(f"{sample}/article/{other}")[1]
        assert "English only" not in get(f"{sample}/?speaker=Nobody")[1]
        assert "English only" not in get(f"{sample}/?about=Qintara")[1]
        articles.drop_index("of_language")  # as before the first crawl by this newsbot
        assert "English only" not in get(f"{sample}/?site=nur.example")[1]
    finally:
        articles.replace_one({"_id": other}, before)


def test_a_timeline_has_all_months_that_were_asked_for(sample: str) -> None:
    for asked, first, last, rows in (
        ("/?site=signalpost.example&since=2023-02-01&until=2025-02-01", "2023-02", "2025-01", 24),
        ("/speaker?key=tomasz%20wierzbicki&since=2023-11-10&until=2024-12-01", "2023-11", "2024-11", 13),
    ):
        table = get(sample + asked)[1].split('<th scope="col">Period</th>')[1].split("</table>")[0]
        periods = re.findall(r"<tr><td>(?:<a [^>]+>)?([\d-]+)", table)
        assert (periods[0], periods[-1], len(periods)) == (first, last, rows)
        assert table.count('<td class="number">0</td>') > 2


def test_one_line_for_each_hit(sample: str) -> None:
    text = get(f"{sample}/?contains=door&view=lines")[1]
    lines = re.findall(r'<span class="left">(.*?)</span><mark>(.*?)</mark><span class="right">(.*?)</span>', text, re.S)
    assert len(lines) >= 5
    assert {hit.lower() for _, hit, _ in lines} <= {"door", "doors"}
    assert all("\n" not in left + right for left, _, right in lines)
    assert 'href="/?contains=door"' in text  # the way back
    assert "view=lines" in text
    plain = get(f"{sample}/?view=lines")[1]
    assert plain.count('<ol class="lines">') == 1


def test_each_mark_has_its_speaker(sample: str, corpus_of: Corpus) -> None:
    quote = next(iter(corpus_of.quotes(contains='"front door"', kind="statement")))
    text = get(f"{sample}/article/{quote['article_id']}")[1]
    story = html.unescape(text[: text.index('aria-labelledby="quotes"')])
    standing = [one for one in corpus_of.story(quote["article_id"]).quotes if "dropped_at" not in one]
    said = [one for one in standing if one["kind"] in ("statement", "partial") and "copy_key" not in one]
    assert story.count('class="said-by"') == len(said)
    assert f'</mark>"<small class="said-by"> [{quote["speaker"]}]</small>' in story


def test_articles_that_mean_ill_stay_text(hostile: str) -> None:
    for path in ("/articles", "/articles?contains=masts", "/?contains=masts&view=lines"):
        status, text, _ = get(hostile + path)
        assert status == 200
        assert EVIL not in text
        assert "<img" not in text
        assert not re.search(r'href="(?![/#]|https?:)', text)
