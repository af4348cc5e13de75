"""No page takes quadratic time: a page of a megabyte of anything is read within a minute of CPU time."""

from datetime import UTC, datetime

import pytest

from newsbot.dedup import content_hash, signature
from newsbot.extraction import extract_article
from newsbot.quotes import extract_quotes
from tests.support.warm import code_within

PAGE = (
    "<html><head><title>Regulator opens auction</title>{head}</head>"
    "<body><h1>Regulator opens auction</h1>{body}</body></html>"
)
TEXT = "<p>The regulator said on Monday that the auction would open in spring and close in autumn.</p>" * 3
LD = '<script type="application/ld+json">{}</script>'

CASES = {
    "spaces in JSON-LD": ("head", LD, '{"@type":"NewsArticle",', " ", '"headline":"x"}'),
    "slashes in a string of JSON-LD": ("head", LD, '{"@type":"NewsArticle","headline":"', "/", '"}'),
    "newlines in broken JSON-LD": ("head", LD, '{"a":"b"', "\n", "x}"),
    "comments opened in JSON-LD": ("head", LD, "{", "/* ", "x"),
    "comments before JSON-LD": ("head", LD, "", "/**/", "{"),
    "quotation marks in JSON-LD": ("head", LD, "{", '"', "x"),
    "backslashes in JSON-LD": ("head", LD, '{"a":"', "\\", ""),
    "names of pictures": ("body", "<article><p>{}</p></article>", "https://a", ".jpg", " said Ann."),
    "combining marks": ("body", "<p>{}</p>", "It said a", "\u0316\u0301", " on Monday."),
    "attributes without values": ("body", "<p {}>x</p>", "", "a ", ""),
    "numbered attributes": ("body", "<p {}>x</p>", "", 'a{n}="1"', ""),
    "slashes in a tag": ("body", "<p {}>x</p>", "", "a{n}/", ""),
    "author elements": ("head", "{}", "", "<meta name=author content='{a}'>", ""),
    "at signs in a byline": ("body", "<p class=byline>{}</p>", "By ", "a@", ""),
    "tags opened": ("body", "{}", "", "<", ""),
    "nested elements": ("body", "{}", "", "<div>", ""),
    "quotation marks": ("body", "<p>{}</p>", "", "\u201c", ""),
    "brackets in a headline": ("head", "<meta property=og:title content='{}'>", "", "<", ""),
    "spaces": ("body", "<p>{}</p>", "a", " ", "b"),
    "dots": ("body", "<p>{}</p>", "a", ".", "b"),
    "digits": ("body", "<p>{}</p>", "on ", "1", " May"),
    "dates": ("body", "<p class=date>{}</p>", "", "1 May 2024, ", ""),
    "one word": ("body", "<p>{}</p>", "", "a", ""),
    "capitals": ("body", "<p>{}</p>", "", "Ann ", "said."),
}
SIZES = (300_000, pytest.param(1_000_000, marks=pytest.mark.slow))
"""One that is read in full, and one that is larger than news pages are."""


def read(page: bytes) -> None:
    """Everything that a crawl does with the text of a page."""
    article = extract_article(page, "https://a.example/2024/x-y-z", fetched_at=datetime(2024, 5, 1, tzinfo=UTC))
    content_hash(article.body)
    signature(article.body)
    extract_quotes(article.headline + "\n" + article.body[:200_000], indirect=True)


@pytest.mark.parametrize("total", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_a_megabyte_of_anything_is_read(name: str, total: int) -> None:
    where, frame, before, unit, after = CASES[name]
    size = len(unit) if unit != "<meta name=author content='{a}'>" else 400
    units = (unit.replace("{n}", str(n)).replace("{a}", "a@" * 190) for n in range(total // max(size, 1)))
    planted = frame.replace("{}", f"{before}{''.join(units)}{after}")
    html = PAGE.replace("{head}", planted if where == "head" else "")
    html = html.replace("{body}", TEXT + planted if where == "body" else TEXT)
    assert code_within(60, read, html.encode()) == (0, "")
