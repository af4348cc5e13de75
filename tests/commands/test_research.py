"""`newsbot quotes | articles | timeline | export` as a researcher types them."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest


def lines(done) -> list[dict]:
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_quotes_by_organisation_and_kind(filled: None, scrapy) -> None:
    assert len(lines(scrapy("quotes", "--json", "--organisation", "minister"))) == 4
    assert [quote["text"] for quote in lines(scrapy("quotes", "--json", "--kind", "scare"))] == ["smart"]
    both = lines(scrapy("quotes", "--json", "--kind", "scare", "--kind", "statement", "--limit", "0"))
    assert (len(both), "words" in both[0]) == (5, False)


def test_articles(filled: None, scrapy) -> None:
    found = lines(scrapy("articles", "--json", "--speaker", "Jo Leeds"))
    assert [(row["url"], row["quotes"], row["copies"]) for row in found] == [("https://wire.example/2", 3, 0)]
    shown = scrapy("articles", "--until", "2024").stdout
    for part in ("2023-12-30", "Harbour Telecom brings 5G to the valleys", "news.example", "2"):
        assert part in shown
    assert "No articles match" in scrapy("articles", "--author", "nobody").stdout


def test_a_timeline_in_bars(filled: None, scrapy) -> None:
    rows = [line.split() for line in scrapy("timeline").stdout.splitlines()]
    assert [row[:2] for row in rows] == [["2023-12", "1"], ["2024-01", "0"], ["2024-02", "3"]]
    assert 0 < rows[0][2].count("█") < rows[2][2].count("█")
    per = scrapy("timeline", "--per", "speaker", "--by", "year", "--top", "1").stdout
    assert ("Ann Lee" in per, "Jo Leeds" in per) == (True, False)
    assert lines(scrapy("timeline", "--json", "--contains", "spectrum")) == [{"period": "2024-02", "quotes": 1}]
    assert "No dated quotes match" in scrapy("timeline", "--speaker", "nobody").stdout


def test_an_export_with_what_its_reader_must_know(filled: None, scrapy, tmp_path: Path) -> None:
    path = tmp_path / "lee.csv"
    done = scrapy("export", "quotes", "--to", path, "--speaker", "Lee", "--since", "2023-12-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"2 quotes in {path}")
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["speaker"] for row in rows] == ["Ann Lee"] * 2
    with open(tmp_path / "lee.dictionary.csv", encoding="utf-8", newline="") as file:
        told = {row["column"]: row["meaning"] for row in csv.DictReader(file)}
    assert list(told) == list(rows[0])
    assert all(told.values())
    card = (tmp_path / "lee.card.md").read_text(encoding="utf-8")
    assert "2 quotes: 2 statement, 2 with a speaker" in card
    assert "Asked for: speaker “Lee”, since 2023-12-01" in card
    assert "| news.example | 1 | 2023-12-30 | 2023-12-30 |" in card
    assert "Not every quotation is found" in card


def test_an_export_again_gives_the_same_bytes(filled: None, scrapy, tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        for what, name in (("quotes", "q.parquet"), ("articles", "a.jsonl"), ("quotes", "q2.csv")):
            assert scrapy("export", what, "--to", folder / name).returncode == 0
        made.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == 9
    assert pq.read_table(tmp_path / "one" / "q.parquet").num_rows == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", "quotes"), "--to is missing"),
        (("export", "quotes", "--to", "x", "--format", "xlsx"), "the formats are csv, jsonl, parquet"),
        (("export", "quotes", "--to", "x", "--author", "Roth"), "--author does not narrow quotes"),
        (("export", "quotes", "--to", "/nowhere/at/all/q.csv"), "Cannot write /nowhere/at/all/q.csv: No such file"),
        (("quotes", "--site", "www.news.example"), "is not in the corpus, which has news.example, wire.example"),
        (("timeline", "--by", "decade"), "the periods are day, week, month, year"),
        (("articles", "--since", "2024-02", "--until", "2024-01"), "must be before until"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(filled: None, scrapy, arguments: tuple[str, ...], told: str) -> None:
    done = scrapy(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.startswith("newsbot: ")
    assert "Traceback" not in done.stderr


def test_an_export_to_a_pipe_is_the_file_without_its_mark(filled: None, scrapy, tmp_path: Path) -> None:
    path = tmp_path / "lee.csv"
    scrapy("export", "quotes", "--speaker", "Lee", "--to", path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfpublished,")
    piped = scrapy("export", "quotes", "--speaker", "Lee", "--to", "-")
    assert piped.stdout.splitlines() == path.read_text(encoding="utf-8-sig").splitlines()
    scrapy("export", "quotes", "--speaker", "Lee", "--to", path, "--no-bom")
    assert path.read_bytes().startswith(b"published,")
    refused = scrapy("export", "quotes", "--to", tmp_path / "lee.xlsx")
    assert (refused.returncode, "Give a .csv" in refused.stderr) == (2, True)
