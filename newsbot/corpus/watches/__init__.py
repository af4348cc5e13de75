"""Saved searches: what is new since one was last run, and the feed that says so."""
