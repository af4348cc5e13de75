"""Where quotations begin and end, whatever marks a page uses."""

import pytest

from newsbot.quotes.analysis.quotation_spans import find_quotations, split_paragraphs


def quoted(text):
    return [text[q.start : q.end] for q in find_quotations(text, split_paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The mast is "far too tall", Ida Brandt said.', ["far too tall"]),
        ("The mast is “far too tall”, Ida Brandt said.", ["far too tall"]),
        ("Der Mast ist „viel zu hoch“, sagte sie.", ["viel zu hoch"]),
        ("Le mât est « trop haut », dit-elle.", [" trop haut "]),
        ("The mast is ``far too tall'', she said.", ["far too tall"]),
        ("The mast is ‘‘far too tall,’’ she said.", ["far too tall,"]),
    ],
    ids=["straight", "curly", "low-high", "angle", "tex", "doubled singles"],
)
def test_every_style_of_double_marks(text, expected):
    assert quoted(text) == expected


def test_marks_of_two_styles_close_each_other():
    text = 'It would be "like asking a fox to guard the hens”. The board said it was “not convinced".'
    assert quoted(text) == ["like asking a fox to guard the hens", "not convinced"]


def test_one_lost_closing_mark_costs_one_quotation_only():
    text = '"We never promised that, Ida Brandt said.\n"We will build it," she said.'
    assert quoted(text)[-1].endswith("We will build it,")
    assert quoted(text + '\nThe town called it "odd".')[-1] == "odd"


def test_a_lost_opening_mark_at_the_start_of_a_paragraph():
    assert quoted('We will build it by spring," she said.') == ["We will build it by spring,"]


def test_apostrophes_are_not_closing_marks():
    text = "Tower’s owners ‘can’t wait’ for Norvik’s plan and its engineers’ verdict"
    assert quoted(text) == ["can’t wait"]


def test_straight_single_marks_and_plural_possessives():
    text = "Lawmakers' plan is 'half baked' in the '90s style, 'em say"
    assert quoted(text) == ["half baked"]


def test_inches_are_not_marks():
    assert quoted('The 6.7" display is "very bright", he said.') == ["very bright"]


def test_nested_marks_stay_inside():
    text = "“She told me ‘never again’ and left,” said Omar Reyes."
    assert quoted(text) == ["She told me ‘never again’ and left,"]
    text = '"It sells what it calls a "turbo" plan to everyone."'
    assert quoted(text) == ['It sells what it calls a "turbo" plan to everyone.']


def test_paragraphs_that_each_reopen_the_quotation_are_one():
    text = "“The first mast is up.\n\n“The second comes in May,” said Ida Brandt."
    found = find_quotations(text, split_paragraphs(text))
    assert len(found) == 1
    assert [text[a:b] for a, b in found[0].pieces] == ["The first mast is up.", "The second comes in May,"]


def test_a_quotation_reopened_within_a_line():
    text = 'He said: "The first mast is up. "The second comes in May." Then he left.'
    assert quoted(text) == ['The first mast is up. "The second comes in May.']


def test_a_mark_glued_to_the_next_word():
    assert quoted("“The masts are up,”said Ida Brandt.") == ["The masts are up,"]


def test_a_block_quotation_that_a_statement_announces():
    text = "Norvik issued the following statement:\nWe regret the outage and will refund every customer.\nShares fell."
    assert quoted(text) == ["We regret the outage and will refund every customer."]


def test_marks_without_words_are_nothing():
    assert quoted('"" and "..." and ” “') == []
