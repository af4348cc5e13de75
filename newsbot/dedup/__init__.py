"""Which addresses and which texts are the same story."""

from newsbot.dedup.texts import content_hash, same_story, signature, similarity
from newsbot.dedup.urls import canonical_url

__all__ = ["canonical_url", "content_hash", "same_story", "signature", "similarity"]
