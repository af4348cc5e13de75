"""Is this about 5G and its neighbours? For sites that write about much else. The words are in topics.json."""

import json
import re
from enum import Enum
from functools import lru_cache
from importlib import resources
from urllib.parse import unquote, urlsplit

from newsbot.discovery.candidate import Candidate

FEWEST_IN_BODY = 2
"""Mentions that make a story one about the topic when neither headline, standfirst nor tags name it."""


FEWEST_WORDS = 3
"""Words of title and address that are enough to say that a story is about something else."""


class Topic(Enum):
    """The verdict on a text: on the topic, off it, or unclear."""

    ON = "on"
    PERHAPS = "perhaps"
    OFF = "off"


def topic_of(candidate: Candidate) -> Topic:
    """The topic by the source's own words and the URL; PERHAPS is worth a fetch."""
    words = unquote(urlsplit(candidate.url).path).replace("-", " ").replace("_", " ").replace("/", " ")
    hyphens = unquote(urlsplit(candidate.url).path).replace("/", " ")
    text = " \n ".join((candidate.title, candidate.about, words, hyphens))
    if mentions(text):
        return Topic.ON
    has_words = len(re.findall(r"[^\W\d]{3,}", f"{candidate.title} {words}")) >= FEWEST_WORDS
    return Topic.OFF if has_words and not _pattern("perhaps").search(text) else Topic.PERHAPS


def is_on_topic(headline: str, standfirst: str | None, body: str, tags: list[str]) -> bool:
    """Whether a whole story is about the topic."""
    return mentions("\n".join([headline, standfirst or "", *tags])) > 0 or mentions(body) >= FEWEST_IN_BODY


def mentions(text: str) -> int:
    """How often the topic is named."""
    return sum(1 for _ in _pattern("on").finditer(text))


@lru_cache
def _pattern(name: str) -> re.Pattern[str]:
    table = json.loads(resources.files(__package__).joinpath("topics.json").read_text(encoding="utf-8"))
    longest_first = sorted(table[name], key=len, reverse=True)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in longest_first)
    return re.compile(rf"(?<![\w-])(?:{phrases})(?![\w-]|\+\w)", re.IGNORECASE)
