"""Whether quotes are where their offsets say, and where else they are."""

import re

from newsbot.store.database.schema import Document

_PART = {
    "$switch": {
        "branches": [
            {"case": {"$eq": ["$$quote.part", name]}, "then": {"$ifNull": [f"${name}", ""]}}
            for name in ("headline", "standfirst")
        ],
        "default": {"$ifNull": ["$body", ""]},
    }
}
_HAS_OFFSETS = {
    "$and": [
        {"$in": [{"$type": "$$quote.start"}, ["int", "long"]]},
        {"$in": [{"$type": "$$quote.end"}, ["int", "long"]]},
        {"$gte": ["$$quote.start", 0]},
        {"$gte": ["$$quote.end", "$$quote.start"]},
        {"$lt": ["$$quote.end", 2**31]},
    ]
}
_COVERED = {"$substrCP": [_PART, "$$quote.start", {"$subtract": ["$$quote.end", "$$quote.start"]}]}

WRONG: list[Document] = [
    {
        "$project": {
            "url": 1,
            "quotes": {"$size": "$quotes"},
            "wrong": {
                "$filter": {
                    "input": "$quotes",
                    "as": "quote",
                    "cond": {"$cond": [_HAS_OFFSETS, {"$ne": [_COVERED, "$$quote.text"]}, True]},
                }
            },
            "texts": {"headline": "$headline", "standfirst": "$standfirst", "body": "$body"},
        }
    },
    {"$set": {"texts": {"$cond": [{"$eq": ["$wrong", []]}, None, "$texts"]}}},
]
"""Of articles: how many quotes they have, and those that are not to the letter where they should be, with the texts."""


def is_in_place(quote: Document, texts: Document) -> bool:
    """Whether a quote's offsets hold its text: each of its paragraphs, with whatever stands between them.

    White space may differ: « guillemets » have it inside, and reported speech is stored with single spaces.
    """
    text, start, end = texts.get(quote["part"]) or "", quote["start"], quote["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        return False
    return re.fullmatch(rf"\s*{_pattern(quote)}\s*", text[start:end]) is not None


def find_place(quote: Document, texts: Document) -> tuple[int, int] | None:
    """The offsets of a quote's text in its part, the nearest to those that it has; None where it is not there."""
    near = quote["start"] if isinstance(quote["start"], int) else 0
    found = [place.span() for place in re.finditer(_pattern(quote), texts.get(quote["part"]) or "")]
    return min(found, key=lambda place: abs(place[0] - near), default=None)


def _pattern(quote: Document) -> str:
    paragraphs = [r"\s+".join(map(re.escape, line.split())) for line in quote["text"].split("\n")]
    return r"[\s\S]*?".join(paragraphs)
