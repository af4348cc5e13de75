"""Which addresses and which texts are the same story."""

from newsbot.dedup.declared import host_key, names_article
from newsbot.dedup.texts import added_paragraphs, content_hash, same_story, signature, similarity, stream_safe
from newsbot.dedup.urls import canonical_url, site_of

__all__ = [
    "added_paragraphs",
    "canonical_url",
    "content_hash",
    "host_key",
    "names_article",
    "same_story",
    "signature",
    "similarity",
    "site_of",
    "stream_safe",
]
