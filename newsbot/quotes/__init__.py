"""Quotations in English news: where they are, what they are, and who said them. Text in, quotes out."""

from typing import get_args

from newsbot.items import QuoteKind
from newsbot.quotes.explain import ExplainedCandidate, Explanation, explain_quotes
from newsbot.quotes.extraction import article_names, extract_quotes, is_read, quotes_and_names
from newsbot.quotes.keys import quote_key, speaker_key, speaker_keys
from newsbot.quotes.names import times_by_words, with_tags
from newsbot.quotes.search_terms import search_pairs, search_words

KINDS: tuple[QuoteKind, ...] = get_args(QuoteKind)
"""Every kind that a quote can be of."""

__all__ = [
    "KINDS",
    "ExplainedCandidate",
    "Explanation",
    "article_names",
    "explain_quotes",
    "extract_quotes",
    "is_read",
    "quote_key",
    "quotes_and_names",
    "search_pairs",
    "search_words",
    "speaker_key",
    "speaker_keys",
    "times_by_words",
    "with_tags",
]
