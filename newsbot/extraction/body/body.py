"""The story itself: its paragraphs and sub-heads, and the standfirst kept apart from them."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from newsbot.extraction.body.blocks import Block, cut, fold, worth_reading
from newsbot.extraction.body.blocks import Node as BlockNode
from newsbot.extraction.body.boosted_trees import probabilities
from newsbot.extraction.body.features import Hints, measure
from newsbot.extraction.body.markers import BITS
from newsbot.extraction.body.phrases import (
    BY,
    IMAGE_CREDIT,
    MACHINE,
    QUOTE_START,
    SENTENCE,
    SENTENCE_END,
    WALL,
    invites,
)
from newsbot.extraction.body.script_state import paragraphs_in_scripts
from newsbot.extraction.body.second_opinion import second_opinion
from newsbot.extraction.jsonld import Node, text_of
from newsbot.extraction.jsonld_article import story_nodes
from newsbot.extraction.metadata.authors import find_authors
from newsbot.extraction.metadata.headline import find_headline
from newsbot.extraction.page import Page
from newsbot.extraction.signals import find_signals
from newsbot.text.markup import Element, paragraphs_of

LIKELY = 0.42
"""Probability from which a block is the story's."""

QUOTED = 0.25
"""The same for a block that opens with a quotation mark: to cut a statement is worse than to keep a caption."""

FEWEST_BLOCKS, BARE, NEVER = 19, 0.25, 2.0
"""A page of fewer blocks has hardly anything but its story: this is enough for a sentence, and nothing for less. What
holds one, but ends with an agency's name, say, is judged as anywhere.
"""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PROSE = frozenset({"p", "div", "td", "nav", "article", "section", "main", "span", "body"})

LONGEST_STUB = 1500
"""Characters up to which a story can be the free beginning of a longer one."""

BOILERPLATE = 3
"""How often a text must stand on a page to be no part of the story; of one that stands twice the first counts."""

CONTAINERS = 3
"""How many elements above a block say what kind of container it stands in."""

SHORTEST_COPY = 1_000
"""Characters from which a block may be a copy of the whole story."""

SHORTEST_BOILERPLATE = 40
"""Characters that a text must have for its repetition to mean anything."""

LONGEST_BYLINE = 150
"""Characters that a byline has."""

LONGEST_CALL = 400
"""Characters that a call to subscribe has."""

SHORTEST_STANDFIRST, LONGEST_STANDFIRST = 40, 700
"""Characters that a standfirst has."""

BEFORE = 15
"""How many blocks before the story's first paragraph it is looked for."""

AGREED = 60
"""Letters and digits at the beginning that a standfirst shares with the page's description."""

HEADING = 70
"""Characters from which a heading before the story is a sentence, not a title."""

MIN_STORY = 200
"""Characters below which the page's own text is no story and a declared body is looked for."""

LEAST_COMMENTED = 500
"""Characters from which a text beside comments is the story, and they are not."""

MIN_ARTICLE_BODY = 300
"""Characters from which a JSON-LD articleBody can be the whole story."""


@dataclass(slots=True)
class StoryText:
    """The text of the article, in reading order."""

    paragraphs: list[str]
    standfirst: str | None = None
    walled: bool = False
    """Whether the page asks for a subscription to read on."""
    commented: bool = False
    """Whether readers' comments were left out, which a second opinion would bring back."""


def hints_of(page: Page) -> Hints:
    """The page's metadata about its text, found afresh."""
    story, signals = story_nodes(page), find_signals(page)
    headline = find_headline(page, story, signals)
    signals.count_from(headline)
    return make_hints(page, story, headline, find_authors(page, story, signals))


def make_hints(page: Page, story: list[Node], headline: str, authors: list[str]) -> Hints:
    """The page's metadata about its text."""
    bodies = (text_of(node.get("articleBody")) for node in story)
    return Hints(
        headline=fold(headline),
        description=fold(page.meta("og:description", "description", "twitter:description") or ""),
        article_body=fold(next((body for body in bodies if len(body) >= MIN_ARTICLE_BODY), "")),
        authors=tuple(name for name in map(fold, authors) if len(name) > 4),
    )


