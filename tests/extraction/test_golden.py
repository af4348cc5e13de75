"""What extraction gave for the fixtures and the sample newsroom's pages, field by field and block by block."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsbot.dates import parse_date
from newsbot.extraction import extract_article
from newsbot.extraction.body.blocks import cut, worth_reading
from newsbot.extraction.body.body import hints_of
from newsbot.extraction.body.boosted_trees import probabilities
from newsbot.extraction.body.features import NAMES, measure
from newsbot.extraction.page import Page
from newsbot.sample.newsroom import edition
from newsbot.sample.render import about_page, front_page, story_page
from tests.extraction.test_fixtures import CASES
from tests.support import golden

NOW = datetime(2024, 7, 9, 18, 0, tzinfo=UTC)
FIELDS = (
    *("url", "url_key", "headline", "standfirst", "authors", "published", "published_day", "published_precision"),
    *("modified", "published_raw", "published_source", "language", "tags", "image", "paywalled"),
)


def pages() -> Iterator[tuple[str, bytes | str, str]]:
    """Names, pages and their URLs."""
    for case in sorted(CASES.iterdir()):
        url = json.loads((case / "article.json").read_text(encoding="utf-8"))["url"]
        yield case.name, (case / "page.html").read_bytes(), url
    shown = edition(NOW, live=False)
    outlets = {it.outlet.name: it.outlet for it in shown}
    for it in shown:
        yield it.path, story_page(it, NOW, shown), f"https://{it.outlet.site}{it.path}"
    for outlet in outlets.values():
        yield f"{outlet.name}: about", about_page(outlet, NOW), f"https://{outlet.site}/about"
        yield f"{outlet.name}: front page", front_page(outlet, 1, NOW, shown) or "", f"https://{outlet.site}/"


def article_of(name: str, page: bytes | str, url: str) -> Iterator[str]:
    """All fields of an article, a line each, and its paragraphs."""
    article = extract_article(page, url, fetched_at=NOW)
    yield f"# {name}"
    for field in FIELDS:
        if (value := getattr(article, field)) not in (None, "", [], False):
            yield f"{field}: {json.dumps(value, default=str, ensure_ascii=False)[:160]}"
    for paragraph in article.body.split("\n\n"):
        yield f"  {len(paragraph)} {paragraph[:50]!r}"


def blocks_of(page: bytes | str, url: str) -> Iterator[str]:
    """The model's word on each block, and all that it knows of it."""
    read = Page(page, url)
    blocks = worth_reading(cut(read.tree))
    rows = measure(blocks, hints_of(read))
    for block, row, likely in zip(blocks, rows, probabilities(rows), strict=True):
        known = " ".join(f"{name}={value:.4g}" for name, value in zip(NAMES, row, strict=True) if value)
        yield f"{likely:.4f} {block.text[:30]!r} {known}"


def test_articles_are_what_they_were(pytestconfig: pytest.Config) -> None:
    lines = [line for page in pages() for line in article_of(*page)]
    golden.check(Path(__file__).with_name("articles.golden"), lines, pytestconfig)


def test_blocks_are_what_they_were(pytestconfig: pytest.Config) -> None:
    some = [page for index, page in enumerate(pages()) if index % 4 == 0]
    lines = [line for name, page, url in some for line in (f"# {name}", *blocks_of(page, url))]
    golden.check(Path(__file__).with_name("blocks.golden"), lines, pytestconfig)


def test_raw_dates_of_the_golden_articles_can_be_read_again() -> None:
    kept = (Path(__file__).with_name("articles.golden")).read_text(encoding="utf-8").splitlines()
    raw = [json.loads(line.partition(": ")[2]) for line in kept if line.startswith("published_raw: ")]
    assert len(raw) > 20
    assert all(parse_date(text, base=NOW) for text in raw)
