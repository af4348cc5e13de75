"""A codebook: the labels that coders may give to quotes, their values, and what each of them means.

A TOML file with a table for each label, and in it one for each value:

    [stance]
    description = "Is the speaker for or against the vendor?"

    [stance.values.for]
    description = "wants its equipment to be bought or kept"
    colour = "#2e7d32"
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.corpus.files import FileError

_NAME = re.compile(r"[\w-]{1,40}")
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.I)
_LARGEST = 1_000_000
_MOST = 100


@dataclass(frozen=True)
class Value:
    """One value of a label."""

    name: str
    description: str
    colour: str | None
    """"#2e7d32" or "#2e7"; None where the codebook gives none."""


@dataclass(frozen=True)
class Label:
    """One label and its values, in the file's order."""

    name: str
    description: str
    values: tuple[Value, ...]

    def index(self, value: str) -> int | None:
        """The place of a value; None where the codebook does not have it."""
        return next((at for at, one in enumerate(self.values) if one.name == value), None)


def read(path: Path) -> tuple[Label, ...]:
    """The labels of a codebook. Raises FileError with a sentence that names what is wrong, and where."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        tables = tomllib.loads(raw[:_LARGEST].decode("utf-8-sig"))
    except OSError as error:
        raise FileError(f"Cannot read {path}: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(f"{path} is no TOML file: {error}.") from error
    if len(raw) > _LARGEST:
        raise FileError(f"{path} has more than a megabyte. Give a codebook of labels.")
    if not tables:
        raise FileError(f"{path} has no labels. Write a table for each: [stance], and [stance.values.for].")
    if len(tables) > _MOST:
        raise FileError(f"{path} has more than {_MOST} labels.")
    return tuple(_label(path, name, table) for name, table in tables.items())


def _label(path: Path, name: str, table: Any) -> Label:
    where = f"{path}, [{name}]"
    given = _table(where, table, {"description", "values"})
    _check_name(where, name)
    values = given.get("values")
    if not isinstance(values, dict) or not 0 < len(values) <= _MOST:
        raise FileError(f"{where} needs 1 to {_MOST} values: [{name}.values.for] and so on.")
    return Label(name, _text(where, given), tuple(_value(f"{path}, [{name}.values.{v}]", v, values[v]) for v in values))


def _value(where: str, name: str, table: Any) -> Value:
    given = _table(where, table, {"description", "colour"})
    _check_name(where, name)
    colour = given.get("colour")
    if colour is not None and not (isinstance(colour, str) and _COLOUR.fullmatch(colour)):
        raise FileError(f'{where}: colour = {colour!r} is no colour; write it like "#2e7d32".')
    return Value(name, _text(where, given), colour)


def _table(where: str, table: Any, known: set[str]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise FileError(f"{where} is no table.")
    if unknown := sorted(table.keys() - known):
        raise FileError(f"{where} has {unknown[0]!r}, which is none of {', '.join(sorted(known))}.")
    return table


def _check_name(where: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise FileError(f"{where}: {name!r} is no name; use up to 40 letters, digits, - and _.")


def _text(where: str, table: dict[str, Any]) -> str:
    text = table.get("description", "")
    if not isinstance(text, str) or len(text) > 1_000:
        raise FileError(f"{where}: description must be text of at most 1,000 characters.")
    return text
