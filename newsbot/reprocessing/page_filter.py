"""Which archived pages can be wanted, told by their bytes: to parse a page takes a hundred times as long."""

import html
import re

from newsbot.discovery.topics import mentions
from newsbot.reprocessing.archives.records import ArchivedPage

_BEGINNING = 16 * 1024
"""Bytes in which the element `html` begins."""

_LANGUAGE = re.compile(rb"<html\b[^>]*?\slang\s*=\s*[\"']?\s*([a-z]{2,3})\b", re.IGNORECASE)


def may_be_wanted(page: ArchivedPage, *, language: str | None, topic: bool) -> str | None:
    """Why a page is not wanted: "language", where it declares another one; "topic", where it names none. None where it
    may be: only its article tells.
    """
    if language is not None and (_language(page) or language) != language:
        return "language"
    if topic and not mentions(html.unescape(page.body.decode("utf-8", "replace"))):
        return "topic"
    return None


def _language(page: ArchivedPage) -> str | None:
    """The language that a page's own element declares, else the server's header where it names one alone."""
    if found := _LANGUAGE.search(page.body[:_BEGINNING]):
        return found[1].decode("ascii").lower()
    header = next((value for name, value in page.headers if name.lower() == "content-language"), "")
    declared = re.fullmatch(r"\s*([A-Za-z]{2,3})(?:-[\w-]*)?\s*", header)
    return declared[1].lower() if declared else None
