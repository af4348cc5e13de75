"""Quotations in English news: where they are, what they are, and who said them. Text in, quotes out."""

from typing import get_args

from newsbot.items import QuoteKind
from newsbot.quotes.explain import ExplainedCandidate, Explanation, explain_quotes
from newsbot.quotes.extraction import extract_quotes
from newsbot.quotes.keys import quote_key, search_words, speaker_key, speaker_keys

KINDS: tuple[QuoteKind, ...] = get_args(QuoteKind)
"""Every kind that a quote can be of."""

__all__ = [
    "KINDS",
    "ExplainedCandidate",
    "Explanation",
    "explain_quotes",
    "extract_quotes",
    "quote_key",
    "search_words",
    "speaker_key",
    "speaker_keys",
]
