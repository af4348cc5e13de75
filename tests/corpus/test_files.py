"""Taking answers away: the same rows in every form, the same bytes every time, and never half a file."""

import csv
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from newsbot.corpus import QUOTE_COLUMNS, Corpus
from newsbot.corpus.files import FileError


@pytest.fixture
def odd(filled: None, corpus: Corpus) -> Corpus:
    """Quotes of which one looks like a formula, one is over two lines, one undated, and an article with lists."""
    texts = ["=1+1", 'two\nlines, “marks” and "others"', "@here", "plain"]
    for quote, text in zip(list(corpus.quotes()), texts, strict=True):
        corpus.db["quotes"].update_one({"_id": quote["_id"]}, {"$set": {"text": text}})
    corpus.db["quotes"].update_one({"text": "plain"}, {"$set": {"published": None}})
    corpus.db["articles"].update_many({}, {"$set": {"authors": ["=Ann Lee", "Jo Park"], "tags": []}})
    return corpus


def test_every_form_has_the_same_rows(odd: Corpus, tmp_path: Path) -> None:
    rows = odd.quotes()
    names = [column.name for column in QUOTE_COLUMNS]
    records = rows.to_records()
    assert [list(record) for record in records] == [names] * 4
    assert (rows.to_jsonl(tmp_path / "q.jsonl"), rows.to_parquet(tmp_path / "q.parquet")) == (4, 4)
    lines = [json.loads(line) for line in (tmp_path / "q.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in record.items()}
        for record in records
    ]
    table = pq.read_table(tmp_path / "q.parquet")
    assert table.to_pylist() == records
    assert table.schema.field("speaker").metadata[b"description"].startswith(b"who said it")
    assert rows.to_polars().to_dicts() == records
    frame = rows.to_pandas()
    assert list(frame.columns) == names
    assert frame["text"].tolist() == [record["text"] for record in records]
    assert frame["published"].dt.year.tolist()[:3] == [2024, 2024, 2024]
    assert pd.isna(frame["published"].iloc[-1])


def test_csv_is_read_back_by_everybody_and_runs_no_formula(odd: Corpus, tmp_path: Path) -> None:
    assert odd.quotes().to_csv(tmp_path / "q.csv") == 4
    with open(tmp_path / "q.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == ["'=1+1", 'two\nlines, “marks” and "others"', "'@here", "plain"]
    assert rows[0]["published"] == "2024-02-01T00:00:00+00:00"
    assert (rows[3]["published"], rows[3]["dropped_at"]) == ("", "")
    assert pd.read_csv(tmp_path / "q.csv")["start"].tolist() == pl.read_csv(tmp_path / "q.csv")["start"].to_list()


def test_articles_have_lists_and_counts(odd: Corpus, tmp_path: Path) -> None:
    rows = odd.articles()
    rows.to_csv(tmp_path / "a.csv")
    rows.to_parquet(tmp_path / "a.parquet")
    with open(tmp_path / "a.csv", encoding="utf-8-sig", newline="") as file:
        told = next(csv.DictReader(file))
    assert (told["authors"], told["tags"], told["quotes"], told["copies"]) == ("'=Ann Lee; Jo Park", "", "3", "0")
    assert pq.read_table(tmp_path / "a.parquet").to_pylist()[0]["authors"] == ["=Ann Lee", "Jo Park"]
    assert rows.to_polars()["authors"].to_list()[0] == ["=Ann Lee", "Jo Park"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_equal_corpora_make_equal_bytes(odd: Corpus, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        getattr(odd.quotes(), f"to_{form}")(tmp_path / name)
        kept = list(odd.db["quotes"].find())
        odd.db["quotes"].delete_many({})
        odd.db["quotes"].insert_many(reversed(kept))  # the same corpus, stored in another order
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_answer_without_rows_is_a_table_without_rows(corpus: Corpus, tmp_path: Path) -> None:
    rows = corpus.quotes()
    assert (rows.count(), rows.to_csv(tmp_path / "q.csv"), rows.to_parquet(tmp_path / "q.parquet")) == (0, 0, 0)
    assert (tmp_path / "q.csv").read_text(encoding="utf-8-sig").split(",")[:2] == ["published", "speaker"]
    assert pq.read_table(tmp_path / "q.parquet").num_columns == len(QUOTE_COLUMNS)
    assert rows.to_polars().height == len(rows.to_pandas()) == 0


def test_a_file_is_whole_or_not_there(odd: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "q.csv"
    path.write_text("the older one")
    rows = odd.quotes()

    def broken() -> Any:
        yield from list(odd.quotes())[:2]
        raise RuntimeError("the database went away")

    monkeypatch.setattr(rows, "_read", broken)
    with pytest.raises(RuntimeError):
        rows.to_csv(path)
    assert (path.read_text(), [file.name for file in tmp_path.iterdir()]) == ("the older one", ["q.csv"])
    with pytest.raises(FileError, match="Cannot write .*: No such file or directory"):
        odd.quotes().to_csv(tmp_path / "nowhere" / "q.csv")


@pytest.mark.parametrize(("package", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_missing_package_is_named(odd: Corpus, monkeypatch: pytest.MonkeyPatch, package: str, method: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=f"pip install {package}"):
        getattr(odd.quotes(), method)()


def test_without_pyarrow_nothing_is_written(odd: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"newsbot-5g\[parquet\]"):
        odd.quotes().to_parquet(tmp_path / "q.parquet")
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_asked_anew_each_time(filled: None, corpus: Corpus) -> None:
    rows = corpus.quotes(speaker="Lee")
    assert (rows.count(), len(list(rows))) == (2, 2)
    corpus.db["quotes"].delete_one({"speaker": "Ann Lee"})
    assert (rows.count(), len(list(rows))) == (1, 1)
    assert "1 rows of published, speaker" in repr(rows)
    assert next(iter(rows))["published"].tzinfo is not None
    assert datetime.now(UTC) > next(iter(rows))["published"]
