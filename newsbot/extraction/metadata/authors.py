"""The authors: the names that a page's metadata, links and bylines give, ranked by where they stand."""

import re
from collections.abc import Iterator
from itertools import islice

from newsbot.extraction.jsonld import Node, text_of, types_of
from newsbot.extraction.metadata.person_names import fold_name, is_by, is_titled, looks_personal, names_in
from newsbot.extraction.page import Page
from newsbot.extraction.signals import Signals, is_aside, short_text, text_pieces
from newsbot.text.markup import Element

MOST_AUTHORS = 12
MOST_ELEMENTS = 12
"""How many bylines of a kind are read."""

BEFORE, BESIDE, AFTER = 30, 40, 120
"""How many elements before and after the headline a byline is beside it, and near it."""

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
    "og:author",
    "vr:author",
    "citation_author",
)
_ELSEWHERE = re.compile(r"comment|related|recommend|recirc|popular|trending|sidebar|most-?read|latest-|more-from", re.I)
_INVERTING = {"citation_author", "dc.creator", "dcterms.creator"}
_INVERTED = re.compile(r"^([^\s,]+), ([^,]+)$")
_POSTED = re.compile(r"(?:posted|published|written|updated)\s+by\s+(\D{3,60}?)\s+(?:on|at|in)\s", re.I)
"""A byline that goes on with its day: "Posted by NAME on DATE in SECTION"."""

_DATED = re.compile(r"\d|^(?:updated|published|posted|last|on|at|min|edited|fact|reviewed|medically)\b", re.I)


def find_authors(page: Page, story: list[Node], signals: Signals) -> list[str]:
    """The people named by the best of JSON-LD, meta elements, microdata, author links and bylines.

    Outlets and newsrooms are given only when no person is named; nothing when nobody signs. A byline that has all the
    names of the metadata and more goes before it.
    """
    declared = [names for names in _declared(page, story) if names]
    shown = [names for names in _shown(signals) if names]
    outlet = {fold_name(name) for name in (page.meta("og:site_name"), page.host, page.host.rpartition(".")[0]) if name}
    organisations = {fold_name(name) for node in story for name in _node_names(node, page.nodes, organisations=True)}
    people = [kept for names in declared if any(map(looks_personal, kept := _without(names, outlet)))]
    signed = [kept for names in people if (kept := _without(names, organisations))]
    bylines = [kept for names in shown if (kept := [name for name in _without(names, outlet) if looks_personal(name)])]
    best = next(
        iter(
            signed
            or bylines
            or people
            or declared
            or [names[:1] for names in shown if is_titled(names[0])]
            or list(_user_names(signals))
        ),
        [],
    )
    known = {fold_name(name) for name in best}
    longer = (names for names in bylines if known < {fold_name(name) for name in names} and len(names) <= MOST_AUTHORS)
    return next(longer, best)[:MOST_AUTHORS]


def _without(names: list[str], outlet: set[str]) -> list[str]:
    return [name for name in names if fold_name(name) not in outlet]


def _declared(page: Page, story: list[Node]) -> Iterator[list[str]]:
    for node in story[:3]:
        yield _flat(_node_names(node, page.nodes))
    for key in _META_KEYS:
        yield _flat(
            [_INVERTED.sub(r"\2 \1", text) for text in page.metas.get(key, [])]
            if key in _INVERTING
            else page.metas.get(key, [])
        )
    for number in ("1", "2"):  # a card's labelled facts, which plugins of WordPress write
        if is_by((page.meta(f"twitter:label{number}") or "").strip()):
            yield _flat(page.metas.get(f"twitter:data{number}", []))


def _flat(texts: list[str]) -> list[str]:
    found = {fold_name(name): name for text in texts for name in names_in(text)}
    return list(found.values())


def _node_names(node: Node, nodes: list[Node], *, organisations: bool = False) -> list[str]:
    """The names of a node's authors, looked up where only an @id is given; of organisations alone when asked."""
    value = node.get("author") or node.get("creator")
    names: list[str] = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict) and not entry.get("name") and entry.get("@id"):
            entry = next((other for other in nodes if other.get("@id") == entry["@id"] and other.get("name")), entry)
        if organisations and not (isinstance(entry, dict) and "Person" not in types_of(entry)):
            continue
        given = (entry.get("name") or _in_parts(entry)) if isinstance(entry, dict) else entry
        names += [text_of(name) for name in (given if isinstance(given, list) else [given])]
    return names


def _in_parts(person: Node) -> str:
    """A name that is given in parts."""
    return " ".join(filter(None, (text_of(person.get(part)) for part in ("givenName", "additionalName", "familyName"))))


def _shown(signals: Signals) -> Iterator[list[str]]:
    """Names in the page's text: microdata, then links to author pages, then what is marked as or begins like a byline.

    Of each kind those that stand near the headline go first; texts that begin with "By" count only there.
    """
    marked = [e for e in signals.properties.get("author", []) if not _is_elsewhere(e)]
    yield [name for e in marked[:1] for name in _byline_names(next(iter(e.xpath(".//*[@itemprop='name']")), e))]
    beside, near, far = [], [], []
    for elements in (signals.author_links, signals.bylines, signals.by_texts):
        for element in elements[:MOST_ELEMENTS]:
            if -BEFORE <= signals.positions[element] <= BESIDE:
                beside.append(element)
            elif -BEFORE <= signals.positions[element] <= AFTER:
                near.append(element)
            elif elements is not signals.by_texts:
                far.append(element)
    for element in beside:
        yield _byline_names(element)
    for element in near + far[:MOST_ELEMENTS]:
        if not _is_elsewhere(element):
            yield _byline_names(element)


def _user_names(signals: Signals) -> Iterator[list[str]]:
    """The account that a link near the headline calls the author: nobody else signs such a page."""
    for element in signals.author_links[:MOST_ELEMENTS]:
        if element.get("rel") == "author" and -BEFORE <= signals.positions[element] <= AFTER:
            names = names_in(short_text(element))
            if len(names) == 1 and " " not in names[0] and not _is_elsewhere(element):
                yield names


def _is_elsewhere(element: Element) -> bool:
    """Whether it stands in navigation, among comments or in a list of other stories."""
    if is_aside(element):
        return True
    above = (element, *islice(element.iterancestors(), 6))
    return any(_ELSEWHERE.search(f"{parent.get('class', '')} {parent.get('id', '')}") for parent in above)


def _byline_names(element: Element) -> list[str]:
    """Names up to the first date, so that nothing of a crowded byline runs into them."""
    content = element.get("content")
    if element.text and not len(element) and not names_in(element.text) and element.getparent() is not None:
        element = element.getparent()
    found: dict[str, str] = {}
    for piece in [content] if content else text_pieces(element):
        if posted := _POSTED.match(piece):
            piece = posted[1]
        elif _DATED.search(piece):
            if found:
                break
            piece = re.split(r"\d", piece)[0] if piece[0].isalpha() and not _DATED.match(piece) else ""
        for name in names_in(piece):
            found.setdefault(fold_name(name), name)
    return list(found.values())
