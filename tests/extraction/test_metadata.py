"""Small pages on which one rule of the metadata decides."""

from datetime import UTC, datetime

import pytest

from newsbot.extraction import extract_article
from newsbot.extraction.body.phrases import invites
from newsbot.extraction.jsonld import read_jsonld
from newsbot.extraction.metadata.languages import detect

NOW = datetime(2024, 7, 9, 18, 0, tzinfo=UTC)
TEXT = (
    "<p>The operator of the northern valleys will raise ninety masts before the winter, its head said on Tuesday.</p>"
    "<p>The regulator had asked for smaller ones, and the farmers for none at all, but both have given their consent "
    "after two years of talks in the village hall of Osterby.</p><p>Work begins in June at the river, and ends at the "
    "coast two summers later, if the price of steel does not rise again.</p>"
)

ACCOUNT = "<a rel=author href=/author/7>mastwatcher</a>"


def article(head: str = "", byline: str = "", text: str = TEXT):
    page = f"<html lang=en><head><title>Masts</title>{head}</head><body><article><h1>Ninety masts</h1>{byline}{text}"
    return extract_article(page + "</article></body></html>", "https://news.example/5g/masts", fetched_at=NOW)


def json_ld(fields: str) -> str:
    return (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ninety masts", {fields}}}</script>'
    )


@pytest.mark.parametrize(
    ("head", "text", "paywalled"),
    [
        (json_ld('"isAccessibleForFree": false'), TEXT, True),
        ("", TEXT + "<p>To continue reading this article, subscribe today.</p>", True),
        (json_ld('"isAccessibleForFree": true'), TEXT, False),
        ("", TEXT, False),
    ],
)
def test_a_wall_shows_in_the_metadata_or_in_the_text(head: str, text: str, paywalled: bool) -> None:
    assert article(head, text=text).paywalled is paywalled


def headed(title: str, h1: str, head: str = "") -> str | None:
    page = f"<html lang=en><head><title>{title}</title>{head}</head><body><article><h1>{h1}</h1>{TEXT}</article>"
    return extract_article(page, "https://valleycourier.example/5g/masts", fetched_at=NOW).headline


def card(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("title", "h1", "head", "headline"),
    [
        (  # nothing declared has the overline
            "Ninety masts for the valleys - Valley Courier",
            "<span class=top>North</span><span> - </span><span>Ninety masts for the valleys</span>",
            card("Ninety masts for the valleys"),
            "Ninety masts for the valleys",
        ),
        (  # what is declared has another one
            "Building: Ninety masts for the valleys | Valley Courier",
            "<b>After long talks</b> <span>Ninety masts for the valleys</span>",
            card("Building: Ninety masts for the valleys"),
            "Ninety masts for the valleys",
        ),
        (  # the overline is declared too
            "North: Ninety masts for the valleys",
            "<span>North</span><span>: </span><span>Ninety masts for the valleys</span>",
            card("North: Ninety masts for the valleys"),
            "North: Ninety masts for the valleys",
        ),
        (  # in a link, with the day before it
            "Ninety masts for the valleys | The Courier",
            "<a href=/5g/masts><time>May <b>18</b> 2024</time> Ninety masts for the valleys</a>",
            card("Ninety masts for the valleys"),
            "Ninety masts for the valleys",
        ),
        (  # the site's name at the end takes nothing of the headline along
            "Osterby: Where the masts end - Valley Courier",
            "Osterby: Where the masts end",
            "",
            "Osterby: Where the masts end",
        ),
        (
            "Ninety masts for the valleys | Networks, masts | Valley Courier",
            "",
            card("Ninety masts for the valleys | Networks, masts | Valley Courier"),
            "Ninety masts for the valleys",
        ),
        (  # the heading is signed
            "Ninety masts for the valleys – Valleycourier",
            "Ninety masts for the valleys – Valleycourier",
            "",
            "Ninety masts for the valleys",
        ),
        (
            "Ninety masts of NTC: who pays?",
            "Ninety masts of <abbr>NTC</abbr>: who pays?",
            "",
            "Ninety masts of NTC: who pays?",
        ),
    ],
)
def test_a_headline_is_whole_and_has_nothing_else(title: str, h1: str, head: str, headline: str) -> None:
    assert headed(title, h1, head) == headline


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('[{"@type": "Organization", "name": "Example Wire"}, {"@type": "Person", "name": "Ann Lee"}]', ["Ann Lee"]),
        ('[{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ray"}]', ["Ann Lee", "Bo Ray"]),
        ('{"@type": "Organization", "name": "Mary Lamb"}', ["Mary Lamb"]),
        ('{"@type": "Person", "givenName": "Ann", "familyName": "Lee"}', ["Ann Lee"]),
    ],
)
def test_people_go_before_organisations(author: str, names: list[str]) -> None:
    assert article(json_ld(f'"author": {author}')).authors == names


