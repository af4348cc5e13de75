"""Headline, authors, dates, language, tags and image of a page."""
