"""The date of a page that neither declares one nor shows one near its headline."""

import re
from collections.abc import Iterator
from copy import deepcopy

from htmldate import find_date
from lxml.etree import tostring
from lxml.html import HTMLParser, document_fromstring

from newsbot.extraction.signals import short_text
from newsbot.text.markup import Element

LONGEST_LABEL = 70
"""Characters that a date with its label has; longer texts are sentences."""

MOST_LABELS = 20
"""How many texts with a year are read."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./-]\d{1,2}[./-]\d\d(?!\d)")
_DAY = (
    r"(\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,9}\.?)\s?20\d\d|[^\W\d_]{3,9}\.?\s\d{1,2},\s20\d\d"
    r"|\d{1,2}\s[^\W\d_]{3,9}\.?\s20\d\d)"
)
_DATELINE = re.compile(
    rf"(?:[^\W\d_][^\d.!?:;]{{0,30}}[,.]?\s)?(?:\({_DAY}\)[.:,]?|{_DAY}(?:\s?[-–—:/]|(?=\s[„»«“(])))\s?(?=[^\d\s])"
)
"""How a story begins with its place and day: "Osterby, 12.3.2024 - The operator"."""

_POSTED_ON = re.compile(
    r"(?:this (?:entry|post|article) was (?:posted|published|written)|dieser (?:beitrag|eintrag|artikel) wurde"
    r"|cet article a été publié|esta entrada fue publicada|questo articolo è stato pubblicato)"
    r"\b\D{0,40}?(?=\d|\b[^\W\d_]+ \d)",
    re.I,
)
"""How a theme of a weblog tells of its story."""

_NOT_PUBLISHED = re.compile(r"©|\(c\)|\b(?:copyright|since|seit|depuis|desde)\b", re.I)
_UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "option", "template"})
_NEVER_DATED = frozenset({"footer", "aside"})


def dated_labels(tree: Element) -> Iterator[str]:
    """The texts of the page that are as short as a date with its label and name a year, in their order."""
    found = 0
    for element in tree.iter():
        for text in (element.text if element.tag not in _UNSEEN else None, element.tail):
            if not text or not _YEAR.search(text, 0, 4 * LONGEST_LABEL):
                continue
            line = " ".join(text[: 4 * LONGEST_LABEL].split())
            if posted := _POSTED_ON.match(line):
                line = line[posted.end() :][:LONGEST_LABEL]
            elif dateline := _DATELINE.match(line):
                line = dateline[1] or dateline[2]
            if len(line) > LONGEST_LABEL or _NOT_PUBLISHED.search(line):
                continue
            if not any(parent.tag in _NEVER_DATED for parent in element.iterancestors()):
                yield line
                found += 1
                if found == MOST_LABELS:
                    return


def by_htmldate(tree: Element) -> str:
    """The day that htmldate finds in short texts of the page: "2024-05-17", or nothing.

    htmldate takes any date for the page's. Sentences are about other days, and a footer has the year of the
    copyright, so neither is shown to it; a first of January is what it makes of a year alone.
    """
    labels = tostring(_labels_of(tree), encoding="utf-8")
    page = document_fromstring(labels, parser=HTMLParser(encoding="utf-8"))
    found = find_date(page, url="", original_date=True, outputformat="%Y-%m-%d") or ""
    return "" if found.endswith("-01-01") else found


def _labels_of(tree: Element) -> Element:
    """A copy of the page without its footers and whatever is long enough to be a sentence."""
    copy = deepcopy(tree)
    for element in [*copy.iter("footer", "p", "li", "blockquote", "dd", "figcaption", "aside")]:
        if element.getparent() is not None and (element.tag in _NEVER_DATED or not short_text(element, LONGEST_LABEL)):
            element.clear(keep_tail=True)  # to drop it would set texts, which lxml refuses for control characters
    return copy
