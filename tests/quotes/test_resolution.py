"""Who a mention stands for: offices, roles named before their bearer, appositions, turns of a transcript."""

import pytest

from newsbot.quotes import extract_quotes

LUND = "US President Peter Lund spoke at noon. "
ENVOY = "Norland's ambassador to Ostmar, Peter Lund, spoke at noon. "
TRANSCRIPT = """Norvik's Ida Brandt was questioned by Senator Tomas Lind on Monday.
"LIND: When did you learn that the masts were failing? Did nobody tell you?
"BRANDT: I learned of it in May, from a letter. It came too late, I am afraid.
"We switched them off the same day.
"LIND: Thank you. That is all we wanted to know."
"""


def speakers(text: str) -> list[str | None]:
    """The speakers of all that is said, in order."""
    return [quote.speaker for quote in extract_quotes(text) if quote.kind in {"statement", "partial"}]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (LUND + 'The US President said: "We are done here for today."', "Peter Lund"),
        (LUND + '"It is over for all of us," the US president said.', "Peter Lund"),
        (ENVOY + 'Norland\'s ambassador warned that the plan "will not stand".', "Peter Lund"),
        (ENVOY + 'Ostmark\'s ambassador warned that the plan "will not stand".', "Ostmark's ambassador"),
        ("Norvik's head of networks, Ida Brandt, was late. “It is a maze,” the head of networks said.", "Ida Brandt"),
        ("Senator King was the last to come. “We go on as before,” said King.", "King"),
        ("“Masts pay off in a year or two,” points out Ida Brandt, Principal Engineer at Norvik.", "Ida Brandt"),
        ("Norvik spoke of “a wave of thefts” and alleged mast gangs from abroad on Monday.", "Norvik"),
        ("Tomas Lind said that his deputy, Paul Mercer, had told him so. He called it “a shame”.", "Tomas Lind"),
        ("The roof fell on Robert C. “Bob” Quint. “It went dark,” said Quint.", "Robert C. “Bob” Quint"),
        (
            "Norvik News wrote to the Department of Masts on Monday. In its answer, the agency said: “We look at it.”",
            "Department of Masts",
        ),
        ("Sonja A. Rook, Lind's lawyer, told Tomas Lind to wait. “He was right to do so,” she said.", "Sonja A. Rook"),
    ],
)
def test_who_a_mention_stands_for(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


def test_a_role_before_its_bearer_is_told() -> None:
    text = "Norvik's head of networks, Ida Brandt, was late. “It is a maze,” Brandt said."
    assert [quote.speaker_role for quote in extract_quotes(text)] == ["Norvik's head of networks"]


def test_a_senator_named_king_is_no_office() -> None:
    text = "Senator King was the last to come. “We go on as before,” said Senator King."
    assert [(quote.speaker, quote.speaker_role) for quote in extract_quotes(text)] == [("King", "Senator")]


def test_marks_around_a_transcript_enclose_turns() -> None:
    quotes = extract_quotes(TRANSCRIPT)
    assert [(quote.speaker, quote.text.split()[0]) for quote in quotes] == [
        ("Tomas Lind", "When"),
        ("Ida Brandt", "I"),
        ("Tomas Lind", "Thank"),
    ]
    assert quotes[1].text.endswith("the same day.")


def test_turns_of_an_interview() -> None:
    text = "Ida Brandt met Tomas Lind.\nLind: “Why are there so few masts?”\nBrandt: “Because nobody wants one here.”"
    assert speakers(text) == ["Tomas Lind", "Ida Brandt"]


def test_a_headline_in_title_case_takes_its_names_from_the_text() -> None:
    text = (
        "Ida Brandt Says Mast Museum Will Open in Spring\n"
        "Ida Brandt, head of the Mast Museum, spoke on Friday. “We open in spring,” Brandt said."
    )
    assert [(quote.speaker, quote.speaker_role) for quote in extract_quotes(text)] == [
        ("Ida Brandt", "head of the Mast Museum")
    ]


def test_attributes_and_stage_directions_are_no_quotations() -> None:
    text = "“(Laughter.)”\n"
    text += '“We open in spring,” Ida Brandt said. <tweet author="mastwatch" id="4711">Brandt on masts</tweet>'
    assert [quote.text for quote in extract_quotes(text)] == ["We open in spring,"]


@pytest.mark.parametrize(
    "relative", ["His wife, Heidi Krall, stood beside him.", "He came with his wife, Heidi.\nHeidi Krall waved."]
)
def test_a_bare_surname_is_whom_the_story_is_about_and_not_a_relative(relative: str) -> None:
    text = f"Tom Krall announced his candidacy for the board.\n{relative}\n“We will not be silent,” Krall said."
    assert [quote.speaker for quote in extract_quotes(text)] == ["Tom Krall"]


def test_a_relative_who_is_named_whole_speaks() -> None:
    text = "Tom Krall runs Norvik.\n“He is late again,” said his wife, Heidi Krall."
    assert [quote.speaker for quote in extract_quotes(text)] == ["Heidi Krall"]
