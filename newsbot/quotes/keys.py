"""The keys that group quotes over a corpus: of a speaker however articles name them, of words however printed."""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from newsbot.items import Quote
from newsbot.quotes.language.names import FEMALE_NAMES, MALE_NAMES
from newsbot.quotes.language.nouns import CLEAR_TITLES
from newsbot.quotes.search_terms import WORD, fold
from newsbot.text.tables import tables

_TABLES = tables(__name__)

FEWEST_WORDS = 5
"""Words that a quote must have to be known again elsewhere: "a great day" is said by many."""

LEGAL_FORMS = _TABLES["legal_forms"]

_INSIDE = re.compile(r"['’.](?:(?<=\w.)(?=\w)|(?<=\b\w\.))")  # the mark first, then what is around it: faster
_OWNER = re.compile(r"^.*?\w['’]s? (?=\w)")


@lru_cache(maxsize=4096)
def speaker_key(name: str | None) -> str | None:
    """The key that groups a speaker's quotes: "Sir Philip Jansen" and "BT’s Philip Jansen" share "philip jansen".

    Small letters without accents or punctuation, titles, legal forms and a leading "the". Several speakers keep their
    order, joined by "; ". None for None and for a name without a letter or digit.
    """
    if name is None:
        return None
    keys = [key for part in name.split(";") if (key := _one_key(part.strip()))]
    return "; ".join(keys) or None


def speaker_keys(quotes: Sequence[Quote]) -> list[str | None]:
    """The keys of the speakers of one article's quotes: one who is named by the surname alone gets the whole name's.

    A surname that two of them share stays as it is.
    """
    keys = [speaker_key(quote.speaker) for quote in quotes]
    whole: dict[str, set[str]] = {}
    for key in keys:
        if key and " " in key and ";" not in key:
            whole.setdefault(key.rpartition(" ")[2], set()).add(key)
    return [next(iter(whole[key])) if key and len(whole.get(key, ())) == 1 else key for key in keys]


def quote_key(quote: Quote) -> str | None:
    """Equal for one statement wherever it is carried: 32 hexadecimal digits of the SHA-256 of its words.

    None for what nobody said (scare quotes, titles) and for fewer than FEWEST_WORDS words.
    """
    said = _words(quote.text)
    if quote.kind not in ("statement", "partial") or len(said) < FEWEST_WORDS:
        return None
    return sha256(" ".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _one_key(name: str) -> str:
    if owner := _OWNER.match(name):
        person = _words(name[owner.end() :])
        if len(person) > 1 and person[0] in FEMALE_NAMES | MALE_NAMES:  # not "Moody's Investors Service"
            name = name[owner.end() :]
    found = _words(name)
    while len(found) > 1 and found[-1] in LEGAL_FORMS:
        del found[-1]
    while len(found) > 1 and (found[0] in CLEAR_TITLES or found[0] == "the"):
        del found[0]
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", " ".join(found))  # "J. P. Morgan" is "J.P. Morgan"


def _words(text: str) -> list[str]:
    return WORD.findall(_INSIDE.sub("", fold(text)))