def find_story(page: Page, story: list[Node], hints: Hints, root: Element | None = None) -> StoryText:
    """The blocks that the model takes for the story; where it finds too few, a declared articleBody or the state of the
    page's scripts.

    `root` is the element that a site's rules name: only what stands in it is read.
    """
    found = _modelled(page.tree if root is None else root, hints)
    if root is not None and sum(map(len, found.paragraphs)) < MIN_STORY:
        found = _modelled(page.tree, hints)
    if sum(map(len, found.paragraphs)) < MIN_STORY:
        bodies = (paragraphs_of(body) for node in story if isinstance(body := node.get("articleBody"), str))
        declared = max(bodies, key=lambda texts: sum(map(len, texts)), default=[])
        if sum(map(len, declared)) > sum(map(len, found.paragraphs)):
            found.paragraphs = declared
    if sum(map(len, found.paragraphs)) < MIN_STORY:
        scripted = paragraphs_in_scripts(page, hints.headline)
        if sum(map(len, scripted)) > max(MIN_STORY, sum(map(len, found.paragraphs))):
            found.paragraphs = scripted
    if root is None and not page.oversized and not found.commented:
        found.paragraphs = second_opinion(page.markup, page.tree, sum(map(len, found.paragraphs))) or found.paragraphs
    return found


def _modelled(root: Element, hints: Hints) -> StoryText:
    blocks = worth_reading(cut(root))
    return gather(blocks, probabilities(measure(blocks, hints)), hints)


def gather(blocks: list[Block], likely: list[float], hints: Hints) -> StoryText:
    """Choose among blocks by their probability, and set the standfirst apart."""
    copies: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if len(block.text) > SHORTEST_BOILERPLATE and block.text[-1] != "?":
            copies[block.text].append(block)
    boilerplate = {text for text, of in copies.items() if len(of) >= BOILERPLATE and not _shown_in_several_ways(of)}
    seen_elsewhere = {
        id(block)
        for of in copies.values()
        if len(of) > 1 and not all(block.node.hidden for block in of)
        for block in of
        if block.node.hidden
    }
    bare = len(blocks) < FEWEST_BLOCKS
    chosen: list[int] = []
    taken: dict[str, Block] = {}
    for index, (block, chance) in enumerate(zip(blocks, likely, strict=True)):
        if block.text in boilerplate or id(block) in seen_elsewhere:
            continue
        if block.text in copies and (first := taken.get(block.text)) and not _is_refrain(first, block):
            continue
        least = QUOTED if block.text[0] in QUOTE_START else LIKELY
        if bare and block.node.tag in _PROSE:
            least = BARE if SENTENCE_END.search(block.text) else least if SENTENCE.search(block.text) else NEVER
        if chance >= least and not _stands_apart(block, hints):
            chosen.append(index)
            taken.setdefault(block.text, block)
    chosen = _without_copies(blocks, chosen)
    uncommented = _without_comments(blocks, chosen)
    is_commented = len(uncommented) < len(chosen)
    chosen = _without_end(blocks, uncommented)
    standfirst = _standfirst(blocks, chosen, hints)
    again = fold(standfirst) if standfirst else None
    paragraphs = [blocks[index].text for index in chosen if blocks[index].folded != again]
    short = sum(map(len, paragraphs)) < LONGEST_STUB
    calls = (block.text for block in blocks if len(block.text) < LONGEST_CALL)
    return StoryText(paragraphs, standfirst, short and any(map(WALL.search, calls)), is_commented)


def _is_refrain(first: Block, again: Block) -> bool:
    """Whether a text that comes twice is said twice, by neighbours of one look. What is shown twice, for a phone or as
    a pull quote, stands in another place or looks otherwise.
    """
    return again.node.parent is first.node.parent and _dress(again) == _dress(first)


def _shown_in_several_ways(copies: list[Block]) -> bool:
    """Whether a copy stands in a container unlike those of the others, as a story beside its copies for the phone and
    the printer, or a quotation beside its pull quotes; boilerplate stands in several of one kind.
    """
    kinds: Counter[tuple[object, ...]] = Counter()
    for block in copies:
        above: list[object] = [block.node.hidden]
        node = block.node.parent
        while node is not None and len(above) <= CONTAINERS:
            above.append((node.tag, node.names))
            node = node.parent
        kinds[tuple(above)] += 1
    return 1 in kinds.values()


