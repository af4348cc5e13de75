"""Training gives the same weights every time."""

import importlib.util
from pathlib import Path

TEXT = (
    "Norvik Mobile will build masts on the coast.\n"
    '"We will build it by spring," said Ida Brandt, the head of Norvik. "Then come the islands."\n'
    'Peter Holm, a fisherman, called the plan "quite mad". The masts are known as "giants".'
)


def load_trainer():
    path = Path(__file__).parents[2] / "training" / "quotes_train.py"
    spec = importlib.util.spec_from_file_location("quotes_train", path)
    trainer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(trainer)
    return trainer


def article():
    quotes = []
    for words, kind, speaker, mention in [
        ("We will build it by spring,", "statement", "Ida Brandt", "Ida Brandt"),
        ("Then come the islands.", "statement", "Ida Brandt", "Ida Brandt"),
        ("quite mad", "partial", "Peter Holm", "Peter Holm"),
        ("giants", "scare", "", ""),
    ]:
        start = TEXT.index(words)
        at = TEXT.index(mention) if mention else None
        quotes.append(
            {"start": start, "end": start + len(words), "kind": kind, "speaker": speaker, "speaker_mention_start": at}
        )
    return {"id": "masts", "text": TEXT, "quotes": quotes}


def test_the_same_articles_give_the_same_weights():
    trainer = load_trainer()
    first, second = trainer.train([article()] * 3), trainer.train([article()] * 3)
    assert first.candidates == second.candidates
    assert first.kinds == second.kinds
    assert first.candidates


def test_what_was_learned_is_found_again():
    from newsbot.quotes.analysis.analysed_text import read
    from newsbot.quotes.extraction import quotes_of

    model = load_trainer().train([article()] * 3)
    found = [(quote.kind, quote.speaker) for quote in quotes_of(read(TEXT), model)]
    assert found == [
        ("statement", "Ida Brandt"),
        ("statement", "Ida Brandt"),
        ("partial", "Peter Holm"),
        ("scare", None),
    ]
