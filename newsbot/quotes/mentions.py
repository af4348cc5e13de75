"""Mentions: every phrase outside the quotations that could be a speaker, with its type."""

from dataclasses import dataclass

from newsbot.quotes.cues import AUXILIARIES, CUE_VERBS
from newsbot.quotes.names import (
    ABBREVIATIONS,
    CALENDAR,
    DEMONYMS,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    MALE_NAMES,
    PARTICLES,
    PLACES,
)
from newsbot.quotes.nouns import (
    DETERMINERS,
    DOC_HEADS,
    GROUP_HEADS,
    ORG_HEADS,
    ORG_WORDS,
    PERSON_HEADS,
    ROLE_WORDS,
    TITLES,
)
from newsbot.quotes.tokens import Tokens
from newsbot.quotes.words import words

PRONOUNS = {"he": "he", "she": "she", "they": "they", "it": "it"}
_HEADS: dict[str, str] = {
    **dict.fromkeys(DOC_HEADS, "document"),
    **dict.fromkeys(ORG_HEADS, "organisation"),
    **dict.fromkeys(GROUP_HEADS, "group"),
    **dict.fromkeys(PERSON_HEADS, "role"),
}
_LINKS = words(
    """
    of for and the in on to &
    """
)
_COMPLEMENT = words("for of from at with to")
_CHUNK_STOP = FUNCTION_WORDS - DETERMINERS
_DUMMY_VERBS = words("is was has seems appears appeared emerged turned turns follows followed")
_BEFORE_VERB = words(
    """
    to will would shall should can could may might must he she they it we who did not
    """
)
_COURTESY = words("mr mrs ms miss mx sir lord lady dame dr prof professor")
_MAX_NP = 7
_GIVEN = FEMALE_NAMES | MALE_NAMES


@dataclass(slots=True)
class Mention:
    """A phrase that could be a speaker: tokens `first` to `last`, exclusive."""

    first: int
    last: int
    type: str
    """name, role, group, organisation, document, nominal (a noun phrase beside a cue), or a pronoun."""
    outer: int
    """Where the whole noun phrase begins, role and titles before the name included."""
    head: int
    """Token of the head noun, or of the name's last word."""
    title: str = ""
    """Title words directly before a name, lower case."""
    role: tuple[int, int] | None = None
    """Tokens that tell the role, before the name or in apposition after it."""
    inner: bool = False
    """True when it only modifies the noun phrase of another mention."""
    predicate: bool = False
    """True when it tells what somebody is: an apposition, or after "is" and "as"."""
    joint: tuple[int, ...] = ()
    """Entities of all who speak together: "Lee and Chan"."""
    antecedent: int = -1
    """An earlier mention without a name that it takes up: "the spokesman" to "a Vodafone spokesman"."""
    entity: int = -1
    """Index into the article's entities; -1 until it is known."""


def find_mentions(tokens: Tokens) -> list[Mention]:
    """All mentions in order of their first token."""
    lowercase = {word for word, kind in zip(tokens.words, tokens.kinds, strict=True) if kind == "w"}
    openers = set(tokens.sentence_starts)
    known = {word for at, word in enumerate(tokens.words) if tokens.kinds[at] == "N" and at not in openers}
    found: list[Mention] = []
    at, count = 0, len(tokens.words)
    kinds, lower = tokens.kinds, tokens.lower
    while at < count:
        kind = kinds[at]
        if kind == "N":
            word = lower[at]
            if word in PRONOUNS:
                if word != "it" or not _is_dummy(tokens, at):
                    found.append(Mention(at, at + 1, PRONOUNS[word], at, at))
                at += 1
                continue
            if _starts_name(tokens, at, lowercase, known):
                end = _name_end(tokens, at)
                _add_names(tokens, at, end, found)
                at = end
                continue
            if word in _HEADS and (word in GROUP_HEADS or at + 1 == count or kinds[at + 1] != "N"):
                _add_nominal(tokens, at, word, found)
        elif kind == "w":
            word = lower[at]
            if word in PRONOUNS:
                if word != "it" or not _is_dummy(tokens, at):
                    found.append(Mention(at, at + 1, PRONOUNS[word], at, at))
            elif word in _HEADS:
                _add_nominal(tokens, at, word, found)
        at += 1
    return _with_cue_phrases(tokens, found)


