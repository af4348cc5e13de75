"""Everything read off an article before any quotation is attributed."""

from dataclasses import dataclass

from newsbot.quotes.analysis.clauses import Clauses, find_clauses
from newsbot.quotes.analysis.coreference import resolve_mentions
from newsbot.quotes.analysis.documents import set_issuers
from newsbot.quotes.analysis.entities import Entity, gather_entities
from newsbot.quotes.analysis.mentions import Mention, find_mentions
from newsbot.quotes.analysis.quotation_spans import Paragraph, Quotation, find_quotations, split_paragraphs
from newsbot.quotes.analysis.tokens import Tokens, tokenize


@dataclass(slots=True)
class AnalysedText:
    """One article, analysed."""

    text: str
    paragraphs: list[Paragraph]
    quotations: list[Quotation]
    tokens: Tokens
    mentions: list[Mention]
    entities: list[Entity]
    clauses: Clauses
    starts: list[int]
    """First token of every mention, in order: for finding the mentions around a quotation."""
    cue_starts: list[int]
    """First token of every cue, in order."""


def read(text: str, *, everything: bool = False) -> AnalysedText:
    """Analyse a text: marks, tokens, mentions, who is who, and who is the subject of which cue.

    Only the paragraphs around quotations are read, and the first ones, unless `everything` is asked for.
    """
    paragraphs = split_paragraphs(text)
    quotations = find_quotations(text, paragraphs)
    tokens = tokenize(text, paragraphs, quotations, everything=everything)
    mentions = find_mentions(tokens)
    entities = gather_entities(text, tokens, mentions)
    clauses = find_clauses(tokens, mentions)
    resolve_mentions(tokens, mentions, entities, clauses)
    set_issuers(tokens, mentions, entities, clauses)
    starts = [mention.first for mention in mentions]
    cue_starts = [cue.at for cue in clauses.cues]
    return AnalysedText(text, paragraphs, quotations, tokens, mentions, entities, clauses, starts, cue_starts)
