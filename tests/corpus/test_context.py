"""What stands around a quote, as columns of an export."""

import csv
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus.context import context
from newsbot.quotes.sentences import sentences
from tests.support.articles import STORY

BODY = (
    "Rain fell. It was the U.S. team’s turn.\n\n“We will build. We said so,” said Ann Lee of BT. She left:\n\n“Ask me "
    "later.”\n\nNobody asked. The end."
)


def at(words: str, text: str = "", **fields: Any) -> dict[str, Any]:
    start = BODY.find(words)
    return {"text": text or words, "part": "body", "start": start, "end": start + len(words)} | fields


def test_sentences_of_a_text() -> None:
    assert [BODY[start:end] for start, end in sentences(BODY)] == [
        "Rain fell.", "It was the U.S. team’s turn.", "“We will build. We said so,” said Ann Lee of BT.",
        "She left:\n\n“Ask me later.”", "Nobody asked.", "The end.",
    ]  # fmt: skip
    assert sentences("") == []


@pytest.mark.parametrize(
    ("quote", "paragraph", "before", "after"),
    [
        (at("We will build. We said so,"), "“We will build. We said so,” said Ann Lee of BT. She left:",
         "It was the U.S. team’s turn.", "She left:\n\n“Ask me later.”"),
        (at("Ask me later."), "“Ask me later.”", "“We will build. We said so,” said Ann Lee of BT.", "Nobody asked."),
        (at("Ask me later.", start=0, end=13), "“Ask me later.”", "“We will build. We said so,” said Ann Lee of BT.",
         "Nobody asked."),
        (at("Gone."), None, None, None),
        (at("Rain", part="headline"), "Rain in May", None, None),
        (at("Rain", part="standfirst"), None, None, None),
        (at("only here", copy_key="k", start=900, end=909), "It is only here.", None, None),
        (at("The end."), "Nobody asked. The end.", "Nobody asked.", None),
    ],
)  # fmt: skip
def test_around_a_quote(quote: dict[str, Any], paragraph: str | None, before: str | None, after: str | None) -> None:
    copies = [{"url_key": "k", "added": ["Else.", "It is only here."]}]
    article = {"headline": "Rain in May", "standfirst": None, "body": BODY, "copies": copies}
    found = context(article, quote)
    if "copy_key" not in quote:
        assert (found["before"], found["after"]) == (before, after)
    assert found["paragraph"] == paragraph
    assert context({}, quote)["paragraph"] is None


def test_an_export_with_context_and_tables_of_counts(filled: None, scrapy: Any, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    done = scrapy("export", "quotes", "--to", path, "--context")
    assert (done.returncode, done.stderr) == (0, "")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[-3:] == ["paragraph", "before", "after"]
    assert "before" in (tmp_path / "q.dictionary.csv").read_text()
    assert scrapy("export", "articles", "--to", path, "--context").returncode == 2
    assert scrapy("timeline", "--to", "-", "--by", "year").stdout.splitlines() == ["period,quotes", "2023,1", "2024,3"]
    assert scrapy("speakers", "--to", tmp_path / "s.csv").stdout == f"3 rows in {tmp_path / 's.csv'}\n"
    assert (tmp_path / "s.csv").read_bytes().startswith(b"\xef\xbb\xbfspeaker,role,quotes")
    assert scrapy("mentions", "Harbour", "--to", tmp_path / "m.jsonl").returncode == 0
    assert "give a file that ends in .csv" in scrapy("timeline", "--to", tmp_path / "t.xlsx").stderr


def test_a_quote_of_a_stored_article() -> None:
    start = STORY.index("We promised")
    found = context(
        {"body": STORY}, {"text": STORY[start : start + 20], "part": "body", "start": start, "end": start + 69}
    )
    assert found["paragraph"].startswith("“We promised the valleys")
    assert found["after"] == "The company expects to spend forty million crowns on ninety masts."
