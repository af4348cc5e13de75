"""How much was said when: counts of quotes by day, week, month or year, from the aggregates where they can answer."""

from collections.abc import Callable
from dataclasses import dataclass

from pymongo.database import Database

from newsbot.corpus.columns import Column
from newsbot.corpus.people import People, most
from newsbot.corpus.quotes import Question
from newsbot.store.database.connection import Document

PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
"""Lengths of periods, and how each is written."""

PER = ("speaker", "site", "kind")

_FIELDS = {"speaker": "speaker_key", "site": "site", "kind": "kind"}


def columns(per: str | None) -> tuple[Column, ...]:
    """The columns of a timeline."""
    split = {
        "speaker": (
            Column("speaker", "text", "who said it"),
            Column("speaker_key", "text", "what groups a speaker's quotes"),
        ),
        "site": (Column("site", "text", "where it was published"),),
        "kind": (Column("kind", "text", "statement, partial, indirect, scare or title"),),
    }  # fmt: skip
    return (
        Column("period", "text", "2024-03-31, 2024-W13, 2024-03 or 2024, in UTC"),
        *split.get(per or "", ()),
        Column("quotes", "integer", "how many quotes; periods without any have no row"),
    )


def between(first: str, last: str) -> list[str]:
    """All months "2024-03", or all years, from one to another, both included."""
    if len(first) == 4:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    numbers = [12 * int(month[:4]) + int(month[5:]) - 1 for month in (first, last)]
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(numbers[0], numbers[1] + 1)]


@dataclass(frozen=True)
class Timeline:
    """One question for a timeline."""

    db: Database[Document]
    people: People
    question: Question
    query: Callable[[], Document]
    """The question as a query on `quotes`, for where the aggregates cannot answer."""
    by: str
    per: str | None
    top: int

    def rows(self) -> list[Document]:
        """Rows `{period, quotes}`, and what `per` is about: the `top` speakers, or all sites or kinds; oldest first.

        Quotes without a date are left out.
        """
        counted = self.people.counted() is not None and self.by in ("month", "year")
        if counted and self.per != "speaker" and self.question.only("site"):
            found = self._of_months()
        elif counted and self.per in (None, "speaker") and self.question.of_what_was_said("speaker", "speaker_key"):
            found = self._of_speakers()
        else:
            found = self._live()
        if self.per == "speaker":
            names = self.people.names({row["speaker_key"] for row in found})
            found = [row | {"speaker": names[row["speaker_key"]]} for row in found]
        own = _FIELDS.get(self.per or "", "")
        return sorted(found, key=lambda row: (row["period"], -row["quotes"], row.get(own, "")))

    def _of_months(self) -> list[Document]:
        match: Document = {"month": self._months}
        if self.question.site is not None:
            match["site"] = self.question.site
        kinds = self.question.kinds
        sums: Document = {kind: {"$sum": f"${kind}"} for kind in kinds}
        site = {"site": "$site"} if self.per == "site" else {}
        stages = [{"$match": match}, {"$group": {"_id": {"period": self._cut("$month"), **site}, **sums}}]
        found = [row.pop("_id") | row for row in self.db["months"].aggregate(stages)]
        if self.per == "kind":
            rows = [{"period": row["period"], "kind": kind, "quotes": row[kind]} for row in found for kind in kinds]
        else:
            rows = [row | {"quotes": sum(row.pop(kind) for kind in kinds)} for row in found]
        return [row for row in rows if row["quotes"]]

    def _of_speakers(self) -> list[Document]:
        split = self.per == "speaker"
        keys: list[Document] = [{"_id": {"$ne": ""}}] if split else []
        if self.question.speaker_key is not None:
            keys.append({"_id": self.question.speaker_key})
        if self.question.speaker is not None:
            keys.append({"_id": {"$in": self.people.keys_of(self.question.speaker)}})
        stages: list[Document] = [{"$match": {"$and": keys} if keys else {}}]
        months: list[Document] = [{"$unwind": "$months"}, {"$match": {"months.month": self._months}}]
        if split and not self.question.published:
            stages += most("said", self.top)
        elif split:
            said = {"$group": {"_id": "$_id", "said": {"$sum": "$months.said"}}}
            found = self.db["speakers"].aggregate([*stages, *months, said, *most("said", self.top)])
            stages = [{"$match": {"_id": {"$in": [row["_id"] for row in found]}}}]
        own = {"speaker_key": "$_id"} if split else {}
        group = {"_id": {"period": self._cut("$months.month"), **own}, "quotes": {"$sum": "$months.said"}}
        return [row.pop("_id") | row for row in self.db["speakers"].aggregate([*stages, *months, {"$group": group}])]

    def _live(self) -> list[Document]:
        dated = {"published": {"$type": "date"} | self.question.published}
        stages: list[Document] = [{"$match": self.query() | dated}]
        if self.per == "speaker":
            spoken = {"$match": {"speaker_key": {"$type": "string"}}}
            group = {"$group": {"_id": "$speaker_key", "quotes": {"$sum": 1}}}
            found = self.db["quotes"].aggregate([*stages, spoken, group, *most("quotes", self.top)])
            stages.append({"$match": {"speaker_key": {"$in": [row["_id"] for row in found]}}})
        own = {_FIELDS[self.per]: f"${_FIELDS[self.per]}"} if self.per else {}
        period = {"$dateToString": {"date": "$published", "format": PERIODS[self.by]}}
        stages.append({"$group": {"_id": {"period": period, **own}, "quotes": {"$sum": 1}}})
        return [row.pop("_id") | row for row in self.db["quotes"].aggregate(stages)]

    @property
    def _months(self) -> Document:
        """The condition on a month "2024-03" that the period, which is of whole months, makes."""
        return {"$type": "string"} | {edge: f"{time:%Y-%m}" for edge, time in self.question.published.items()}

    def _cut(self, month: str) -> object:
        return {"$substrBytes": [month, 0, 4]} if self.by == "year" else month
