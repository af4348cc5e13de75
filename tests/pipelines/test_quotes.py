"""Quotes of headline, standfirst and body, each counted in its own part."""

from newsbot.pipelines.quotes import QuotesPipeline, read
from tests.support.articles import article

HEADLINE = "Lindqvist: valleys “will have coverage”"
STANDFIRST = "The operator’s chief says that ninety masts are “only the beginning” of its plans."


def test_offsets_count_in_the_part_that_holds_the_quote() -> None:
    story = article(headline=HEADLINE, standfirst=STANDFIRST)
    texts = {"headline": HEADLINE, "standfirst": STANDFIRST, "body": story.body}
    read(story)
    found = story.quotes
    assert [quote.part for quote in found] == ["headline", "standfirst", "body"]
    for quote in found:
        assert texts[quote.part][quote.start : quote.end] == quote.text
    assert found[2].speaker == "Petra Lindqvist"


def test_an_article_without_standfirst_or_quotes() -> None:
    story = article(body="Nothing was said.")
    read(story)
    assert story.quotes == []


def test_quotes_are_taken_of_english_pages_only() -> None:
    pipeline = QuotesPipeline(indirect=False)
    taken = {lang: len(pipeline.process_item(article(language=lang)).quotes) for lang in ("en", None, "de")}
    assert taken == {"en": 1, None: 1, "de": 0}


def test_reported_speech_is_taken_where_the_setting_says_so() -> None:
    taken = {on: QuotesPipeline(indirect=on).process_item(article()).quotes for on in (True, False)}
    assert {quote.kind for quote in taken[False]} == {"statement"}
    assert [quote for quote in taken[True] if quote.kind != "indirect"] == taken[False]
    assert any(quote.kind == "indirect" for quote in taken[True])


def test_names_of_every_part_are_counted_and_tags_with_them() -> None:
    story = article(headline=HEADLINE, standfirst=STANDFIRST, tags=["Lindqvist", "Harbour Telecom; spectrum policy"])
    QuotesPipeline().process_item(story)
    times = {name.name: name.times for name in story.names}
    text = f"{HEADLINE} {story.body}"
    assert times["Petra Lindqvist"] == text.count("Lindqvist")
    assert (times["spectrum policy"], times["Harbour Telecom"]) == (1, text.count("Harbour Telecom") + 1)
    QuotesPipeline().process_item(other := article(language="de", tags=["Funkmast"]))
    assert [(name.name, name.times) for name in other.names] == [("Funkmast", 1)]
