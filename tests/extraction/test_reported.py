"""Kinds of pages that extractors are reported to fail on, each with a story of our own."""

from datetime import UTC, datetime

import pytest

from newsbot.extraction import SiteRules, extract_article
from newsbot.items import Article

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
PARAGRAPHS = (
    "The harbour council has chosen a site for the new mast on the old grain store, after a year of quarrels.",
    "Residents of the quay had asked for a smaller one, and the planners have now taken eleven metres off it.",
    "“Nobody on this street wants to look at steel, and nobody wants to lose the signal,” said Ottilie Marsh.",
    "The operator will begin work in the spring and expects the first calls to be carried before the summer fair.",
    "Two other sites remain open, one beside the ferry slip and one on the roof of the customs house.",
)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def read(
    head: str = "", before: str = "", after: str = "", *, h1: str = "Council chooses the grain store", url: str = ""
) -> Article:
    html = (
        f"<!doctype html><html lang=en><head>{head or '<title>Council chooses the grain store</title>'}</head><body>"
        f"<main><article><h1>{h1}</h1>{before}{STORY}{after}</article></main></body></html>"
    )
    return extract_article(html, url or "https://quay.example/news/grain-store-mast", fetched_at=NOW)


@pytest.mark.parametrize(
    "after",
    [
        "<footer><p>© 2026 The Quay. All rights reserved.</p></footer>",
        "<p>Objections must be lodged by 14 February 2025, and the lease runs until 31 December 2041, papers show.</p>",
        "<aside><p>Most read: 3 May 2024</p></aside>",
    ],
    ids=["copyright", "deadline", "sidebar"],
)
def test_no_date_is_made_up(after: str) -> None:
    article = read(after=after)
    assert (article.published, article.published_day, article.published_precision) == (None, None, None)


def test_a_month_in_the_url_is_a_month() -> None:
    article = read(url="https://quay.example/2024/04/grain-store.html", after="<footer><p>© 2019 The Quay</p></footer>")
    assert article.published == datetime(2024, 4, 1, tzinfo=UTC)
    assert article.published_precision == "month"
    assert read(url="https://quay.example/2024/04/3-masts-in-the-harbour").published_precision == "month"


def test_the_day_is_the_one_that_the_outlet_printed() -> None:
    offset = read('<meta property="article:published_time" content="2024-02-15T21:30:00-05:00">')
    assert offset.published == datetime(2024, 2, 16, 2, 30, tzinfo=UTC)
    assert (offset.published_day, offset.published_precision) == ("2024-02-15", "minute")
    shown = read(
        '<meta property="article:published_time" content="2024-02-15T23:30:00Z">',
        before='<div class="date">16 February 2024</div>',
    )
    assert (shown.published_day, shown.published.day if shown.published else None) == ("2024-02-16", 15)
    unlike = read(
        '<meta property="article:published_time" content="2024-02-15T12:00:00Z">',
        before='<div class="date">19 February 2024</div>',
    )
    assert unlike.published_day == "2024-02-15"
    assert read(before="<time>15 February 2024</time>").published_precision == "day"


def test_a_time_element_that_gives_both_times() -> None:
    article = read(
        before='<time itemprop="dateModified" datetime="2023-03-09T18:20:00Z">02/03/2023 07:15 | Actualizado a '
        "09/03/2023 18:20</time>"
    )
    assert article.published == datetime(2023, 3, 2, 7, 15, tzinfo=UTC)
    assert article.modified == datetime(2023, 3, 9, 18, 20, tzinfo=UTC)


def test_an_abbreviation_has_its_time_in_its_title() -> None:
    article = read(after='<div>at <abbr class="published" title="2024-04-25T00:23:00-04:00">12:23 AM</abbr></div>')
    assert article.published == datetime(2024, 4, 25, 4, 23, tzinfo=UTC)


@pytest.mark.parametrize("headline", ["Mast – Quay says yes", "QUAY24 | Mast goes to the store", "Live: the vote"])
def test_what_the_heading_and_the_metadata_agree_on_is_not_cut(headline: str) -> None:
    head = (
        f"<title>{headline} - The Quay</title><meta property='og:title' content='{headline}'>"
        "<meta property='og:site_name' content='The Quay'>"
    )
    assert read(head, h1=headline).headline == headline
    assert read(f"<title>{headline} | The Quay</title>", h1=headline).headline == headline


