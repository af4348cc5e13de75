"""Who wrote it: the names in the byline, without titles, outlets and the word "by"."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.jsonld import Node, text_of, types_of
from newsbot.extraction.page import Page
from newsbot.extraction.signals import Signals, is_aside, short_text

MOST_AUTHORS = 12

_META_KEYS = (
    "author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "article:author",
    "article:author_name",
    "cxenseparse:author",
    "og:article:author",
    "vr:author",
    "citation_author",
)
_PREFIX = re.compile(
    r"^(?:(?:written|posted|reported|published|authored|words|story|text|article|reviewed)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|od|autor(?:in)?|auteur|text|words|author)\b\s*:?\s*(?=\S)",
    re.I,
)
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|\n|\s/\s|(?<!\bJr),(?!\s*(?:Jr|Sr|PhD|Ph\.D|MD|M\.D|II|III)\b)|\s(?:and|und|et|y|e|en|och|og|with|mit|&)\s)\s*"
)
_NOISE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\S+@\S+\.\S+|(?<!\S)@\w+|https?://\S+")
_ROLE = re.compile(
    r"\b(?:reporter|editor|correspondent|writer|columnist|journalist|contributor|producer|analyst|director|manager|"
    r"officer|editor-in-chief|redakteur(?:in)?|korrespondent(?:in)?|chief|head of|professor|lecturer|fellow|researcher|ceo|cto|founder)\b",
    re.I,
)
_NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|staff|guest|editor(?:ial)?|unknown|anonymous|none|null|user\d*|webmaster|author|share|follow|"
    r"more|about the author|contributors?|authors?|read more|view (?:all )?.*|see .*|updated.*|published.*|\d+.*)$",
    re.I,
)
_NEWSROOM = re.compile(
    r"\b(?:staff|desk|newsroom|team|redaktion|redaktion(?:steam)?|rédaction|redacción|redazione|editorial|agency|reporters|writers|office)\b",
    re.I,
)
_NAME = re.compile(r"^(?:[^\W\d_][\w.'’`-]*)(?:\s+[^\W\d_][\w.'’`-]*){1,4}$")


def find_authors(page: Page, story: list[Node], signals: Signals) -> list[str]:
    """The fullest list of names among JSON-LD, meta elements, microdata and bylines; empty when nobody signs.

    People go before newsrooms and outlets, which are given only when no person is named.
    """
    outlet = {_fold(name) for name in (page.meta("og:site_name"), page.host, page.meta("og:site_name") or "") if name}
    lists = [clean_names(raw) for raw in _candidates(page, story, signals)]
    people = [[name for name in names if not _is_outlet(name, outlet)] for names in lists]
    best = next((names for names in people if names), None)
    if best is None:
        return next((names for names in lists if names), [])
    first = {_fold(name) for name in best}
    longer = (names for names in people if first < {_fold(name) for name in names})
    return max(longer, key=len, default=best)[:MOST_AUTHORS]


def _is_outlet(name: str, outlet: set[str]) -> bool:
    return _fold(name) in outlet or bool(_NEWSROOM.search(name))


def _fold(name: str) -> str:
    return "".join(re.findall(r"\w+", name.lower()))


def _candidates(page: Page, story: list[Node], signals: Signals) -> list[list[str]]:
    found = [_from_node(node, page.nodes) for node in story[:3]]
    found += [page.metas.get(key, []) for key in _META_KEYS]
    properties = [e for e in signals.properties.get("author", []) if not is_aside(e)]
    found.append([_named(element) for element in properties])
    bylines = [(e, short_text(e)) for e in signals.bylines if not is_aside(e)]
    found.append([text for e, text in bylines if e.get("rel") == "author"][:2])
    found += [[text] for _, text in bylines if text][:4]
    return found


def _named(element: HtmlElement) -> str:
    name = next(iter(element.xpath(".//*[@itemprop='name']")), element)
    return str(name.get("content") or "") or short_text(name)


def _from_node(node: Node, nodes: list[Node]) -> list[str]:
    value = node.get("author") or node.get("creator")
    names: list[str] = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict) and not entry.get("name") and entry.get("@id"):
            entry = next((n for n in nodes if n.get("@id") == entry["@id"] and n.get("name")), entry)
        if isinstance(entry, dict) and "Organization" in types_of(entry) and len(names) > 0:
            continue
        entry_name = entry.get("name") if isinstance(entry, dict) else entry
        names += [text_of(name) for name in (entry_name if isinstance(entry_name, list) else [entry_name])]
    return names


def clean_names(raw: list[str]) -> list[str]:
    """Names out of byline texts: "By Ann Lee and Bo Ray, chief reporter" gives Ann Lee and Bo Ray."""
    names: dict[str, str] = {}
    for text in raw:
        if text.startswith("http"):
            continue
        text = _PREFIX.sub("", " ".join(_NOISE.sub(" ", text).split()))
        for part in _SPLIT.split(text):
            part = _PREFIX.sub("", part.strip(" .,-–—:*")).strip(" -–—:*")
            if 1 < len(part) <= 60 and not _NOBODY.match(part) and not _ROLE.search(part) and "http" not in part:
                names.setdefault(_fold(part), part.title() if part.isupper() and " " in part else part)
    return list(names.values())
