"""How right newsbot is on the population of a sample, and how far the coders agree."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from newsbot.corpus.corpus import Corpus
from newsbot.corpus.filters import QuestionError
from newsbot.corpus.validation import samples
from newsbot.corpus.validation.agreement import cohens_kappa, krippendorffs_alpha, percent_agreement
from newsbot.corpus.validation.codings import codings
from newsbot.corpus.validation.estimates import Estimate, Judged, estimate
from newsbot.quotes import speaker_key
from newsbot.quotes.search_terms import fold
from newsbot.store.database.connection import Document
from newsbot.store.speakers import aliases
from newsbot.store.speakers.annotations import LABEL, NO_QUOTE

MEASURES = {
    "quote": ("kind", "is a quote at all"),
    "kind": ("kind", "is of the kind that newsbot names"),
    "speaker": ("speaker", "where newsbot names a speaker: it is the right one"),
    "no speaker": ("speaker", "where newsbot names no speaker: the article names none"),
    "role": ("speaker_role", "where newsbot names a role: it is the right one"),
}
"""What is measured: the field that must be judged for it, and what it is the share of."""

ANNOTATED = "annotations"
"""The coder that stands for what was set right with `newsbot annotate`."""


@dataclass(frozen=True)
class Measured:
    """A measure on the whole population, or on a group of it."""

    measure: str
    by: str | None
    """The name of the grouping, of samples.STRATA; None for the whole."""
    group: str
    population: int
    """Quotes of the group, as the sample weighs them."""
    estimate: Estimate


@dataclass(frozen=True)
class Agreement:
    """How far some coders agree on a field."""

    field: str
    coders: tuple[str, ...]
    quotes: int
    """That at least two of them judged."""
    percent: float | None
    kappa: float | None
    """Cohen's; only for two coders."""
    alpha: float | None
    """Krippendorff's."""


@dataclass(frozen=True)
class Accuracy:
    """The answer of `newsbot accuracy`."""

    sample: Document
    judged: int
    """Quotes of which something is judged and settled."""
    coders: dict[str, int]
    """How many quotes each judged."""
    blind: bool
    """Whether no coder saw what newsbot read."""
    measured: list[Measured]
    agreement: list[Agreement]
    unsettled: list[tuple[str, str]]
    """The quotes and fields on which coders differ, which count in no measure until they are annotated."""


def accuracy(corpus: Corpus, name: str | None = None, *, by: Sequence[str] = (), coder: str | None = None) -> Accuracy:
    """The measures of a sample (the only one, when no name is given), also by some groupings of samples.STRATA.

    What is right is what `newsbot annotate` set or confirmed; else what the coders who judged a field agree on; or what
    one `coder` says. Names are compared as speakers are grouped, merged ones as one.

    Raises QuestionError for an unknown sample, coder or grouping, and when nothing is judged.
    """
    sample = samples.one(corpus, name)
    for grouping in by:
        if grouping not in samples.STRATA:
            raise QuestionError(f"by={grouping!r}: results are shown by {', '.join(samples.STRATA)}.")
    quotes = samples.sampled(corpus, sample["_id"])
    found = codings(corpus, sample["_id"])
    coders = Counter(coding["coder"] for coding in found)
    annotated = _annotated(corpus, [quote["quote_id"] for quote in quotes])
    if annotated:
        coders[ANNOTATED] = len(annotated)
    if coder is not None and coder not in coders:
        raise QuestionError(f"{coder!r} judged nothing of {sample['_id']}; {', '.join(coders) or 'nobody'} did.")
    merged = aliases.load(corpus.db)
    keys = {quote["quote_id"]: {field: _key(field, quote[field], merged) for field in samples.READ} for quote in quotes}
    judged: dict[str, dict[str, list[tuple[str, Hashable]]]] = defaultdict(lambda: defaultdict(list))
    for coding in found:
        for field, value in coding["values"].items():
            judged[coding["quote_id"]][field].append((coding["coder"], _key(field, value, merged)))
    settled, unsettled = _settled(judged, coder, {
        quote_id: {field: _key(field, value, merged) for field, value in fields.items()}
        for quote_id, fields in annotated.items()
    })  # fmt: skip
    if not settled:
        raise QuestionError(
            f"Nothing of {sample['_id']} is judged. `newsbot sample export {sample['_id']} --to FILE` writes what to "
            f"fill in, `newsbot sample import {sample['_id']} FILE --coder NAME` reads it."
        )
    return Accuracy(
        sample,
        len(settled),
        dict(coders),
        all(coding["blind"] for coding in found) and bool(found),
        list(_measured(sample, quotes, keys, settled, by)),
        list(_agreement(judged)),
        unsettled,
    )


