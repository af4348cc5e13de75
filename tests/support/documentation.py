"""The code in a page of documentation, and what the page says that it prints."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_HEADING = re.compile(r"^#+ .*$", re.M)


@dataclass(frozen=True)
class Block:
    """A block of code."""

    language: str
    code: str
    line: int
    """Where its code begins in the file."""
    told: str
    """What it prints, by the page; nothing where the page does not say."""

    def prints(self, printed: str) -> bool:
        """Whether this is what the page tells; there "…" stands for anything in a line, as a line for any lines."""
        pattern = re.escape(_lines(self.told)).replace("…\\\n", r"(?:.*\n)*?").replace("…", ".*")
        return re.fullmatch(pattern, _lines(printed)) is not None


def blocks(page: Path) -> list[Block]:
    """The fenced blocks "python" and "sh". A block "text" tells what each of those before it in its section prints."""
    text = page.read_text(encoding="utf-8")
    fences = list(_FENCE.finditer(text))
    inside = [fence.span() for fence in fences]
    headings = [
        heading.start()
        for heading in _HEADING.finditer(text)
        if not any(start <= heading.start() < end for start, end in inside)
    ]
    found = []
    for number, fence in enumerate(fences):
        if fence[1] not in ("python", "sh"):
            continue
        end = next((heading for heading in headings if heading > fence.start()), len(text))
        rest = [later for later in fences[number + 1 :] if later.start() < end]
        told = next((later[2] for later in rest if later[1] == "text"), "")
        found.append(Block(fence[1], fence[2], text.count("\n", 0, fence.start(2)) + 1, told))
    return found


def cells(notebook: Path) -> list[Block]:
    """The cells of code of a notebook, with the text that it stores of what they print; `line` is the cell's number."""
    found = []
    for number, cell in enumerate(json.loads(notebook.read_text(encoding="utf-8"))["cells"], 1):
        if cell["cell_type"] == "code":
            told = ["".join(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream"]
            found.append(Block("python", "".join(cell["source"]), number, "".join(told)))
    return found


def _lines(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.strip().splitlines())
