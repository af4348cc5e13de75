"""Given names by sex, places, and the words that begin a sentence in capitals without being names."""

from newsbot.text.tables import tables

_TABLES = tables(__name__)

FEMALE_NAMES = _TABLES["female_names"]

MALE_NAMES = _TABLES["male_names"]

PLACES = _TABLES["places"]

DEMONYMS = _TABLES["demonyms"]

CALENDAR = _TABLES["calendar"]

ABBREVIATIONS = _TABLES["abbreviations"]

PARTICLES = _TABLES["particles"]

FUNCTION_WORDS = _TABLES["function_words"]
