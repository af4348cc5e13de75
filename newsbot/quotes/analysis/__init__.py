"""The analysis of an article before any quotation gets a speaker: spans, tokens, mentions, entities, clauses."""
