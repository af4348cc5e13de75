"""Who said it: every way that news has of telling."""

import pytest

from newsbot.quotes import extract_quotes


def speakers(text):
    return [quote.speaker for quote in extract_quotes(text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"We will build the network by spring," said Ida Brandt.', "Ida Brandt"),
        ('"We will build the network by spring," Ida Brandt said.', "Ida Brandt"),
        ('Ida Brandt, chief executive of Norvik Mobile, said: "We will build it by spring."', "Ida Brandt"),
        ('"We will build it," Ida Brandt, the head of Norvik Mobile, told reporters on Monday.', "Ida Brandt"),
        ('"We will build it," said Norvik chief executive Ida Brandt.', "Ida Brandt"),
        ('According to Ida Brandt, "the masts will all be up by the spring".', "Ida Brandt"),
        ('"Our masts will all be up by spring," according to Norvik Mobile.', "Norvik Mobile"),
        ('"We cannot comment on rumours," said a spokesman for Norvik Mobile.', "a spokesman for Norvik Mobile"),
        ('"We have seen no such plan," European officials said on Friday.', "European officials"),
        ('"The operator knew of the fault," the lawsuit says.', "the lawsuit"),
        ('"We will build it," said Dr. Ida J. Brandt, who runs Norvik Mobile.', "Ida J. Brandt"),
        ('"We will build it," said Jean-Luc de la Tour of Norvik Mobile.', "Jean-Luc de la Tour"),
    ],
)
def test_the_speaker_beside_the_quotation(text, speaker):
    assert speakers(text) == [speaker]


def test_a_surname_stands_for_the_full_name():
    text = (
        "Ida Brandt took over Norvik Mobile in May.\n"
        '"We will build the network by spring," Brandt said. "Then we start with the islands."'
    )
    assert speakers(text) == ["Ida Brandt", "Ida Brandt"]


def test_a_pronoun_takes_up_the_subject_of_the_paragraph_before():
    text = (
        "The head of the coast guard saw no danger in the plan.\n"
        "At a summit in Oslo last week, Peter Holm made clear that his main worry was the price of the masts.\n"
        '"I want this country to be open to investors, but not at any price," he said.'
    )
    assert speakers(text) == ["Peter Holm"]


def test_pronouns_agree_with_names_in_sex():
    text = (
        "Maria Keller of Norvik met Peter Holm, the minister, in Oslo.\n"
        '"We agree on everything that matters," she said.'
    )
    assert speakers(text) == ["Maria Keller"]


def test_the_company_is_the_company():
    text = (
        "Norvik Mobile lost a tenth of its customers last year.\n"
        '"We have learned from our mistakes and will do better," the company said in a statement.'
    )
    assert speakers(text) == ["Norvik Mobile"]


def test_a_role_stands_for_its_bearer():
    text = (
        "Prime Minister Peter Holm opened the debate, and Ida Brandt of Norvik followed him.\n"
        '"We shall decide in May, and not a day later than that," the prime minister said.'
    )
    assert speakers(text) == ["Peter Holm"]


def test_a_split_quotation_has_one_speaker():
    text = '"The masts," said Ida Brandt, "will all be up by the spring."'
    assert speakers(text) == ["Ida Brandt", "Ida Brandt"]


def test_a_statement_over_two_paragraphs_with_its_cue_in_the_paragraph_before():
    text = (
        "After a meeting of German and Dutch engineers, Norvik issued the following statement:\n"
        '"It is our firm view that any mast of this height puts the birds of the coast at risk.\n'
        '"Any such mast would harm the towns\' trade. Why build what nobody has asked for?"\n'
        "Shares in Norvik fell."
    )
    quotes = extract_quotes(text)
    assert [(quote.speaker, quote.kind) for quote in quotes] == [("Norvik", "statement")]
    assert quotes[0].text == (
        "It is our firm view that any mast of this height puts the birds of the coast at risk.\n"
        "Any such mast would harm the towns' trade. Why build what nobody has asked for?"
    )


def test_a_bare_paragraph_goes_on_with_the_speaker_before():
    text = (
        '"The first mast is up," said Ida Brandt, the head of Norvik Mobile.\n'
        '"The second one will come in May, and the third one by the end of the summer."'
    )
    assert speakers(text) == ["Ida Brandt", "Ida Brandt"]


def test_a_participle_takes_the_subject_of_its_clause():
    text = (
        "Dutch officials have repeated their warnings to Norvik Mobile, saying that its plan for the coast "
        '"would be like putting a fox in charge of the hens”.'
    )
    assert speakers(text) == ["Dutch officials"]


def test_two_who_write_together():
    text = (
        "Senators Ida Brandt and Peter Holm wrote to the regulator on Monday.\n"
        '"Allowing this would put rural networks at risk for many years," wrote Brandt and Holm.'
    )
    assert speakers(text) == ["Ida Brandt; Peter Holm"]


