"""Quotation marks: where the quotations of a text begin and end.

Marks are read paragraph by paragraph, never paired across the whole text, so that one odd mark costs one quotation
and not the rest of the article. Direction comes from the glyph where it has one and from the white space around it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from newsbot.text.tables import tables

_TABLES = tables(__name__)

MAX_MARKS = 4_000
"""Double marks, and quotations, read per text. No article has so many; it keeps a hostile text cheap."""

_PARAGRAPH = re.compile(r"[^\n]+")
_DOUBLE = re.compile(r"``|''|‘‘|’’|,,(?=\w)|[\"“”„‟«»＂]")
_WORD = re.compile(r"\w+")
_SINGLE_OPENING = re.compile(r"(?<!\w)[‘‚‛‹'`](?=[\w\[(£$€…#@])")
_SINGLE = re.compile(r"[‘’‚‛‹›'`]")
_OPENING_GLYPHS = _TABLES["opening_glyphs"]
_CLOSING_GLYPHS = frozenset({"”", "’’"})
_ANNOUNCED = re.compile(
    r"\bfollowing (?:joint |brief |short |written )?(?:statement|letter|message|note|comments?|remarks|response|reply"
    r"|post|tweet|memo|email|e-mail)\b[^.!?]*:$"
)
"""How a paragraph ends that announces a block quotation."""
_TURN = re.compile(r"(?:[A-Z][A-Z.'’-]+ ){0,3}[A-Z][A-Z.'’-]+:\s+")
"""The speaker's name before a turn of a transcript that marks enclose: "BRANDT: We will appeal."."""
_STAGE_DIRECTION = re.compile(r"\([^()]*\)\W*|\[[^\[\]]*\]\W*")
_BEFORE_OPENING = frozenset(" \t\r\f\v\xa0\u2009\u200a\u202f\u200b\u2028\ufeff([{<—–―-/:;,…\"“„‘'«>*|•")
_AFTER_CLOSING = frozenset(" \t\r\f\v\xa0\u2009\u200a\u202f\u200b\u2028\ufeff.,;:!?)]}>—–―-/…\"”’'»[(<*|")
_SPACES = frozenset(" \t\r\f\v\xa0\u2009\u200a\u202f\u200b\u2028\ufeff")
_SENTENCE_END = frozenset(".!?…:")
_ELISIONS = _TABLES["elisions"]
_MEASURE_AFTER = re.compile(r"\s*(?:[x×)]|(?:by|wide|tall|high|thick|long|screens?|displays?|diagonal|rack)\b)")


@dataclass(slots=True)
class Paragraph:
    """A run of text between line breaks: code points `start` to `end`."""

    start: int
    end: int


@dataclass(slots=True)
class Quotation:
    """A quotation between two marks: inside them, code points `start` to `end` of the text."""

    start: int
    end: int
    first: int
    """Index of the paragraph that it begins in."""
    last: int
    """Index of the paragraph that it ends in."""
    closed: bool = True
    """False when its closing mark is missing."""
    single: bool = False
    """True when single marks enclose it."""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """The parts, one a paragraph, without the marks that re-open them."""