def _starts_name(tokens: Tokens, at: int, lowercase: set[str], known: set[str]) -> bool:
    """Whether a capitalised word can begin a name."""
    word = tokens.lower[at]
    if tokens.words[at] in {"US", "WHO"}:
        return True
    if word in FUNCTION_WORDS or word in CALENDAR or word in DETERMINERS:
        return False
    opens = at == tokens.sentence_starts[tokens.sentences[at]] or tokens.kinds[at - 1] in {"Q", ":", "-"}
    if not opens:
        return True
    follows = at + 1 < len(tokens.kinds) and tokens.kinds[at + 1] == "N" and tokens.lower[at + 1] not in FUNCTION_WORDS
    if word in TITLES or tokens.words[at].isupper():
        return True
    if word in CUE_VERBS or (word in _HEADS and not follows):
        return False
    if follows or tokens.words[at] in known:
        return follows or word not in lowercase
    if word in lowercase or word.endswith(("ly", "ing", "ed")):
        return False
    after = tokens.lower[at + 1] if at + 1 < len(tokens.lower) else ""
    return after in CUE_VERBS or after in AUXILIARIES or tokens.kinds[at + 1 : at + 2] == ["'"]


def _name_end(tokens: Tokens, start: int) -> int:
    """The end of a run of capitalised words with what may stand inside a name."""
    kinds, lower = tokens.kinds, tokens.lower
    at, count = start + 1, min(len(kinds), start + 14)
    paragraph = tokens.paragraphs[start]
    while at < count and tokens.paragraphs[at] == paragraph:
        kind, word = kinds[at], lower[at]
        following = kinds[at + 1] if at + 1 < count and tokens.paragraphs[at + 1] == paragraph else ""
        if kind == "N":
            if word in CALENDAR or (word in FUNCTION_WORDS and not (len(word) == 1 and following == ".")):
                break
        elif kind == ".":
            before = lower[at - 1]
            if not (before in ABBREVIATIONS or (len(before) == 1 and before.isalpha())):
                break
            if following != "N":
                return at + 1 if before in {"jr", "sr"} else at
            if before in {"inc", "corp", "co", "ltd"} and tokens.sentences[at] != tokens.sentences[at + 1]:
                break
        elif (kind == "&" and following == "N") or (kind == "w" and _is_particle(tokens, at, following)):
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


def _add_names(tokens: Tokens, start: int, end: int, found: list[Mention]) -> None:
    """Split a run into organisation, titles and person, and append what can speak."""
    lower = tokens.lower
    split = _person_start(tokens, start, end)
    if split is None:
        _add_office(tokens, start, end, found)
        return
    outer = start if start and lower[start - 1] in {"of", "for"} else _chunk_start(tokens, start)
    if outer < start and lower[start - 1] in ORG_HEADS:
        for at in range(start - 1, outer, -1):
            if lower[at] in {"of", "for"}:
                outer = at + 1
                break
    title_start = split
    while title_start > start and (lower[title_start - 1] in TITLES or lower[title_start - 1] == "."):
        title_start -= 1
    title = " ".join(word for word in lower[title_start:split] if word != ".")
    mention = Mention(split, end, "name", outer, end - 1, title=title)
    if split > start and not _COURTESY.issuperset(title.split()):
        mention.role = (_role_start(tokens, outer, split), split)
    elif outer < start and lower[start - 1] not in ORG_HEADS and any(word in ROLE_WORDS for word in lower[outer:start]):
        mention.role = (_role_start(tokens, outer, start), start)
    elif _is_named_after(tokens, start, end, found):
        # "said technology director, Guido Gybels"
        mention.role = (_role_start(tokens, found[-1].outer, start - 1), start - 1)
        outer = mention.outer = found[-1].outer
    if title_start > start and lower[title_start - 1] not in {"of", "for"}:
        found.append(Mention(start, title_start, "name", outer, title_start - 1, inner=True))
    if outer < start:
        for earlier in reversed(found):
            if earlier.first < outer:
                break
            earlier.inner = True
    if mention.role is None:
        mention.role = _apposition(tokens, end)
    if found and found[-1].last >= end and found[-1].type in {"role", "group"}:
        # "Apple" in "a spokesman for Apple"
        mention.inner = True
    found.append(mention)


def _is_dummy(tokens: Tokens, at: int) -> bool:
    """Whether "it" stands for nothing: "it is believed that", "it appears that"."""
    following = tokens.lower[at + 1 : at + 5]
    return bool(following) and following[0] in _DUMMY_VERBS and "that" in following


