"""Whatever the bytes are: a page, or ExtractionError."""

import random
from datetime import datetime

import pytest

from newsbot.extraction import ExtractionError, SiteRules, extract_article
from newsbot.extraction.page import Page
from newsbot.text.markup import decode

URL = "https://www.lookout.example/news/a"
PAGE = "<html><head><title>Café closes</title></head><body><h1>Café closes</h1><p>It shut on Monday.</p></body></html>"


@pytest.mark.parametrize(
    "html",
    [b"", "", b" \n", b"plain words", b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7 <a>", b"<!-- a -->", b"\x01\x02" * 99],
)
def test_no_html(html: bytes | str) -> None:
    with pytest.raises(ExtractionError, match="The input is"):
        extract_article(html, URL)


@pytest.mark.parametrize(
    "raw",
    [
        PAGE.encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.encode("utf-16"),
        b'<meta charset="utf-8">' + PAGE.encode("cp1252"),
        b'<meta charset="iso-8859-1">' + PAGE.encode(),
        b'<meta charset="iso-8859-1">' + PAGE.encode("iso-8859-1"),
        b'<meta charset="hex">' + PAGE.encode("cp1252"),
        PAGE.replace("é", "é\x00").encode(),
    ],
)
def test_charset_is_found_or_guessed(raw: bytes) -> None:
    assert extract_article(raw, URL).headline == "Café closes"


def test_page_cut_inside_a_character_stays_utf8() -> None:
    assert decode(PAGE.encode()[:21]).startswith("<html><head><title>")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "hi",
        "<b><p>" * 50_000 + "hi",
        "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x</p>",
        '<!DOCTYPE h [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;&b;</p>',
        '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script><p>x</p>",
        "<title>" + "a - " * 50_000 + "</title><p>x</p>",
        "<p>lone \ud800 surrogate</p>",
        '<?xml version="1.0" encoding="utf-16"?><html><body><p>x</p></body></html>',
    ],
)
def test_hostile_pages_give_an_article(html: str) -> None:
    assert extract_article(html, URL).site == "lookout.example"


@pytest.mark.parametrize("url", ["", "no address", "http://[::1", "http://host:port/"])
def test_odd_addresses(url: str) -> None:
    assert extract_article(PAGE, url).headline == "Café closes"


def test_mutated_pages_raise_nothing_else() -> None:
    dice = random.Random(7)
    source = (
        PAGE * 3 + '<script type="application/ld+json">{"@type":"NewsArticle","author":["A B"]}</script>'
    ).encode()
    for _ in range(300):
        raw = bytearray(source)
        for _ in range(dice.randrange(1, 40)):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        start, end = sorted(dice.randrange(len(raw)) for _ in range(2))
        cut = bytes(raw[:start] + raw[end:] + raw[start:end])
        try:
            extract_article(cut, URL)
        except ExtractionError:
            continue


def test_a_naive_fetch_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        extract_article(PAGE, URL, fetched_at=datetime(2024, 1, 1))  # noqa: DTZ001


def test_canonical_link_and_meta() -> None:
    page = Page('<link rel="canonical" href="/b"><meta property="og:title" content=" A  B "><p>x', URL)
    assert page.link("canonical") == "https://www.lookout.example/b"
    assert page.meta("missing", "og:title") == "A B"
    assert page.absolute("javascript:alert(1)") is None


def test_site_rules() -> None:
    story = "".join(
        f"<p>The {n} mast of the harbour went up on a windy morning, and nobody was there to see it.</p>"
        for n in range(9)
    )
    note = '<p class="note">A note that the site repeats under every story it has.</p>'
    html = f'<h1>Masts</h1><time>3 May 2024, 10:00</time><div id="x">{note}{story}</div>'
    article = extract_article(html, URL, site=SiteRules(timezone="Europe/Paris", body="#x", drop=(".note",)))
    assert "note" not in article.body
    assert article.body.count("mast") == 9
    assert str(article.published) == "2024-05-03 08:00:00+00:00"
