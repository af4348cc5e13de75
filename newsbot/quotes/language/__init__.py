"""The words that English quotes are introduced, named and titled with, as tables."""
