"""Kinds of attribution that quote extractors are reported to get wrong, with invented people."""

import pytest

from newsbot.quotes import extract_quotes

EARLIER = "“We are ready for the winter,” said Harry Lind, head of networks at Norvik.\n"


def speakers(text: str) -> list[str | None]:
    return [quote.speaker for quote in extract_quotes(text) if quote.kind in ("statement", "partial")]


@pytest.mark.parametrize(
    "line",
    [
        "“Who pays for the masts?” Ulla Brandt asked.",
        "“Who pays for the masts?” Ulla Brandt demanded.",
        "“Who pays for the masts?” Ulla Brandt, chief executive of Havnet, asked.",
        "“Nobody has asked the farmers!” Ulla Brandt, a councillor for Ostmar, complained.",
        "“It has been a long year.” Ulla Brandt, who chairs the board, said in a statement.",
        "“What if the lights go out…” Ulla Brandt wondered.",
    ],
)
def test_a_speaker_with_a_capital_follows_a_stop_inside_the_marks(line: str) -> None:
    assert speakers(EARLIER + line) == ["Harry Lind", "Ulla Brandt"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The operators were criticised by the analyst Piers Holm because “nobody reads their terms”.", "Piers Holm"),
        ("Havnet has been accused by Ulla Brandt of “hiding the bill in the small print”.", "Ulla Brandt"),
    ],
)
def test_the_agent_of_a_passive_speaks_and_not_its_patient(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    "introduction",
    [
        "And from Chairwoman Ulla Brandt:",
        "From Ulla Brandt, chief executive of Havnet:",
        "From the desk of Ulla Brandt, VP Networks, Havnet Research.",
    ],
)
def test_an_introduction_without_a_verb(introduction: str) -> None:
    text = f"The board met in May.\n{introduction}\n“The new core has been switched on in six cities without a fault.”"
    assert speakers(text) == ["Ulla Brandt"]


@pytest.mark.parametrize("line", ["» The auction ends on Friday.", "Home » News » Spectrum", "Read the whole story »"])
def test_angle_marks_that_point_quote_nothing(line: str) -> None:
    quotes = extract_quotes(f"{line}\nUlla Brandt said the price was “far too high” for rural licences.")
    assert [quote.text for quote in quotes] == ["far too high"]


@pytest.mark.parametrize("text", ["«Nobody asked us,» said Ulla Brandt.", "»Nobody asked us,« said Ulla Brandt."])
def test_angle_marks_that_quote_still_do(text: str) -> None:
    assert speakers(text) == ["Ulla Brandt"]


def test_a_digit_that_is_no_number_is_read() -> None:
    assert extract_quotes('"We will build it this year," said Ann Lee, \u00b2 chief.')[0].speaker == "Ann Lee"
