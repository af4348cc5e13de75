"""Words that introduce speech: every form of every cue verb, and the phrases that do their work."""

from collections.abc import Iterable

from newsbot.text.tables import tables, tree

_TABLES = tables(__name__)
_CLASSES = {name: verbs for name, verbs in tree(__name__).items() if name not in _TABLES}


def inflections(lemmas: Iterable[str]) -> frozenset[str]:
    """Every form of some regular verbs."""
    return frozenset(form for lemma in lemmas for form in _inflect(lemma))


def _inflect(lemma: str) -> list[str]:
    """Present, past and -ing forms of a regular verb."""
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    stem = lemma + lemma[-1] if lemma in _TABLES["doubled"] else lemma
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [lemma, third, stem + "ed", stem + "ing"]


def _forms() -> dict[str, str]:
    """Every form to its class; where two classes share one, the later in the file has it."""
    forms: dict[str, str] = {}
    for name, verbs in _CLASSES.items():
        irregular = verbs.get("irregular", {})
        regular = inflections(lemma for lemma in verbs["regular"] if lemma not in irregular)
        forms |= dict.fromkeys(regular.union(*irregular.values()), name)
    forms = {form: name for form, name in forms.items() if form not in _TABLES["no_cues"]}
    return forms | {form: name for name, verbs in _CLASSES.items() for form in verbs.get("forms", ())}


CUE_VERBS: dict[str, str] = _forms()
"""Every form of every cue verb, in small letters, to its class: say, tell, ask, claim, think, write or term."""

AUXILIARIES = _TABLES["auxiliaries"]
REPORT_NOUNS = _TABLES["report_nouns"]
