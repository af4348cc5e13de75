"""Every quote can be explained."""

import json

import pytest

from newsbot.quotes import explain_quotes
from newsbot.quotes.attribution.ranker import MODEL_PATH, load_model

TEXT = 'Peter Holm was there, too. "We will build it," said Ida Brandt, the head of Norvik. "By spring."'


def test_candidates_come_with_names_and_the_best_first():
    first, second = explain_quotes(TEXT)
    assert first.candidates[0].speaker == first.quote.speaker == "Ida Brandt"
    assert first.candidates[-1].probability < 0.1
    assert [c.probability for c in first.candidates] == sorted((c.probability for c in first.candidates), reverse=True)
    assert any(candidate.mention == "(the speaker before)" for candidate in second.candidates)
    assert first.shape == "post"


def test_scores_are_the_sums_of_the_weights_that_are_shown():
    for explanation in explain_quotes(TEXT):
        for candidate in explanation.candidates:
            total = sum(weight for _, weight in candidate.features)
            assert candidate.score == pytest.approx(total, abs=0.002)


def test_the_model_is_small_and_plain():
    assert MODEL_PATH.stat().st_size < 300_000
    stored = json.loads(MODEL_PATH.read_text(encoding="utf-8"))
    assert set(stored) == {"features", "candidates", "kinds"}
    assert load_model().candidates == stored["candidates"]


def test_the_probabilities_of_all_candidates_add_up_to_one():
    text = 'Ida Brandt met Peter Holm.\n"We will build it," she said. "By spring," he added.'
    for explanation in explain_quotes(text):
        assert sum(one.probability for one in explanation.candidates) == pytest.approx(1, abs=0.001)
        assert explanation.candidates == sorted(explanation.candidates, key=lambda one: -one.score)
