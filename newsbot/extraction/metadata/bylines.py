"""The names in one byline of a page: an element, or what follows its label."""

import re
from itertools import islice

from newsbot.extraction.metadata.person_names import fold_name, is_by, looks_personal, names_in, without_month
from newsbot.extraction.signals import IN_A_LINE, LONGEST, text_pieces
from newsbot.text.markup import Element

MOST_ABOVE, MOST_BESIDE = 3, 8
"""How many elements up from a label, and how many after each, its names are looked for."""

_POSTED = re.compile(r"(?:posted|published|written|updated)\s+by\s+(\D{3,60}?)\s+(?:on|at|in)\s", re.I)
"""A byline that goes on with its day: "Posted by NAME on DATE in SECTION"."""

_DATE_FIRST = re.compile(
    r".{0,40}\d(?:\s?(?:uhr|[ap]\.?m\.?|h))?\s*(?:[|–—·•,-]|(?<=\s)(?:by|von|par|por)(?=\s))\s*([^\d|–—·•,:：]{4,50}?)"
    r"\s*(?:[|·•].{0,60})?",
    re.I,
)
"""A byline that begins with its day: "12.3.2024 - NAME"."""

_DATED = re.compile(r"\d|^(?:updated|published|posted|last|on|at|min|edited|fact|reviewed|medically)\b", re.I)


def byline_names(element: Element) -> list[str]:
    """Names up to the first date, so that nothing of a crowded byline runs into them."""
    content = element.get("content")
    if content:
        return _names_of([content])
    pieces = text_pieces(element)
    if pieces and is_by(" ".join(pieces)):
        return _names_of(_after(element))
    names = _names_of(pieces)
    if not names and element.text and not len(element) and element.getparent() is not None:
        return _names_of(text_pieces(element.getparent()))
    return names


def _names_of(pieces: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for piece in pieces:
        if posted := _POSTED.match(piece):
            piece = posted[1]
        elif _DATED.search(piece):
            if found:
                break
            piece = after_date(piece) or _before_date(piece)
        for name in names_in(piece, goes_on=bool(found)):
            found.setdefault(fold_name(name), name)
    return list(found.values())


def after_date(text: str) -> str:
    """The person who stands after the day: "12.3.2024 - Ann Lee" gives Ann Lee. Empty where nobody does."""
    signed = _DATE_FIRST.fullmatch(" ".join(text.split())) if len(text) < LONGEST else None
    return signed[1] if signed and looks_personal(signed[1]) else ""


def _before_date(text: str) -> str:
    return without_month(re.split(r"\d", text)[0]) if text[0].isalpha() and not _DATED.match(text) else ""


def _after(label: Element) -> list[str]:
    """The texts of the line after a label, or of what follows the elements that hold nothing else."""
    element: Element | None = label
    for _ in range(MOST_ABOVE):
        if element is None:
            break
        pieces = [element.tail or ""]
        for sibling in islice(element.itersiblings(), MOST_BESIDE):
            if any(map(str.strip, pieces)) and sibling.tag not in IN_A_LINE:
                break
            pieces += [*text_pieces(sibling), sibling.tail or ""]
        if said := [line for piece in pieces if (line := " ".join(piece.split())).strip(":|-–—·•, ")]:
            return said
        element = element.getparent()
    return []
