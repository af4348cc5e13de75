"""Golden files: what the code gave when somebody last looked at it and found it good.

A change that is meant is taken over by `pytest --update-golden`, and shows in the diff of the commit.
"""

import difflib
from collections.abc import Iterable
from pathlib import Path

import pytest


def check(path: Path, lines: Iterable[str], config: pytest.Config) -> None:
    """Fail, with the difference, when the lines are not the file's; with --update-golden write them instead."""
    now = [*lines]
    if config.getoption("--update-golden"):
        path.write_text("".join(f"{line}\n" for line in now), encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8").splitlines()
    difference = [*difflib.unified_diff(kept, now, str(path.name), "now", lineterm="", n=1)]
    if difference:
        shown = "\n".join(line[:200] for line in difference[:40])
        pytest.fail(f"{shown}\nIf that is meant: pytest --update-golden {path.parent}", pytrace=False)
