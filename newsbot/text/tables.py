"""Word tables: TOML files beside the modules that use them, one entry a line, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def tree(module: str) -> dict[str, Any]:
    """The contents of the TOML file beside a module, of the same name: `tree(__name__)`."""
    package, _, name = module.rpartition(".")
    return tomllib.loads(files(package).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def tables(module: str) -> dict[str, frozenset[str]]:
    """The lists of words in that file as sets, by their keys."""
    lists = {key: value for key, value in tree(module).items() if isinstance(value, list)}
    return {key: frozenset(words) for key, words in lists.items() if isinstance(words[0], str)}