@pytest.mark.parametrize(
    ("head", "before", "authors"),
    [
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Council chooses the grain store",'
            ' "author": {"@type": "Person", "givenName": "Edda", "familyName": "Lorne"}}</script>',
            "",
            ["Edda Lorne"],
        ),
        (
            '<meta name="author" content="By &lt;a href=&quot;/p/edda&quot;&gt;Edda Lorne&lt;/a&gt; and Piers Holm">',
            "",
            ["Edda Lorne", "Piers Holm"],
        ),
        ("", '<div class="byline">Posted by Edda Lorne on March 2, 2024 in Harbour</div>', ["Edda Lorne"]),
        ('<meta property="og:author" content="Edda Lorne">', "", ["Edda Lorne"]),
        ("", '<div class="meta">March 2, 2024 by Edda Lorne · Leave a comment</div>', ["Edda Lorne"]),
        ('<meta property="article:author" content="https://quay.example/author/edda-lorne">', "", ["Edda Lorne"]),
        ('<meta property="article:author" content="https://quay.example/author/news-staff">', "", []),
        ('<meta property="article:author" content="https://friends.example/profile/edda-lorne">', "", []),
    ],
    ids=["parts", "markup", "posted", "og", "dated", "profile", "staff", "elsewhere"],
)
def test_authors(head: str, before: str, authors: list[str]) -> None:
    assert read(head, before).authors == authors


@pytest.mark.parametrize(
    "after",
    [
        f"<div hidden>{STORY}</div><div hidden>{STORY}</div>",
        f'<div class="phone">{STORY}</div><div class="print">{STORY}</div>',
        f'<div class="pull wide"><p>{PARAGRAPHS[2]}</p></div><div class="pull narrow"><p>{PARAGRAPHS[2]}</p></div>',
    ],
    ids=["hidden", "phone-and-print", "pull-quotes"],
)
def test_a_story_that_stands_several_times_is_kept_once(after: str) -> None:
    assert read(after=after).body.split("\n\n") == list(PARAGRAPHS)


def test_a_refrain_is_kept_as_often_as_it_is_sung() -> None:
    refrain = "Oh, raise the mast for the harbour boys, and let the signal run from the quay to the sea."
    verse = "The planners came with a chain and a rod, and measured the roof of the old grain store."
    body = read(after=f"<p>{refrain}</p><p>{verse}</p><p>{refrain}</p>").body
    assert body.split("\n\n") == [*PARAGRAPHS, refrain, verse, refrain]


@pytest.mark.parametrize("tag", ["button", "select", "noscript", "svg"])
def test_an_element_left_open_swallows_no_story(tag: str) -> None:
    body = read(before=f"<div><{tag}>").body
    assert all(paragraph in body for paragraph in PARAGRAPHS)


def test_half_an_emoji_in_jsonld_leaves_an_article_that_can_be_stored() -> None:
    ld = '{"@type":"NewsArticle","headline":"Masts \\ud83d for all","author":{"name":"Ann \\udc00 Lee"}}'
    text = "<p>The council approved nine masts on the hills after a long debate on Monday evening.</p>" * 3
    head = f'<script type="application/ld+json">{ld}</script>'
    page = f"<html><head>{head}</head><body><article>{text}</article></body></html>"
    article = extract_article(page, "https://wire.example/2024/masts-for-all")
    for value in (article.headline, article.body, *article.authors):
        value.encode("utf-8")  # what cannot be encoded cannot be stored
    assert "Masts" in article.headline


@pytest.mark.parametrize("container", ['id="comments"', 'class="comment-list"', 'class="wp-block-comments"'])
def test_readers_comments_are_no_story_however_long_they_are(container: str) -> None:
    said = [
        f"The mast of street {number} was switched on in May, and the council of the harbour paid for its roof."
        f" Since then the signal has been better in every house of street {number}, from the quay to the grain store."
        for number in range(30)
    ]
    comments = "".join(f"<div><b>reader{number}</b><p>{text}</p></div>" for number, text in enumerate(said))
    more = "<p>The planners will meet again in June, when the operator has to show where its cables are to run.</p>"
    body = read(after=f"{more}<section {container}>{comments}</section>").body
    assert all(paragraph in body for paragraph in PARAGRAPHS)
    assert not any(text in body for text in said)


def test_what_a_sites_rules_drop_divides_no_paragraph() -> None:
    cut = "Edda Lorne chairs the committee <aside>Buy masts now</aside> that has to decide about the grain store."
    html = f"<html lang=en><title>Masts</title><body><article><h1>Masts</h1>{STORY}<div>{cut}</div></article>"
    found = extract_article(html, "https://quay.example/masts", fetched_at=NOW, site=SiteRules(drop=("aside",)))
    assert "Edda Lorne chairs the committee that has to decide about the grain store." in found.body
    assert "Buy masts" not in found.body
