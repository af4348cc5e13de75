"""Speech that nobody spoke, and questions put by nobody named."""

import pytest

from newsbot.quotes import extract_quotes


def said(text: str) -> list[tuple[str, str | None]]:
    """The first word and the speaker of all that is said."""
    return [(q.text.split()[0], q.speaker) for q in extract_quotes(text) if q.kind in {"statement", "partial"}]


@pytest.mark.parametrize(
    "text",
    [
        'Ida Brandt runs Norvik. If the fee is too high, you can simply say, "Let me keep my old tariff, please."',
        'Ida Brandt runs Norvik. The landlord may say something like: "We have had no other complaints so far."',
        'Ida Brandt runs Norvik. She might answer: "We have had no other complaints about the mast so far."',
        'Ida Brandt runs Norvik. The engineer might send an answer like this:\n"Your signal is weak in this house."',
        'Ida Brandt runs Norvik. What you could ask:\n- "How much does the mast cost us in each year?"',
    ],
)
def test_what_might_be_said_has_no_speaker(text: str) -> None:
    ((_, speaker),) = said(text)
    assert speaker is None


@pytest.mark.parametrize(
    "text",
    [
        'Kiosk notices of Norvik cost nothing. "We saw the barge at the yard in the harbour," somebody said.',
        'Ida Brandt runs Norvik. "We saw the barge at the yard in the harbour," said someone at the gate.',
        'Ida Brandt runs Norvik. Someone asked: "What is the barge doing at the yard?"',
    ],
)
def test_somebody_is_nobody_who_is_named(text: str) -> None:
    ((_, speaker),) = said(text)
    assert speaker is None


def test_examples_in_a_list_have_no_speaker_and_do_not_carry_over() -> None:
    text = (
        "Ida Brandt runs Norvik. Examples of questions to ask include:\n"
        '- "What does the mast cost us each year?"\n- "Who pays when the mast falls down?"\n'
        'Tomas Lind said: "These are the right questions to ask."'
    )
    assert said(text) == [("What", None), ("Who", None), ("These", "Tomas Lind")]


@pytest.mark.parametrize(
    "text",
    [
        'Ida Brandt could not say when it ends. "We are working on it day and night," she said.',
        '"We will never sell the masts," Ida Brandt would say in later years.',
        'As Ida Brandt would often say, "A mast is a promise to the people below it."',
        'Ida Brandt told reporters what an example of fair play is: "The same mast for the same price."',
    ],
)
def test_speech_that_was_heard_keeps_its_speaker(text: str) -> None:
    assert [speaker for _, speaker in said(text)] == ["Ida Brandt"]


def test_who_is_asked_or_told_does_not_speak() -> None:
    text = (
        'At the hearing Ida Brandt was asked, "Do you regret the price rise of last May?" She said: "I do not."\n'
        'Tomas Lind, of Norvik, was told: "You are to leave the building at once."'
    )
    assert said(text) == [("Do", None), ("I", "Ida Brandt"), ("You", None)]
