"""Searches in the words of quotes and articles: how they are typed, and what they ask of MongoDB."""
