"""The name for a chosen mention: the fullest name that the article gives, or the mention's own words."""

from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.quotes.language.nouns import DETERMINERS


def mention_text(analysed: AnalysedText, mention: int) -> str:
    """A mention as the article writes it."""
    tokens, found = analysed.tokens, analysed.mentions[mention]
    return " ".join(analysed.text[tokens.starts[found.first] : tokens.ends[found.last - 1]].split())


def speaker_name(analysed: AnalysedText, mention: int, entity: int) -> str | None:
    """The fullest name of a speaker; the mention's own words when nobody is named; None without a mention."""
    if mention >= 0 and len(analysed.mentions[mention].joint) > 1 and mention in analysed.clauses.link:
        return "; ".join(analysed.entities[one].name for one in analysed.mentions[mention].joint)
    if entity >= 0:
        return analysed.entities[entity].name
    if mention < 0 or analysed.mentions[mention].type in {"he", "she", "they", "it"}:
        return None
    if analysed.mentions[mention].antecedent >= 0:
        return mention_text(analysed, analysed.mentions[mention].antecedent)
    if analysed.mentions[mention].type == "group":
        return mention_text(analysed, _fuller_group(analysed, mention))
    return mention_text(analysed, mention)


def _fuller_group(analysed: AnalysedText, mention: int) -> int:
    """From "officials" back to "U.S. officials": the nearest mention before with the same head and a name in it."""
    tokens, found = analysed.tokens, analysed.mentions[mention]
    if any(kind == "N" for kind in tokens.kinds[found.first + 1 : found.last]) or tokens.kinds[found.first] == "N":
        return mention
    for earlier in range(mention - 1, max(-1, mention - 60), -1):
        other = analysed.mentions[earlier]
        alike = other.type == "group" and tokens.lower[other.head] == tokens.lower[found.head]
        if alike and "N" in tokens.kinds[other.first : other.last] and tokens.lower[other.first] not in DETERMINERS:
            return earlier
    return mention
