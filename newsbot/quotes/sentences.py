"""Where the sentences of a text begin and end; a quotation is not divided."""

from newsbot.quotes.analysis.quotation_spans import find_quotations, split_paragraphs
from newsbot.quotes.analysis.tokens import tokenize

_OPENING = "\"'‘’“”„‚«»‹›(["
"""What may stand before the first word of a sentence."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The start and end of each sentence in code points, the end exclusive and without white space.

    A quotation that a colon announces belongs to the sentence before it, across the paragraph's end.
    """
    paragraphs = split_paragraphs(text)
    tokens = tokenize(text, paragraphs, find_quotations(text, paragraphs), everything=True)
    firsts = (tokens.starts[first] for first in tokens.sentence_starts if first < len(tokens.starts))
    starts = []
    for start in firsts:
        while start > 0 and text[start - 1] in _OPENING:
            start -= 1
        starts.append(start)
    ends = [*starts[1:], len(text)] if starts else []
    return [(start, start + len(text[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)]
