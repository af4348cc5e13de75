"""The role and organisation of a speaker: "chief executive of BT"."""

from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.text.tables import tables

_TABLES = tables(__name__)

_LEADING = _TABLES["leading"]
_TRAILING = _TABLES["trailing"]


def role_of(analysed: AnalysedText, entity: int) -> str | None:
    """The fullest role that the article gives a person, in its own words; None when it gives none.

    A role that names an organisation comes first, then the longer one, then the earlier one.
    """
    if entity < 0 or analysed.entities[entity].type != "person":
        return None
    tokens = analysed.tokens
    best, best_key = None, (False, 0)
    for position in analysed.entities[entity].mentions:
        role = analysed.mentions[position].role
        if role is None:
            continue
        first, last = role
        while first < last and (tokens.lower[first] in _LEADING or tokens.kinds[first] == "."):
            first += 1
        if first + 2 < last and tokens.kinds[first] == "w" and tokens.kinds[first + 1] == "'":
            first += 2  # "the operator's chief engineer": of which operator, the role does not say
        while last > first and (tokens.kinds[last - 1] not in "Nw#." or tokens.lower[last - 1] in _TRAILING):
            last -= 1
        if last <= first:
            continue
        named = any(kind == "N" for kind in tokens.kinds[first:last])
        key = (named, min(last - first, 12))
        if key > best_key:
            best = " ".join(analysed.text[tokens.starts[first] : tokens.ends[last - 1]].split())
            best_key = key
    return best
