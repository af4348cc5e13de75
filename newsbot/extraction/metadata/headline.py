"""The headline: the candidates that a page offers, and which of them the others bear out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from newsbot.extraction.jsonld import Node, text_of, types_of
from newsbot.extraction.page import Page
from newsbot.extraction.signals import MOST_TITLES, Signals, is_aside, short_text
from newsbot.text.markup import Element

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»:~]|-{1,2}|::)\s+|\s*[|｜_]\s*|(?<=\S): (?=\S)|-{2,}|\s*»\s*")
_HOME = re.compile(r"/|(?:\S*/)?https?://[^/\s]+/?(?:index\.\w+)?")
_WORD = re.compile(r"\w+")
_BETWEEN = " -–—:|/·»"
MOST_HEADINGS = 12
LONGEST_TITLE = 400
"""Characters of a title that are read."""

SHORTEST_ENDING = 4
"""Words that what follows a kicker must have."""

_WEIGHTS = {"newsroom": 4.0, "h1": 3.0, "json-ld": 2.6, "microdata": 2.2, "og": 1.8, "twitter": 1.2, "title": 1.5}
"""How much a kind of candidate is trusted before the others are heard."""

_CARDS = frozenset({"og", "twitter", "title"})
"""What a page tells of itself to others, with the site's name as often as not."""

SOLE_HEADING = 0.5
"""How much more the h1 of a page with only one is trusted."""


@dataclass(slots=True)
class _Candidate:
    source: str
    text: str
    words: frozenset[str]


def find_headline(page: Page, story: list[Node], signals: Signals) -> str:
    """The candidate with the highest weight plus agreement of the other kinds; empty when the page names none.

    Agreement is the Jaccard index of two candidates' words, summed over the best candidate of every other kind.
    """
    site_names = _site_names(page, signals)
    found = [
        _Candidate(source, text, frozenset(_WORD.findall(text.lower())))
        for source, text in _candidates(page, story, signals, site_names)
    ]
    found = [candidate for candidate in found if candidate.words]
    if not found:
        return ""
    weights = _WEIGHTS
    if sum(candidate.source == "h1" for candidate in found) == 1:
        weights = weights | {"h1": weights["h1"] + SOLE_HEADING}
    return max(found, key=lambda candidate: weights[candidate.source] + 2 * _agreement(candidate, found)).text


def _agreement(candidate: _Candidate, others: list[_Candidate]) -> float:
    best: dict[str, float] = {}
    for other in others:
        if other.source != candidate.source:
            shared = len(candidate.words & other.words) / len(candidate.words | other.words)
            best[other.source] = max(best.get(other.source, 0.0), shared)
    return sum(best.values())


def _candidates(page: Page, story: list[Node], signals: Signals, site_names: set[str]) -> list[tuple[str, str]]:
    cards = [("og", page.meta("og:title")), ("twitter", page.meta("twitter:title")), ("title", page.title)]
    for node in story[:1]:
        source = "newsroom" if any(name.endswith("NewsArticle") for name in types_of(node)) else "json-ld"
        cards.append((source, text_of(node.get("headline"))))
    declared = [
        (source, text if source in _CARDS else _without_signature(text, site_names)) for source, text in cards if text
    ]
    found = []
    for heading in signals.headings[:MOST_HEADINGS]:
        text = _without_signature(short_text(heading, 400), site_names)
        text = _without_overline(heading, text, [text for _, text in declared], site_names)
        if text and not is_aside(heading) and _fold(text) not in site_names:
            found.append(("h1", text))
    if not found and all(source in _CARDS for source, _ in declared):
        found = [("h1", text) for text in islice(_in_title(page.title, signals, site_names), 1)]
    marked = signals.properties.get("headline", [])[:1]
    apart = [("microdata", short_text(element, 400)) for element in marked if element not in signals.headings]
    whole = _agreed([*found, *declared, *apart])
    found += [("microdata", short_text(element, 400)) for element in marked]
    for source, text in declared:
        if source in _CARDS and _fold(text) not in whole:
            kept = max((len(name) for name in whole.values() if text.startswith(name)), default=0)
            text = without_site_name(text, site_names, kept)
        found.append((source, text))
    return [(source, text if _fold(text) in whole else _without_kicker(text, found)) for source, text in found]


