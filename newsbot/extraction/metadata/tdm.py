"""Whether the owner of a page forbids text and data mining, by what their server says.

By the W3C community group's TDM Reservation Protocol (TDMRep, 2024) in an element of the page, in a header or in the
origin's file, the first of these that says anything counting; by the words "noai" and "noml" for robots; by rules of
robots.txt for robots that gather text for mining.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import unquote, urlsplit

Place = Literal[
    "tdm-reservation meta", "tdm-reservation header", "tdmrep.json", "robots meta", "X-Robots-Tag", "robots.txt"
]
"""Where a page's owner forbids it."""
PLACES: tuple[Place, ...] = get_args(Place)

FILE = "/.well-known/tdmrep.json"
MOST_BYTES = 512 * 1024
_MOST_RULES, _LONGEST = 1_000, 1_000

_TABLE: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "tdm.toml").read_text(encoding="utf-8"))
AGENTS = tuple(_TABLE["agents"])
_WORDS = frozenset(_TABLE["words"])
_BY_PROTOCOL: tuple[Place, ...] = ("tdm-reservation header", "tdmrep.json")

Rules = Sequence[tuple[str, bool]]
"""Patterns of paths as in robots.txt, and whether mining is reserved there."""


def rules_of(body: bytes) -> Rules:
    """The rules of an origin's tdmrep.json, in their order; none of what is no such file."""
    try:
        read = json.loads(body[:MOST_BYTES])
    except (ValueError, RecursionError):
        return ()
    rules = [rule for rule in read if isinstance(rule, dict)] if isinstance(read, list) else []
    found = []
    for rule in rules[:_MOST_RULES]:
        location, reserved = rule.get("location"), _reserved(rule.get("tdm-reservation"))
        if isinstance(location, str) and 0 < len(location) <= _LONGEST and reserved is not None:
            found.append((location, reserved))
    return found


def by_file(rules: Rules, url: str) -> bool | None:
    """What an origin's file says of a URL: reserved, not reserved, or nothing. The longest pattern counts, as in
    robots.txt.
    """
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    fitting = [(len(location), reserved) for location, reserved in rules if _pattern(location).match(path)]
    return max(fitting)[1] if fitting else None


def by_server(headers: Mapping[str, Iterable[str]], of_file: bool | None, agents_forbidden: bool) -> list[Place]:
    """The places outside a page that forbid it; `headers` under small letters."""
    found: list[Place] = []
    header = next(
        (said for value in headers.get("tdm-reservation", ()) if (said := _reserved(value)) is not None), None
    )
    if header:
        found.append("tdm-reservation header")
    if of_file and header is None:
        found.append("tdmrep.json")
    if forbids(headers.get("x-robots-tag", ())):
        found.append("X-Robots-Tag")
    if agents_forbidden:
        found.append("robots.txt")
    return found


def with_page(outside: Sequence[str] | None, metas: Mapping[str, Sequence[str]]) -> list[str] | None:
    """The places that forbid it, those of the page's own meta elements included; None where newsbot did not look.

    `outside` are those of `by_server`, None where nobody asked the server.
    """
    found = list(outside or ())
    stated = next((said for value in metas.get("tdm-reservation", ()) if (said := _reserved(value)) is not None), None)
    if stated is not None:
        found = [place for place in found if place not in _BY_PROTOCOL]
    if stated:
        found.append("tdm-reservation meta")
    if forbids(metas.get("robots", ())):
        found.append("robots meta")
    return sorted(found) if found or outside is not None else None


def forbids(contents: Iterable[str]) -> bool:
    """Whether one of several lists of words for robots forbids it."""
    return any(_WORDS & set(re.split(r"[\s,:;]+", content.lower())) for content in contents)


def _reserved(value: Any) -> bool | None:
    return {"1": True, "0": False}.get(str(value).strip())


@lru_cache(maxsize=4096)
def _pattern(location: str) -> re.Pattern[str]:
    """A pattern of paths, of which each star takes as little as it can."""
    ends = location.endswith("$")
    parts = [re.escape(part) for part in re.split(r"\*+", unquote(location.removesuffix("$")))]
    # each part at its first place behind the one before: no other choice finds more, and nothing is tried twice
    pattern = parts[0] + "".join(f"(?>.*?{part})" for part in parts[1:-1])
    if len(parts) > 1:
        pattern += f".*{parts[-1]}" if ends else f"(?>.*?{parts[-1]})"
    return re.compile(pattern + (r"\Z" if ends else ""), re.S)
