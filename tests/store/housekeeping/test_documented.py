"""docs/operating.md has every check."""

from newsbot.store.housekeeping.checks import CHECKS
from tests.conftest import PROJECT


def test_every_check_has_its_row() -> None:
    page = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [name for name in CHECKS if f"| `{name}` |" not in page] == []
