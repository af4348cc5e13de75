"""Whether a crawl went as it should, and who gets an alert when not."""
