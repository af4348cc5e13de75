"""The changes that reprocessing made or would make: counts, and examples of each kind, old and new side by side."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from newsbot.store.database.connection import Document

COMPARED = (
    *("url", "headline", "standfirst", "body", "authors", "published", "published_day", "modified"),
    *("language", "tags", "image", "paywalled", "names"),
)
"""The fields of an article that are compared."""

DAMAGED = "damaged archives"
"""The kind of what could not be read to its end: a report keeps all of them, each once."""

LONGEST = 500
"""Characters of a value that an example keeps."""

MOST_EXAMPLES = 20
"""Examples of each kind of change that a report keeps."""


@dataclass(slots=True)
class Report:
    """Counts by name, and `{kind: [{url, old, new}]}`; reports of parts add up."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> Self:
        """The report that `as_document` wrote down."""
        return cls(Counter(document["counts"]), document["examples"])

    def as_document(self) -> Document:
        """What JSON and MongoDB can hold."""
        return {"counts": dict(self.counts), "examples": self.examples}

    def note(self, kind: str, url: str, old: Any = None, new: Any = None) -> None:
        """Count a change, and keep it as an example while there are few."""
        self.counts[kind] += 1
        kept = self.examples.setdefault(kind, [])
        if len(kept) < MOST_EXAMPLES:
            kept.append({"url": url, "old": _cut(old), "new": _cut(new)})

    def note_once(self, kind: str, url: str, new: str) -> None:
        """Count something about a URL or file once, and keep it whatever else there is."""
        kept = self.examples.setdefault(kind, [])
        if all(one["url"] != url for one in kept):
            self.counts[kind] += 1
            kept.append({"url": url, "old": None, "new": new[:LONGEST]})

    def add(self, other: "Report") -> None:
        """Take in the report of another part."""
        self.counts.update({name: n for name, n in other.counts.items() if name != DAMAGED})
        for kind, examples in other.examples.items():
            if kind == DAMAGED:
                for one in examples:
                    self.note_once(kind, one["url"], one["new"])
                continue
            kept = self.examples.setdefault(kind, [])
            kept += examples[: MOST_EXAMPLES - len(kept)]

    def compare(self, known: Document, document: Document) -> bool:
        """Note how an article differs from what is stored; returns whether it does."""
        before = self.counts.total()
        url = document["url"]
        for name in COMPARED:
            if known.get(name) != (value := _stored(document[name])):
                self.note(f"field: {name}", url, known.get(name), value)
        old = {_place(quote): quote for quote in known["quotes"]}
        new = {_place(quote): quote for quote in document["quotes"]}
        for place in sorted(new.keys() - old.keys()):
            self.note("quotes gained", url, None, _said(new[place]))
        for place in sorted(old.keys() - new.keys()):
            self.note("quotes lost", url, _said(old[place]), None)
        for place in sorted(old.keys() & new.keys()):
            if old[place]["speaker"] != new[place]["speaker"]:
                self.note("quotes of another speaker", url, _said(old[place]), _said(new[place]))
            elif old[place] != new[place]:
                self.note("quotes with other details", url, _said(old[place]), _said(new[place]))
        return self.counts.total() > before


def _stored(value: Any) -> Any:
    """A value as MongoDB gives it back: of a time, whole milliseconds."""
    if not isinstance(value, datetime):
        return value
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def _cut(value: Any) -> Any:
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value


def _place(quote: Document) -> tuple[str, str, int]:
    return quote["part"], quote["text"], quote["start"]


def _said(quote: Document) -> str:
    return f"{quote['speaker'] or 'nobody'} ({quote['kind']}): {quote['text']}"
