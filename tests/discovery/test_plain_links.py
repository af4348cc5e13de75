"""What links of plain sites lead to, and what pages turn out to be."""

from datetime import UTC, datetime

import pytest

from newsbot.discovery.listings import parse_listing
from newsbot.discovery.services import is_service, is_service_address, may_list
from newsbot.discovery.story_pages import Kind, kind_of
from newsbot.extraction import extract_article

URL = "https://news.example/"
PROSE = "The mast on the hill above the village fell in the night, and the operator will build another before winter. "


def found(body: str) -> tuple[list[str], list[str]]:
    listing = parse_listing(f"<html><body>{body}</body></html>".encode(), URL)
    paths = ([candidate.url for candidate in listing.articles], listing.others)
    return tuple([url.removeprefix("https://news.example") for url in urls] for urls in paths)


@pytest.mark.parametrize(
    ("body", "articles", "others"),
    [
        ("<li><a href='/s/9'>Old mast falls on empty road</a></li><a href='/x'>X</a>", ["/s/9"], ["/x"]),
        ("<h2><a href='/s/9'>Mast falls</a></h2><a href='/x'>News</a>", ["/s/9"], ["/x"]),
        ("<div>Old mast falls on road <a href='/s/9'>More</a></div><a href='/x'>News</a>", ["/s/9"], ["/x"]),
        ("<p><a href='/s/9'><img alt='Old mast falls on empty road'></a></p><a href='/x'>1</a>", ["/s/9"], ["/x"]),
        ("<li><a href='/s/9'>Mast falls</a> <time>May 1, 2024</time></li><a href='/x'>A</a>", ["/s/9"], ["/x"]),
        ("<nav><a href='/x'>News about networks and masts</a></nav>", [], ["/x"]),
        ("<ul class='main-menu'><li><a href='/x'>News about networks and masts</a></ul>", [], ["/x"]),
        ("<p><a href='/terms.html'>Read the conditions of use here</a></p>", [], []),
        ("<p><a href='/p'>Terms and conditions of use</a></p><p><a href='/q'>Impressum</a></p>", [], []),
        ("<p><a href='/a.pdf'>Annual report for our shareholders</a></p>", [], []),
        ("<article><header><h2><a href='/s/9'>Mast falls</a></h2></header></article>", ["/s/9"], []),
    ],
)  # fmt: skip
def test_links_are_judged_by_where_they_stand_and_what_they_say(body: str, articles: list, others: list) -> None:
    assert found(body) == (articles, others)


@pytest.mark.parametrize(
    "title", ["About us", "ABOUT TOWER TIMES", "Mentions légales", "Über uns", "Log in", "Contact the editors"]
)
def test_titles_of_pages_that_are_no_news(title: str) -> None:
    assert is_service(title)


@pytest.mark.parametrize(
    "title", ["About five hundred masts fell in the storm", "Contact tracing comes to Skarv by app", "Masts", ""]
)
def test_headlines_that_begin_like_them(title: str) -> None:
    assert not is_service(title)


def test_addresses_of_pages_that_are_no_news() -> None:
    assert is_service_address(f"{URL}info/contact.shtml")
    assert is_service_address(f"{URL}index.php?page=about")
    assert not is_service_address(f"{URL}news/12.htm")
    assert may_list(f"{URL}category/5g/")
    assert not may_list(f"{URL}author/jane-doe/")
    assert not may_list(f"{URL}index.php?author=jane")


def kind(headline: str, main: str, *, stories_are_dated: bool = False, path: str = "x") -> Kind:
    body = f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>{main}</body></html>".encode()
    article = extract_article(body, URL + path, fetched_at=datetime(2024, 5, 2, tzinfo=UTC))
    return kind_of(article, body, dated=False, stories_are_dated=stories_are_dated)


def test_a_page_is_what_it_turns_out_to_be() -> None:
    story = f"<p class='date'>1 May 2024</p><p>{PROSE}</p><p>{PROSE[::-1]}</p><p>The council agreed. {PROSE}</p>"
    related = "".join(f"<li><a href='/s/{n}'>Another old mast falls on road {n}</a></li>" for n in range(5))
    teasers = "".join(
        f"<div><h2><a href='/s/{n}'>Old mast number {n} falls on road</a></h2><p>In place {n}: {PROSE}</p></div>"
        for n in range(6)
    )
    undated = f"<p>{PROSE}</p><p>The people of the paper like the hill. {PROSE}</p>"
    assert kind("Mast falls on road", story) is Kind.STORY
    assert kind("Mast falls on road", f"{story}<ul>{related}</ul>", stories_are_dated=True) is Kind.STORY
    assert kind("News of the week", teasers) is Kind.LIST
    assert kind("About us", undated) is Kind.SERVICE
    assert kind("The hill and us", undated, path="privacy.html") is Kind.SERVICE
    assert kind("The hill and us", undated) is Kind.STORY
    assert kind("The hill and us", undated, stories_are_dated=True) is Kind.UNDATED
    assert kind("Search results", "<p>None.</p>") is Kind.EMPTY