def test_an_organisation_as_author_gives_way_to_a_byline() -> None:
    head = json_ld('"author": {"@type": "Organization", "name": "Mary Lamb"}')
    assert article(head, "<p class=byline>By Ann Lee</p>").authors == ["Ann Lee"]


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=byline>By Ann Lee <span>12 March 2024</span> <span>Bo Ray, Reuters, 13 March 2024</span></div>",
        "<div class=byline>Ann Lee, 12 March 2024</div>",
        "<div class=byline>Posted by Ann Lee on 12 March 2024</div>",
        "<div class=byline>Ann Lee March 12, 2024</div>",
    ],
)
def test_a_byline_ends_at_its_date(byline: str) -> None:
    assert article(byline=byline).authors == ["Ann Lee"]


def test_a_date_with_a_time_goes_before_the_same_day_without() -> None:
    head = '<meta property="article:published_time" content="2024-03-12">'
    found = article(head, '<time datetime="2024-03-12T08:30:00Z">12 March 2024</time>')
    assert (found.published, found.published_precision) == (datetime(2024, 3, 12, 8, 30, tzinfo=UTC), "minute")


def test_a_time_of_the_day_before_does_not_make_a_bare_day_exact() -> None:
    head = '<meta property="article:published_time" content="2024-03-12">'
    found = article(head, '<time datetime="2024-03-11T20:30:00Z">updated 11 March 2024</time>')
    assert (found.published, found.published_precision) == (datetime(2024, 3, 12, tzinfo=UTC), "day")


def test_json_ld_may_have_line_breaks_in_its_texts() -> None:
    assert read_jsonld('{"@type": "NewsArticle", "headline": "Ninety\nmasts"}')[0]["headline"] == "Ninety\nmasts"


def test_a_mark_that_is_escaped_ends_no_text_of_broken_json_ld() -> None:
    [found] = read_jsonld('{"@type": "NewsArticle", "headline": "A \\"smart\\" mast", "name": "x",, }')
    assert found["headline"] == 'A "smart" mast'


def test_scripts_beyond_the_bound_are_left_alone() -> None:
    long = json_ld(f'"description": "{"x" * 6_000_000}"')
    assert article(json_ld('"author": "Ann Lee"') + long + json_ld('"author": "Bo Ray"')).authors == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The mast is in the valley and it has a lamp that was not on", None, "en"),
        ("Der Mast ist in dem Tal und er hat eine Lampe, die nicht für alle ist", "en", "de"),
        ("The mast", "de", "de"),
        ("Mast", None, None),
        ("The mast is der Mast, and the lamp is die Lampe: it was in the valley", "de", "en"),
    ],
)
def test_the_language_is_declared_unless_the_words_are_plainly_of_another(
    text: str, declared: str | None, language: str | None
) -> None:
    assert detect(text, declared) == language


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Sign up for our newsletter and get it in your inbox", True),
        ("Sign up for our newsletter and get it in your inbox " + "with all that happened on the coast " * 6, False),
        ("“Sign up for our newsletter and get it in your inbox”", False),
        ("The newsletter of the operator is sent to the press", False),
        ("SIGN UP FOR THE NEWSLETTER", True),
    ],
)
def test_what_invites_to_subscribe(text: str, is_one: bool) -> None:
    assert invites(text) is is_one


@pytest.mark.parametrize(
    ("label", "data", "authors"),
    [
        ("Written by", "Ann Lee", ["Ann Lee"]),
        ("Écrit par", "Ann Lee", ["Ann Lee"]),
        ("Reading time", "Six Minutes", []),
    ],
)
def test_a_labelled_card_names_the_author(label: str, data: str, authors: list[str]) -> None:
    head = f'<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="{data}">'
    assert article(head).authors == authors


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        (f"<p>by {ACCOUNT}</p>", ["mastwatcher"]),
        (f"<p>by {ACCOUNT} and <a rel=author href=/author/8>Ann Lee</a></p>", ["Ann Lee"]),
        (f"<aside>by {ACCOUNT}</aside>", []),
        ("<span class=author>mast-watcher7</span>", ["mast-watcher7"]),
        ("<p>Posted by mastwatcher</p>", ["mastwatcher"]),
        (f"<p>by {ACCOUNT}</p>{'<i>mast</i> ' * 50}<p class=author>Bo Ray</p>", ["mastwatcher"]),
        ("<p>by <a rel=author href=/author/1>admin</a></p>", []),
        ("<nav class=author><a href=/people/masts>Masts</a></nav>", []),
    ],
)
def test_an_account_is_the_author_where_nobody_else_signs(byline: str, authors: list[str]) -> None:
    assert article("", byline).authors == authors