def _is_named_after(tokens: Tokens, start: int, end: int, found: list[Mention]) -> bool:
    """Whether a name follows its bearer's role and a comma."""
    if not found or tokens.lower[start - 1] != "," or (end < len(tokens.kinds) and tokens.kinds[end] == "'"):
        return False
    return found[-1].type == "role" and found[-1].last == start - 1 and not found[-1].predicate


def _person_start(tokens: Tokens, start: int, end: int) -> int | None:
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
        return None
    if lower[split] in {"of", "for"}:
        for at in range(split + 1, end - 1):
            if lower[at] in _GIVEN or (len(lower[at + 1]) == 1 and at + 2 < end):
                return at
        return None
    if any(word in ORG_WORDS for word in lower[split:end]) and end - split != 2:
        return start
    return split if lower[end - 1] not in ORG_WORDS or lower[split] in _GIVEN else start


def _add_office(tokens: Tokens, start: int, end: int, found: list[Mention]) -> None:
    """A run that ends in a title: "Prime Minister", "the President", or a person whose name looks like one."""
    words = tokens.lower[start:end]
    if (
        len(words) >= 2
        and words[0] not in TITLES
        and "of" not in words
        and "for" not in words
        and not any(word in ORG_WORDS for word in words[:-1])
    ):
        found.append(Mention(start, end, "name", _chunk_start(tokens, start), end - 1, role=_apposition(tokens, end)))
        return
    outer = _chunk_start(tokens, start)
    head = next((at for at in range(start, end) if tokens.lower[at] in {"of", "for"}), end) - 1
    found.append(Mention(outer, end, "role", outer, head, predicate=_is_predicate(tokens, outer)))
    if head + 1 < end:
        inner = head + 2 if tokens.kinds[head + 2] == "N" else head + 3
        found.append(Mention(inner, end, "name", inner, end - 1, inner=True))


def _chunk_start(tokens: Tokens, at: int) -> int:
    """Where the noun phrase begins whose name or head is at a token."""
    kinds, lower = tokens.kinds, tokens.lower
    floor = max(tokens.sentence_starts[tokens.sentences[at]], at - _MAX_NP)
    first = at
    while first > floor:
        kind, word = kinds[first - 1], lower[first - 1]
        if kind == "'":
            if first - 2 < floor:
                break
            first -= 1
            continue
        if kind not in "Nw#&." or kind == "":
            break
        if kind == "." and lower[first - 2] not in ABBREVIATIONS and len(lower[first - 2]) > 1:
            break
        if word == "that":
            break
        if word in DETERMINERS:
            first -= 1
            break
        if word in {"of", "for"} and first - 2 >= floor and lower[first - 2] in ROLE_WORDS:
            first -= 1
            continue
        if word == "and" and first - 2 >= floor and kinds[first - 2] == "N" and "'" in kinds[first:at]:
            first -= 1
            continue
        if word in _CHUNK_STOP or word in CALENDAR or (kind == "w" and (word in CUE_VERBS or word in AUXILIARIES)):
            break
        if kind == "w" and word.endswith(("ing", "ly")) and word not in {"marketing", "engineering", "leading"}:
            break
        if kind == "w" and first - 2 >= floor:
            earlier = kinds[first - 2]
            if lower[first - 2] in _BEFORE_VERB or (word.endswith("ed") and earlier in "N'"):
                break
        first -= 1
    while first < at and kinds[first] in "'.&":
        first += 1
    return first


def _role_start(tokens: Tokens, outer: int, end: int) -> int:
    """Leave the article out of a role phrase."""
    return outer + 1 if outer < end - 1 and tokens.lower[outer] in {"the", "a", "an"} else outer


def _apposition(tokens: Tokens, end: int) -> tuple[int, int] | None:
    """The role told after a name: ", chief executive of BT," or "(the agency's director)"."""
    kinds, lower = tokens.kinds, tokens.lower
    count = len(kinds)
    if end + 1 >= count or kinds[end] not in {",", "-"}:
        return None
    paragraph = tokens.paragraphs[end]
    at, role_seen = end + 1, False
    while at < count and at < end + 22 and tokens.paragraphs[at] == paragraph:
        kind, word = kinds[at], lower[at]
        if kind in {"Q", ".", ";", ")", ":"} or word in {"who", "which", "whose", "said", "says", "told", "that"}:
            break
        if kind == ",":
            if role_seen:
                following = lower[at + 1] if at + 1 < count else ""
                if kinds[at + 1 : at + 2] != ["N"] and following not in ROLE_WORDS:
                    break
                if following in CUE_VERBS or (kinds[at + 1 : at + 2] == ["N"] and at > end + 8):
                    break
            else:
                return None
        if word in ROLE_WORDS or word in TITLES:
            role_seen = True
        elif kind == "w" and word in CUE_VERBS:
            break
        elif not role_seen and at > end + 7:
            return None
        at += 1
    if not role_seen:
        return None
    first = end + 1
    if lower[first] in {"the", "a", "an"} and at - first > 1:
        first += 1
    return (first, at) if at > first else None