def split_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text: its lines that hold more than white space, trimmed."""
    paragraphs = []
    for match in _PARAGRAPH.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + line.index(stripped[0])
            paragraphs.append(Paragraph(start, start + len(stripped)))
    return paragraphs


def find_quotations(text: str, paragraphs: list[Paragraph]) -> list[Quotation]:
    """All quotations, in order and without overlap; nested ones stay inside their outer one.

    Of a text with more than `MAX_MARKS` marks or quotations the rest is not read; `paragraphs` is cut there.
    """
    found: list[Quotation] = []
    budget = MAX_MARKS
    for index, paragraph in enumerate(paragraphs):
        pending = found[-1] if found and not found[-1].closed and found[-1].last == index - 1 else None
        marks = list(_marks(text, paragraph, budget))
        budget -= len(marks)
        if pending is not None and not _continues(text, paragraph, marks):
            pending = None
        inside = _pair(text, paragraph, index, marks, pending)
        if budget > 0:
            inside = _with_single_quotes(text, paragraph, index, inside)
        if not inside and not marks and index and _is_announced(text, paragraphs[index - 1], paragraph):
            inside = [Quotation(paragraph.start, paragraph.end, index, index, closed=True)]
            inside[0].pieces.append((paragraph.start, paragraph.end))
        found.extend(inside)
        if budget <= 0 or len(found) >= MAX_MARKS:
            end = max(marks[-1][1] if marks else 0, found[-1].end if found else 0)
            paragraphs[index:] = [Paragraph(paragraph.start, max(paragraph.start + 1, min(paragraph.end, end)))]
            break
    return [quotation for quotation in found if _holds_words(text, quotation)]


def _holds_words(text: str, quotation: Quotation) -> bool:
    """Whether a quotation has words, and is no attribute (href="…") and no stage direction ("(Laughter.)")."""
    start, end = quotation.start, quotation.end
    if _WORD.search(text, start, end) is None or text[max(0, start - 2) : start - 1] == "=":
        return False
    return text[start] not in "([" or _STAGE_DIRECTION.fullmatch(text, start, end) is None


def _is_announced(text: str, before: Paragraph, paragraph: Paragraph) -> bool:
    """Whether a paragraph without marks is a block quotation: the one before says "the following statement:"."""
    if text[before.end - 1] != ":" or paragraph.end - paragraph.start < 40 or text[paragraph.end - 1] not in ".!?":
        return False
    return _ANNOUNCED.search(text, max(before.start, before.end - 200), before.end) is not None


def _marks(text: str, paragraph: Paragraph, budget: int) -> Iterator[tuple[int, int, bool, bool]]:
    """Double marks of a paragraph as (start, end, may open, may close)."""
    first, last = paragraph.start, paragraph.end
    opening_angle = ""
    skipped = _pointing_angles(text, first, last)
    for match in _DOUBLE.finditer(text, first, last):
        if budget <= 0:
            return
        budget -= 1
        start, end, glyph = match.start(), match.end(), match.group()
        before = text[start - 1] if start > first else " "
        after = text[end] if end < last else " "
        if glyph in {"''", "’’"} and before.isalpha() and after.isalpha():
            continue
        if start in skipped:
            continue
        if glyph in {"«", "»"}:
            # French «…» and German »…«: the first one in a paragraph opens.
            opening_angle = opening_angle or glyph
            yield start, end, glyph == opening_angle, glyph != opening_angle
            continue
        opens = before in _BEFORE_OPENING and after not in _SPACES
        closes = before not in _SPACES and after in _AFTER_CLOSING
        if opens and closes:
            # Between a dash or bracket and a letter either may be meant: the nearer word decides.
            opens, closes = (after.isalnum() or not before.isalnum(), before.isalnum() or before in ".,!?…")
            if opens and closes and glyph in _OPENING_GLYPHS:
                closes = False
            elif opens and closes and glyph in _CLOSING_GLYPHS:
                opens = False
        elif not opens and not closes:
            opens = glyph not in _CLOSING_GLYPHS
            closes = glyph not in {"„", "``", ",,"}
        elif opens and before in ",.!?…":
            closes = True
        yield start, end, opens, closes


def _pointing_angles(text: str, first: int, last: int) -> frozenset[int]:
    """Where angle marks stand that quote nothing: "» Item", "Home » News", "Read more »".

    Those of a paragraph with only one of the two glyphs, when each stands between spaces or at an edge.
    """
    places = [at for at in range(first, last) if text[at] in "«»"] if "«" in text or "»" in text else []
    if not places or len({text[at] for at in places}) > 1:
        return frozenset()
    free = all((at == first or text[at - 1].isspace()) and (at + 1 == last or text[at + 1].isspace()) for at in places)
    alone = len(places) == 1 and (places[0] == first or places[0] + 1 == last)
    return frozenset(places) if free or alone else frozenset()


def _continues(text: str, paragraph: Paragraph, marks: list[tuple[int, int, bool, bool]]) -> bool:
    """Whether a paragraph goes on with the quotation that the one before left open."""
    if not marks:
        return False
    start, end, opens, closes = marks[0]
    if start == paragraph.start and _TURN.match(text, end, paragraph.end):
        return False
    return (opens and start == paragraph.start) or (closes and not opens)


def _is_measure(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a mark is the sign for inches: 6.7" display."""
    return text[start - 1].isdigit() and _MEASURE_AFTER.match(text, end, limit) is not None


def _pair(
    text: str,
    paragraph: Paragraph,
    index: int,
    marks: list[tuple[int, int, bool, bool]],
    pending: Quotation | None,
) -> list[Quotation]:
    """Pair one paragraph's marks; `pending` is the quotation that is still open from the paragraph before."""
    found: list[Quotation] = []
    current = pending
    piece = paragraph.start
    if pending is not None and marks[0][0] == paragraph.start and marks[0][2]:
        piece = marks[0][1]
        marks = marks[1:]
    reach = paragraph.start
    depth = 0
    for position, (start, end, opens, closes) in enumerate(marks):
        if start > paragraph.start and _is_measure(text, start, end, paragraph.end) and (current is None or opens):
            continue
        if current is None:
            if opens or not closes:
                turn = _TURN.match(text, end, paragraph.end) if start == paragraph.start else None
                piece = turn.end() if turn else end
                current = Quotation(piece, piece, index, index, closed=False)
            elif start > reach and _could_lack_opening(
                text, paragraph, start, reach, marks[position + 1 : position + 2]
            ):
                current = Quotation(reach, start, index, index, pieces=[(reach, start)])
                found.append(current)
                current = None
                reach = end
            continue
        if (closes or not opens) and depth:
            depth -= 1
        elif closes or not opens:
            current.pieces.append((piece, start))
            current.end, current.last, current.closed = start, index, True
            if current is not pending:
                found.append(current)
            current, reach = None, end
        elif _reopens(text, start):
            continue
        elif _closes_later(marks, position + 1):
            depth += 1
        else:
            current.pieces.append((piece, start))
            current.end = start
            if current is not pending:
                found.append(current)
            current = Quotation(end, end, index, index, closed=False)
            piece = end
    if current is not None:
        current.pieces.append((piece, paragraph.end))
        current.end, current.last = paragraph.end, index
        if current is not pending:
            found.append(current)
    return found