def test_a_headline_takes_its_speaker_from_the_quotation_that_holds_its_words():
    text = (
        "Masts on the coast are ‘folly’, says watchdog\n"
        "The plan would cost three billion.\n"
        'Ida Brandt, who heads the watchdog, said on Monday that the plan was "utter folly from beginning to end".'
    )
    headline, body = extract_quotes(text)
    assert (headline.text, headline.kind) == ("folly", "partial")
    assert headline.speaker == body.speaker == "Ida Brandt"


def test_the_role_is_told():
    after = extract_quotes('"We will build it," said Ida Brandt, chief executive of Norvik Mobile.')[0]
    assert after.speaker_role == "chief executive of Norvik Mobile"
    before = extract_quotes('"We will build it," said Norvik chief executive Ida Brandt.')[0]
    assert before.speaker_role == "Norvik chief executive"


def test_a_role_does_not_begin_with_whose_it_is_unless_that_is_a_name():
    said = '"We will build it," said {}.'
    roles = [
        extract_quotes(said.format(whose))[0].speaker_role
        for whose in ("its chief engineer, Ida Brandt", "the operator’s chief engineer Ida Brandt")
    ]
    assert roles == ["chief engineer", "chief engineer"]


@pytest.mark.parametrize("dash", ["–", "—", "--", "-"])
def test_a_quotation_is_signed_behind_a_dash(dash):
    text = (
        "Norvik Mobile and Tarn Networks begin a trial today.\n"
        '"We want to learn what no laboratory can tell us," said Ida Brandt, chief executive of Norvik Mobile.\n'
        f'"Operators have had a choice of one for years." {dash} Kenji Tanabe, founder, Tarn Networks\n'
        f'"The district welcomes every new mast."\n{dash} Maria del Sol, mayor of Havn\n'
        "The trial ends in May."
    )
    assert speakers(text) == ["Ida Brandt", "Kenji Tanabe", "Maria del Sol"]


def test_a_dash_before_a_further_quotation_signs_nothing():
    text = 'Ida Brandt was late. "Yes" – the mayor had asked twice – "we will build it," said Kenji Tanabe.'
    assert speakers(text)[-1] == "Kenji Tanabe"


def test_mention_and_cue_are_the_words_of_the_article():
    quote = extract_quotes('Peter Holm was late.\n"The trains were late again this morning," he explained.')[0]
    assert (quote.speaker, quote.speaker_mention, quote.cue) == ("Peter Holm", "he", "explained")


def test_indirect_speech_is_not_returned():
    assert extract_quotes("Ida Brandt said that she had no reason to think so. Norvik remains confident.") == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Arnold P. Keller Jr., the port's attorney, came. “We appeal,” Keller said.", "Arnold P. Keller Jr."),
        ("“It is a maze,” Nora Feld, vice president of Feld's Locks & Alarms told us on Monday.", "Nora Feld"),
        ("“They expect it,” Tessa Rossi, the new chair of Harlow's Grand Lake County, said of them.", "Tessa Rossi"),
        ("Paul Mercer, a former envoy to Norland, says Vickers “has made claims that are wrong.”", "Paul Mercer"),
        ("Helen Frost (D-Ohio) announced the bill. “It closes a gap,” she said.", "Helen Frost"),
        ("Lukas Brandt told crews they would have to “deliver” before the board would agree.", "Lukas Brandt"),
        ("Jeffrey “Jeff” Larkin runs it. “We had no warning,” Larkin said.", "Jeffrey “Jeff” Larkin"),
    ],
)  # fmt: skip
def test_who_speaks_where_the_sentence_is_knotty(text: str, speaker: str) -> None:
    assert [q.speaker for q in extract_quotes(text) if q.kind in {"statement", "partial"}] == [speaker]


def test_a_nickname_inside_a_name_is_nobodys_speech() -> None:
    quotes = extract_quotes("“It went dark,” said Roberta “Bo” Quint, who runs the exchange.")
    assert [(q.text, q.kind, q.speaker) for q in quotes] == [
        ("It went dark,", "statement", "Roberta “Bo” Quint"),
        ("Bo", "scare", None),
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Norvik Mobile published a study on Monday. “Masts pay off,” the study says.", "Norvik Mobile"),
        ("Norvik Mobile's report on masts is out. “They pay off,” the report reads.", "Norvik Mobile"),
        ("In its report, Norvik Mobile looks at masts. “They pay off,” the report reads.", "Norvik Mobile"),
        ("Ida Brandt wrote to the regulator. Her letter is short. “Masts pay off,” the letter says.", "Ida Brandt"),
        ("“Masts pay off,” according to a survey by Norvik Mobile.", "Norvik Mobile"),
        ("A leak changed it all. “Masts pay off,” the report reads.", "the report"),
        ("Norvik Mobile sued. “It knew of the fault,” the lawsuit says.", "the lawsuit"),
    ],
)
def test_a_document_speaks_for_whoever_issued_it(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


@pytest.mark.parametrize("dash", ["-", "–", "—", "―", " ‒ ", " ― "])
def test_a_signature_behind_any_dash(dash: str) -> None:
    text = f"“The masts went up overnight.”{dash}Ida Brandt\n“Nobody asked us.”{dash}Tomas Lind\n"
    assert speakers(text) == ["Ida Brandt", "Tomas Lind"]
