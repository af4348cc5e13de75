"""The JSON API: quotes, articles, speakers and timelines by the filters of `Corpus`, read only.

Every parameter is a row of PARAMETERS, from which requests are checked and the OpenAPI document is made.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from newsbot.corpus import ARTICLE_COLUMNS, KINDS, QUOTE_COLUMNS, Column, Corpus, QuestionError, Rows
from newsbot.corpus.columns import SPEAKER_COLUMNS
from newsbot.corpus.timeline import PER, PERIODS
from newsbot.corpus.timeline import columns as timeline_columns
from newsbot.settings import VERSION
from newsbot.store.database.connection import Document

DEFAULT_LIMIT, MOST = 20, 100
_LONGEST = 200
_LONGEST_CURSOR = 400

_ABOUT = {
    "about": "a name that the article mentions at least twice in headline, standfirst, body and tags",
    "contains": "a search in the words: 'spectrum auction', '\"spectrum auction\"', 'mast OR tower -rural', 'regulat*'",
    "speaker": "words of the name of who is quoted; '=Ann Lee' is the whole name",
    "organisation": "words of their role, or the speaker itself",
    "site": "the site without www.",
    "since": "published on this day or later: 2024, 2024-01 or 2024-01-31",
    "until": "published before this day; the same period as since means all of it",
    "tdm_allowed": "1: only of pages where newsbot found nothing that forbids text mining",
}
_QUOTES = {
    "kind": f"said, or one of {', '.join(KINDS)}; without it statement and partial",
    "dropped": "1: only quotes that were edited away later",
    "speaker_key": "exact",
    "article_id": "exact",
    "quote_key": "exact: one statement wherever it is carried",
}
_ARTICLES = {"author": "words of a name in the byline", "revised": "1: only articles with earlier versions"}
_PAGED = {"limit": f"1 to {MOST}; {DEFAULT_LIMIT} without it", "cursor": "as `next` of the page before gives it"}
_TIMELINE = {"by": f"one of {', '.join(PERIODS)}; month without it", "per": f"split by one of {', '.join(PER)}"}

PARAMETERS: dict[str, dict[str, str]] = {
    "quotes": _ABOUT | _QUOTES | _PAGED,
    "articles": _ABOUT | _ARTICLES | _PAGED,
    "speakers": _ABOUT | _QUOTES | {"limit": _PAGED["limit"]},
    "timeline": _ABOUT | _QUOTES | _TIMELINE,
}
"""Path under /api/ -> its parameters, each with its meaning."""

_SUMMARIES = {
    "quotes": "Who said what and when, newest first",
    "articles": "Articles, newest first, each story once",
    "speakers": "The most quoted speakers",
    "timeline": "How many quotes by day, week, month or year, oldest first",
}
_COLUMNS: dict[str, Sequence[Column]] = {
    "quotes": QUOTE_COLUMNS,
    "articles": ARTICLE_COLUMNS,
    "speakers": SPEAKER_COLUMNS,
    "timeline": (*timeline_columns(None), *(column for per in PER for column in timeline_columns(per)[1:-1])),
}
_FLAGS = ("dropped", "revised", "tdm_allowed")
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "texts": {"type": ["array", "null"], "items": {"type": "string"}},
    "time": {"type": ["string", "null"], "format": "date-time"},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
}


def answer(corpus: Corpus, what: str, parameters: Sequence[tuple[str, str]]) -> Document:
    """The answer of /api/`what`: `{data, next}`. Raises QuestionError for parameters that cannot be meant."""
    given = _checked(what, parameters)
    limit, cursor = _limit(given.pop("limit", str(DEFAULT_LIMIT))), given.pop("cursor", None)
    filters: dict[str, Any] = {name: True if name in _FLAGS else value for name, value in given.items()}
    if what == "speakers":
        return {"data": rows(corpus.speakers(limit, **filters).to_records()), "next": None}
    if what == "timeline":
        by, per = filters.pop("by", "month"), filters.pop("per", None)
        return {"data": rows(corpus.timeline(by, per, **filters).to_records()), "next": None}
    ask: Callable[..., Rows] = corpus.quotes if what == "quotes" else corpus.articles
    found = ask(limit=limit + 1, after=_place(what, cursor) if cursor else None, **filters)
    documents = list(found)
    data = rows(found.records(documents[:limit]))
    more = None
    if len(documents) > limit:
        query = urlencode(dict(parameters) | {"cursor": _cursor(what, documents[limit - 1])})
        more = f"/api/{what}?{query}"
    return {"data": data, "next": more}


def _checked(what: str, parameters: Sequence[tuple[str, str]]) -> dict[str, str]:
    known = PARAMETERS[what]
    given: dict[str, str] = {}
    for name, value in parameters:
        if name not in known:
            raise QuestionError(f"/api/{what} has no parameter {name[:40]!r}; it has {', '.join(known)}.")
        if name in given:
            raise QuestionError(f"{name!r} is given twice.")
        if len(value) > (_LONGEST_CURSOR if name == "cursor" else _LONGEST):
            raise QuestionError(f"{name!r} is longer than {_LONGEST} characters.")
        if name in _FLAGS and value != "1":
            raise QuestionError(f"{name}={value!r} is 1 or left out.")
        given[name] = value
    return given


def _limit(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST:
        raise QuestionError(f"limit={text!r} is a number from 1 to {MOST}.")
    return int(text)


_ORDER = {"quotes": ("article_id", "part", "start"), "articles": ("_id",)}


def _cursor(what: str, last: Document) -> str:
    published: datetime | None = last["published"]
    place = [published.isoformat() if published else None, *(last[name] for name in _ORDER[what])]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _place(what: str, cursor: str) -> Document:
    """The order's fields of the last row of the page before."""
    names = _ORDER[what]
    try:
        published, *rest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = None if published is None else datetime.fromisoformat(published)
        place = dict(zip(names, rest, strict=True))
        texts = [value for name, value in place.items() if name != "start"]
        if not all(isinstance(text, str) for text in texts) or not 0 <= int(place.get("start", 0)) < 2**31:
            raise ValueError
        if moment is not None and moment.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise QuestionError("“cursor” is not one that an answer gave; begin without it.") from None
    return {"published": moment} | place


