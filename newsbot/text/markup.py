"""Any bytes -> HTML text -> a tree, in time that grows with their length and no faster."""

import re
from itertools import islice

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import resolve_encoding

MAX_CHARACTERS = 3_000_000
"""Characters that are read of a page; the largest news pages have some two million, nearly all of them scripts."""

MAX_TAGS = 100_000
"""How many tags are parsed: some twenty times what a news page has."""

_OTHER_FILES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
    b"ID3",
)
_DECLARED_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_MANY_ATTRIBUTES = 250
_LONG_TAG = re.compile(r"<([^<>]{500,})")
_TAG = re.compile(r"[/!]?[A-Za-z][\w:-]*")
_ATTRIBUTE = re.compile(r"""[^\s"'/>=]+(?:=(?:"[^"]*"|'[^']*'))?""")


class MarkupError(ValueError):
    """The input is no HTML: it is empty, or it is another kind of file (an image, a PDF, an archive)."""


def decode(raw: bytes) -> str:
    """The text of a page: UTF-8 wherever the bytes allow it, else the declared charset, else windows-1252."""
    if raw.startswith(_OTHER_FILES):
        raise MarkupError("The input is a binary file, not an HTML page.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    raw = raw[: 2 * MAX_CHARACTERS]
    match = _DECLARED_CHARSET.search(raw, 0, 8192)
    declared = resolve_encoding(match[1].decode("ascii", "replace")) if match else None
    if declared and declared.startswith("iso2022"):
        return _decoded(raw, declared)
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken and broken * 2 > sum(1 for _ in re.finditer(rb"[\x80-\xff]+", raw)):
        text = _decoded(raw, declared if declared and not declared.startswith("utf") else "cp1252")
    return text


def _decoded(raw: bytes, charset: str) -> str:
    """Decoded as declared, unless the declaration names something that is no charset ("hex") or cannot replace."""
    try:
        return raw.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("cp1252", "replace")


def parsed(text: str) -> tuple[str, HtmlElement]:
    """The text as it is parsed, and its tree.

    The text is cut to MAX_CHARACTERS and MAX_TAGS; NUL characters, lone surrogates and the attributes of tags that have
    hundreds are left out. Raises MarkupError for a text without an element.
    """
    text = _bounded(text[:MAX_CHARACTERS].replace("\x00", "").lstrip("\ufeff"))
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-8", "replace")
        text = data.decode()
    if b"<" not in data:
        raise MarkupError("The input is no HTML: it has no tag.")
    if sum(map(data.count, range(1, 7))) * 50 > len(data):
        raise MarkupError("The input is a binary file, not an HTML page.")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return text, document_fromstring(data, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise MarkupError("The input is no HTML: it has no element.") from error


def _bounded(text: str) -> str:
    """Drop all after MAX_TAGS, and bare the tags of hundreds of attributes, for which libxml2 takes quadratic time."""
    if text.count("<") >= MAX_TAGS:
        text = "<".join(text.split("<", MAX_TAGS)[:MAX_TAGS])
    return _LONG_TAG.sub(_without_attributes, text)


def _without_attributes(tag: re.Match[str]) -> str:
    """A tag without its attributes if they are too many."""
    name = _TAG.match(tag[1])
    attributes = islice(_ATTRIBUTE.finditer(tag[1]), _MANY_ATTRIBUTES + 1)
    return f"<{name[0]}" if name and sum(1 for _ in attributes) > _MANY_ATTRIBUTES else tag[0]
