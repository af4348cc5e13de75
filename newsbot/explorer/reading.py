"""What the pages ask of the database. Everything here blocks, so the app calls it in threads."""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from newsbot.corpus import STATEMENTS, Corpus
from newsbot.explorer.asked import Asked, day
from newsbot.store.connection import Document
from newsbot.store.schema import speaker_key

PAGE_SIZE = 20
COUNTED = 1_000
"""More matches than this are told as "more than"."""
_REMEMBERED = 256
_ROLE_JOINT = re.compile(r"\b(?:of|at|for|with)\s+(?:the\s+)?")

T = TypeVar("T")


class Reading:
    """Questions to an open corpus. Answers that take a scan are remembered until something new is stored."""

    def __init__(self, corpus: Corpus) -> None:
        self.db = corpus.db
        self._remembered: dict[object, tuple[object, Any]] = {}

    def quotes(self, asked: Asked) -> tuple[list[Document], bool]:
        """One page of quotes, newest first, and whether there are more."""
        skip = (asked.page - 1) * PAGE_SIZE
        found = list(self.all_quotes(asked, skip=skip, limit=PAGE_SIZE + 1))
        return found[:PAGE_SIZE], len(found) > PAGE_SIZE

    def all_quotes(self, asked: Asked, *, skip: int = 0, limit: int = 0) -> Iterator[Document]:
        """Every quote that `asked` is about, newest first."""
        order = [("published", -1), ("article_id", 1), ("part", -1), ("start", 1)]
        return iter(self.db["quotes"].find(self.query(asked)).sort(order).skip(skip).limit(limit).batch_size(500))

    def count(self, asked: Asked) -> int:
        """How many quotes match, at most COUNTED + 1."""
        query = self.query(asked)
        return self._remember(
            ("count", str(query)), lambda: self.db["quotes"].count_documents(query, limit=COUNTED + 1)
        )

    def months(self, asked: Asked) -> list[tuple[str, int]]:
        """Quotes by day, "YYYY-MM-DD", oldest first, when a period of up to 62 days is asked for; else by month."""
        query = self.query(asked)
        short = asked.since and asked.until and (day("until", asked.until) - day("since", asked.since)).days <= 62
        form = "%Y-%m-%d" if short else "%Y-%m"
        dated = {"$and": [query, {"published": {"$type": "date"}}]}
        stages: list[Document] = [
            {"$match": dated},
            {"$group": {"_id": {"$dateToString": {"date": "$published", "format": form}}, "quotes": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
        return self._remember(
            ("months", form, str(query)),
            lambda: [(row["_id"], row["quotes"]) for row in self.db["quotes"].aggregate(stages)],
        )

    def speakers(self, asked: Asked, top: int = 30) -> list[Document]:
        """Who is quoted most: `{_id: speaker_key, speaker, quotes, first, last}`."""
        query = {"$and": [self.query(asked), {"speaker_key": {"$type": "string"}}]}
        group = {
            "_id": "$speaker_key",
            "speaker": {"$max": "$speaker"},
            "quotes": {"$sum": 1},
            "first": {"$min": "$published"},
            "last": {"$max": "$published"},
        }
        stages: list[Document] = [
            {"$match": query},
            {"$group": group},
            {"$sort": {"quotes": -1, "_id": 1}},
            {"$limit": top},
        ]
        return self._remember(("speakers", top, str(query)), lambda: list(self.db["quotes"].aggregate(stages)))

    def by(self, field: str, asked: Asked, top: int = 12) -> list[Document]:
        """Quotes by the values of a field: `{_id: value, quotes, first, last}`, most first; roles by time."""
        order = {"first": 1, "_id": 1} if field == "speaker_role" else {"quotes": -1, "_id": 1}
        group = {
            "_id": f"${field}",
            "quotes": {"$sum": 1},
            "first": {"$min": "$published"},
            "last": {"$max": "$published"},
        }
        query = {"$and": [self.query(asked), {field: {"$type": "string"}}]}
        stages: list[Document] = [{"$match": query}, {"$group": group}, {"$sort": order}, {"$limit": top}]
        return list(self.db["quotes"].aggregate(stages))

    def carried(self, asked: Asked, top: int = 5) -> list[Document]:
        """The statements carried in most places: `{_id: quote_key, text, places, sites}`."""
        query = {"$and": [self.query(asked), {"quote_key": {"$type": "string"}}]}
        group = {
            "_id": "$quote_key",
            "text": {"$first": "$text"},
            "articles": {"$addToSet": "$article_id"},
            "sites": {"$addToSet": "$site"},
        }
        stages: list[Document] = [
            {"$match": query},
            {"$group": group},
            {"$addFields": {"places": {"$size": "$articles"}}},
            {"$sort": {"places": -1, "_id": 1}},
            {"$limit": top},
        ]
        return list(self.db["quotes"].aggregate(stages))

    def statement(self, quote_key: str) -> list[Document]:
        """Every place of one statement, earliest first."""
        return list(self.db["quotes"].find({"quote_key": quote_key}).sort([("published", 1), ("_id", 1)]).limit(200))

    def article(self, article_id: str) -> Document | None:
        """An article with its flat quotes, those that were edited away included, in `flat`."""
        found: Document | None = self.db["articles"].find_one({"_id": article_id})
        if found is not None:
            found["flat"] = list(self.db["quotes"].find({"article_id": article_id}).sort([("part", -1), ("start", 1)]))
        return found

    def texts(self, quotes: list[Document]) -> dict[str, Document]:
        """The articles around quotes, by id: headline, standfirst and body."""
        wanted = {"headline": 1, "standfirst": 1, "body": 1}
        found = self.db["articles"].find({"_id": {"$in": [quote["article_id"] for quote in quotes]}}, wanted)
        return {article["_id"]: article for article in found}

    def suggest(self, kind: str, words: str, top: int = 12) -> list[str]:
        """Names of a kind ("speaker", "organisation" or "site") that hold words beginning so."""
        names = {"speaker": self._speakers, "organisation": self._organisations, "site": self._sites}[kind]()
        begins = re.compile(rf"(?<!\w){re.escape(words.casefold())}")
        return [name for name in names if begins.search(name.casefold())][:top]

    def query(self, asked: Asked) -> Document:
        """The MongoDB query; nothing of what was asked is read as an operator or a pattern."""
        query: Document = {"dropped_at": {"$exists": bool(asked.dropped)}}
        if not asked.article:
            query["kind"] = asked.kind or {"$in": list(STATEMENTS)}
        if asked.contains:
            query["text"] = {"$regex": _whole(asked.contains), "$options": "i"}
        if asked.speaker:
            query["speaker"] = {"$in": _holding(asked.speaker, self._speakers())}
        if asked.organisation:
            held = _holding(asked.organisation, self._speakers())
            roles = _holding(asked.organisation, self._roles())
            query["$or"] = [{"speaker": {"$in": held}}, {"speaker_role": {"$in": roles}}]
        if asked.since or asked.until:
            query["published"] = ({"$gte": day("since", asked.since)} if asked.since else {}) | (
                {"$lt": day("until", asked.until)} if asked.until else {}
            )
        exact = {"site": asked.site, "speaker_key": asked.key, "article_id": asked.article}
        return query | {name: value for name, value in (exact | {"quote_key": asked.statement}).items() if value}

    def _speakers(self) -> list[str]:
        return self._remember("speakers", lambda: _names(self.db["quotes"].distinct("speaker")))

    def _roles(self) -> list[str]:
        return self._remember("roles", lambda: _names(self.db["quotes"].distinct("speaker_role")))

    def _sites(self) -> list[str]:
        return self._remember("sites", lambda: _names(self.db["quotes"].distinct("site")))

    def _organisations(self) -> list[str]:
        named = {part.strip() for role in self._roles() for part in _ROLE_JOINT.split(role)[1:]}
        return sorted({name for name in named if name[:1].isupper()})

    def _remember(self, question: object, ask: Callable[[], T]) -> T:
        newest = self.db["quotes"].find_one({}, {"stored_at": 1}, sort=[("stored_at", -1)])
        version = (newest or {}).get("stored_at"), self.db["quotes"].estimated_document_count()
        known = self._remembered.get(question)
        if known is None or known[0] != version:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[question] = (version, ask())
        answer: T = known[1]
        return answer


def _names(found: list[str | None]) -> list[str]:
    return sorted(name for name in found if isinstance(name, str) and name)


def _whole(literal: str) -> str:
    return rf"(?<!\w){re.escape(literal)}(?!\w)"


def _holding(words: str, names: list[str]) -> list[str]:
    """The names that hold the words as whole words, accents and case aside."""
    plain = re.compile(_whole(words.casefold()))
    folded = speaker_key(words)
    return [name for name in names if plain.search(name.casefold()) or (folded and speaker_key(name) == folded)]
