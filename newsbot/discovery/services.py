"""Pages of a site that are no news: told by their address, and by the words of a link or a title (services.toml)."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from newsbot.text.tables import tables

_WORDS = tables(__name__)
_MOST_WORDS = 5
"""Words of the title of such a page; more are a headline that begins in the same way."""

_ENDING = re.compile(r"\.(?:[sp]?html?|php\d?|aspx?|jsp|cfm)$", re.I)
_NO_WORD = re.compile(r"[\W_]+")


def is_service(title: str) -> bool:
    """Whether a link or title is that of a page about the site itself, its law or its accounts."""
    words = _words(title)
    if words in _WORDS["titles"]:
        return True
    number = words.count(" ") + 1
    return number <= _MOST_WORDS and any(words.startswith(f"{opening} ") for opening in _openings(number))


@lru_cache(maxsize=2000)
def is_service_address(url: str) -> bool:
    """Whether an address names such a page by its last part, or by a value of its query."""
    parts = urlsplit(url)
    last = _ENDING.sub("", unquote(parts.path).rstrip("/").rpartition("/")[2])
    values = [value for _, value in parse_qsl(parts.query)]
    return any(value and _words(value) in _WORDS["titles"] for value in (last, *values))


@lru_cache(maxsize=2000)
def may_list(url: str) -> bool:
    """Whether an address may be that of a section, an archive or a further page, which name articles of the site."""
    parts = urlsplit(url)
    names = [*unquote(parts.path).strip("/").split("/"), *(name for name, _ in parse_qsl(parts.query, True))]
    return not is_service_address(url) and not any(_words(name) in _WORDS["no_lists"] for name in names)


def _openings(words: int) -> tuple[str, ...]:
    """Those that are shorter than the title; a single word says little about a long one."""
    return tuple(opening for opening in _WORDS["openings"] if words <= 3 or " " in opening)


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", text[:200].replace("'", " ")).strip().casefold()
