"""The parameters of an address: the query string as filters, and filters as an address."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlencode

from newsbot.corpus import KINDS, ArticleFilters, Filters, QuestionError
from newsbot.corpus.order import known_order

_MAX_LENGTH = 200
_LAST_PAGE = 500

OF_QUOTES = ("key", "article", "statement", "kind", "dropped", "view", "page")
"""What lists of articles cannot be narrowed by."""
OF_ARTICLES = ("author", "after")
"""What lists of quotes cannot."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters of a view, as text; empty means any.

    `since` is inclusive and `until` exclusive, both YYYY-MM-DD; the same day as both is that day. `key`, `article` and
    `statement` are exact: the speaker_key, the article's id and the quote_key. `wait` waits for every part of the page.
    `view` is "lines" for a concordance, `order` one of newsbot.corpus.order. `author` and `after`, the id of an
    article, are for lists of articles.
    """

    about: str = ""
    contains: str = ""
    speaker: str = ""
    organisation: str = ""
    site: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    dropped: str = ""
    key: str = ""
    article: str = ""
    statement: str = ""
    author: str = ""
    after: str = ""
    view: str = ""
    order: str = ""
    wait: str = ""
    page: int = 1

    @classmethod
    def read(
        cls,
        parameters: Mapping[str, str],
        names: list[str],
        *,
        also: tuple[str, ...] = (),
        without: Collection[str] = (),
    ) -> "Asked":
        """The filters in a query string, whose parameter names are `names`, `also` being other allowed ones, and
        `without` those that the page has no use for.

        Raises QuestionError for unknown or repeated names, and for values that cannot be meant.
        """
        known = [field.name for field in fields(cls) if field.name not in without]
        for name in names:
            if name not in known and name not in also:
                raise QuestionError(f"This address asks for “{name[:40]}”, which newsbot does not know.")
        if len(set(names)) < len(names):
            raise QuestionError("This address gives one of its parameters twice.")
        values = {name: parameters[name].strip() for name in names if name in known and name != "page"}
        for name, value in values.items():
            if len(value) > _MAX_LENGTH:
                raise QuestionError(f"“{name}” is longer than {_MAX_LENGTH} characters; ask for fewer words.")
            if "\0" in value:
                raise QuestionError(f"“{name}” has a character that no text has.")
        if values.get("kind") and values["kind"] not in KINDS:
            raise QuestionError(f"“kind” is one of {', '.join(KINDS)}.")
        if values.get("view") not in (None, "", "lines"):
            raise QuestionError("“view” is lines or left out.")
        if values.get("order"):
            known_order(values["order"])
        for name in ("dropped", "wait"):
            if values.get(name) not in (None, "", "1"):
                raise QuestionError(f"“{name}” is 1 or left out.")
        asked = cls(**values, page=_page(parameters.get("page", "1")))
        if asked.days < 0:
            raise QuestionError("“since” must be before “until”; swap the two dates.")
        return asked

    @property
    def filters(self) -> Filters:
        """The same as arguments of `Corpus.quotes`. An article's quotes are of all kinds, a statement's places all."""
        texts = {
            "about": self.about, "contains": self.contains,
            "speaker": self.speaker, "organisation": self.organisation, "site": self.site,
            "since": self.since, "until": self.until, "speaker_key": self.key, "article_id": self.article,
            "quote_key": self.statement, "kind": self.kind or (KINDS if self.article else ""),
        }  # fmt: skip
        dropped = None if self.statement and not self.dropped else bool(self.dropped)
        return cast(Filters, {name: value for name, value in texts.items() if value} | {"dropped": dropped})

    @property
    def article_filters(self) -> ArticleFilters:
        """The same as arguments of `Corpus.articles`."""
        names = ("about", "contains", "speaker", "organisation", "author", "site", "since", "until")
        return cast(ArticleFilters, {name: value for name in names if (value := getattr(self, name))})

    @property
    def days(self) -> float:
        """How long the period is; infinite where an end is open, 0 for a single day, given as both ends."""
        since, until = (_day(name, getattr(self, name)) for name in ("since", "until"))
        return (until - since).days if since and until else math.inf

    def address(self, path: str = "/", **changes: object) -> str:
        """The address of this view at `path`, with some filters changed; a change leads back to the first page."""
        wanted = replace(self, **{"page": 1, "wait": ""} | changes)  # type: ignore[arg-type]
        pairs = {field.name: getattr(wanted, field.name) for field in fields(self)}
        query = urlencode({name: value for name, value in pairs.items() if value and (name, value) != ("page", 1)})
        return f"{path}?{query}" if query else path

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.address() != "/"

    @property
    def summary(self) -> str:
        """The filters for a reader: "with “spectrum”, before 2024-02-01"; empty without any."""
        words = {
            "about": "in articles about “{}”",
            "contains": "with “{}”", "speaker": "by “{}”", "organisation": "of “{}”", "site": "on {}",
            "author": "written by “{}”",
            "since": "from {}", "until": "before {}", "kind": "{} quotes only",
        }  # fmt: skip
        if self.speaker.startswith("="):
            words["speaker"] = "by exactly “{}”"
        asked = {name: getattr(self, name).removeprefix("=" if name == "speaker" else "") for name in words}
        parts = [form.format(asked[name]) for name, form in words.items() if asked[name]]
        return ", ".join(parts + ["edited away later"] * bool(self.dropped))


def _day(name: str, text: str) -> datetime | None:
    """The midnight, UTC, with which a day begins; None for no text."""
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise QuestionError(f"“{name}” is no day; write it like 2024-01-31.") from None


def _page(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= _LAST_PAGE:
        raise QuestionError(f"“page” is a number from 1 to {_LAST_PAGE}; narrow the search to see older quotes.")
    return int(text)
