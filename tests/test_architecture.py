"""Who may import whom (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "newsbot"
LIBRARIES = {"items", "dates", "dedup", "quotes", "extraction", "discovery"}
MAY_IMPORT = {
    "items": set(),
    "dates": set(),
    "dedup": set(),
    "quotes": {"items"},
    "extraction": {"items", "dates", "dedup"},
    "discovery": {"items", "dates", "dedup"},
}
TOPMOST = {"spiders", "pipelines", "commands", "explorer"}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def station(module: str) -> str:
    """The part of the house that a module belongs to: newsbot.store.writer -> store."""
    return module.split(".")[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    used = imports(path)
    ours = {station(name) for name in used if name.startswith("newsbot.")} - {own}
    if own in MAY_IMPORT:
        assert ours <= MAY_IMPORT[own]
        assert not any(name.startswith(("pymongo", "twisted", "scrapy.crawler", "scrapy.core")) for name in used)
    if own not in TOPMOST:
        assert not ours & TOPMOST
    if any(name.startswith(("pymongo", "bson")) for name in used):
        assert own in {"store", "corpus"}
    if any(name == "os.environ" or name.startswith("os.environ") for name in used):
        assert own == "settings"
