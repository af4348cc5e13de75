"""Sentences for the method section of a paper: how a sample was drawn and checked, and what came out."""

from newsbot.corpus.validation.accuracy import ANNOTATED, Accuracy, Agreement, Measured

_MEASURED = {
    "quote": "{} of what newsbot takes for quotes are quotes",
    "kind": "{} have the right kind",
    "speaker": "where newsbot names a speaker, {} of the names are right",
    "no speaker": "where it names none, {} of the articles name none either",
    "role": "of the roles that it names, {} are right",
}

_FIELDS = {"kind": "the kind", "speaker": "the speaker", "speaker_role": "the role"}


def method_section(found: Accuracy) -> str:
    """A paragraph on a sample and its results, whole sentences."""
    sample = found.sample
    filters = ", ".join(f"{name} {_shown(value)}" for name, value in sample["filters"].items())
    strata = f", stratified by {_listed(sample['by'])} ({len(sample['strata'])} strata)" if sample["by"] else ""
    sentences = [
        f"Of {sample['population']:,} quotes{f' ({filters})' if filters else ''} a random sample of "
        f"{sample['sampled']:,} was drawn{strata} with newsbot {sample['version']} (seed {sample['seed']}).",
        _who(found),
    ]
    overall = [one for one in found.measured if one.by is None]
    if overall:
        results = "; ".join(_result(one) for one in overall)
        sentences.append(f"{results[0].upper()}{results[1:]}.")
        sentences.append(
            "Shares are weighted back to all these quotes; the intervals are Wilson's with the effective sample size "
            "(Korn and Graubard 1998)."
        )
    if found.unsettled:
        sentences.append(f"The {len(found.unsettled):,} values on which coders differ are left out.")
    sentences += [_agreed(one) for one in found.agreement]
    return " ".join(sentences)


def share(value: float) -> str:
    """A share as people write it."""
    return f"{100 * value:.1f} %"


def _who(found: Accuracy) -> str:
    coders = {name: count for name, count in found.coders.items() if name != ANNOTATED}
    if not coders:
        return f"{found.judged:,} of them were checked."
    saw = "without seeing" if found.blind else "seeing"
    each = _listed([f"{name} {count:,}" for name, count in coders.items()])
    noun = "coder" if len(coders) == 1 else "coders"
    return f"{len(coders)} {noun} checked them ({each}), {saw} what newsbot had read."


def _result(one: Measured) -> str:
    found = one.estimate
    interval = f"95 % CI {100 * found.low:.1f} to {100 * found.high:.1f}, n = {found.judged:,}"
    return f"{_MEASURED[one.measure].format(share(found.share))} ({interval})"


def _agreed(one: Agreement) -> str:
    kappa = f"Cohen's kappa {one.kappa:.2f}, " if one.kappa is not None else ""
    alpha = f"Krippendorff's alpha {one.alpha:.2f}" if one.alpha is not None else "no coefficient: one value only"
    field = _FIELDS.get(one.field, one.field)
    return f"On {field} of {one.quotes:,} quotes, {_listed(list(one.coders))} agree with {kappa}{alpha}."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