@pytest.mark.parametrize(
    "byline",
    [
        "<p>Written by</p><p>Ann Lee</p>",
        "<div><b>By</b></div><div><p>Ann Lee</p></div>",
        "<p><b>Datum:</b> 12.3.2024<br><b>Autor:</b> Ann Lee<br><b>Quelle:</b> Lookout</p>",
        "<h5>Auteur : </h5>Ann Lee",
        "<p><span>Geschrieben von</span> <a href=/7>Ann Lee</a></p>",
        f"{'<i>mast</i> ' * 200}<p><b>Text:</b> Ann Lee</p>",
        "<p>12.3.2024 - Ann Lee</p>",
        "<small>12.03.2024 | 13:10 Uhr | Ann Lee</small>",
        "<time datetime=2024-03-12>12 March 2024</time> · Ann Lee",
        "<a rel=author href=/author/7><div>Ann Lee</div><div>Head of Masts</div></a>",
        "<a rel=author href=/author/7><div>Written by</div><div>Ann Lee</div></a>",
    ],
)
def test_who_signs_stands_in_a_line_of_its_own(byline: str) -> None:
    assert article(byline=byline).authors == ["Ann Lee"]


def test_bylines_are_looked_for_beside_the_headline_and_not_beside_the_name_of_the_site() -> None:
    menu = "<i>mast</i> " * 150
    story = f"<article><h2>Ninety masts</h2><p>By Ann Lee</p>{TEXT}</article>"
    page = f"<html lang=en><head><title>Ninety masts</title></head><body><h1>Lookout</h1>{menu}{story}"
    assert extract_article(page, "https://lookout.example/masts").authors == ["Ann Lee"]


def test_a_page_without_a_heading_is_read_whole() -> None:
    page = f"<html lang=en><title>Masts</title><body>{'<i>mast</i> ' * 200}<p>By Ann Lee</p>{TEXT}"
    assert extract_article(page, "https://lookout.example/masts").authors == ["Ann Lee"]


@pytest.mark.parametrize(
    ("author", "authors"), [("Lookout Tower Marketing", ["Lookout Tower Marketing"]), ("No Author", []), ("a@b.cd", [])]
)
def test_an_outlet_that_is_declared_as_the_author_is_given_whole(author: str, authors: list[str]) -> None:
    assert article(f'<meta name="author" content="{author}">').authors == authors


def day(head: str = "", byline: str = "", text: str = TEXT) -> str | None:
    return article(head, byline, text).published_day


@pytest.mark.parametrize(
    "byline",
    [
        "<p>28.01.22</p>",  # no clock
        "<p><svg></svg> 28 January 2022</p>",
        "<p><b>News</b><br>28 January 2022, Ann Lee</p>",
        "<p>28 January 2022\n      //\n        Ann Lee, for the masts of the valley</p>",
        "<p>Aktuelle Zeit: 12.3.2024, 12:18</p><p>28.01.2022</p>",
        "<p>28.01.2022</p>" * 6 + "<p>12.3.2024</p>",
    ],
)
def test_the_day_beside_the_headline_is_found(byline: str) -> None:
    assert day(byline=byline) == "2022-01-28"


def test_a_date_in_the_line_above_the_headline_goes_before_those_of_other_stories() -> None:
    page = f"<html><title>Ninety masts</title><body><p>28.01.2022</p><h1>Ninety masts</h1>{TEXT}<p>12.03.2023</p>"
    found = extract_article(page, "https://lookout.example/masts", fetched_at=NOW)
    assert found.published_day == "2022-01-28"


@pytest.mark.parametrize(
    ("language", "printed"),
    [("en-GB", "2024-02-03"), ("fr", "2024-02-03"), ("en", "2024-03-02"), ("en-US", "2024-03-02")],
)
def test_the_language_of_a_page_decides_the_order_of_day_and_month(language: str, printed: str) -> None:
    page = f"<html lang={language}><title>Masts</title><body><h1>Ninety masts</h1><p>03/02/2024</p>{TEXT}"
    assert extract_article(page, "https://lookout.example/masts", fetched_at=NOW).published_day == printed


