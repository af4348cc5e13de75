"""One story of the sample newsroom: a text file whose markup also holds the truth about its quotes.

    +++
    headline = "Minister: ‘[[no blank cheques|partial|Jan de Boer]]’ for masts"
    published = 2024-03-12T09:30:00+01:00
    authors = ["Ada Okafor"]
    +++
    A paragraph is one line or several; a blank line ends it. It may hold a [link](/signalpost/) or **bold** words.

    # A line that begins with a number sign is a sub-head

    “[[Quoted words stand between the page's own marks,|Jan de Boer]]” he said.

    > A paragraph that begins like this is set as a block quotation.

    @photo mast: A picture and its caption, no part of the story; so are @newsletter, @related and @paywall

Quotes, all of them taken off before the page is served:

    [[words|Full Name]]           a statement           [[words|scare]]   a scare quote or coined term
    [[words|partial|Full Name]]   a fragment of speech  [[words|title]]   the name of a work
    [[words|+]]                   the statement before goes on in this paragraph
    [[words|statement]]           a statement of somebody the story does not name
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from html import escape
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from newsbot.items import Quote, QuoteKind, QuotePart

BlockKind = Literal["paragraph", "subhead", "blockquote", "photo", "newsletter", "related", "paywall"]

PREFIXES: dict[str, BlockKind] = {
    "# ": "subhead",
    "> ": "blockquote",
    "@photo ": "photo",
    "@newsletter": "newsletter",
    "@related": "related",
    "@paywall": "paywall",
}
"""How a block that is no paragraph begins."""

OF_THE_STORY = frozenset({"paragraph", "subhead", "blockquote"})
"""The blocks that belong to the body; the others stand between them on the page only."""

_INLINE = re.compile(
    r"\[\[(?P<quoted>.+?)\|(?P<first>[^|\]]+)(?:\|(?P<second>[^|\]]+))?\]\]"
    r"|\[(?P<link>[^\[\]]+)\]\((?P<address>\S+?)\)"
    r"|(?P<bold>\*\*)"
)


class Marked(NamedTuple):
    """A quote within one line of text; `kind` is None where it continues the one before."""

    start: int
    end: int
    kind: QuoteKind | None
    speaker: str | None


@dataclass(frozen=True)
class Line:
    """A headline, paragraph or caption: its words, its HTML, its quotes in reading order."""

    text: str
    html: str
    quotes: tuple[Marked, ...]

    @classmethod
    def parse(cls, source: str) -> "Line":
        """Read the inline markup of one paragraph; its line breaks are spaces."""
        text: list[str] = []
        html: list[str] = []
        quotes: list[Marked] = []
        length = position = 0
        bold = False
        source = " ".join(source.split())

        def add(words: str, around: str = "{}") -> None:
            nonlocal length
            text.append(words)
            html.append(around.format(escape(words, quote=False)))
            length += len(words)

        for found in _INLINE.finditer(source):
            add(source[position : found.start()])
            position = found.end()
            if found["link"]:
                add(found["link"], f'<a href="{escape(found["address"])}">{{}}</a>')
            elif found["bold"]:
                html.append("</strong>" if bold else "<strong>")
                bold = not bold
            else:
                start = length
                add(found["quoted"])
                quotes.append(Marked(start, length, *_meaning(found["first"], found["second"])))
        add(source[position:])
        return cls("".join(text), "".join(html), tuple(quotes))


@dataclass(frozen=True)
class Block:
    """One piece of a page, in reading order."""

    kind: BlockKind
    line: Line
    picture: str | None = None


@dataclass(frozen=True)
class Relative:
    """A date that the page gives only by its distance from the day it is read."""

    shown: str
    days_ago: int
    at: time

    def moment(self, now: datetime) -> datetime:
        """The publication time of a page read at `now`."""
        return datetime.combine(now - timedelta(days=self.days_ago), self.at, tzinfo=now.tzinfo)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A parsed story file. Times are aware, in the outlet's own zone."""

    slug: str
    headline: Line
    standfirst: Line | None
    published: datetime | Relative
    modified: datetime | None
    authors: list[str]
    tags: list[str]
    section: str
    paywalled: bool
    amp: bool
    copy_of: str | None
    blocks: list[Block] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "Story":
        """Read a story file; ValueError names the file where its head or markup is wrong."""
        try:
            _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
            return cls._from_parts(path.name.split(".")[0], tomllib.loads(head), body)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from error

    @classmethod
    def _from_parts(cls, slug: str, head: dict[str, Any], body: str) -> "Story":
        published = head.pop("published")
        standfirst = head.pop("standfirst", None)
        tags = head.pop("tags")
        return cls(
            slug=slug,
            headline=Line.parse(head.pop("headline")),
            standfirst=Line.parse(standfirst) if standfirst else None,
            published=Relative(**published) if isinstance(published, dict) else published,
            modified=head.pop("modified", None),
            tags=tags,
            section=tags[0].lower().replace(" ", "-"),
            paywalled=head.pop("paywalled", False),
            amp=head.pop("amp", False),
            copy_of=head.pop("copy_of", None),
            blocks=[_block(source) for source in re.split(r"\n\s*\n", body.strip())],
            **head,
        )

    def published_at(self, now: datetime) -> datetime:
        """When the story came out, for a reader at `now`."""
        return self.published.moment(now) if isinstance(self.published, Relative) else self.published

    @property
    def paragraphs(self) -> list[str]:
        """The body: paragraphs and sub-heads, in reading order."""
        return [block.line.text for block in self.blocks if block.kind in OF_THE_STORY]

    @property
    def quotes(self) -> list[Quote]:
        """Every quote of headline, standfirst and body, in reading order, with offsets into its part."""
        quotes = _place([self.headline], "headline")
        if self.standfirst:
            quotes += _place([self.standfirst], "standfirst")
        return quotes + _place([block.line for block in self.blocks if block.kind in OF_THE_STORY], "body")


def _meaning(first: str, second: str | None) -> tuple[QuoteKind | None, str | None]:
    """The marker behind a quote's words: a kind and a speaker, a kind, a speaker, or the sign that it goes on."""
    if first == "+":
        return None, None
    for kind in get_args(QuoteKind):
        if first == kind:
            return kind, second
    if second is not None:
        raise ValueError(f"{first!r} is no kind of quote")
    return "statement", first


def _block(source: str) -> Block:
    for prefix, kind in PREFIXES.items():
        if source.startswith(prefix):
            rest = source.removeprefix(prefix)
            if kind == "photo":
                picture, rest = rest.split(": ", 1)
                return Block(kind, Line.parse(rest), picture)
            return Block(kind, Line.parse(rest))
    return Block("paragraph", Line.parse(source))


def _place(lines: list[Line], part: QuotePart) -> list[Quote]:
    """The quotes of one part, with offsets into its lines joined by blank lines."""
    quotes: list[Quote] = []
    offset = 0
    for line in lines:
        for marked in line.quotes:
            words, end = line.text[marked.start : marked.end], offset + marked.end
            if marked.kind is None:
                if not quotes:
                    raise ValueError(f"there is no statement before {words!r} to go on with")
                quotes[-1].text += "\n" + words
                quotes[-1].end = end
                continue
            start = offset + marked.start
            quotes.append(Quote(text=words, start=start, end=end, kind=marked.kind, part=part, speaker=marked.speaker))
        offset += len(line.text) + len("\n\n")
    return quotes
