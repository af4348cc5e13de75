"""What a page says reaches no terminal and no spreadsheet but as text."""

from pathlib import Path

import pytest

from newsbot.extraction import extract_article
from tests.support.articles import html
from tests.support.website import website

STORY = [
    "The operator will build its masts in the valley before the winter, it said on Monday in the town hall.",
    "\u201cWe will build it in the valley by spring,\u201d said Ann&#27;]0;owned&#7; Lee, chief "
    "[bold]executive[/bold] of Arvo.",
    "Construction starts in June near the village and follows the river to the coast, the plans show.",
]
ESCAPE = "\x1b]0;owned\x07\x9b2J"
COMMANDS = (
    *(("quotes",), ("articles",), ("overview",), ("status",), ("speakers",), ("timeline",)),
    *(("quotes", "--json"), ("articles", "--json"), ("speakers", "--json")),
)


def controls(text: str) -> list[str]:
    return sorted({c for c in text if (ord(c) < 32 and c not in "\t\n\r") or 0x7F <= ord(c) < 0xA0})


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{ESCAPE} Masts</title>",
        "<title>&#27;]0;owned&#7;&#155;2J Masts</title>",
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\u001b]0;x\\u009b Masts rise",'
        '"author":{"name":"Ann \\u001b[31m Lee"},"keywords":["\\u0007a"]}</script>',
        f'<meta property="og:title" content="{ESCAPE} Masts"><link rel=canonical href="/2024/one{ESCAPE}-long-story">',
    ],
    ids=["raw", "references", "JSON-LD", "meta"],
)
def test_an_article_has_no_control_characters(head: str) -> None:
    page = html("Masts rise", STORY, head=head)
    article = extract_article(page, "https://news.example/2024/masts-rise-in-valley")
    assert "Masts" in article.headline
    for value in (
        article.url,
        article.headline,
        article.standfirst,
        article.body,
        *(article.authors or ()),
        *(article.tags or ()),
    ):
        assert controls(value or "") == []


def test_no_command_lets_a_page_speak_to_the_terminal(scrapy, db, tmp_path: Path) -> None:
    with website() as site:
        site.add("/", "<h1>News</h1>")
        site.add("/sitemap.xml", "<urlset><url><loc>{url}/2024/masts-rise-in-valley</loc></url></urlset>")
        site.add("/2024/masts-rise-in-valley", html("Masts [blink]rise[/blink]", STORY))
        done = scrapy(
            "crawl", "site", "-a", f"url={site.url}", "-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0"
        )
    assert controls(done.stdout + done.stderr) == []
    for collection, fields in (
        ("articles", ("headline", "url")),
        ("quotes", ("speaker", "speaker_role", "text", "headline")),
    ):
        for document in db[collection].find():  # as an older version stored it
            changed = {field: f"{document.get(field) or 'x'}{ESCAPE}" for field in fields}
            db[collection].update_one({"_id": document["_id"]}, {"$set": changed})
    assert db["quotes"].count_documents({}) > 0
    for command in COMMANDS:
        done = scrapy(*command)
        assert (done.returncode, controls(done.stdout)) == (0, []), command
    assert "[blink]" in scrapy("articles").stdout
    scrapy("export", "quotes", "--to", str(tmp_path / "quotes.csv"))
    assert controls((tmp_path / "quotes.csv").read_text(encoding="utf-8")) == []
