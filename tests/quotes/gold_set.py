"""The gold set: articles of our own with every quotation marked, in gold/*.txt.

An article begins with a line `# what it shows`. ⟦speaker⟧ stands before the opening mark of a quotation, ⟦speaker|k⟧
with the kind where it is no statement (p partial, c scare, t title); ⟦-⟧ is nobody. A quotation ends at the next
closing mark, or at ⟦/⟧ where that would be the wrong one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsbot.quotes import extract_quotes
from newsbot.sample.newsroom import truth

FOLDER = Path(__file__).with_name("gold")
RECORDED = FOLDER / "recorded"
_MARKER = re.compile(r"⟦(?P<speaker>[^⟦⟧|]*)(?:\|(?P<kind>[pct]))?⟧")
_KINDS = {None: "statement", "p": "partial", "c": "scare", "t": "title"}
_CLOSING = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’"}


@dataclass(frozen=True)
class Marked:
    """One quotation: where it is, what it is and whose."""

    start: int
    end: int
    kind: str
    speaker: str | None


@dataclass(frozen=True)
class Article:
    """A text and its quotations."""

    name: str
    text: str
    quotes: tuple[Marked, ...]


def articles() -> Iterator[Article]:
    """All articles of the set, in order."""
    for file in sorted(FOLDER.glob("*.txt")):
        for part in re.split(r"^# ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, marked = part.partition("\n")
            yield _read(f"{file.stem}: {name}", marked.strip())


def recorded() -> Iterator[tuple[str, str]]:
    """Names and texts without marks of which only a record is kept: rare turns, and the sample newsroom's stories."""
    for file in sorted(RECORDED.glob("*.txt")):
        for part in re.split(r"^# ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, text = part.partition("\n")
            yield f"{file.stem}: {name}", text.strip()
    for url, story in truth().items():
        yield url, f"{story.headline}\n{story.body}"


def _read(name: str, marked: str) -> Article:
    text, quotes = "", []
    opened: tuple[int, str, str | None] | None = None
    at = 0
    for marker in _MARKER.finditer(marked):
        text += marked[at : marker.start()]
        at = marker.end()
        if marker["speaker"] == "/":
            assert opened is not None, name
            quotes.append(Marked(opened[0], len(text), opened[1], opened[2]))
            opened = None
            continue
        if opened is not None:
            quotes.append(_closed(text, opened))
        speaker = None if marker["speaker"] == "-" else marker["speaker"]
        opened = (len(text) + 1, _KINDS[marker["kind"]], speaker)
    text += marked[at:]
    if opened is not None:
        quotes.append(_closed(text, opened))
    return Article(name, text, tuple(quotes))


def _closed(text: str, opened: tuple[int, str, str | None]) -> Marked:
    start, kind, speaker = opened
    line_end = (text + "\n").index("\n", start)
    closing = text.find(_CLOSING[text[start - 1]], start, line_end)
    return Marked(start, closing if closing >= 0 else line_end, kind, speaker)


def found(article: Article) -> tuple[Marked, ...]:
    """What the engine finds."""
    return tuple(Marked(q.start, q.end, q.kind, q.speaker) for q in extract_quotes(article.text))


def compare(article: Article) -> list[str]:
    """How what is found differs from what is marked, a line each."""
    right, got = {q.start: q for q in article.quotes}, {q.start: q for q in found(article)}
    lines = []
    for start in sorted({*right, *got}):
        if right.get(start) != got.get(start):
            words = article.text[start : start + 40].replace("\n", " ")
            lines.append(f"{words!r}: marked {_shown(right.get(start))}, found {_shown(got.get(start))}")
    return lines


def _shown(quote: Marked | None) -> str:
    return "nothing" if quote is None else f"{quote.kind} of {quote.speaker} ({quote.start}-{quote.end})"