def _is_predicate(tokens: Tokens, outer: int) -> bool:
    """Whether a noun phrase tells what somebody is."""
    if outer == tokens.sentence_starts[tokens.sentences[outer]]:
        return False
    before = tokens.lower[outer - 1]
    if before in {"is", "was", "as", "are", "were", "be", "become", "became", "been", "being", "named", "called"}:
        return True
    return before == "," and outer >= 2 and tokens.kinds[outer - 2] == "N"


def _add_nominal(tokens: Tokens, at: int, word: str, found: list[Mention]) -> None:
    """A noun phrase with a head that can speak: "a Vodafone spokesman", "U.S. officials", "the report"."""
    kinds, lower = tokens.kinds, tokens.lower
    kind = _HEADS[word]
    following = kinds[at + 1] if at + 1 < len(kinds) else ""
    if following == "w" and lower[at + 1] in _HEADS and lower[at + 1] not in CUE_VERBS:
        return
    if following == "N" and kind in {"role", "group"} and tokens.sentences[at + 1] == tokens.sentences[at]:
        return
    outer = _chunk_start(tokens, at)
    opener = lower[outer]
    determined = opener in DETERMINERS or any(k in "N'" for k in kinds[outer:at])
    if not determined and kind != "group":
        return
    if kind == "role" and word in GROUP_HEADS:
        kind = "group"
    last = at + 1
    if kind in {"role", "group", "document"} and last + 1 < len(kinds) and lower[last] in _COMPLEMENT:
        last = _complement_end(tokens, last)
    if outer < at:
        for earlier in reversed(found):
            if earlier.first < outer:
                break
            earlier.inner = True
    found.append(Mention(outer, last, kind, outer, at, predicate=_is_predicate(tokens, outer)))


def _complement_end(tokens: Tokens, at: int) -> int:
    """The end of "for the British Foreign Office" after a head noun; `at` is the preposition."""
    first = at + 1
    if tokens.lower[first] in DETERMINERS and first + 1 < len(tokens.kinds):
        first += 1
    if tokens.kinds[first] != "N" or tokens.lower[first] in CALENDAR:
        return at
    if tokens.paragraphs[first] != tokens.paragraphs[at]:
        return at
    return _name_end(tokens, first)


def _with_cue_phrases(tokens: Tokens, found: list[Mention]) -> list[Mention]:
    """Add noun phrases that no table knows but that stand beside a cue: "the former monopoly said"."""
    kinds, lower = tokens.kinds, tokens.lower
    covered = bytearray(len(kinds))
    for mention in found:
        covered[mention.outer : mention.last] = b"\1" * (mention.last - mention.outer)
    extra: list[Mention] = []
    for at in [at for at, word in enumerate(lower) if word in CUE_VERBS]:
        if kinds[at] != "w" or CUE_VERBS[lower[at]] in {"think", "term"}:
            continue
        sentence = tokens.sentences[at]
        left = at - 1
        while left >= 0 and lower[left] in AUXILIARIES:
            left -= 1
        if (
            left >= 0
            and tokens.sentences[left] == sentence
            and kinds[left] == "w"
            and not covered[left]
            and lower[left] not in FUNCTION_WORDS
            and lower[left] not in CUE_VERBS
        ):
            outer = _chunk_start(tokens, left)
            if lower[outer] in DETERMINERS and outer < left and not covered[outer]:
                extra.append(Mention(outer, left + 1, "nominal", outer, left))
                covered[outer : left + 1] = b"\1" * (left + 1 - outer)
        right = at + 1
        if right + 1 < len(kinds) and lower[right] in DETERMINERS and not covered[right] and kinds[at - 1] == "Q":
            end = right + 1
            while (
                end < len(kinds)
                and end < right + 6
                and kinds[end] in "wN#"
                and not covered[end]
                and lower[end] not in FUNCTION_WORDS
            ):
                end += 1
            if end > right + 1:
                extra.append(Mention(right, end, "nominal", right, end - 1))
    if not extra:
        return found
    return sorted([*found, *extra], key=lambda mention: (mention.first, mention.last))
