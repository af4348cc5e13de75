"""How much was said when: counts of quotes by day, week, month or year, from the tallies wherever they can answer."""

from pymongo.database import Database

from newsbot.corpus.asking import Asked
from newsbot.corpus.columns import Column
from newsbot.corpus.people import People
from newsbot.store.connection import Document

PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
"""Lengths of periods, and how each is written."""

PER = ("speaker", "site", "kind")

_FIELDS = {"speaker": "speaker_key", "site": "site", "kind": "kind"}


def columns(per: str | None) -> tuple[Column, ...]:
    """The columns of a timeline."""
    told = {
        "speaker": (
            Column("speaker", "text", "who said it"),
            Column("speaker_key", "text", "what groups a speaker's quotes"),
        ),
        "site": (Column("site", "text", "where it was published"),),
        "kind": (Column("kind", "text", "statement, partial, scare or title"),),
    }  # fmt: skip
    return (
        Column("period", "text", "2024-03-31, 2024-W13, 2024-03 or 2024, in UTC"),
        *told.get(per or "", ()),
        Column("quotes", "integer", "how many quotes; periods without any have no row"),
    )


def rows(
    db: Database[Document], people: People, asked: Asked, by: str, per: str | None, top: int, *, indexed: bool
) -> list[Document]:
    """Rows `{period, quotes}`, and what `per` is about: the `top` speakers, or all sites or kinds; oldest first.

    Quotes without a date are left out.
    """
    counted = people.counted() is not None and by in ("month", "year")
    if counted and per != "speaker" and asked.only("site"):
        found = _of_months(db, asked, by, per)
    elif counted and per != "site" and per != "kind" and asked.said and asked.only("speaker", "speaker_key"):
        found = _of_speakers(db, people, asked, by, per, top)
    else:
        found = _live(db, people, asked, by, per, top, indexed=indexed)
    if per == "speaker":
        names = {person.key: person.name for person in people.all()}
        for row in found:
            row["speaker"] = names.get(row["speaker_key"], row["speaker_key"])
    return sorted(found, key=lambda row: (row["period"], -row["quotes"], row.get(_FIELDS.get(per or "", ""), "")))


def _of_months(db: Database[Document], asked: Asked, by: str, per: str | None) -> list[Document]:
    match: Document = {"month": _months(asked)}
    if asked.site is not None:
        match["site"] = asked.site
    sums: Document
    if per == "kind":
        sums = {kind: {"$sum": f"${kind}"} for kind in asked.kinds}
    else:
        sums = {"quotes": {"$sum": {"$add": [f"${kind}" for kind in asked.kinds]}}}
    group = {"_id": {"period": _cut("$month", by), **({"site": "$site"} if per == "site" else {})}, **sums}
    found = [row.pop("_id") | row for row in db["months"].aggregate([{"$match": match}, {"$group": group}])]
    if per == "kind":
        found = [{"period": row["period"], "kind": k, "quotes": row[k]} for row in found for k in asked.kinds]
    return [row for row in found if row["quotes"]]


def _of_speakers(
    db: Database[Document], people: People, asked: Asked, by: str, per: str | None, top: int
) -> list[Document]:
    keys: Document = {"_id": {"$ne": ""}} if per == "speaker" else {}
    if asked.speaker_key is not None:
        keys = {"_id": asked.speaker_key}
    if asked.speaker is not None:
        keys = {"$and": [keys, {"_id": {"$in": people.keys_of(asked.speaker)}}]}
    month = {"$match": {"months.month": _months(asked)}}
    stages: list[Document] = [{"$match": keys}]
    if per == "speaker" and not asked.published:
        stages += [{"$sort": {"said": -1, "_id": 1}}, {"$limit": top}]
    elif per == "speaker":
        said = {"_id": "$_id", "said": {"$sum": "$months.said"}}
        most = [
            *stages,
            {"$unwind": "$months"},
            month,
            {"$group": said},
            {"$sort": {"said": -1, "_id": 1}},
            {"$limit": top},
        ]
        stages = [{"$match": {"_id": {"$in": [row["_id"] for row in db["speakers"].aggregate(most)]}}}]
    own = {"speaker_key": "$_id"} if per == "speaker" else {}
    group = {"_id": {"period": _cut("$months.month", by), **own}, "quotes": {"$sum": "$months.said"}}
    stages += [{"$unwind": "$months"}, month, {"$group": group}]
    return [row.pop("_id") | row for row in db["speakers"].aggregate(stages)]


def _live(
    db: Database[Document], people: People, asked: Asked, by: str, per: str | None, top: int, *, indexed: bool
) -> list[Document]:
    dated = {"published": {"$type": "date"} | asked.published}
    stages: list[Document] = [{"$match": asked.query(people, indexed=indexed) | dated}]
    if per == "speaker":
        group = {"$group": {"_id": "$speaker_key", "quotes": {"$sum": 1}}}
        spoken = {"$match": {"speaker_key": {"$type": "string"}}}
        most = [*stages, spoken, group, {"$sort": {"quotes": -1, "_id": 1}}, {"$limit": top}]
        stages.append({"$match": {"speaker_key": {"$in": [row["_id"] for row in db["quotes"].aggregate(most)]}}})
    field = _FIELDS.get(per or "")
    period = {"$dateToString": {"date": "$published", "format": PERIODS[by]}}
    stages.append(
        {"$group": {"_id": {"period": period, **({field: f"${field}"} if field else {})}, "quotes": {"$sum": 1}}}
    )
    return [row.pop("_id") | row for row in db["quotes"].aggregate(stages)]


def _months(asked: Asked) -> Document:
    """The condition on a month "2024-03" that the period, which is of whole months, makes."""
    bounds = {operator: f"{time:%Y-%m}" for operator, time in asked.published.items()}
    return {"$type": "string"} | bounds


def _cut(month: str, by: str) -> object:
    return {"$substrBytes": [month, 0, 4]} if by == "year" else month
