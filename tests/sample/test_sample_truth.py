"""What the newsroom says of its stories is what its pages show."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest
from lxml import html

from newsbot.dates import parse_date
from newsbot.sample import copies, truth
from newsbot.sample.newsroom import edition
from newsbot.sample.render import story_page

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SHOWN = edition(NOW)
PAGES = {it.path: html.fromstring(story_page(it, NOW, [o for o in SHOWN if o.outlet is it.outlet])) for it in SHOWN}
TRUTH = truth()


def words(element):
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("path", TRUTH)
def test_headline_standfirst_paragraphs_and_quotes_stand_on_the_page_in_order(path):
    article = TRUTH[path]
    text = words(PAGES[path].body)
    position = text.index(article.headline)
    for part in [article.standfirst or "", *article.body.split("\n\n")]:
        position = text.index(part, position)
    for quote in article.quotes:
        assert all(paragraph in text for paragraph in quote.text.split("\n"))
    assert "[[" not in text
    assert "]]" not in text


@pytest.mark.parametrize("path", TRUTH)
def test_places_of_quotes_lie_inside_quotation_marks(path):
    article = TRUTH[path]
    parts = {"headline": article.headline, "standfirst": article.standfirst or "", "body": article.body}
    last = 0
    for quote in article.quotes:
        part = parts[quote.part]
        first, *rest = quote.text.split("\n")
        assert part.startswith(first, quote.start)
        assert part[: quote.end].endswith((rest or [first])[-1])
        assert part[: quote.start].rstrip(" \u00a0")[-1] in "“\"‘'„«"
        assert part[quote.end :].lstrip(" \u00a0")[:1] in "”\"’'“»"
        if quote.part == "body":
            assert quote.start > last
            last = quote.end


def test_pages_declare_the_canonical_address_and_authors():
    for path, article in TRUTH.items():
        assert PAGES[path].xpath("string(//link[@rel='canonical']/@href)") == article.url
        assert all(author in words(PAGES[path].body) for author in article.authors)


def test_each_layout_tells_the_date_in_its_own_way():
    for path, article in TRUTH.items():
        page = PAGES[path]
        if article.site == "signalpost.example":
            graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
            assert datetime.fromisoformat(graph[0]["datePublished"]) == article.published
            assert graph[0]["isAccessibleForFree"] is not article.paywalled
        elif article.site == "mastandwire.example":
            shown = page.xpath("string(//div[@class='byline'])").split(" | ")[1]
            assert parse_date(shown) == article.published
            assert not page.xpath("//meta[contains(@content, '2024')] | //time")
        elif article.published:
            shown = page.xpath("string(//meta[@property='article:published_time']/@content)")
            assert datetime.fromisoformat(shown) == article.published
        else:
            assert page.xpath("string(//span[@class='field--created'])") == article.published_raw
            assert not page.xpath("//meta[@property='article:published_time'] | //time")


def test_copies_tell_nearly_the_same_as_the_first():
    assert len(copies()) == 2
    for copy, first in copies().items():
        assert TRUTH[copy].published > TRUTH[first].published
        again = set(TRUTH[copy].body.split("\n\n")) & set(TRUTH[first].body.split("\n\n"))
        said = {q.text for q in TRUTH[copy].quotes} & {q.text for q in TRUTH[first].quotes}
        assert again
        assert len(said) >= 4


def test_the_newsroom_is_big_and_varied_enough_to_be_a_corpus():
    assert len(TRUTH) >= 26
    assert len({article.site for article in TRUTH.values()}) == 3
    assert len({f"{article.published:%Y-%m}" for article in TRUTH.values() if article.published}) >= 8
    assert sum(article.published is None for article in TRUTH.values()) == 2
    assert all(250 <= len(a.body.split()) <= 600 for a in TRUTH.values() if not a.paywalled)
    assert sum(article.paywalled for article in TRUTH.values()) == 1


def test_the_same_people_and_statements_come_back():
    outlets, months, carried = defaultdict(set), defaultdict(set), defaultdict(set)
    for article in TRUTH.values():
        for quote in article.quotes:
            if quote.speaker and article.published:
                outlets[quote.speaker].add(article.site)
                months[quote.speaker].add(f"{article.published:%Y-%m}")
            if quote.kind == "statement":
                carried[quote.text].add(article.site)
    assert sum(len(sites) == 3 for sites in outlets.values()) >= 8
    assert sum(len(found) >= 4 for found in months.values()) >= 8
    assert any(len(sites) == 3 for sites in carried.values())


def test_every_kind_of_quote_occurs_and_every_part():
    quotes = [quote for article in TRUTH.values() for quote in article.quotes]
    kinds = Counter(quote.kind for quote in quotes)
    assert min(kinds[kind] for kind in ("statement", "partial", "scare", "title")) >= 5
    assert {quote.part for quote in quotes} == {"headline", "standfirst", "body"}
    assert sum("\n" in quote.text for quote in quotes) >= 5
    assert all(quote.speaker for quote in quotes if quote.kind in ("statement", "partial"))
    assert not any(quote.speaker for quote in quotes if quote.kind in ("scare", "title"))
