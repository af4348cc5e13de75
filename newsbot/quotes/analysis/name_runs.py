"""Names: runs of capitalised words, and where titles end and the person begins in them."""

from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS
from newsbot.quotes.language.names import (
    ABBREVIATIONS,
    CALENDAR,
    DEMONYMS,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    MALE_NAMES,
    PARTICLES,
    PLACES,
)
from newsbot.quotes.language.nouns import CLEAR_TITLES, DETERMINERS, HEADS, ORG_WORDS, TITLES
from newsbot.text.tables import tables

_TABLES = tables(__name__)

ACRONYMS = frozenset({"us", "who"})
"""Names that are small words but for their capitals."""
_SURNAMES = _TABLES["surnames"]
_LINKS = _TABLES["links"]
_PERIODS = _TABLES["periods"]
_LONGEST_NICKNAME = 16
"""Code points, marks included."""
_GIVEN = FEMALE_NAMES | MALE_NAMES


def starts_name(tokens: Tokens, at: int, lowercase: set[str], known: set[str]) -> bool:
    """Whether a capitalised word can begin a name."""
    word = tokens.lower[at]
    if word in ACRONYMS and tokens.words[at].isupper():
        return True
    if _is_given(tokens, at):
        return True
    if word in FUNCTION_WORDS or word in CALENDAR or word in DETERMINERS:
        return False
    if word.startswith("@") and at and tokens.kinds[at - 1] == "(":
        return False  # the account of who is named before it
    opens = at == tokens.sentence_starts[tokens.sentences[at]] or tokens.kinds[at - 1] in {"Q", ":", "-"}
    if not opens:
        return True
    follows = tokens.kinds[at + 1 : at + 2] == ["N"] and (
        tokens.lower[at + 1] not in FUNCTION_WORDS
        or (len(tokens.lower[at + 1]) == 1 and tokens.lower[at + 2 : at + 3] == ["."])
    )
    is_double = "-" in word and tokens.words[at].rpartition("-")[2][:1].isupper()  # El-Khatib
    if word in TITLES or is_double or tokens.words[at].isupper() or _is_nickname(tokens, at + 1):
        return True
    if word in CUE_VERBS or (word in HEADS and not follows) or word in _PERIODS:
        return False  # "Hours later, Lund …"
    if follows or tokens.words[at] in known:
        return follows or word not in lowercase
    if word in lowercase or word.endswith(("ly", "ing", "ed")):
        return False
    if tokens.words[at].islower():
        return True  # a user name
    after = tokens.lower[at + 1] if at + 1 < len(tokens.lower) else ""
    return after in CUE_VERBS or after in AUXILIARIES or tokens.kinds[at + 1 : at + 2] == ["'"]


def _is_given(tokens: Tokens, at: int) -> bool:
    """Whether a month's name is somebody's: Jan Lund. What a month has behind it is a number or a small word."""
    return tokens.lower[at] == "jan" and tokens.kinds[at + 1 : at + 2] == ["N"]


def name_end(tokens: Tokens, start: int) -> int:
    """The end of a run of capitalised words with what may stand inside a name."""
    kinds, lower = tokens.kinds, tokens.lower
    at, count = start + 1, min(len(kinds), start + 14)
    paragraph = tokens.paragraphs[start]
    while at < count and tokens.paragraphs[at] == paragraph:
        kind, word = kinds[at], lower[at]
        following = kinds[at + 1] if at + 1 < count and tokens.paragraphs[at + 1] == paragraph else ""
        if kind == "N":
            is_acronym = word in ACRONYMS and tokens.words[at].isupper()
            if (word in CALENDAR and not (at == start and _is_given(tokens, at))) or (
                word in FUNCTION_WORDS and not is_acronym and not (len(word) == 1 and following == ".")
            ):
                break
        elif kind == ".":
            before = lower[at - 1]
            if not (before in ABBREVIATIONS or (len(before) == 1 and before.isalpha())):
                break
            if following != "N" and not (following == "Q" and _is_nickname(tokens, at + 1)):
                return at + 1 if before in {"jr", "sr"} else at
            if before in {"inc", "corp", "co", "ltd"} and tokens.sentences[at] != tokens.sentences[at + 1]:
                break
        elif (
            (kind == "Q" and _is_nickname(tokens, at))
            or (kind == "&" and following == "N")
            or (kind == "w" and _is_particle(tokens, at, following))
        ):
            pass
        elif kind == "w" and word in _LINKS and _links_on(tokens, start, at, count):
            if lower[at + 1] == "the":
                at += 1
        else:
            break
        at += 1
    while kinds[at - 1] != "N" and kinds[at - 1] != ".":
        at -= 1
    return at


