"""Quotes of headline, standfirst and body, each counted in its own part."""

from newsbot.pipelines.quotes import QuotesPipeline, quotes_of
from tests.support.articles import article

HEADLINE = "Lindqvist: valleys “will have coverage”"
STANDFIRST = "The operator’s chief says that ninety masts are “only the beginning” of its plans."


def test_offsets_count_in_the_part_that_holds_the_quote() -> None:
    story = article(headline=HEADLINE, standfirst=STANDFIRST)
    texts = {"headline": HEADLINE, "standfirst": STANDFIRST, "body": story.body}
    found = quotes_of(story)
    assert [quote.part for quote in found] == ["headline", "standfirst", "body"]
    for quote in found:
        assert texts[quote.part][quote.start : quote.end] == quote.text
    assert found[2].speaker == "Petra Lindqvist"


def test_an_article_without_standfirst_or_quotes() -> None:
    assert quotes_of(article(body="Nothing was said.")) == []


def test_quotes_are_taken_of_english_pages_only() -> None:
    pipeline = QuotesPipeline(indirect=False)
    taken = {lang: len(pipeline.process_item(article(language=lang)).quotes) for lang in ("en", None, "de")}
    assert taken == {"en": 1, None: 1, "de": 0}


def test_reported_speech_is_taken_where_the_setting_says_so() -> None:
    taken = {on: QuotesPipeline(indirect=on).process_item(article()).quotes for on in (True, False)}
    assert {quote.kind for quote in taken[False]} == {"statement"}
    assert [quote for quote in taken[True] if quote.kind != "indirect"] == taken[False]
    assert any(quote.kind == "indirect" for quote in taken[True])
