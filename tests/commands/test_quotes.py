"""`newsbot quotes` and what every command says when there is no database."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest


def lines(done) -> list[dict]:
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_filters_and_lines_of_json(filled: None, scrapy) -> None:
    found = lines(
        scrapy("quotes", "--json", "--speaker", "Lee", "--since", "2024-01-01", "--contains", "5G", "--limit", "5")
    )
    assert [quote["text"] for quote in found] == ["It is about spectrum, not 5G."]
    assert found[0]["published"] == "2024-02-01T00:00:00+00:00"


def test_the_table_has_speaker_role_date_site_and_link(filled: None, scrapy) -> None:
    shown = scrapy("quotes", "--speaker", "Jo Leeds").stdout
    for part in ("Jo Leeds", "minister", "2024-02-01", "“We will see.”", "wire.example", "https://wire.example/2"):
        assert part in shown


def test_brackets_in_a_quote_are_shown_as_they_are(filled: None, scrapy) -> None:
    assert "valley [soon]" in scrapy("quotes", "--contains", "valley").stdout


def test_nothing_found_is_said(scrapy) -> None:
    assert "No quotes match" in scrapy("quotes").stdout


def test_a_wrong_date_ends_with_a_sentence(scrapy) -> None:
    done = scrapy("quotes", "--since", "tomorrowish")
    assert (done.returncode, done.stderr) == (2, "newsbot: 'tomorrowish' is no date. Give one such as 2024-01-31.\n")


@pytest.mark.parametrize(
    "command", [("quotes",), *(pytest.param(one, marks=pytest.mark.slow) for one in (("status",), ("crawl", "sample")))]
)
def test_without_a_server_the_setting_is_named_and_the_password_hidden(scrapy, command: tuple[str, ...]) -> None:
    uri = "mongodb://ann:s3cret@127.0.0.1:9/?serverSelectionTimeoutMS=300"
    done = scrapy(*command, MONGO_URI=uri)
    assert done.returncode == 3
    assert "No MongoDB answers at MONGO_URI=mongodb://ann:***@127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stderr + done.stdout


TEXT = "Harbour Telecom will build masts.\n“We promised the valleys coverage,” said Petra Lindqvist, its chief."


def test_the_quotes_of_a_text_file(scrapy, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    [quote] = lines(scrapy("quotes", "--text", tmp_path / "story.txt", "--json"))
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert quote["speaker"] == "Petra Lindqvist"
    shown = scrapy("quotes", "--text", tmp_path / "story.txt").stdout
    assert "Petra Lindqvist" in shown


def test_an_attribution_is_explained(scrapy, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    shown = scrapy("quotes", "--text", tmp_path / "story.txt", "--explain").stdout
    for part in (
        "We promised the valleys coverage",
        "Petra Lindqvist",
        "(nobody)",
        "kind statement",
    ):
        assert part in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--text", "no/such/file"), "Cannot read no/such/file: No such file or directory."),
        (("--explain",), "--explain needs a text: `newsbot quotes --text FILE --explain`."),
        (("surplus",), "'surplus' is one argument too many. See `newsbot quotes --help`."),
    ],
)
def test_wrong_options_end_with_a_sentence(scrapy, arguments: tuple[str, ...], sentence: str) -> None:
    done = scrapy("quotes", *arguments)
    assert (done.returncode, done.stderr) == (2, f"newsbot: {sentence}\n")


def test_quotes_that_were_edited_away(scrapy, filled, db) -> None:
    db["quotes"].update_one({"text": "We will see."}, {"$set": {"dropped_at": datetime(2024, 3, 1, tzinfo=UTC)}})
    shown = scrapy("quotes", "--dropped").stdout
    assert "We will see." in shown
    assert "edited away by 2024-03-01" in shown
    assert "spectrum" not in shown
    assert "We will see." not in scrapy("quotes").stdout
