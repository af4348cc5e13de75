"""Quotations in English news: where they are, what they are, and who said them. Text in, quotes out."""

from newsbot.quotes.attribution.kinds import KINDS
from newsbot.quotes.explain import ExplainedCandidate, Explanation, explain_quotes
from newsbot.quotes.extraction import extract_quotes
from newsbot.quotes.keys import quote_key, search_words, speaker_key, speaker_keys

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
