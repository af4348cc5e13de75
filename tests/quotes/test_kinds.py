"""Statements, fragments, scare quotes and titles."""

import pytest

from newsbot.quotes import extract_quotes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"We will build the network by spring," said Ida Brandt.', "statement"),
        ('Ida Brandt said: "The masts will all be up when the summer begins."', "statement"),
        ('Ida Brandt said the plan was "utterly reckless and far too dear".', "partial"),
        ("There are rumours that Norvik will keep its antennas in “non-core” parts of the network.", "scare"),
        ("The firm sells what is called a “pocket mast” to farmers.", "scare"),
        ("Norvik Mobile, Inc. (“Norvik”), a maker of masts, grew last year.", "scare"),
    ],
)
def test_kinds(text, kind):
    assert [quote.kind for quote in extract_quotes(text)] == [kind]


def test_scare_quotes_and_titles_have_no_speaker():
    (quote,) = extract_quotes("The firm sells what is called a “pocket mast” to farmers.")
    assert (quote.kind, quote.speaker, quote.cue) == ("scare", None, None)


def test_confidence_is_a_share():
    for quote in extract_quotes('"We will build it," said Ida Brandt. The plan is "bold", and "new".'):
        assert 0 <= quote.confidence <= 1
