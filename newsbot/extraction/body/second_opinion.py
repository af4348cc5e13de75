"""Another extractor's reading of a page, for pages where ours finds hardly anything.

Resiliparse parses as browsers do and takes the densest part of a page by rules. Its bodies are too greedy to be taken
everywhere, but a page whose story our blocks have lost (swallowed by an element that was left open, cut into lines)
it still has whole.
"""

from resiliparse.extract.html2text import extract_plain_text

from newsbot.extraction.body.phrases import invites
from newsbot.text.markup import Element

FOUND_ENOUGH = 3_000
"""Characters of a body from which no second opinion is asked."""

TOO_SHORT = 0.35
"""A body is doubted when it has less than this share of the characters that the second opinion has."""

FEWEST = 200
"""Characters that the second opinion must have."""

SHORTEST_COPY = 1_000
"""Characters from which a line may be a copy of the whole story."""

DEEPEST = 100
"""How deep a page may be nested: Resiliparse takes quadratic time on what is nested without end."""


def second_opinion(html: str, tree: Element, found: int) -> list[str] | None:
    """The paragraphs of the page by Resiliparse, or None where `found`, the characters of our body, are enough.

    `html` is the page's text and `tree` the same parsed by lxml.
    """
    if found >= FOUND_ENOUGH or _is_deep(tree):
        return None
    text = extract_plain_text(
        html, main_content=True, list_bullets=False, alt_texts=False, links=False, form_fields=False
    )
    lines = list(dict.fromkeys(line for raw in text.split("\n") if (line := " ".join(raw.split()))))
    lines = [line for line in lines if not invites(line)]
    lines = [line for line in lines if not _is_copy(line, lines)]
    length = sum(map(len, lines))
    return lines if length >= FEWEST and found < TOO_SHORT * length else None


def _is_copy(line: str, lines: list[str]) -> bool:
    """Whether a long line holds the others once more, as pages keep a copy of the story for machines."""
    return len(line) > SHORTEST_COPY and sum(len(other) for other in lines if other in line) > 1.5 * len(line)


def _is_deep(tree: Element) -> bool:
    """Whether some element has more than DEEPEST others above it, found without recursion."""
    level, depth = [tree], 0
    while level and depth <= DEEPEST:
        level, depth = [child for element in level for child in element if len(child)], depth + 1
    return bool(level)
