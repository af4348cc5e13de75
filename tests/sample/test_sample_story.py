"""The markup of a story file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsbot.sample.story import Line, Story

HEAD = """+++
headline = "Minister: ‘[[no blank cheques|partial|Jan de Boer]]’"
published = 2024-03-12T09:30:00+01:00
authors = ["Ada Okafor"]
tags = ["Open RAN"]
+++
"""


def read(tmp_path: Path, body: str, head: str = HEAD) -> Story:
    path = tmp_path / "no-blank-cheques.txt"
    path.write_text(head + body, encoding="utf-8")
    return Story.read(path)


def test_marks_are_taken_off_and_places_kept():
    line = Line.parse("“[[We wait,|Ada]]” she said of “[[deep sleep|scare]]”.")
    assert line.text == "“We wait,” she said of “deep sleep”."
    assert [(line.text[q.start : q.end], q.kind, q.speaker) for q in line.quotes] == [
        ("We wait,", "statement", "Ada"),
        ("deep sleep", "scare", None),
    ]


def test_a_statement_of_nobody_named():
    assert Line.parse("“[[Enough|statement]]”").quotes[0][2:] == ("statement", None)


def test_links_and_bold_words_are_html_only():
    line = Line.parse("See [the rules](/a/b/), **“[[all of them|title]]” & more**.")
    assert line.text == "See the rules, “all of them” & more."
    assert line.html == 'See <a href="/a/b/">the rules</a>, <strong>“all of them” &amp; more</strong>.'
    assert line.text[line.quotes[0].start : line.quotes[0].end] == "all of them"


def test_words_in_square_brackets_are_words():
    assert Line.parse("“[[It [the cap] is back,|Ada]]”").text == "“It [the cap] is back,”"


def test_a_statement_goes_on_in_the_next_paragraph_past_a_block(tmp_path):
    story = read(tmp_path, "“[[One.|Ada]]\n\n@newsletter\n\n“[[Two.|+]]” she said.\n")
    headline, statement = story.quotes
    body = "\n\n".join(story.paragraphs)
    assert (headline.part, headline.text, headline.speaker) == ("headline", "no blank cheques", "Jan de Boer")
    assert (statement.part, statement.text, statement.kind) == ("body", "One.\nTwo.", "statement")
    assert body[statement.start : statement.end] == "One.\n\n“Two."


def test_blocks_are_no_paragraphs(tmp_path):
    story = read(
        tmp_path, "First.\n\n# Sub-head\n\n@photo mast: A mast: new.\n\n> Quoted.\n\n@related\n\nLast\nline.\n"
    )
    assert story.paragraphs == ["First.", "Sub-head", "Quoted.", "Last line."]
    assert [block.picture for block in story.blocks if block.picture] == ["mast"]
    assert story.section == "open-ran"


def test_a_relative_date_counts_from_the_reader(tmp_path):
    head = HEAD.replace("2024-03-12T09:30:00+01:00", '{ shown = "Yesterday at 14:05", days_ago = 1, at = 14:05:00 }')
    story = read(tmp_path, "Body.", head)
    assert story.published_at(datetime(2026, 3, 1, 8, tzinfo=UTC)) == datetime(2026, 2, 28, 14, 5, tzinfo=UTC)


def test_an_unknown_kind_names_the_file_and_the_kind(tmp_path):
    with pytest.raises(ValueError, match=r"no-blank-cheques\.txt: 'shout'"):
        read(tmp_path, "“[[words|shout|Ada]]”")


def test_nothing_to_go_on_with(tmp_path):
    with pytest.raises(ValueError, match="no statement before 'goes on'"):
        _ = read(tmp_path, "“[[goes on|+]]”").quotes


def test_a_head_without_date_names_the_file_and_what_is_missing(tmp_path):
    with pytest.raises(ValueError, match=r"no-blank-cheques\.txt: .*published"):
        read(tmp_path, "Body.", HEAD.replace("published", "publisched"))
