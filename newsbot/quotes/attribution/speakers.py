"""What a chosen mention is called: the fullest name that the article gives, or the mention's own words."""

from newsbot.quotes.analysis.analysed_text import Reading
from newsbot.quotes.language.nouns import DETERMINERS


def mention_text(reading: Reading, mention: int) -> str:
    """A mention as the article writes it."""
    tokens, found = reading.tokens, reading.mentions[mention]
    return " ".join(reading.text[tokens.starts[found.first] : tokens.ends[found.last - 1]].split())


def speaker_name(reading: Reading, mention: int, entity: int) -> str | None:
    """The fullest name of a speaker; the mention's own words when nobody is named; None without a mention."""
    if mention >= 0 and len(reading.mentions[mention].joint) > 1 and mention in reading.clauses.link:
        return "; ".join(reading.entities[one].name for one in reading.mentions[mention].joint)
    if entity >= 0:
        return reading.entities[entity].name
    if mention < 0 or reading.mentions[mention].type in {"he", "she", "they", "it"}:
        return None
    if reading.mentions[mention].antecedent >= 0:
        return mention_text(reading, reading.mentions[mention].antecedent)
    if reading.mentions[mention].type == "group":
        return mention_text(reading, _fuller_group(reading, mention))
    return mention_text(reading, mention)


def _fuller_group(reading: Reading, mention: int) -> int:
    """From "officials" back to "U.S. officials": the nearest mention before with the same head and a name in it."""
    tokens, found = reading.tokens, reading.mentions[mention]
    if any(kind == "N" for kind in tokens.kinds[found.first + 1 : found.last]) or tokens.kinds[found.first] == "N":
        return mention
    for earlier in range(mention - 1, max(-1, mention - 60), -1):
        other = reading.mentions[earlier]
        alike = other.type == "group" and tokens.lower[other.head] == tokens.lower[found.head]
        if alike and "N" in tokens.kinds[other.first : other.last] and tokens.lower[other.first] not in DETERMINERS:
            return earlier
    return mention
