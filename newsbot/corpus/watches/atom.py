"""Matches of a saved search as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote as percent_encoded
from xml.etree import ElementTree

from newsbot.store.database.connection import Document
from newsbot.text.printable import printable

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(r"https?://[^\s\\<>\"]+", re.IGNORECASE)


def atom(name: str, added_at: datetime, matches: Sequence[Document]) -> str:
    """The feed of a search: an entry for each match (a quote with `found_at`). Equal matches make equal feeds."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", _id("watch", name))
    _add(feed, "title", f"newsbot: {name}")
    _add(feed, "updated", max([added_at, *(match["found_at"] for match in matches)]).isoformat())
    _add(_add(feed, "author"), "name", "newsbot")
    for match in matches:
        entry = _add(feed, "entry")
        _add(entry, "id", _id("quote", match["_id"]))
        _add(entry, "title", f"{match['speaker'] or 'No speaker named'}: {match['headline']}")
        _add(entry, "updated", match["found_at"].isoformat())
        if match["published"]:
            _add(entry, "published", match["published"].isoformat())
        if _LINK.fullmatch(match["url"]):
            _add(entry, "link", rel="alternate", href=match["url"])
        words = " ".join(match["text"].split())
        _add(entry, "content", words if match["kind"] == "indirect" else f"“{words}”", type="text")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(
        parent, f"{{{_ATOM}}}{name}", {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    )
    element.text = _NOT_XML.sub("", printable(text)) or None
    return element


def _id(kind: str, name: str) -> str:
    """A tag URI (RFC 4151), the same for ever."""
    return f"tag:newsbot.invalid,2026:{kind}/{percent_encoded(name, safe=':')}"