@pytest.mark.parametrize(
    ("start", "printed"),
    [
        ("Osterby, 12.3.2024 - The operator of the northern valleys will raise ninety masts before the winter.", True),
        ("OSTERBY, March 12, 2024 – The operator of the northern valleys will raise ninety masts before winter.", True),
        ("Osterby (12.03.2024). The operator of the northern valleys will raise ninety masts before the winter.", True),
        ("12. März 2024 „Wir bauen“, sagt die Betreiberin der nördlichen Täler und kündigt neunzig Masten an.", True),
        ("On March 12, 2024, the operator of the northern valleys said that it will raise ninety masts before.", False),
        ("Am 12.3.2024, sagt die Betreiberin der nördlichen Täler, kommen neunzig Masten in das Tal am Fluss.", False),
    ],
)
def test_a_story_may_begin_with_its_place_and_day(start: str, printed: bool) -> None:
    assert day(text=f"<p>{start}</p>{TEXT}") == ("2024-03-12" if printed else None)


def test_the_theme_of_a_weblog_tells_the_day_below_the_story() -> None:
    posted = "<p>This entry was posted on Tuesday, March 12th, 2024 at 10:15 and is filed under masts and valleys.</p>"
    assert day(text=TEXT + posted) == "2024-03-12"


def test_of_two_declared_days_the_one_goes_first_that_the_page_shows() -> None:
    head = json_ld('"datePublished": "2024-03-01T09:00:00Z"')
    head += '<meta property="article:published_time" content="2024-03-12T09:00:00Z">'
    assert day(head, "<time>12 March 2024</time>") == "2024-03-12"
    assert day(head, "<time>14 March 2024</time>") == "2024-03-01"


def test_the_printed_day_is_that_of_the_outlets_own_zone() -> None:
    head = json_ld('"datePublished": "2024-03-12T06:35:29+00:00"')
    assert day(head, "<time datetime=2024-03-11T22:35:29-08:00>Mar 11, 2024</time>") == "2024-03-11"


def test_readers_reviews_are_not_the_story() -> None:
    reviews = (
        '<script type="application/ld+json">[{"@type": "Review", "author": "Bo Ray", "datePublished": "2024-05-05"},'
        '{"@type": "Recipe", "name": "Soup", "author": "Ann Lee", "datePublished": "2024-03-12"}]</script>'
    )
    found = article(reviews)
    assert (found.authors, found.published_day) == (["Ann Lee"], "2024-03-12")


def test_a_heading_that_holds_its_date_is_the_headline_still() -> None:
    head = f"{card('Ninety masts for the northern valleys')}"
    page = f"<html><head><title>Lookout</title>{head}</head><body><h1>Lookout</h1>{'<i>mast</i> ' * 150}"
    page += f"<h1><span>12.03.2024</span>Ninety masts for the northern valleys</h1><p>By Ann Lee</p>{TEXT}"
    found = extract_article(page, "https://lookout.example/masts", fetched_at=NOW)
    assert (found.published_day, found.authors) == ("2024-03-12", ["Ann Lee"])


@pytest.mark.parametrize(
    ("title", "h1", "below", "headline"),
    [
        (  # the site's name, a link to the front page
            "Lamp and Harbour » Blog Archive » Ninety masts for the valley",
            "<a href='https://valleycourier.example'>Lamp and Harbour</a>",
            "<h2><a href=/masts>Ninety masts for the valley</a></h2>",
            "Ninety masts for the valley",
        ),
        (  # no heading says a part of the title
            "Ninety masts for the valley | Lamp and Harbour",
            "<a href=/>Lamp and Harbour</a>",
            "<h2>Categories</h2>",
            "Ninety masts for the valley",
        ),
        (  # a link to somewhere else
            "Masts | Lamp and Harbour",
            "<a href=/5g/masts>Ninety masts for the valley</a>",
            "<h2>Masts</h2>",
            "Ninety masts for the valley",
        ),
    ],
)
def test_an_h1_that_leads_home_is_the_sites_name(title: str, h1: str, below: str, headline: str) -> None:
    page = f"<html lang=en><head><title>{title}</title></head><body><h1>{h1}</h1><article>{below}{TEXT}</article>"
    assert extract_article(page, "https://valleycourier.example/5g/masts", fetched_at=NOW).headline == headline