def _is_nickname(tokens: Tokens, at: int) -> bool:
    """Whether a quotation is a nickname inside a name: Jane “Jay” Roe."""
    given = at - 3 if tokens.kinds[at - 2 : at] == ["N", "."] and len(tokens.lower[at - 2]) == 1 else at - 1
    if tokens.kinds[at : at + 2] != ["Q", "N"] or tokens.ends[at] - tokens.starts[at] > _LONGEST_NICKNAME:
        return False
    has_initial = given == at - 3
    return given >= 0 and tokens.lower[given] in _GIVEN and (has_initial or tokens.lower[at + 1] not in _GIVEN)


def _is_particle(tokens: Tokens, at: int, following: str) -> bool:
    """Whether a small word belongs to the name it stands in: "Jean-Luc de la Tour"."""
    return tokens.lower[at] in PARTICLES and (following == "N" or tokens.lower[at + 1] in PARTICLES)


def _links_on(tokens: Tokens, start: int, at: int, count: int) -> bool:
    """Whether "of", "for", "and" go on inside the name of an organisation or an office."""
    word = tokens.lower[at]
    after = at + 2 if tokens.lower[at + 1 : at + 2] == ["the"] else at + 1
    if after >= count or tokens.kinds[after] != "N" or tokens.lower[after] in CALENDAR:
        return False
    parts = tokens.lower[start:at]
    last = parts[-1]
    if word == "of":
        return last in TITLES or any(part in ORG_WORDS for part in parts)
    if word == "for" and last in TITLES:
        return True
    if word in {"for", "on"}:
        return last in ORG_WORDS and not any(part in TITLES for part in parts)
    return any(part in ORG_WORDS for part in parts) and ("of" in parts or "for" in parts or "on" in parts)


def person_start(tokens: Tokens, start: int, end: int) -> int | None:
    """Where titles end and the name begins in a run; None when it holds an office and no name."""
    lower = tokens.lower
    split = start
    for at in range(start, end):
        if lower[at] in TITLES:
            split = at + 1
    if split == start and end - start >= 3 and lower[start] not in MALE_NAMES | FEMALE_NAMES:
        opens = start in (tokens.sentence_starts[tokens.sentences[start]], 0)
        if (
            (opens or lower[start] in DEMONYMS)
            and lower[start + 1] in MALE_NAMES | FEMALE_NAMES
            and len(lower[start]) > 2
        ):
            return start + 1
    if split == start:
        place = (
            lower[start] in PLACES and end - start > 2 and start > 0 and lower[start - 1] in {"to", "in", "of", "from"}
        )
        return start + 1 if place and not any(word in ORG_WORDS for word in lower[start:end]) else start
    while split < end and lower[split] == ".":
        split += 1
    if split >= end:
        # "Senator King", but "Prime Minister"
        is_surname = end - start > 1 and lower[end - 1] in _SURNAMES and lower[end - 2].rstrip(".") in CLEAR_TITLES
        return end - 1 if is_surname else None
    if lower[split] in {"of", "for"}:
        for at in range(split + 1, end - 1):
            if lower[at] in _GIVEN or (len(lower[at + 1]) == 1 and at + 2 < end):
                return at
        return None
    if any(word in ORG_WORDS for word in lower[split:end]) and end - split != 2:
        return start
    return split if lower[end - 1] not in ORG_WORDS or lower[split] in _GIVEN else start
