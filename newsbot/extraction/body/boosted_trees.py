"""The model that separates story blocks from the rest: boosted decision trees, kept as JSON, walked in plain Python."""

import json
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from newsbot.extraction.body.features import NAMES

SURE = 2.3
"""A sum of leaves, looked at every SLICE trees, from which on, or below its negative, the other trees are left out."""

SLICE = 25

Tree = Any
"""A leaf, which is a float, or (column, threshold, tree for values up to the threshold, tree for values above)."""


@cache
def load() -> list[list[Tree]]:
    """The trees of model.json in slices of SLICE. training/extraction_train.py writes the file and says how."""
    model = json.loads(files(__package__).joinpath("model.json").read_text(encoding="utf-8"))
    if tuple(model["columns"]) != NAMES:
        raise RuntimeError("model.json was trained for other columns: run training/extraction_train.py")
    trees = [_tuples(tree) for tree in model["trees"]]
    return [trees[start : start + SLICE] for start in range(0, len(trees), SLICE)]


def _tuples(tree: Tree) -> Tree:
    if isinstance(tree, list):
        column, threshold, low, high = tree
        return (column, threshold, _tuples(low), _tuples(high))
    return float(tree)


def probabilities(rows: list[list[float]], slices: list[list[Tree]] | None = None) -> list[float]:
    """How likely each row of features.measure is a block of the story, from 0 to 1."""
    slices = load() if slices is None else slices
    return [1 / (1 + exp(-_sum(row, slices))) for row in rows]


def _sum(row: list[float], slices: list[list[Tree]]) -> float:
    total = 0.0
    for trees in slices:
        for tree in trees:
            node = tree
            while node.__class__ is tuple:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node
        if not -SURE < total < SURE:
            break
    return total