def _annotated(corpus: Corpus, quote_ids: Sequence[str]) -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for annotation in corpus.db["annotations"].find({"quote_id": {"$in": list(quote_ids)}}):
        if not annotation["field"].startswith(LABEL):
            found[annotation["quote_id"]][annotation["field"]] = annotation["value"]
    return found


def _key(field: str, value: str | None, merged: dict[str, str]) -> str | None:
    """What values are compared by."""
    if field == "speaker":
        return aliases.resolve(merged, speaker_key(value))
    return fold(value) if field == "speaker_role" and value else value


def _settled(
    judged: dict[str, dict[str, list[tuple[str, Hashable]]]],
    coder: str | None,
    annotated: dict[str, dict[str, str | None]],
) -> tuple[dict[str, dict[str, Hashable]], list[tuple[str, str]]]:
    """What is right by quote and field, and on what coders differ."""
    settled: dict[str, dict[str, Hashable]] = defaultdict(dict)
    unsettled = []
    for quote_id, fields in judged.items():
        for field, values in fields.items():
            own = {value for name, value in values if coder in (None, name)}
            if len(own) == 1:
                settled[quote_id][field] = own.pop()
            elif own and field not in annotated.get(quote_id, {}) and not field.startswith(LABEL):
                unsettled.append((quote_id, field))
    if coder in (None, ANNOTATED):
        for quote_id, right in annotated.items():
            settled[quote_id].update(right)
    return settled, unsettled


def _outcome(measure: str, read: dict[str, str | None], right: dict[str, Hashable]) -> bool | None:
    """Whether a quote is right by a measure; None where it is not asked about."""
    if measure == "quote":
        return right["kind"] != NO_QUOTE
    if measure == "kind":
        return right["kind"] == read["kind"]
    field = MEASURES[measure][0]
    if right.get("kind") == NO_QUOTE or (read[field] is None) != (measure == "no speaker"):
        return None
    return right[field] == read[field]


def _measured(
    sample: Document,
    quotes: Sequence[Document],
    keys: dict[str, dict[str, str | None]],
    settled: dict[str, dict[str, Hashable]],
    by: Sequence[str],
) -> Iterator[Measured]:
    populations = {one["stratum"]: one["population"] for one in sample["strata"]}
    weight = {one["stratum"]: one["population"] / one["sampled"] for one in sample["strata"]}
    groupings: list[tuple[str | None, str]] = [(None, "all")]
    for name in by:
        groupings += [(name, group) for group in sorted({samples.STRATA[name](quote) for quote in quotes})]
    for grouping, group in groupings:
        of_group = {q["quote_id"] for q in quotes if grouping is None or samples.STRATA[grouping](q) == group}
        size = round(sum(weight[quote["stratum"]] for quote in quotes if quote["quote_id"] in of_group))
        for measure, (field, _) in MEASURES.items():
            judged = [
                Judged(
                    quote["stratum"],
                    _outcome(measure, keys[one], settled[one]) if (one := quote["quote_id"]) in of_group else None,
                )
                for quote in quotes
                if field in settled.get(quote["quote_id"], {})
            ]
            if (found := estimate(judged, populations)) is not None:
                yield Measured(measure, grouping, group, size, found)


def _agreement(judged: dict[str, dict[str, list[tuple[str, Hashable]]]]) -> Iterator[Agreement]:
    """Each field: of every two coders, and of all where there are more."""
    by_field: dict[str, list[dict[str, Hashable]]] = defaultdict(list)
    for fields in judged.values():
        for field, values in fields.items():
            by_field[field].append(dict(values))
    for field, units in sorted(by_field.items()):
        coders = sorted({name for unit in units for name in unit})
        for pair in combinations(coders, 2):
            both = [{name: unit[name] for name in pair} for unit in units if unit.keys() >= set(pair)]
            if both:
                pairs = [(unit[pair[0]], unit[pair[1]]) for unit in both]
                yield Agreement(
                    field, pair, len(both), percent_agreement(pairs), cohens_kappa(pairs), krippendorffs_alpha(both)
                )
        if len(coders) > 2:
            several = [unit for unit in units if len(unit) > 1]
            yield Agreement(field, tuple(coders), len(several), None, None, krippendorffs_alpha(several))
