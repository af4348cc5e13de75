"""What an address asks for: the query string as filters, and filters as an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

KINDS = ("statement", "partial", "scare", "title")
_MAX_LENGTH = 200
_LAST_PAGE = 500


class WrongQuestionError(ValueError):
    """A query parameter is wrong; the message is a sentence for the reader."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters of a view, as text; empty means any.

    `since` is inclusive and `until` exclusive, both YYYY-MM-DD. `key`, `article` and `statement` are exact: the
    speaker_key, the article's id and the quote_key.
    """

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
    page: int = 1

    @classmethod
    def read(cls, parameters: Mapping[str, str], names: list[str], *, also: tuple[str, ...] = ()) -> "Asked":
        """The filters in a query string, whose parameter names are `names`, `also` being other allowed ones.

        Raises WrongQuestionError for unknown or repeated names, and for values that cannot be meant.
        """
        known = [field.name for field in fields(cls)]
        for name in names:
            if name not in known and name not in also:
                raise WrongQuestionError(f"This address asks for “{name[:40]}”, which newsbot does not know.")
        if len(set(names)) < len(names):
            raise WrongQuestionError("This address gives one of its parameters twice.")
        values = {name: parameters[name].strip() for name in names if name in known and name != "page"}
        for name, value in values.items():
            if len(value) > _MAX_LENGTH:
                raise WrongQuestionError(f"“{name}” is longer than {_MAX_LENGTH} characters; ask for fewer words.")
            if "\0" in value:
                raise WrongQuestionError(f"“{name}” has a character that no text has.")
        if values.get("kind") and values["kind"] not in KINDS:
            raise WrongQuestionError(f"“kind” is one of {', '.join(KINDS)}.")
        if values.get("dropped") not in (None, "", "1"):
            raise WrongQuestionError("“dropped” is 1 or left out.")
        asked = cls(**values, page=_page(parameters.get("page", "1")))
        if asked.since and asked.until and day("since", asked.since) >= day("until", asked.until):
            raise WrongQuestionError("“since” must be before “until”; swap the two dates.")
        for name in ("since", "until"):
            if getattr(asked, name):
                day(name, getattr(asked, name))
        return asked

    def address(self, path: str = "/", **changes: object) -> str:
        """The address of this view at `path`, with some filters changed; a change leads back to the first page."""
        wanted = replace(self, **{"page": 1} | changes)  # type: ignore[arg-type]
        pairs = {field.name: getattr(wanted, field.name) for field in fields(self)}
        query = urlencode({name: value for name, value in pairs.items() if value and (name, value) != ("page", 1)})
        return f"{path}?{query}" if query else path

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.address() != "/"


def day(name: str, text: str) -> datetime:
    """The midnight, UTC, with which a day begins."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise WrongQuestionError(f"“{name}” is no day; write it like 2024-01-31.") from None


def _page(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= _LAST_PAGE:
        raise WrongQuestionError(f"“page” is a number from 1 to {_LAST_PAGE}; narrow the search to see older quotes.")
    return int(text)
