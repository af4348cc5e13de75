"""Given this page, this article: one folder of tests/fixtures/extraction for each phenomenon."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newsbot.extraction import extract_article

CASES = Path(__file__).parent.parent / "fixtures" / "extraction"


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_article(case: str) -> None:
    expected = json.loads((CASES / case / "article.json").read_text(encoding="utf-8"))
    url, fetched_at = expected.pop("url"), expected.pop("fetched_at", None)
    article = extract_article(
        (CASES / case / "page.html").read_bytes(),
        url,
        fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None,
    )
    found = {name: plain(getattr(article, name)) for name in expected}
    if "body" in expected:
        found["body"] = article.body.split("\n\n") if article.body else []
    assert found == expected
