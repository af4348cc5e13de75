"""Invented stories in three languages, as many as a site needs; no two tell the same."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

_WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("newsroom.json").read_text(encoding="utf-8"))

_SYLLABLES = ("ba", "del", "fo", "gri", "hul", "ka", "lem", "mor", "ni", "pru", "ras", "sol", "ti", "vun", "wex", "zor")


@dataclass(frozen=True)
class PlainStory:
    """A story of a plain site."""

    number: int
    headline: str
    paragraphs: tuple[str, ...]
    published: datetime
    author: str
    section: str
    day: str
    """The date as the site prints it."""

    @property
    def slug(self) -> str:
        """The headline's words, joined by hyphens."""
        return "-".join(self._words)

    @property
    def short(self) -> str:
        """The first and last word of the headline and the number, without hyphens."""
        return f"{self._words[0]}{self._words[-1]}{self.number}"

    @property
    def _words(self) -> list[str]:
        plain = unicodedata.normalize("NFKD", self.headline).encode("ascii", "ignore").decode().lower()
        return re.findall(r"[a-z0-9]+", plain)


def stories(
    count: int, *, seed: str, language: str, sections: tuple[str, ...], newest: datetime, every: timedelta
) -> list[PlainStory]:
    """`count` stories, the newest first and `every` so often one; each has one of the sections."""
    order, words = Random(seed), _WORDS[language]
    made: list[PlainStory] = []
    taken: set[str] = set()
    while len(made) < count:
        published = newest - every * len(made)
        places, orgs = order.sample(_WORDS["places"], 2), order.sample(_WORDS["orgs"], 2)
        filled = {
            "place": places[0],
            "place2": places[1],
            "org": orgs[0],
            "org2": orgs[1],
            "thing": order.choice(words["things"]),
            "day": order.choice(words["days"]),
            "month": order.choice(words["months"]),
        }
        headline = _filled(order.choice(words["headlines"]), filled, order)
        if headline in taken:
            continue
        taken.add(headline)
        sentences = [_filled(s, filled, order) for s in order.sample(words["sentences"], order.randint(6, 10))]
        cuts = [[*sentences[n : n + 2], _detail(words["details"], order)] for n in range(0, len(sentences), 2)]
        made.append(
            PlainStory(
                number=count - len(made),
                headline=headline[0].upper() + headline[1:],
                paragraphs=tuple(" ".join(part) for part in cuts),
                published=published,
                author=order.choice(_WORDS["people"]),
                section=sections[len(made) % len(sections)],
                day=_printed(published, language),
            )
        )
    return made


def _filled(template: str, filled: dict[str, str], order: Random) -> str:
    return template.format(**filled, n=order.randint(11, 97), person=order.choice(_WORDS["people"]))


def _detail(templates: list[str], order: Random) -> str:
    """A sentence that no other story has."""
    parts = order.choice(templates).split("{w}")
    invented = ("".join(order.choices(_SYLLABLES, k=order.randint(2, 3))) for _ in parts[1:])
    return parts[0] + "".join(word + part for word, part in zip(invented, parts[1:], strict=True))


def _printed(moment: datetime, language: str) -> str:
    month = _WORDS[language]["months"][moment.month - 1]
    dot = "." if language == "de" else ""
    return f"{moment.day}{dot} {month} {moment.year}"
