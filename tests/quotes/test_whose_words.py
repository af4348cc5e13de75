"""Whose words a sentence quotes when several are named in it: not the object's, not a programme's."""

import pytest

from newsbot.quotes import extract_quotes


def said(text: str) -> list[tuple[str | None, str | None]]:
    """Speaker and mention of all that is said, in order."""
    return [(q.speaker, q.speaker_mention) for q in extract_quotes(text) if q.kind in {"statement", "partial"}]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('In March, Ada Lund praised Peter Holm in her yearly address for finding "quiet solutions".', "Ada Lund"),
        ('The committee sent a letter to Peter Holm demanding answers about the "silent outage".', "The committee"),
        ('Ada Lund is releasing a film that urges customers in Oslo to "switch off the box".', "Ada Lund"),
        ('Hours later, Ada Lund praised Holm, telling the Courier, "Peter and I are friends."', "Ada Lund"),
        ('Norvik regretted it, with its Finance Minister Ada Lund warning of "dangerous consequences".', "Ada Lund"),
        (
            'According to federal prosecutors, Telmar "has repeatedly and flagrantly broken the law".',
            "federal prosecutors",
        ),
        ('According to one of the survivors, "the roof went first".', "one of the survivors"),
        ('According to reports, Holm "kept the lights off" for two days.', "reports"),
        ('Lund led the poll. However, 63 percent said Lund was "justified" in keeping it private.', "63 percent"),
        (
            'Ada Lund met Holm in May.\nSpeaking at a fair in Lindau, New Hampshire, Lund called him "a tourist".',
            "Ada Lund",
        ),
        (
            'A letter from the League of Farmers obtained by the Lindau Courier warns that "no mast will stand".',
            "A letter from the League of Farmers",
        ),
        ("“We can accept it,” Ada Lund, the company’s president for Europe, said by telephone.", "Ada Lund"),
    ],
)
def test_the_one_who_speaks(text: str, speaker: str) -> None:
    assert [name for name, _ in said(text)] == [speaker]


def test_a_sentence_names_who_goes_on() -> None:
    text = (
        'Ada Lund spoke for an hour.\n"This is wrong," Lund said. "You squeezed the staff" to lift the price, she said.'
    )
    assert said(text) == [("Ada Lund", "Lund"), ("Ada Lund", "she")]


@pytest.mark.parametrize(
    "text",
    [
        'Ada Lund said on CNX\'s "Morning Call" that the plan was dead.',
        'Ada Lund said on Norvik Radio\'s "Face the Market" that the plan was dead.',
        'The plan was dead, Ada Lund said during an appearance on "Face the Market" in May.',
        'The plan was dead, Ada Lund said in an episode of "Face the Market" in May.',
        'Ada Lund told the tale in her memoir, "Hard Lines," in May.',
    ],
)
def test_the_name_of_a_programme_or_work_is_a_title(text: str) -> None:
    assert [quote.kind for quote in extract_quotes(text)] == ["title"]
