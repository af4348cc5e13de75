"""Whether a crawl went as it should, and who is told when not."""
