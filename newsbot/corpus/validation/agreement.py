"""How far coders agree beyond chance: Cohen's kappa for two of them, Krippendorff's alpha for any number."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence


def percent_agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """The share of pairs of values that are equal; None without pairs."""
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def cohens_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement of two coders on nominal values beyond what their own shares of values make by chance.

    From Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960).
    None where chance alone would make them agree always, or without pairs.
    """
    observed = percent_agreement(pairs)
    if observed is None:
        return None
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(count * seconds[value] for value, count in firsts.items()) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorffs_alpha(units: Sequence[Mapping[str, Hashable]]) -> float | None:
    """Agreement of any number of coders on nominal values; each unit is coder -> value, without who did not judge it.

    From Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), C: 1 is perfect, 0 is chance. None where no
    unit has two values, or all values of those that have are equal.
    """
    paired = [Counter(unit.values()) for unit in units if len(unit) > 1]
    totals: Counter[Hashable] = Counter()
    agreeing = 0.0
    for counts in paired:
        totals.update(counts)
        agreeing += sum(count * (count - 1) for count in counts.values()) / (counts.total() - 1)
    values = totals.total()
    by_chance = sum(count * (count - 1) for count in totals.values())
    if not values or values * (values - 1) == by_chance:
        return None
    return ((values - 1) * agreeing - by_chance) / (values * (values - 1) - by_chance)
