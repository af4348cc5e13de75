"""Reported speech without marks: what was said, and by whom."""

import pytest

from newsbot.quotes import extract_quotes


def reported(text: str) -> list[tuple[str, str | None]]:
    quotes = extract_quotes(text, indirect=True)
    assert all(text[quote.start : quote.end].split() == quote.text.split() for quote in quotes)
    return [(quote.text, quote.speaker) for quote in quotes if quote.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Telmar said it would switch off 3G by December.", "it would switch off 3G by December", "Telmar"),
        ("Ulla Brandt said that the masts are paid for.", "the masts are paid for", "Ulla Brandt"),
        (
            "Ulla Brandt told reporters on Friday that the masts are paid for.",
            "the masts are paid for",
            "Ulla Brandt",
        ),
        (
            "In Ostmar, Ulla Brandt said in a statement the masts had been paid for.",
            "the masts had been paid for",
            "Ulla Brandt",
        ),
        ("The masts are paid for, Ulla Brandt said on Monday.", "The masts are paid for", "Ulla Brandt"),
        ("The masts will be paid for, said Ulla Brandt.", "The masts will be paid for", "Ulla Brandt"),
        ("According to Ulla Brandt, the masts are paid for.", "the masts are paid for", "Ulla Brandt"),
        ("The masts have been paid for, according to Ulla Brandt.", "The masts have been paid for", "Ulla Brandt"),
        ("According to exit polls, the mayor has lost the harbour.", "the mayor has lost the harbour", "exit polls"),
        ("Ulla Brandt asked whether the masts were safe.", "whether the masts were safe", "Ulla Brandt"),
        ("Ulla Brandt urged operators to share their masts.", "operators to share their masts", "Ulla Brandt"),
        ("Ulla Brandt denied that the masts were unsafe.", "the masts were unsafe", "Ulla Brandt"),
        (
            "Piers Holm, a spokesman for Havnet, said the union expected talks to fail.",
            "the union expected talks to fail",
            "Piers Holm",
        ),
    ],
)
def test_the_content_clause_and_its_speaker(text: str, said: str, speaker: str) -> None:
    assert reported(text) == [(said, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "Ulla Brandt believes that the masts are paid for.",
        "Ulla Brandt expects the masts to be paid for.",
        "“We have paid for the masts,” said Ulla Brandt, chief executive of Havnet.",
        "“We have paid for the masts,” Ulla Brandt told reporters after the meeting.",
        "At a meeting in Ostmar, Ulla Brandt said “no” to the masts.",
        "Ulla Brandt said so.",
    ],
)
def test_attitudes_and_what_stands_in_marks_are_no_reported_speech(text: str) -> None:
    assert reported(text) == []


def test_a_sentence_half_inside_marks_stays_one_quote() -> None:
    text = "Ulla Brandt said the masts were “paid for, every single one of them” by the region."
    kinds = [quote.kind for quote in extract_quotes(text, indirect=True)]
    assert kinds.count("partial") == 1
    assert not any(
        quote.kind == "indirect" and "paid for, every" in quote.text for quote in extract_quotes(text, indirect=True)
    )


def test_it_is_returned_only_where_it_is_asked_for() -> None:
    text = "Telmar said it would switch off 3G by December."
    assert extract_quotes(text) == []
    assert [quote.kind for quote in extract_quotes(text, indirect=True)] == ["indirect"]


def test_a_clause_before_the_cue_holds_the_cues_within_it() -> None:
    text = "Havnet had promised that the masts would be removed, but the city allowed them to stay, the mayor said."
    [(said, speaker)] = reported(text)
    assert said == "Havnet had promised that the masts would be removed, but the city allowed them to stay"
    assert speaker == "the mayor"