def _without_copies(blocks: list[Block], chosen: list[int]) -> list[int]:
    """Without a block that holds the whole story once more, as pages keep one for machines."""
    copies = set()
    for index in chosen:
        text = blocks[index].text
        if len(text) > SHORTEST_COPY:
            covered = sum(len(blocks[i].text) for i in chosen if i != index and blocks[i].text in text)
            if covered > len(text) / 2:
                copies.add(index)
    return [index for index in chosen if index not in copies]


def _without_comments(blocks: list[Block], chosen: list[int]) -> list[int]:
    """Without what stands among the readers' comments by its container's name, where there is a story beside them."""
    kept = [index for index in chosen if not _is_comment(blocks[index])]
    return kept if sum(len(blocks[index].text) for index in kept) >= LEAST_COMMENTED else chosen


def _is_comment(block: Block) -> bool:
    at: BlockNode | None = block.node
    while at is not None and at.tag not in ("body", "main", "article"):
        if at.own & BITS["comment"]:
            return True
        at = at.parent
    return False


def _without_end(blocks: list[Block], chosen: list[int]) -> list[int]:
    """Without the line that says whose the picture is, and the heading of what is none of the story, at its end."""
    left = [*chosen]
    if left and len(blocks[left[-1]].text) < LONGEST_BYLINE and IMAGE_CREDIT.match(blocks[left[-1]].text):
        left.pop()
    headings = [_is_heading(blocks[index]) for index in left[-2:]]  # several in a row are a list
    return left[:-1] if headings == [False, True] else left


def _is_heading(block: Block) -> bool:
    return block.node.tag in _HEADINGS and len(block.text) < HEADING and not SENTENCE_END.search(block.text)


def _stands_apart(block: Block, hints: Hints) -> bool:
    """Whether it is the headline, perhaps with its kicker, the byline, an invitation or a value for machines."""
    folded = block.folded
    if hints.headline and (folded == hints.headline or (block.node.tag == "h1" and hints.headline in folded)):
        return True
    if len(block.text) < LONGEST_BYLINE and BY.match(block.text) and any(name in folded for name in hints.authors):
        return True
    return invites(block.text) or (" " not in block.text and bool(MACHINE.fullmatch(block.text)))


def _standfirst(blocks: list[Block], chosen: list[int], hints: Hints) -> str | None:
    """The summary that stands before the story in another dress than the story's paragraphs.

    It is what the page describes itself with, or what its class name calls a summary, or a sentence set as a heading.
    """
    if not chosen:
        return None
    dresses: dict[tuple[str, str, int], int] = {}
    for index in chosen:
        dress = _dress(blocks[index])
        dresses[dress] = dresses.get(dress, 0) + len(blocks[index].text)
    usual = max(dresses, key=lambda dress: dresses[dress])
    start = next(index for index in chosen if _dress(blocks[index]) == usual)
    for block in blocks[max(0, start - BEFORE) : start]:
        if not SHORTEST_STANDFIRST <= len(block.text) <= LONGEST_STANDFIRST or block.linked * 2 > len(block.text):
            continue
        folded = block.folded
        if folded == hints.headline or block.node.tag == "h1":
            continue
        described = bool(hints.description) and (
            folded[:AGREED] in hints.description or hints.description[:AGREED] in folded
        )
        if described or _is_summary(block) or (block.node.tag in ("h2", "h3") and len(block.text) > HEADING):
            return block.text
    return None


def _is_summary(block: Block) -> bool:
    """Whether a class name calls it a summary: its own, or that of an element close above that holds nothing else."""
    nodes = [block.node]
    while len(nodes) < CONTAINERS and (parent := nodes[-1].parent) is not None and parent.blocks == 1:
        nodes.append(parent)
    own = [node.own for node in nodes]
    return any(bits & BITS["summary"] for bits in own) and not any(bits & BITS["media"] for bits in own)


def _dress(block: Block) -> tuple[str, str, int]:
    """The look of a block to the reader: tag, class and typeface."""
    return block.node.tag, block.node.names, 2 * block.bold + block.italic
