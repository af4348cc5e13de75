"""Training gives the same weights every time."""

import importlib.util
import json
from pathlib import Path

import pytest

from newsbot.quotes.attribution.facts import LatestFacts, NobodyFacts, RankFacts
from newsbot.quotes.attribution.features import features_of

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


def test_a_model_of_other_features_is_refused_with_a_sentence(tmp_path):
    from newsbot.quotes.attribution.ranker import MODEL_PATH, load_model

    other = json.loads(MODEL_PATH.read_text(encoding="utf-8")) | {"features": "those of another version"}
    path = tmp_path / "model.json"
    path.write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"trained with other features: run training/quotes_train\.py"):
        load_model(path)


def test_groups_of_facts_with_equal_values_have_weights_of_their_own():
    assert LatestFacts("post", "A0") != RankFacts("post", "A0", "", "", "")
    assert features_of(LatestFacts("post", "A0")) == ["latest=post A0"]
    assert features_of(NobodyFacts("post", "U8", "say", "True", "False", "False"))[:2] == [
        "nobody=",
        "nobody+shape=post",
    ]
