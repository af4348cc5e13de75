"""Annotations of another corpus taken in: JSON Lines as `newsbot annotate --list --json` prints them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database

from newsbot.store.articles.annotated import AnnotationError, check, show
from newsbot.store.database.schema import Document
from newsbot.store.database.upsert import DURABLE

_TEXTS = ("quote_id", "article_id", "part", "text", "field")
_OR_NONE = ("value", "was", "by", "note")
_LONGEST = 1_000_000


@dataclass(frozen=True)
class TakenIn:
    """What became of the lines."""

    new: int
    """Annotations that add something here."""
    known: int
    """Those that are here already."""


def take_in(db: Database[Document], lines: Iterable[str]) -> TakenIn:
    """Keep the annotations of a file, each with who, when and why; the latest of a field counts, here or there.

    The others are its history. An annotation of a quote that is not here yet waits for its words. Raises
    AnnotationError that names the line when one cannot be meant; then nothing is kept.
    """
    given = [_annotation(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    collection = db.get_collection("annotations", write_concern=DURABLE)
    new = 0
    for annotation in given:
        here = collection.find_one({"_id": annotation["_id"]})
        merged = _merged(here, annotation) if here else annotation
        if merged != here:
            collection.replace_one({"_id": annotation["_id"]}, merged, upsert=True)
            new += 1
    for article_id in dict.fromkeys(annotation["article_id"] for annotation in given):
        show(db, article_id)  # also of those known already: an import may have been killed before it came to this
    return TakenIn(new, len(given) - new)


def _merged(here: Document, there: Document) -> Document:
    """An annotation with the values of both, in the order of time."""
    said = [*here["history"], _said(here), *there["history"], _said(there)]
    each = {(one["at"], one["value"], one["by"]): one for one in said}
    *history, last = sorted(each.values(), key=lambda one: one["at"])
    merged: Document = here | last | {"history": history}
    return merged


def _said(one: Document) -> Document:
    return {name: one[name] for name in ("value", "by", "at", "note")}


def _annotation(number: int, line: str) -> Document:
    try:
        row = json.loads(line) if len(line) <= _LONGEST else None
        json.dumps(row, ensure_ascii=False).encode()  # not every escape is a character
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise AnnotationError(f"Line {number} is no JSON object. Give what `newsbot annotate --list --json` printed.")
    start, history = row.get("start"), row.get("history") or []
    if not all(isinstance(row.get(name), str) for name in _TEXTS) or not isinstance(start, int):
        raise AnnotationError(f"Line {number} lacks one of {', '.join((*_TEXTS, 'start'))}.")
    if not isinstance(history, list) or not all(isinstance(one, dict) for one in history):
        raise AnnotationError(f"Line {number}: history is a list of objects.")
    place = {"_id": f"{row['quote_id']}|{row['field']}"} | {name: row[name] for name in _TEXTS} | {"start": start}
    earlier = [_checked(number, row["field"], one) for one in history]
    return place | _checked(number, row["field"], row) | {"was": row.get("was"), "history": earlier}


def _checked(number: int, field: str, one: Document) -> Document:
    """What somebody said about a field: the value, who, when and why."""
    if not all(one.get(name) is None or isinstance(one[name], str) for name in _OR_NONE):
        raise AnnotationError(f"Line {number}: {', '.join(_OR_NONE)} are texts or null.")
    try:
        check(field, one.get("value"))
    except AnnotationError as error:
        raise AnnotationError(f"Line {number}: {error}") from error
    return {name: one.get(name) for name in ("value", "by", "note")} | {"at": _moment(number, one.get("at"))}


def _moment(number: int, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise AnnotationError(f"Line {number}: at is no time with a zone, such as 2026-01-31T12:00:00+00:00.")
    return moment.astimezone(UTC)