def rows(records: Sequence[Document]) -> list[Document]:
    """Rows of an answer as JSON has them, each with the addresses that belong to it."""
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        | {"links": _links(row)}
        for row in records
    ]


def _links(row: Mapping[str, Any]) -> dict[str, str]:
    """The pages of the explorer about a row."""
    paths = {
        "quote": ("/quotes/", "quote_id"),
        "article": ("/article/", "article_id"),
        "speaker": ("/speaker?key=", "speaker_key"),
    }
    return {name: path + percent_encoded(row[key], safe="") for name, (path, key) in paths.items() if row.get(key)}


def openapi() -> Document:
    """The OpenAPI 3.1 document of the API."""
    refusal = {"description": "What is wrong, in a sentence", "content": _content({"error": {"type": "string"}})}
    paths = {
        f"/api/{what}": {
            "get": {
                "operationId": what,
                "summary": _SUMMARIES[what],
                "parameters": [
                    {"name": name, "in": "query", "description": meaning, "schema": _schema(name)}
                    for name, meaning in parameters.items()
                ],
                "responses": {
                    "200": {
                        "description": "The rows",
                        "content": _content({"data": _data(what), "next": _TYPES["text"]}),
                    },
                    "400": refusal,
                    "503": refusal,
                },
            }
        }
        for what, parameters in PARAMETERS.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "newsbot", "version": VERSION, "description": "Who said what and when. Read only."},
        "paths": paths,
    }


def _schema(name: str) -> Document:
    if name == "limit":
        return {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
    values = {"kind": ["said", *KINDS], "by": list(PERIODS), "per": list(PER)} | {flag: ["1"] for flag in _FLAGS}
    if name in values:
        return {"type": "string", "enum": values[name]}
    return {"type": "string", "maxLength": _LONGEST_CURSOR if name == "cursor" else _LONGEST}


def _data(what: str) -> Document:
    properties = {c.name: _TYPES[c.type] | {"description": c.description} for c in _COLUMNS[what]}
    links = {"type": "object", "additionalProperties": {"type": "string"}}
    return {"type": "array", "items": {"type": "object", "properties": properties | {"links": links}}}


def _content(properties: Document) -> Document:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"application/json": {"schema": schema}}
