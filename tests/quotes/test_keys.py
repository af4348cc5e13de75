"""One key for a speaker however articles name them, one for a statement however it is printed."""

import pytest

from newsbot.items import Quote
from newsbot.quotes import quote_key, speaker_key, speaker_keys


def said(text: str, speaker: str | None = None, kind: str = "statement") -> Quote:
    return Quote(text=text, start=0, end=len(text), kind=kind, speaker=speaker)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sir Edmund Ashby", "edmund ashby"),
        ("Harbour’s Petra Lindqvist", "petra lindqvist"),
        ("Harbours' Petra Lindqvist", "petra lindqvist"),
        ("Moody's Investors Service", "moodys investors service"),
        ("the FCC", "fcc"),
        ("Nokia Corp.", "nokia"),
        ("Telefónica S.A.", "telefonica"),
        ("General Motors", "general motors"),
        ("J. P. O’Brien", "jp obrien"),
        ("J.P. O'Brien", "jp obrien"),
        ("Ann Lee; Dr. Jo Park", "ann lee; jo park"),
        ("President", "president"),
        ("李雷", "李雷"),
        ("—", None),
        (None, None),
    ],
)
def test_a_name_and_its_key(name: str | None, key: str | None) -> None:
    assert speaker_key(name) == key
    assert speaker_key(key) == key


def test_a_surname_is_the_person_of_that_article() -> None:
    assert speaker_keys([said("a", "Petra Lindqvist"), said("b", "Lindqvist"), said("c")]) == [
        "petra lindqvist",
        "petra lindqvist",
        None,
    ]


def test_a_surname_of_two_is_nobody_elses() -> None:
    quotes = [said("a", "Petra Lindqvist"), said("b", "Lars Lindqvist"), said("c", "Lindqvist")]
    assert speaker_keys(quotes)[2] == "lindqvist"


def test_the_same_words_have_one_key() -> None:
    printed = ["We’ll switch it off in 2027, not before.", "We'll switch it off in 2027 — not before"]
    assert len({quote_key(said(text)) for text in printed}) == 1
    assert quote_key(said("We'll switch it off in 2028, not before.")) != quote_key(said(printed[0]))


def test_what_nobody_said_or_everybody_has_no_key() -> None:
    assert quote_key(said("a word that is often doubted", kind="scare")) is None
    assert quote_key(said("A great day")) is None
