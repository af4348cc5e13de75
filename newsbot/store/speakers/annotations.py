"""Corrections of quotes by people: kept apart from the code's reading, and put in its place.

`annotations` has one document a quote and field. A quote that is annotated carries the value of the person, the field's
name in `annotated`, and what the code reads in `machine`, so that every annotation can be taken back.
"""

from collections.abc import Iterable, Sequence

from newsbot.store.database.schema import Document, speaker_key

FIELDS = ("speaker", "speaker_role", "kind")
"""The fields of a quote that can be set right; `label:NAME` is a label of one's own."""

LABEL = "label:"
NO_QUOTE = "none"
"""The kind of what is no quote at all: it is in no count and no answer."""

OF_ANNOTATIONS = ("annotated", "labels", "machine")
"""Fields that only annotated quotes have."""


def apply(quotes: Sequence[Document], annotations: Iterable[Document]) -> None:
    """Put what people set right in the place of what the code reads, in the quotes of one article.

    An annotation belongs to the quote of the same words in the same part, the nearest where there are several; one
    whose words are gone stays in `annotations` and changes nothing.
    """
    for annotation in annotations:
        same = [q for q in quotes if (q["part"], q["text"]) == (annotation["part"], annotation["text"])]
        if not same:
            continue
        start, name, value = annotation["start"], annotation["field"], annotation["value"]
        quote = min(same, key=lambda q: abs(q["start"] - start))
        quote["annotated"] = sorted({*quote.get("annotated", ()), name})
        if name.startswith(LABEL):
            quote.setdefault("labels", {})[name.removeprefix(LABEL)] = value
            continue
        machine = quote.setdefault("machine", {})
        machine[name], quote[name] = quote[name], value
        if name == "speaker":
            machine["speaker_key"] = quote["speaker_key"]
            quote["speaker_key"] = speaker_key(value) if value else None


def restore(quotes: Iterable[Document]) -> None:
    """Give quotes back what the code reads, without merged speakers."""
    for quote in quotes:
        if "unmerged_key" in quote:
            quote["speaker_key"] = quote.pop("unmerged_key")
        quote.update(quote.get("machine", {}))
        for name in OF_ANNOTATIONS:
            quote.pop(name, None)
