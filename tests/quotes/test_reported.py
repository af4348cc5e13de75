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
        ("Norvik was criticised for being “asleep at the wheel” by opposition spokeswoman Ulla Brandt.", "Ulla Brandt"),
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
        "From the office of Ulla Brandt, mayor of Ostmar:",
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


@pytest.mark.parametrize(
    "text",
    [
        "Speaking in Geneva, union chief Ulla Brandt said the deal “must not divide us”.",
        "In an email to Mast Weekly, Norvik spokeswoman Ulla Brandt said the claims were “without merit”.",
        "In a letter to Norvik, the union's leader Ulla Brandt wrote: “You broke your word to the farmers.”",
        "After talks with Harry Lind, Havnet CEO Ulla Brandt later told reporters: “We agree on nothing.”",
    ],
)
def test_who_is_named_in_the_opening_phrase_does_not_say_it(text: str) -> None:
    assert speakers(text) == ["Ulla Brandt"]


def test_an_apposition_without_its_second_comma_is_one() -> None:
    assert speakers("Ulla Brandt, head of networks at Havnet Systems said: “It is ours.”") == ["Ulla Brandt"]


@pytest.mark.parametrize(
    "name", ["Ulla Brandt", "Minister Ulla Brandt", "Havnet chief Ulla Brandt", "Ulla Brandt, Havnet"]
)
@pytest.mark.parametrize("words", ["Never.", "Not before May.", "Who pays?"])
def test_a_short_answer_behind_a_name_and_a_colon(name: str, words: str) -> None:
    [quote] = extract_quotes(f"The operators disagree on when it starts.\n{name}: “{words}”\nThe rest kept silent.")
    assert (quote.kind, quote.speaker) == ("statement", "Ulla Brandt")


def test_a_term_behind_a_colon_is_nobodys_answer() -> None:
    [quote] = extract_quotes("Ulla Brandt has one word for it: “slow”")
    assert quote.kind != "statement"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is a disgrace to the valley,” wrote user fibre_owl88 on the forum.", "fibre_owl88"),
        ("@valleyowl tweeted: “No signal again today, and nobody at Norvik answers.”", "@valleyowl"),
        ("“It is a disgrace to the valley,” posted mastowl7.", "mastowl7"),
        ("Ulla Brandt (@ullabrandt) tweeted: “No signal again today, and nobody at Norvik answers.”", "Ulla Brandt"),
    ],
)
def test_user_names_speak(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


def test_what_follows_a_quotation_that_has_its_speaker_is_another_sentence() -> None:
    assert speakers("Ulla Brandt said last year that the price “is far too high for us.” Analysts agreed.") == [
        "Ulla Brandt"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Harry Lind quoted Ulla Brandt as saying: “Never.”",
        "“The plan is dead,” Mast Weekly quoted Ulla Brandt as saying.",
        "“The plan is dead,” Ulla Brandt was quoted as saying by Mast Weekly.",
    ],
)
def test_who_is_quoted_as_saying_it_speaks_and_not_who_quotes(text: str) -> None:
    assert speakers(text) == ["Ulla Brandt"]


def test_words_between_a_subject_and_its_verb() -> None:
    text = "“The plan is dead,” one person familiar with the talks told Mast Weekly."
    assert speakers(text) == ["one person"]


@pytest.mark.parametrize(
    "text",
    [
        "Ulla Brandt, a spokeswoman for Havnet, called the plan “a true wake-up call”.",
        "According to Ulla Brandt, a spokeswoman for Havnet, the talks were “constructive and open”.",
        "Ulla Brandt, an engineer, then began by saying that she would “never” climb it.",
    ],
)
def test_a_description_beside_a_name_is_whoever_bears_it(text: str) -> None:
    assert speakers(text) == ["Ulla Brandt"]


def test_jan_before_a_surname_is_a_first_name() -> None:
    assert speakers("Norvik's CTO Jan Pohl wrote: “The old core was falling apart.”") == ["Jan Pohl"]
