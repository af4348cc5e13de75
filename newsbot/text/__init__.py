"""Texts as they come and go: HTML read within bounds, characters fit to be shown, word tables."""
