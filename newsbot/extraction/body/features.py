"""The measurements of a block that separate the story from its surroundings."""

import re
from dataclasses import dataclass
from math import log1p

from newsbot.extraction.body import phrases
from newsbot.extraction.body.blocks import Block, Node
from newsbot.extraction.body.markers import BITS, CATEGORIES

HEAVY = 0.55
"""Share of the prose that one child must hold for the way to the story to go on through it."""

READ = 300
"""Characters in which a notice about cookies names them; it is never prose."""

SHORT = 160
"""Characters below which a block may be a dateline."""

PROSE = 80
"""Characters from which a block of sentences counts as prose."""

_LETTERS = re.compile(r"\W+")
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


def fold(text: str) -> str:
    """Letters and digits alone, in lower case: what two spellings of one text share."""
    return _LETTERS.sub("", text.lower())


NAMES: tuple[str, ...] = (
    "chars",
    "words",
    "link_density",
    "sentences",
    "ends_sentence",
    "starts_quote",
    "capitals",
    "digits",
    "commas",
    "bold",
    "colon",
    "question",
    "mean_word",
    "title_case",
    "hidden",
    "italic",
    *(f"tag_{tag}" for tag in _OWN_TAGS),
    *(f"in_{tag}" for tag in _STRUCTURE),
    *(f"words_{name}" for name in phrases.CATEGORIES),
    "date",
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
    prose = [_prose(block) for block in blocks]
    nodes = _weigh(blocks, prose)
    levels = _way(nodes)
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
    lexical = [phrases.count(block.text) for block in blocks]
    cores: list[_Core] = [
        (log1p(len(b.text)), b.linked / len(b.text), w > 0, b.node.tag in _HEADINGS, b.node, words[0] + words[-3])
        for b, w, words in zip(blocks, prose, lexical, strict=True)
    ]
    edge: _Core = (0.0, 1.0, False, False, None, 0.0)
    cores = [edge, edge, *cores, edge, edge]
    for index, block in enumerate(blocks):
        node = block.node
        row = _text_columns(block)
        tag, tags = node.tag, node.tags
        row += [1.0 if tag == own else 0.0 for own in _OWN_TAGS]
        row += [1.0 if name in tags else 0.0 for name in _STRUCTURE]
        row += lexical[index]
        row.append(1.0 if len(block.text) < SHORT and phrases.DATE.search(block.text) else 0.0)
        first = block.text.split(None, 1)[0].strip(phrases.QUOTE_START)
        row.append(1.0 if first[:1].isupper() and first not in seen else 0.0)
        seen.update(block.text.split())
        row += _hint_columns(block, hints, texts)
        row += _place_columns(node, levels)
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
                float(other is not None and other.tag == tag and other.names == node.names),
                call,
            ]
        rows.append(row)
    return rows


def _headline_index(blocks: list[Block], headline: str) -> int:
    """Where the headline stands, an h1 first; -1 when it does not."""
    found = [index for index, block in enumerate(blocks) if headline and fold(block.text) == headline]
    return next((index for index in found if blocks[index].node.tag == "h1"), found[0] if found else -1)


def _text_columns(block: Block) -> list[float]:
    text, length = block.text, len(block.text)
    words = text.split()
    count = len(words)
    sample = text[:400]
    upper = sum(map(str.isupper, sample))
    return [
        log1p(length),
        log1p(count),
        block.linked / length,
        float(len(phrases.SENTENCE.findall(text))),
        1.0 if phrases.SENTENCE_END.search(text[-8:]) else 0.0,
        1.0 if text[0] in phrases.QUOTE_START else 0.0,
        upper / len(sample),
        sum(map(str.isdigit, sample)) / len(sample),
        text.count(",") / count,
        float(block.bold),
        1.0 if text[-1] == ":" else 0.0,
        1.0 if "?" in text else 0.0,
        length / count,
        sum(word[0].isupper() for word in words[:40]) / min(count, 40),
        float(block.node.hidden),
        float(block.italic),
    ]


def _hint_columns(block: Block, hints: Hints, texts: dict[str, int]) -> list[float]:
    folded = fold(block.text)
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
    row = [1.0 if own & bit else 0.0 for bit in BITS.values()]
    row += [1.0 if above & bit else 0.0 for bit in BITS.values()]
    return [*row, float(climb), float(levels.get(at, 0)), top / (root.prose or 1.0)]


def _prose(block: Block) -> float:
    text, plain = block.text, len(block.text) - block.linked
    if (
        len(text) < PROSE
        or "cookie" in text[:READ].lower()
        or block.linked > 0.4 * len(text)
        or not phrases.SENTENCE.search(text)
    ):
        return 0.0
    weight = float(plain)
    if block.node.tags & _ASIDE_TAGS or block.node.hidden:
        weight *= 0.2
    node: Node | None = block.node
    bits = 0
    while node is not None and node.tag not in ("body", "main", "article"):
        bits |= node.own & _AWAY
        node = node.parent
    return weight * 0.4 if bits else weight


def _weigh(blocks: list[Block], prose: list[float]) -> list[Node]:
    """Sum characters, links and prose up to the root; returns every node that holds a block."""
    nodes = []
    for block, weight in zip(blocks, prose, strict=True):
        node: Node | None = block.node
        length, linked = len(block.text), block.linked
        while node is not None:
            if not node.blocks:
                nodes.append(node)
            node.blocks += 1
            node.chars += length
            node.linked += linked
            node.prose += weight
            node = node.parent
    return nodes


def _way(nodes: list[Node]) -> dict[Node, int]:
    """The nodes on the heavy path from the root to the story's own container, with their distance from it."""
    if not nodes:
        return {}
    heaviest: dict[Node, Node] = {}
    for node in nodes:
        if node.parent is not None and node.prose > (heaviest[node.parent].prose if node.parent in heaviest else 0.0):
            heaviest[node.parent] = node
    at = nodes[0]
    while at.parent is not None:
        at = at.parent
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