def _in_title(title: str, signals: Signals, site_names: set[str]) -> Iterator[str]:
    """Lower headings that are a whole part of the title element: below an h1 that is the site's stands the headline."""
    title, parts, start = title[:LONGEST_TITLE], set(), 0
    for cut in _SEPARATOR.finditer(title):
        if cut[0] != ": ":  # before it stands a kicker, which is the headline's
            parts.add(_fold(title[start : cut.start()]))
            start = cut.end()
    parts = (parts | {_fold(title[start:])}) - site_names - {""}
    for _, heading in signals.titles[:MOST_TITLES]:
        if heading.tag != "h1" and _fold(text := short_text(heading, 400)) in parts and not is_aside(heading):
            yield text


def _without_overline(heading: Element, text: str, declared: list[str], site_names: set[str]) -> str:
    """The heading's text without an overline that is an element of its own in it, where what is declared has none.

    Nor has it the site's name as one.

    An overline that is declared too stays: it is the headline as its editors wrote it.
    """
    while len(heading) == 1 and not (heading.text or "").strip() and not (heading[0].tail or "").strip():
        heading = heading[0]
    if not len(heading) or (heading.text or "").strip():
        return text
    overline = short_text(heading[0], 400)
    rest = text[len(overline) :].lstrip(_BETWEEN) if overline and text.startswith(overline) else ""
    folded, shown = _fold(rest), _fold(text)
    borne_out = _fold(overline) in site_names or any(
        folded in told and shown not in told for told in map(_fold, declared)
    )
    return rest if folded and len(_WORD.findall(rest)) > 1 and borne_out else text


def _without_signature(text: str, site_names: set[str]) -> str:
    """A text without its last part where that is the site's name and nothing else: no headline ends so."""
    cuts = [*_SEPARATOR.finditer(text[:LONGEST_TITLE])]
    return text[: cuts[-1].start()] if cuts and _fold(text[cuts[-1].end() :]) in site_names else text


def _agreed(found: list[tuple[str, str]]) -> dict[str, str]:
    """Texts that stand both in an h1 and in the metadata, by themselves folded: the headline as its editors wrote it.

    Nothing of it goes. A title element that has more after such a text does not count against it.
    """
    headings = {_fold(text): text for source, text in found if source == "h1"}
    declared = {_fold(text) for source, text in found if source != "h1"}
    titles = [_fold(text) for source, text in found if source == "title"]
    return {
        folded: text
        for folded, text in headings.items()
        if folded
        and (folded in declared or any(title.startswith(folded) and len(folded) > len(title) / 2 for title in titles))
    }


def _without_kicker(text: str, others: list[tuple[str, str]]) -> str:
    """The headline proper, where another candidate shows that a kicker or a section was run together with it."""
    endings = (other for _, other in others if len(other) < len(text) and len(_WORD.findall(other)) >= SHORTEST_ENDING)
    text = next((other for other in endings if text.lower().endswith(other.lower())), text)
    cut = re.search(r"\s[|–—]\s[^|–—]{1,25}$", text)
    return text[: cut.start()] if cut and any(other == text[: cut.start()] for _, other in others) else text


def _site_names(page: Page, signals: Signals) -> set[str]:
    names = {short_text(heading) for heading in signals.headings[:MOST_HEADINGS] if _leads_home(heading)} | {
        page.meta("og:site_name"),
        page.meta("application-name"),
        page.host,
        page.host.partition(".")[0],
    }
    for node in page.nodes:
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            names.add(text_of(publisher.get("name")))
    return {_fold(name) for name in names if name} - {""}


def _leads_home(heading: Element) -> bool:
    """Whether all of it is a link to the front page, as a site's own name is."""
    link = next(heading.iter("a"), None)
    if link is None or not _HOME.fullmatch((link.get("href") or "").strip()):
        return False
    return short_text(link) == short_text(heading)


def _fold(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def without_site_name(title: str, site_names: set[str], kept: int = 0) -> str:
    """A title without the parts at its end, or the one at its beginning, that name the site or one of its sections.

    Its first `kept` characters stay. Of parts between bars all go that stand before the site's name but the first.
    """
    title = title[:LONGEST_TITLE]
    cuts = [cut for cut in _SEPARATOR.finditer(title) if cut.start() >= kept]
    for number, cut in reversed([*enumerate(cuts)]):
        if _is_site(title[cut.end() :], site_names):
            bars = takewhile(lambda one: "|" in one[0], reversed(cuts[:number]))
            title = title[: min((one.start() for one in bars), default=cut.start())]
            break
    else:
        if cuts and _is_site(title[: cuts[0].start()], site_names):
            title = title[cuts[0].end() :]
    return title.strip()


def _is_site(part: str, site_names: set[str]) -> bool:
    folded = _fold(part)
    return folded in site_names or any(
        len(name) > 3 and len(folded) > 3 and (name in folded or folded in name) and len(_WORD.findall(part)) <= 6
        for name in site_names
    )
