"""Word tables are written as running text; this makes sets of them."""


def words(table: str) -> frozenset[str]:
    """The words of a table, which white space separates."""
    return frozenset(table.split())
