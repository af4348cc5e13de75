"""The purpose of a block by its words: tables of phrases, in the languages that are crawled most."""

import re
from itertools import pairwise

from newsbot.text.tables import tables, tree

_TREE = tree(__name__)
CATEGORIES = (*_TREE["anywhere"], *_TREE["beginning"])


def _table(categories: dict[str, list[str]], first: int) -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for index, phrases in enumerate(categories.values(), first):
        for phrase in phrases:
            table[phrase] = (*table.get(phrase, ()), index)
    return table


_ANYWHERE = _table(_TREE["anywhere"], 0)
_BEGINNING = _table(_TREE["beginning"], len(_TREE["anywhere"]))
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")

READ = 60
"""Words of a block that are looked at: half from its beginning, half from its end."""


LONG_WORD = 8
"""Characters that are set aside for each of those words."""


def count(text: str) -> list[float]:
    """How often each of CATEGORIES occurs in a block's first and last words."""
    if len(text) > 2 * READ * LONG_WORD:
        text = f"{text[: READ * LONG_WORD]} {text[-READ * LONG_WORD :]}"
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) > READ:
        words = words[: READ // 2] + words[-READ // 2 :]
    totals = [0.0] * len(CATEGORIES)
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    for phrase in words + pairs:
        if phrase in _ANYWHERE:
            for index in _ANYWHERE[phrase]:
                totals[index] += 1
    for phrase in (words[0] if words else "", pairs[0] if pairs else "", " ".join(words[:3])):
        for index in _BEGINNING.get(phrase, ()):
            totals[index] = 1
    return totals


QUOTE_START = "\"“”„«»‘'’"
SENTENCE_END = re.compile(r"[.!?…。！？।][\"”’'»)\]]*\s*$")
SENTENCE = re.compile(r"[.!?।][\"”’'»)\]]*(?:\s|$)|[。！？]")
DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|(?:19|20)\d\d|\d{1,2}:\d\d"
    r"|\d+\s+(?:min|hour|hr|day|week|month)\w*\s+ago|\d+ min)",
    re.I,
)
WALL = re.compile(
    r"\b(?:to (?:continue|keep) reading|to read (?:the|this) (?:full|rest|entire|whole)|(?:full"
    r"|this) (?:article|story) is (?:only )?(?:available )?(?:for|to) "
    r"(?:paying )?(?:subscribers|members)|for subscribers only|subscribers? only|subscribe to (?:read|continue"
    r"|unlock)|already a subscriber|unlock this (?:article|story)"
    r"|weiterlesen mit|jetzt weiterlesen|nur für abonnenten|réservée? aux abonnés|il vous reste [\d.,]+ ?%"
    r"|sólo para suscriptores|exclusivo para suscriptores"
    r"|riservato agli abbonati|alleen voor abonnees)\b",
    re.I,
)
"""How a page says that it shows only the beginning."""

MACHINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?|https?://\S+\.(?:jpe?g|png|gif|webp|svg)\S*")
"""A time or an image's address: values that microdata leave in the text."""

IMAGE_CREDIT = re.compile(
    r"\W*(?:(?:top|main|lead|cover|header|featured?)\s+)?(?:images?|photos?|pictures?)(?:\s+(?:source|credit|courtesy)s?"
    r"(?:\s+(?:of|by|to))?|\s+by)?\s*:",
    re.I,
)
"""How a line begins that says whose the picture is."""

BY = re.compile(r"\W*(?:(?:written|words|text|story|posted|reported)\s+)?(?:by|von|par|por|di|door|av|af)\b", re.I)
"""How a byline begins."""

_TABLES = tables(__name__)
_INVITING = _TABLES["inviting"]
_INVITING_PAIRS = _TABLES["inviting_pairs"]
_ADDRESSING = _TABLES["addressing"]
_LONGEST_INVITATION = 220


def invites(text: str) -> bool:
    """Whether a short text asks the reader to subscribe, sign up or follow: two such words, and the reader or "us".

    A text in quotation marks never does, whatever it says.
    """
    if len(text) > _LONGEST_INVITATION or any(mark in text for mark in QUOTE_START if mark not in "'’"):
        return False
    words = _WORD.findall(text.lower().replace("’", "'"))
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    inviting = len(_INVITING.intersection(words)) + len(_INVITING_PAIRS & pairs)
    return inviting > 1 and (text.isupper() or not _ADDRESSING.isdisjoint(words))
