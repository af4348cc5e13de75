"""Which addresses and which texts are the same story."""

from newsbot.dedup.addresses import canonical_url
from newsbot.dedup.texts import content_hash, same_story, signature, similarity

__all__ = ["canonical_url", "content_hash", "same_story", "signature", "similarity"]
