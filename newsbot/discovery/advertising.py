"""Whether a page that looks like a story says itself that somebody paid for it."""

import re
from collections.abc import Iterable

_KINDS = r"content|posts?|articles?|features?|stor(?:y|ies)|insights?|messages?"
_LABEL = (
    rf"(?:(?:sponsored|promoted|paid|partner|partnered|branded|brand)[ -](?:{_KINDS})|sponsored|promoted|advertorials?"
    r"|advertisements?(?: features?)?|brandvoice|native advertising|paid partnership)"
)
_WHOLE = re.compile(_LABEL, re.I)
_BEFORE = re.compile(rf"\W*{_LABEL}\s*[:|\])–—]", re.I)
_AFTER = re.compile(rf"[\[(|]\s*{_LABEL}\s*[\])]?\s*$", re.I)


def is_advertisement(headline: str, tags: Iterable[str]) -> bool:
    """Whether its headline begins or ends with such a label ("Sponsored: …"), or its section or a keyword is one."""
    if _BEFORE.match(headline) or _AFTER.search(headline):
        return True
    return any(_WHOLE.fullmatch(tag.strip()) for tag in tags)
