"""Citations: read by the programs of others, whatever is in a headline, and equal for equal records."""

import json
from datetime import UTC, datetime
from typing import Any

import bibtexparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.provenance.citation import cite

ARTICLE = {
    "_id": "3f2a1b9c" * 4,
    "headline": "Kestria’s 50% cap: R&D_costs {rise} \\input{/etc/passwd} $x^2$ #1 ~ é",
    "site": "signalpost.example",
    "authors": ["Mia Roth", "Smith and Sons, Ltd", "J. P. O'Neil", "Ünal Çelik"],
    "published": datetime(2024, 2, 20, 23, 30, tzinfo=UTC),
    "published_day": "2024-02-21",
    "fetched_at": datetime(2025, 1, 2, tzinfo=UTC),
    "url": "https://signalpost.example/a_b/%7Ex?y={z}&q=1#top",
    "language": "en",
}
QUOTE = {
    "_id": ARTICLE["_id"] + ":body:1204",
    "speaker": "Ann Lee",
    "speaker_role": "head of R&D",
    "text": "We said 100%\nand {meant} it.",
    "kind": "statement",
}


def entry(text: str) -> Any:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks, text
    [found] = library.entries
    return found


def test_bibtex_is_read_as_it_was_meant() -> None:
    found = entry(cite(ARTICLE, QUOTE, "bibtex"))
    fields = {field.key: field.value for field in found.fields}
    assert (found.entry_type, found.key) == ("misc", "signalpost2024-3f2a1b9c-body-1204")
    assert fields["author"] == "Mia Roth and {Smith and Sons, Ltd} and J. P. O'Neil and Ünal Çelik"
    assert fields["title"] == (
        r"{Kestria’s 50\% cap: R\&D\_costs \{rise\} \textbackslash{}input\{/etc/passwd\} "
        r"\$x\textasciicircum{}2\$ \#1 \textasciitilde{} é}"
    )
    assert [fields[name] for name in ("year", "month", "day", "urldate")] == ["2024", "feb", "21", "2025-01-02"]
    assert fields["url"] == "https://signalpost.example/a_b/%7Ex?y=%7Bz%7D&q=1#top"
    assert fields["note"] == (rf"Ann Lee, head of R\&D: “We said 100\% and \{{meant\}} it.” (quote {QUOTE['_id']})")


def test_csl_is_json_of_the_same() -> None:
    [found] = json.loads(cite(ARTICLE, QUOTE, "csl"))
    assert found["id"] == "signalpost2024-3f2a1b9c-body-1204"
    assert (found["title"], found["container-title"]) == (ARTICLE["headline"], "signalpost.example")
    assert found["author"][1] == {"literal": "Smith and Sons, Ltd"}
    assert (found["issued"], found["accessed"]) == ({"date-parts": [[2024, 2, 21]]}, {"date-parts": [[2025, 1, 2]]})
    assert found["URL"] == ARTICLE["url"]


def test_what_is_not_known_is_left_out() -> None:
    bare = {"_id": "a" * 32, "headline": "", "site": "", "url": "", "published": None}
    assert {field.key for field in entry(cite(bare, None, "bibtex")).fields} == {"title"}
    assert json.loads(cite(bare, None, "csl")) == [{"id": "article-aaaaaaaa", "type": "article-newspaper"}]
    month = ARTICLE | {"published_precision": "month"}
    assert json.loads(cite(month, None, "csl"))[0]["issued"] == {"date-parts": [[2024, 2]]}
    assert "day" not in {field.key for field in entry(cite(month, None, "bibtex")).fields}


HOSTILE = st.text(alphabet="a Z{}\\@,=\"'%#&$_^~\n\x00\x1b\x85é“-:and", max_size=25)


@settings(max_examples=200, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_an_entry(headline: str, author: str, words: str, site: str) -> None:
    article = ARTICLE | {"headline": headline, "authors": [author, author], "site": site, "url": f"https://x/{words}"}
    quote = QUOTE | {"text": words, "speaker": author, "speaker_role": headline}
    found = entry(cite(article, quote, "bibtex"))
    assert [field.key for field in found.fields][-1] == "note"
    [read] = json.loads(cite(article, quote, "csl"))
    assert read["type"] == "article-newspaper"
    assert not any(c in cite(article, quote, form) for c in "\x00\x1b\x85" for form in ("bibtex", "csl"))


def test_a_quote_by_its_id(sample_corpus: Corpus, scrapy: Any) -> None:
    for stored in sample_corpus.quotes(kind="said", dropped=None):
        assert sample_corpus.quote(stored["_id"]) == stored
        found = entry(sample_corpus.cite(stored["_id"]))
        assert next(field.value for field in found.fields if field.key == "url") == stored["url"]
    keys = [entry(sample_corpus.cite(one["_id"])).key for one in sample_corpus.quotes()]
    assert len(keys) == len({*keys})
    for article in sample_corpus.articles():
        assert sample_corpus.cite(article["_id"]) == sample_corpus.cite(article["url"])


@pytest.mark.parametrize("cited", ["none", "$where", "https://nowhere.example/"])
def test_what_is_not_there_is_said(corpus: Corpus, scrapy: Any, cited: str) -> None:
    with pytest.raises(QuestionError, match="No quote or article"):
        corpus.cite(cited)
    with pytest.raises(QuestionError, match="No quote"):
        corpus.quote(cited)
    done = scrapy("cite", cited)
    assert (done.returncode, done.stderr.startswith("newsbot: No quote or article")) == (2, True)


def test_the_command(filled: None, scrapy: Any, corpus: Corpus) -> None:
    quote = next(iter(corpus.quotes()))
    assert scrapy("cite", quote["_id"]).stdout == corpus.cite(quote["_id"])
    assert scrapy("cite", quote["article_id"], "--format", "csl").stdout == corpus.cite(quote["article_id"], "csl")
    assert scrapy("cite").returncode == 2
    with pytest.raises(QuestionError, match="the formats are bibtex, csl"):
        corpus.cite(quote["_id"], "ris")
