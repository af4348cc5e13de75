"""The authors: the names that a page's metadata, links and bylines give, ranked by where they stand."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from newsbot.dedup import site_of
from newsbot.extraction.jsonld import Node, text_of, types_of
from newsbot.extraction.metadata.bylines import after_date, byline_names
from newsbot.extraction.metadata.person_names import (
    account_in,
    fold_name,
    is_by,
    is_outlet,
    is_titled,
    looks_personal,
    names_in,
)
from newsbot.extraction.page import Page
from newsbot.extraction.signals import LONGEST, Signals, is_aside, short_text
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

_NO_BYLINE = frozenset({"nav", "link", "input", "style", "script", "form", "button", "h1"})
_NO_ACCOUNT = _NO_BYLINE | {"aside", "footer"}
"""Elements that are no byline, and no account's, whatever their class."""

_PROFILE = re.compile(r"/(?:authors?|by|staff|people|profiles?|contributors?)/([a-z]{2,20}(?:-[a-z]{2,20}){1,3})/?$")
_NOBODY = re.compile(r"\b(?:Author|Staff|Editors?|Team|Desk)\b")
_ACCOUNT_PAGE = re.compile(r"/(?:authors?|autor(?:en|es)?|auteurs?|profiles?|users?|members?)/", re.I)

_LABEL = re.compile(r"\s*(?:authors?|autor(?:in|en|es|a)?|auteurs?|autore|texte?)\s*:", re.I)


def find_authors(page: Page, story: list[Node], signals: Signals) -> list[str]:
    """The people named by the best of JSON-LD, meta elements, microdata, author links and bylines.

    Outlets, newsrooms and accounts are given only when no person is named; nothing when nobody signs. A byline that has
    all the names of the metadata and more goes before it.
    """
    declared = [names for names in _declared(page, story) if names]
    beside, near, far = ([names for names in texts if names] for texts in _shown(signals))
    outlet = {fold_name(name) for name in (page.meta("og:site_name"), page.host, page.host.rpartition(".")[0]) if name}
    organisations = {fold_name(name) for node in story for name in _node_names(node, page.nodes, organisations=True)}
    people = [kept for names in declared if any(map(looks_personal, kept := _without(names, outlet)))]
    signed = [kept for names in people if (kept := _without(names, organisations))]
    bylines, nearby, further = (
        [kept for names in shown if (kept := [name for name in _without(names, outlet) if looks_personal(name)])]
        for shown in (beside, near, far)
    )
    ranked = chain(signed, bylines, _unnamed(signals, nearby, people, further), declared)
    titled = (names[:1] for names in beside + near + far if is_titled(names[0]))
    best = next(chain(ranked, titled, _as_declared(page, story), _linked(page)), [])
    known = {fold_name(name) for name in best}
    longer = (
        names
        for names in bylines + nearby + further
        if known < {fold_name(name) for name in names} and len(names) <= MOST_AUTHORS
    )
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


def _unnamed(
    signals: Signals, nearby: list[list[str]], people: list[list[str]], further: list[list[str]]
) -> Iterator[list[str]]:
    """Who signs where no person is named beside the headline: an account there goes before people farther away."""
    accounts = list(_accounts(signals))
    yield from (account for position, account in accounts if position <= BESIDE)
    yield from nearby
    yield from people
    yield from (account for _, account in accounts)
    yield from further
    yield from _after_dates(signals)


def _as_declared(page: Page, story: list[Node]) -> Iterator[list[str]]:
    """What metadata give as the author, whole, where nothing of it is like a name: "Example Marketing"."""
    texts = [*(name for node in story[:3] for name in _node_names(node, page.nodes)), *page.metas.get("author", [])]
    return ([text] for text in texts if is_outlet(text))


def _linked(page: Page) -> Iterator[list[str]]:
    """The name in the address of a profile on the site itself that a meta element gives: /author/ann-lee."""
    for address in page.metas.get("article:author", [])[:MOST_AUTHORS]:
        if (match := _PROFILE.search(address)) and site_of(page.absolute(address) or "") == page.host:
            names = names_in(match[1].replace("-", " ").title())
            if names and all(looks_personal(name) and not _NOBODY.search(name) for name in names):
                yield names


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


def _shown(signals: Signals) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    """Names in the page's text, near the headline and far from it.

    Microdata go first, then links to author pages, then what is marked as or begins like a byline. Of each kind those
    beside the headline go first; texts that begin with "By" count far from it only where they are labels.
    """
    marked = [e for e in signals.properties.get("author", []) if not _is_elsewhere(e)]
    micro = [name for e in marked[:1] for name in byline_names(next(iter(e.xpath(".//*[@itemprop='name']")), e))]
    beside, near, far = [], [], []
    for elements in (signals.author_links, signals.bylines, signals.by_texts):
        beside_of, near_of, far_of = [], [], []
        for element in elements:
            position = signals.positions[element]
            if element.tag in _NO_BYLINE or (element.get("rel") != "author" and _leads_on(element)):
                continue
            if -BEFORE <= position <= BESIDE:
                beside_of.append(element)
            elif -BEFORE <= position <= AFTER:
                near_of.append(element)
            elif elements is not signals.by_texts or not signals.is_anchored or _LABEL.match(element.text or ""):
                far_of.append(element)
        beside += beside_of[:MOST_ELEMENTS]
        near += near_of[:MOST_ELEMENTS]
        far += far_of[:MOST_ELEMENTS]
    return (
        [micro, *map(byline_names, beside)],
        [byline_names(e) for e in near if not _is_elsewhere(e)],
        [byline_names(e) for e in far[:MOST_ELEMENTS] if not _is_elsewhere(e)],
    )


def _leads_on(element: Element) -> bool:
    """Whether it is a link of a menu: /people/ is a section too."""
    return element.tag == "a" and next(element.iterancestors("nav"), None) is not None


def _accounts(signals: Signals) -> Iterator[tuple[int, list[str]]]:
    """The account that a link or byline near the headline calls the author: nobody else signs such a page."""
    for element in chain(signals.author_links, signals.bylines, signals.by_texts):
        position = signals.positions[element]
        if not -BEFORE <= position <= AFTER or element.tag in _NO_ACCOUNT:
            continue
        if (
            element.tag == "a"
            and element.get("rel") != "author"
            and not _ACCOUNT_PAGE.search(element.get("href") or "")
        ):
            continue
        if (account := account_in(short_text(element, 40))) and not _is_elsewhere(element):
            yield position, [account]


def _after_dates(signals: Signals) -> Iterator[list[str]]:
    """The person beside the date beside the headline."""
    for element in (*signals.datelines, *signals.times):
        if -BEFORE <= signals.positions[element] <= BESIDE and not _is_elsewhere(element):
            line = short_text(element)
            for text in (element.text or "", line, f"{line} {(element.tail or '')[:LONGEST]}"):
                if names := names_in(after_date(text)):
                    yield names


def _is_elsewhere(element: Element) -> bool:
    """Whether it stands in navigation, among comments or in a list of other stories."""
    if is_aside(element):
        return True
    above = (element, *islice(element.iterancestors(), 6))
    return any(_ELSEWHERE.search(f"{parent.get('class', '')} {parent.get('id', '')}") for parent in above)
