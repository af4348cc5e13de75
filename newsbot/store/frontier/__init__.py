"""The memory of what was crawled and what is due."""
