"""The model that separates story blocks from the rest: boosted decision trees, kept as JSON, run as plain Python."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from newsbot.extraction.body.features import NAMES

SURE = 2.3
"""A sum of leaves, looked at every SLICE trees, from which on, or below its negative, the other trees are left out."""

SLICE = 25

Tree = Any
"""As model.json has it: a leaf, which is a number, or [column, threshold, tree up to it, tree above it]."""

Slice = Callable[[Sequence[float]], float]
"""The sum of a slice's trees for one row."""


@cache
def load() -> list[Slice]:
    """The trees of model.json. training/extraction_train.py writes the file and says how."""
    model = json.loads(files(__package__).joinpath("model.json").read_text(encoding="utf-8"))
    if tuple(model["columns"]) != NAMES:
        raise RuntimeError("model.json was trained for other columns: run training/extraction_train.py")
    return compiled(model["trees"])


def compiled(trees: list[Tree]) -> list[Slice]:
    """The trees as functions, SLICE in each.

    Each tree becomes one conditional expression, which Python runs three times as fast as a loop over nested tuples.
    Only numbers of the model get into the source.
    """
    slices: list[Slice] = []
    for start in range(0, len(trees), SLICE):
        total = "+".join(map(_expression, trees[start : start + SLICE]))
        slices.append(eval(compile(f"lambda row: {total}", "model.json", "eval"), {"__builtins__": {}}))
    return slices


def _expression(tree: Tree) -> str:
    if not isinstance(tree, list):
        return f"({float(tree)!r})"
    column, threshold, low, high = tree
    return f"({_expression(low)} if row[{int(column)}] <= {float(threshold)!r} else {_expression(high)})"


def probabilities(rows: list[list[float]], slices: list[Slice] | None = None) -> list[float]:
    """How likely each row of features.measure is a block of the story, from 0 to 1."""
    slices = load() if slices is None else slices
    return [1 / (1 + exp(-_sum(row, slices))) for row in rows]


def _sum(row: Sequence[float], slices: list[Slice]) -> float:
    total = 0.0
    for slice_sum in slices:
        total += slice_sum(row)
        if not -SURE < total < SURE:
            break
    return total
