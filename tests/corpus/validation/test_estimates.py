"""Shares and coefficients: by hand, against published worked examples, and intervals that hold what they promise."""

from random import Random

import pytest

from newsbot.corpus.validation.agreement import cohens_kappa, krippendorffs_alpha
from newsbot.corpus.validation.estimates import Judged, estimate, wilson


def judged(stratum: str, right: int, wrong: int) -> list[Judged]:
    return [Judged(stratum, True)] * right + [Judged(stratum, False)] * wrong


def test_strata_count_by_their_population() -> None:
    found = estimate([*judged("large", 9, 1), *judged("small", 5, 5)], {"large": 900, "small": 100})
    assert found is not None
    assert (found.share, found.judged, found.right) == (pytest.approx(0.9 * 0.9 + 0.1 * 0.5), 20, 14)
    variance = 0.9**2 * 0.9 * 0.1 / 9 + 0.1**2 * 0.25 / 9
    assert (found.low, found.high) == pytest.approx(wilson(0.86, 0.86 * 0.14 / variance))


def test_one_stratum_is_wilsons_interval() -> None:
    """80 of 100: Wilson's interval as statistics packages print it."""
    assert wilson(0.8, 100) == pytest.approx((0.7111708, 0.8666331), abs=1e-6)


def test_where_all_are_right_the_interval_is_not_empty() -> None:
    found = estimate([*judged("a", 20, 0), *judged("b", 20, 0)], {"a": 100, "b": 900})
    assert found is not None
    assert (found.share, found.high) == (1, 1)
    assert found.low == pytest.approx(wilson(1, 1000**2 / (20 * 25 + 20 * 2025))[0])


def test_one_quote_of_a_stratum_and_none_of_a_group() -> None:
    found = estimate([*judged("a", 8, 2), Judged("b", False)], {"a": 50, "b": 50})
    assert found is not None
    assert found.share == pytest.approx(0.4)
    assert found.high - found.low > 0.5
    assert estimate([Judged("a", None)], {"a": 1}) is None
    assert estimate([], {"a": 1}) is None


@pytest.mark.parametrize("design", ["proportional", "equal", "rare"])
def test_intervals_hold_the_truth_as_often_as_they_promise(design: str) -> None:
    """95 in 100 times on the whole, and on a group across strata, for three designs; within what 600 draws can show."""
    populations, rights, sizes = {
        "proportional": ({"a": 9000, "b": 1000}, {"a": 0.95, "b": 0.6}, {"a": 100, "b": 12}),
        "equal": ({"a": 9000, "b": 500, "c": 500}, {"a": 0.95, "b": 0.8, "c": 0.5}, dict.fromkeys("abc", 40)),
        "rare": ({"a": 5000, "b": 3000, "c": 200}, {"a": 0.99, "b": 0.9, "c": 0.5}, {"a": 60, "b": 40, "c": 10}),
    }[design]
    truth = sum(populations[name] * rights[name] for name in populations) / sum(populations.values())
    chance, held, held_of_group, draws = Random(5), 0, 0, 600
    for _ in range(draws):
        whole = [Judged(name, chance.random() < rights[name]) for name in populations for _ in range(sizes[name])]
        group = [one if chance.random() < 0.4 else Judged(one.stratum, None) for one in whole]
        for which, quotes in (("whole", whole), ("group", group)):
            found = estimate(quotes, populations)
            assert found is not None
            held += which == "whole" and found.low <= truth <= found.high
            held_of_group += which == "group" and found.low <= truth <= found.high
    assert held / draws > 0.925
    assert held_of_group / draws > 0.925


def test_cohens_kappa_by_its_worked_example() -> None:
    """Two readers of 50 grant proposals: both yes 20, both no 15, and 5 and 10 on which they differ."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)
    assert cohens_kappa([("y", "y")]) is None
    assert cohens_kappa([]) is None


@pytest.mark.parametrize(
    ("coders", "alpha"),
    [
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbcccedd" "d"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)  # fmt: skip
def test_krippendorffs_alpha_by_its_worked_examples(coders: tuple[str, ...], alpha: float) -> None:
    """Examples A, B and C of "Computing Krippendorff's alpha-reliability" (2011): two values, five, and gaps."""
    units = [{str(at): value for at, value in enumerate(unit) if value != "."} for unit in zip(*coders, strict=True)]
    assert krippendorffs_alpha(units) == pytest.approx(alpha, abs=0.0005)


def test_alpha_without_anything_to_compare() -> None:
    assert krippendorffs_alpha([]) is None
    assert krippendorffs_alpha([{"a": "x"}, {"b": "y"}]) is None
    assert krippendorffs_alpha([{"a": "x", "b": "x"}]) is None
