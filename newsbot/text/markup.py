"""Any bytes -> HTML text -> a tree, in time that grows with their length and no faster."""

import re
from html import unescape
from itertools import islice
from typing import Any

from lxml.etree import HTMLParser, LxmlError, fromstring
from w3lib.encoding import resolve_encoding

Element = Any
"""An `lxml.etree._Element`, whose type stubs tell of bytes where HTML has text alone."""

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
_PARAGRAPH_ENDS = re.compile(r"\n|</(?:p|h\d|li|div|blockquote)>|<br\s*/?>\s*<br\s*/?>", re.I)
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_CONTROLS = bytes(range(1, 7))
_MANY_ATTRIBUTES, _LONG_TAG = 250, 500
_TAG = re.compile(rb"[/!]?[A-Za-z][\w:-]*")
_ATTRIBUTE = re.compile(rb"""[^\s"'/>=]+(?:=(?:"[^"]*"|'[^']*'))?""")


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
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    if text.count("\ufffd") * 2 > sum(1 for _ in re.finditer(rb"[\x80-\xff]+", raw)):
        text = _decoded(raw, declared if declared and not declared.startswith("utf") else "cp1252")
    return text


def _decoded(raw: bytes, charset: str) -> str:
    """Decoded as declared, unless the declaration names something that is no charset ("hex") or cannot replace."""
    try:
        return raw.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("cp1252", "replace")


def parsed(text: str) -> tuple[str, Element]:
    """The text as it is parsed, and its tree.

    The text is cut to MAX_CHARACTERS and MAX_TAGS; NUL characters, lone surrogates and the attributes of tags that have
    hundreds are left out. Raises MarkupError for a text without an element.
    """
    text = text[:MAX_CHARACTERS].replace("\x00", "").lstrip("\ufeff")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-8", "replace")
        text = data.decode()
    if (bounded := _bounded(data)) is not data:
        data, text = bounded, bounded.decode()
    if b"<" not in data:
        raise MarkupError("The input is no HTML: it has no tag.")
    if (len(data) - len(data.translate(None, _CONTROLS))) * 50 > len(data):
        raise MarkupError("The input is a binary file, not an HTML page.")
    # lxml.html's parser calls a function of Python's for each element: some 6 % of what reading a page costs
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = fromstring(data, parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise MarkupError("The input is no HTML: it has no element.") from error
    if tree is None:
        raise MarkupError("The input is no HTML: it has no element.")
    return text, tree


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text from the page's metadata or state, which may be marked up, each on one line."""
    pieces = _PARAGRAPH_ENDS.split(unescape(text))
    return [line for piece in pieces if (line := " ".join(_MARKUP.sub(" ", piece).split()))]


def _bounded(data: bytes) -> bytes:
    """Drop all after MAX_TAGS, and bare the tags of hundreds of attributes, for which libxml2 takes quadratic time."""
    begin, *tags = data.split(b"<", MAX_TAGS)
    bounded = tags[: MAX_TAGS - 1]
    for number, tag in enumerate(bounded):
        if len(tag) > _LONG_TAG:
            bounded[number] = _with_few_attributes(tag)
    return data if bounded == tags else b"<".join((begin, *bounded))


def _with_few_attributes(tag: bytes) -> bytes:
    """A tag and the text behind it, without its attributes if they are too many."""
    content, end, behind = tag.partition(b">")
    name = _TAG.match(content) if len(content) > _LONG_TAG else None
    attributes = islice(_ATTRIBUTE.finditer(content), _MANY_ATTRIBUTES + 1) if name else ()
    return name[0] + end + behind if name and sum(1 for _ in attributes) > _MANY_ATTRIBUTES else tag
