"""The measurements of a block that separate the story from its surroundings."""

from dataclasses import dataclass
from functools import lru_cache
from math import log1p

from newsbot.extraction.body import phrases, wording
from newsbot.extraction.body.blocks import Block, Node
from newsbot.extraction.body.markers import BITS, CATEGORIES

HEAVY = 0.55
"""Share of the prose that one child must hold for the way to the story to go on through it."""

READ = 300
"""Characters in which a notice about cookies names them; it is never prose."""

PROSE = 80
"""Characters from which a block of sentences counts as prose."""

_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "form", "figure", "figcaption"})
_AWAY = BITS["newsletter"] | BITS["related"] | BITS["comment"] | BITS["chrome"] | BITS["ad"] | BITS["wall"]
_STRUCTURE = (
    "nav",
    "footer",
    "aside",
    "header",
    "form",
    "figure",
    "table",
    "ul",
    "ol",
    "blockquote",
    "article",
    "main",
    "section",
    "figcaption",
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OWN_TAGS = ("p", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "td", "figcaption", "span", "pre", "section")


@dataclass(slots=True)
class Hints:
    """The page's metadata about its text; all folded by `fold`."""

    headline: str = ""
    description: str = ""
    article_body: str = ""
    authors: tuple[str, ...] = ()


NAMES: tuple[str, ...] = (
    *wording.NAMES,
    "link_density",
    "bold",
    "italic",
    "hidden",
    *(f"tag_{tag}" for tag in _OWN_TAGS),
    *(f"in_{tag}" for tag in _STRUCTURE),
    "new_name",
    "is_headline",
    "is_description",
    "in_article_body",
    "has_author",
    "repeated",
    *(f"own_{name}" for name in CATEGORIES),
    *(f"in_{name}" for name in CATEGORIES),
    "climb",
    "outside",
    "share_main",
    "like_share",
    "like_count",
    "parent_prose",
    "parent_links",
    "parent_blocks",
    "grand_prose",
    "grand_links",
    "before_prose",
    "after_prose",
    "since_prose",
    "until_prose",
    "after_headline",
    "total_prose",
    "position",
    *(
        f"{side}{step}_{what}"
        for side in ("prev", "next")
        for step in (1, 2)
        for what in ("chars", "links", "prose", "heading", "like", "call")
    ),
)
"""One name for each column of `measure`."""


_Core = tuple[float, float, bool, bool, Node | None, float]
"""The columns that describe a neighbour: length, share of links, whether prose, whether heading, node, calls."""


def measure(blocks: list[Block], hints: Hints) -> list[list[float]]:
    """A row of numbers, named by NAMES, for each block."""
    texts_alone = [wording.columns(block.text) for block in blocks]
    away: dict[Node, bool] = {}
    prose = [_prose(block, row, away) for block, row in zip(blocks, texts_alone, strict=True)]
    nodes = _weigh(blocks, prose)
    levels = _way(nodes)
    places: dict[Node, list[float]] = {}
    likes: dict[tuple[str, str], list[float]] = {}
    texts: dict[str, int] = {}
    for block, weight in zip(blocks, prose, strict=True):
        tally = likes.setdefault((block.node.tag, block.node.names), [0.0, 0.0])
        tally[0] += weight
        tally[1] += 1
        texts[block.text] = texts.get(block.text, 0) + 1
    total = sum(prose) or 1.0
    headline_at = _headline_index(blocks, hints.headline)
    since, until = _distances(prose)
    rows, done = [], 0.0
    seen: set[str] = set()
    cores: list[_Core] = [
        (
            row[wording.CHARS],
            block.linked / len(block.text),
            weight > 0,
            block.node.tag in _HEADINGS,
            block.node,
            row[wording.CALLS[0]] + row[wording.CALLS[1]],
        )
        for block, weight, row in zip(blocks, prose, texts_alone, strict=True)
    ]
    edge: _Core = (0.0, 1.0, False, False, None, 0.0)
    cores = [edge, edge, *cores, edge, edge]
    for index, block in enumerate(blocks):
        node = block.node
        row = [
            *texts_alone[index],
            block.linked / len(block.text),
            float(block.bold),
            float(block.italic),
            float(node.hidden),
            *_tag_columns(node.tag),
            *_structure_columns(node.tags),
        ]
        words = block.text.split()
        first = words[0].strip(phrases.QUOTE_START)
        row.append(1.0 if first[:1].isupper() and first not in seen else 0.0)
        seen.update(words)
        row += _hint_columns(block, hints, texts)
        if node not in places:
            places[node] = _place_columns(node, levels)
        row += places[node]
        like = likes[node.tag, node.names]
        parent = node.parent or node
        grand = parent.parent or parent
        row += [
            like[0] / total,
            like[1],
            parent.prose / total,
            parent.linked / (parent.chars or 1),
            float(parent.blocks),
            grand.prose / total,
            grand.linked / (grand.chars or 1),
            done / total,
            (total - done - prose[index]) / total,
            float(min(since[index], 20)),
            float(min(until[index], 20)),
            float(headline_at < index) if headline_at >= 0 else 0.5,
            log1p(total),
            index / len(blocks),
        ]
        done += prose[index]
        for offset in (1, 0, 3, 4):
            chars, links, is_prose, heading, other, call = cores[index + offset]
            row += [
                chars,
                links,
                float(is_prose),
                float(heading),
                float(other is not None and other.tag == node.tag and other.names == node.names),
                call,
            ]
        rows.append(row)
    return rows


def _headline_index(blocks: list[Block], headline: str) -> int:
    """Where the headline stands, an h1 first; -1 when it does not."""
    found = [index for index, block in enumerate(blocks) if headline and block.folded == headline]
    return next((index for index in found if blocks[index].node.tag == "h1"), found[0] if found else -1)


@lru_cache(maxsize=500)  # bounded: pages make up tags
def _tag_columns(tag: str) -> list[float]:
    return [float(tag == own) for own in _OWN_TAGS]


@lru_cache(maxsize=2_000)
def _structure_columns(tags: frozenset[str]) -> list[float]:
    return [float(name in tags) for name in _STRUCTURE]


@lru_cache(maxsize=5_000)
def _purpose_columns(purposes: int) -> list[float]:
    return [1.0 if purposes & bit else 0.0 for bit in BITS.values()]


def _hint_columns(block: Block, hints: Hints, texts: dict[str, int]) -> list[float]:
    folded = block.folded
    inside = 0.0
    if hints.article_body and len(folded) > 12:
        inside = 1.0 if folded in hints.article_body else -1.0
    return [
        1.0 if folded and folded == hints.headline else 0.0,
        1.0
        if len(folded) > 20 and hints.description and (folded in hints.description or hints.description in folded)
        else 0.0,
        inside,
        1.0 if any(name in folded for name in hints.authors) else 0.0,
        float(texts[block.text] > 1),
    ]


def _place_columns(node: Node, levels: dict[Node, int]) -> list[float]:
    """Purposes of the block and of what holds it below the way to the story, and how far from that way it stands."""
    above, climb, at = 0, 0, node
    while at not in levels and at.parent is not None:
        above |= at.own
        at = at.parent
        climb += 1
    own = node.own if climb else 0
    top = at.prose
    root = at
    while root.parent is not None:
        root = root.parent
    return [
        *_purpose_columns(own),
        *_purpose_columns(above),
        float(climb),
        float(levels.get(at, 0)),
        top / (root.prose or 1.0),
    ]


def _prose(block: Block, row: tuple[float, ...], away: dict[Node, bool]) -> float:
    """How much of a block is sentences of its own, in characters; less of it where it stands aside."""
    text, plain = block.text, len(block.text) - block.linked
    if (
        len(text) < PROSE
        or not row[wording.SENTENCES]
        or block.linked > 0.4 * len(text)
        or "cookie" in text[:READ].lower()
    ):
        return 0.0
    weight = float(plain)
    if block.node.tags & _ASIDE_TAGS or block.node.hidden:
        weight *= 0.2
    return weight * 0.4 if _is_away(block.node, away) else weight


def _is_away(node: Node, known: dict[Node, bool]) -> bool:
    """Whether a node below the page's body, or something above it, is for other things than the story."""
    if node not in known:
        if node.tag in ("body", "main", "article"):
            known[node] = False
        else:
            known[node] = bool(node.own & _AWAY) or (node.parent is not None and _is_away(node.parent, known))
    return known[node]


def _weigh(blocks: list[Block], prose: list[float]) -> list[Node]:
    """Sum characters, links and prose up to the root; returns every node that holds a block, inner ones first."""
    found: dict[Node, None] = {}
    for block, weight in zip(blocks, prose, strict=True):
        own = block.node
        own.blocks += 1
        own.chars += len(block.text)
        own.linked += block.linked
        own.prose += weight
        node: Node | None = own
        while node is not None and node not in found:
            found[node] = None
            node = node.parent
    nodes = sorted(found, key=lambda node: node.depth, reverse=True)
    for node in nodes:
        if (parent := node.parent) is not None:
            parent.blocks += node.blocks
            parent.chars += node.chars
            parent.linked += node.linked
            parent.prose += node.prose
    return nodes


def _way(nodes: list[Node]) -> dict[Node, int]:
    """The nodes on the heavy path from the root to the story's own container, with their distance from it."""
    if not nodes:
        return {}
    heaviest: dict[Node, Node] = {}
    for node in nodes:
        if node.parent is not None and node.prose > (heaviest[node.parent].prose if node.parent in heaviest else 0.0):
            heaviest[node.parent] = node
    at = nodes[-1]
    way = [at]
    while at in heaviest and heaviest[at].prose >= HEAVY * at.prose and heaviest[at].blocks > 1:
        at = heaviest[at]
        way.append(at)
    return {node: len(way) - 1 - index for index, node in enumerate(way)}


def _distances(prose: list[float]) -> tuple[list[int], list[int]]:
    """For each block, how many blocks since the last prose and until the next."""
    since, until, gap = [], [], 99
    for weight in prose:
        gap = 0 if weight else gap + 1
        since.append(gap)
    gap = 99
    for weight in reversed(prose):
        gap = 0 if weight else gap + 1
        until.append(gap)
    return since, until[::-1]
