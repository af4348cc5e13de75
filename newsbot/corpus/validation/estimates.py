"""Shares estimated from a stratified sample, with confidence intervals: weighted back to the population."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: intervals of 95 %."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One sampled quote that somebody judged."""

    stratum: str
    right: bool | None
    """Whether it is right; None where it is outside what is asked about (of another site, without a speaker)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of the population with its interval of 95 %."""

    share: float
    low: float
    high: float
    judged: int
    """Of how many judged quotes."""
    right: int


def estimate(judged: Sequence[Judged], populations: Mapping[str, int]) -> Estimate | None:
    """The share of the right ones in the population among those asked about; None where none of these was judged.

    Each quote stands for its stratum's population divided by how many were judged of it. The share is the ratio of two
    weighted sums, its variance is linearised (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, 5.6
    and 5.8), without a correction for finite populations: the question is how right newsbot is, and not only how right
    on the quotes that there are. In a stratum of one judged quote the deviation from the whole sample's share stands
    for the variance within it. The interval is Wilson's with the effective sample size (Korn and Graubard, "Confidence
    intervals for proportions with small expected number of positive counts estimated from survey data", Survey
    Methodology 24, 1998; Franco and others, Journal of Survey Statistics and Methodology 7, 2019), which is at most the
    number of judged quotes; where all are right or all wrong it is Kish's (Σw)²/Σw².
    """
    strata: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        strata[one.stratum].append(one)
    weights = {name: populations[name] / len(members) for name, members in strata.items()}
    asked = [one for one in judged if one.right is not None]
    if not asked:
        return None
    total = sum(weights[one.stratum] for one in asked)
    share = sum(weights[one.stratum] for one in asked if one.right) / total
    variance = 0.0
    for name, members in strata.items():
        scores = [weights[name] * (one.right - share) / total if one.right is not None else 0.0 for one in members]
        count = len(scores)
        mean = sum(scores) / count if count > 1 else 0.0
        variance += count / max(count - 1, 1) * sum((score - mean) ** 2 for score in scores)
    right = sum(bool(one.right) for one in asked)
    if variance > 0 and 0 < right < len(asked):
        effective = share * (1 - share) / variance
    else:
        effective = total**2 / sum(weights[one.stratum] ** 2 for one in asked)
    low, high = wilson(share, min(effective, len(asked)))
    return Estimate(share, low, high, len(asked), right)


def wilson(share: float, size: float) -> tuple[float, float]:
    """Wilson's interval of 95 % for a share of `size` observations (Journal of the American Statistical Association
    22, 1927).
    """
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)
