"""How often somebody is named when, beside how often they speak."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from pymongo.database import Database

from newsbot.corpus.columns import Column
from newsbot.corpus.timeline import PERIODS
from newsbot.store.database.connection import Document

COLUMNS = (
    Column("period", "text", "2024-03-31, 2024-W13, 2024-03 or 2024, in UTC"),
    Column("articles", "integer", "how many articles name them"),
    Column("about", "integer", "how many of these name them at least twice"),
    Column("quotes", "integer", "how many statements, whole and partial, are theirs or of people of theirs"),
)


def mentions(
    db: Database[Document],
    names: Sequence[str],
    spoken: Callable[[], Iterable[Document]],
    *,
    by: str,
    published: dict[str, datetime],
    site: str | None,
) -> list[Document]:
    """Rows of COLUMNS, oldest first; periods in which nobody names them, and they say nothing, have no row.

    `spoken` gives rows `{period, quotes}`. Undated articles are left out.
    """
    rows: dict[str, dict[str, Any]] = {}
    for column, field in (("articles", "named"), ("about", "about")):
        match = {field: {"$in": names}, "published": {"$type": "date"} | published}
        period = {"$dateToString": {"date": "$published", "format": PERIODS[by]}}
        stages = [
            {"$match": match | ({} if site is None else {"site": site})},
            {"$group": {"_id": period, "articles": {"$sum": 1}}},
        ]
        for row in db["articles"].aggregate(stages):
            rows.setdefault(row["_id"], {})[column] = row["articles"]
    for row in spoken():
        rows.setdefault(row["period"], {})["quotes"] = row["quotes"]
    empty = {"articles": 0, "about": 0, "quotes": 0}
    return [{"period": period} | empty | rows[period] for period in sorted(rows)]
