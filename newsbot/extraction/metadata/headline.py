"""The headline: the candidates that a page offers, and which of them the others bear out."""

import re
from dataclasses import dataclass

from newsbot.extraction.jsonld import Node, text_of, types_of
from newsbot.extraction.page import Page
from newsbot.extraction.signals import Signals, is_aside, short_text

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»:~]|-{1,2}|::)\s+|\s*[|｜_]\s*|(?<=\S): (?=\S)|-{2,}|\s*»\s*")
_WORD = re.compile(r"\w+")
MOST_HEADINGS = 12
LONGEST_TITLE = 400
"""Characters of a title that are read."""

SHORTEST_ENDING = 4
"""Words that what follows a kicker must have."""

_WEIGHTS = {"newsroom": 5.0, "h1": 3.0, "json-ld": 2.6, "microdata": 2.2, "og": 1.8, "twitter": 1.2, "title": 1.5}
"""How much a kind of candidate is trusted before the others are heard."""

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
    site_names = _site_names(page)
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
    found = []
    for heading in signals.headings[:MOST_HEADINGS]:
        text = short_text(heading, 400)
        if text and not is_aside(heading) and _fold(text) not in site_names:
            found.append(("h1", text))
    for node in story[:1]:
        source = "newsroom" if any(name.endswith("NewsArticle") for name in types_of(node)) else "json-ld"
        found.append((source, text_of(node.get("headline"))))
    found += [("microdata", short_text(element, 400)) for element in signals.properties.get("headline", [])[:1]]
    cards = [("og", page.meta("og:title")), ("twitter", page.meta("twitter:title")), ("title", page.title)]
    whole = _agreed([*found, *((source, text or "") for source, text in cards)])
    for source, declared in cards:
        text = declared or ""
        found.append((source, text if _fold(text) in whole else without_site_name(text, site_names)))
    return [(source, text if _fold(text) in whole else _without_kicker(text, found)) for source, text in found]


def _agreed(found: list[tuple[str, str]]) -> set[str]:
    """Texts that stand both in an h1 and in the metadata: the headline as its editors wrote it, of which nothing goes.

    A title element that has more after such a text does not count against it.
    """
    headings = {_fold(text) for source, text in found if source == "h1"}
    declared = {_fold(text) for source, text in found if source != "h1"}
    titles = [_fold(text) for source, text in found if source == "title"]
    return {
        text
        for text in headings - {""}
        if text in declared or any(title.startswith(text) and len(text) > len(title) / 2 for title in titles)
    }


def _without_kicker(text: str, others: list[tuple[str, str]]) -> str:
    """The headline proper, where another candidate shows that a kicker or a section was run together with it."""
    endings = (other for _, other in others if len(other) < len(text) and len(_WORD.findall(other)) >= SHORTEST_ENDING)
    text = next((other for other in endings if text.lower().endswith(other.lower())), text)
    cut = re.search(r"\s[|–—]\s[^|–—]{1,25}$", text)
    return text[: cut.start()] if cut and any(other == text[: cut.start()] for _, other in others) else text


def _site_names(page: Page) -> set[str]:
    names = {page.meta("og:site_name"), page.meta("application-name"), page.host, page.host.partition(".")[0]}
    for node in page.nodes:
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            names.add(text_of(publisher.get("name")))
    return {_fold(name) for name in names if name} - {""}


def _fold(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


def without_site_name(title: str, site_names: set[str]) -> str:
    """A title without the parts at its end, or the one at its beginning, that name the site or one of its sections."""
    title = title[:LONGEST_TITLE]
    cuts = list(_SEPARATOR.finditer(title))
    for cut in cuts:
        if _is_site(title[cut.end() :], site_names):
            title = title[: cut.start()]
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