def _reopens(text: str, start: int) -> bool:
    """Whether an opening mark inside an open quotation only re-opens it, a paragraph break having been lost."""
    before = text[max(0, start - 3) : start].rstrip()
    return bool(before) and before[-1] in _SENTENCE_END


def _closes_later(marks: list[tuple[int, int, bool, bool]], position: int) -> bool:
    """Whether two closings in a row follow: the opening mark before them is then a nested one."""
    following = marks[position : position + 2]
    return len(following) == 2 and all(closes and not opens for _, _, opens, closes in following)


def _could_lack_opening(
    text: str, paragraph: Paragraph, start: int, reach: int, rest: list[tuple[int, int, bool, bool]]
) -> bool:
    """Whether a closing mark ends a quotation whose opening mark was lost at the paragraph's beginning."""
    if reach != paragraph.start or start - reach < 12:
        return False
    return text[start - 1] in ",.!?…" and not (rest and rest[0][3] and not rest[0][2])


def _with_single_quotes(text: str, paragraph: Paragraph, index: int, doubles: list[Quotation]) -> list[Quotation]:
    """The paragraph's quotations with those in single marks that lie outside the double ones added, in order."""
    if _SINGLE_OPENING.search(text, paragraph.start, paragraph.end) is None:
        return doubles
    merged: list[Quotation] = []
    cursor = paragraph.start
    for quotation in [*doubles, None]:
        gap_end = paragraph.end if quotation is None else quotation.start
        if len(merged) < MAX_MARKS:
            merged.extend(islice(_single_quotes(text, cursor, gap_end, index, paragraph), MAX_MARKS))
        if quotation is not None:
            merged.append(quotation)
            cursor = max(cursor, quotation.end if quotation.last == index else paragraph.end)
    return merged


def _single_quotes(text: str, start: int, end: int, index: int, paragraph: Paragraph) -> Iterator[Quotation]:
    """Quotations in single marks between two offsets, apostrophes excluded by what stands beside them."""
    opening: int | None = None
    candidate: int | None = None
    opening_glyph = ""
    for match in _SINGLE.finditer(text, start, end):
        at, glyph = match.start(), match.group()
        before = text[at - 1] if at > paragraph.start else " "
        after = text[at + 1] if at + 1 < paragraph.end else " "
        opens = before in _BEFORE_OPENING and (after.isalnum() or after in "[(£$€…#@")
        closes = not before.isspace() and not after.isalnum() and before not in "([{"
        if opens and glyph not in "’›" and _is_elision(text, at + 1):
            opens = False
        if opens and glyph not in "’›":
            if opening is not None and candidate is not None:
                yield _single(opening, candidate, index)
                opening, candidate = None, None
            if opening is None or glyph == "‘":
                opening, candidate, opening_glyph = at + 1, None, glyph
        elif closes and opening is not None and glyph not in "‘‚‹":
            possessive = before in "sS" and after == " "
            if candidate is None or not possessive:
                if candidate is not None and _sentence_break(text, candidate, at):
                    yield _single(opening, candidate, index)
                    opening, candidate = None, None
                    continue
                candidate = at
            if not possessive:
                yield _single(opening, candidate, index)
                opening, candidate = None, None
    if opening is not None and candidate is not None and opening_glyph:
        yield _single(opening, candidate, index)


def _sentence_break(text: str, first: int, second: int) -> bool:
    """Whether a sentence ends between two offsets."""
    return any(text[i] in ".!?" and text[i + 1 : i + 2] == " " for i in range(first, min(second, first + 400)))


def _single(start: int, end: int, index: int) -> Quotation:
    return Quotation(start, end, index, index, single=True, pieces=[(start, end)])


def _is_elision(text: str, at: int) -> bool:
    """Whether the letters after an apostrophe are a shortened word or year: '90s, 'em."""
    match = _WORD.match(text, at, at + 12)
    if match is None:
        return False
    word = match.group().lower()
    return word in _ELISIONS or (len(word) <= 3 and word[:2].isdigit() and word[2:] in {"", "s"})
