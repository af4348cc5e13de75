"""Mentions: every phrase outside the quotations that could be a speaker, with its type."""

from dataclasses import dataclass

from newsbot.quotes.analysis.name_runs import ACRONYMS, name_end, person_start, starts_name
from newsbot.quotes.analysis.noun_phrases import (
    COMPLEMENT_PREPOSITIONS,
    LONGEST_COMPLEMENT,
    apposition,
    chunk_start,
    complement_end,
    is_noun,
    is_predicate,
    role_start,
)
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.cues import AUXILIARIES, CUE_VERBS
from newsbot.quotes.language.names import DEMONYMS, FUNCTION_WORDS, PLACES
from newsbot.quotes.language.nouns import DETERMINERS, GROUP_HEADS, HEADS, ORG_HEADS, ORG_WORDS, ROLE_WORDS, TITLES
from newsbot.text.tables import tables

_TABLES = tables(__name__)

PRONOUNS = {"he": "he", "she": "she", "they": "they", "it": "it"}
_DUMMY_VERBS = _TABLES["dummy_verbs"]
SHORTEST_HEADLINE = 5
"""Words of a headline that shows by its capitals that it is in title case."""
_COURTESY = _TABLES["courtesy"]
_COUNTING = _TABLES["counting"]
_PERCENT = frozenset({"percent", "pct"})
LONGEST_SOURCE = 7
"""Words in a source that no table knows."""


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
    """Tokens that give the role, before the name or in apposition after it."""
    inner: bool = False
    """True when it only modifies the noun phrase of another mention."""
    predicate: bool = False
    """True when it says what somebody is: an apposition, or after "is" and "as"."""
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
    headline_end, shown = _title_case_headline(tokens)
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
            if starts_name(tokens, at, lowercase, known):
                end = name_end(tokens, at)
                runs = _shown_runs(tokens, at, end, shown) if end <= headline_end else [(at, end)]
                for first, last in runs:
                    _add_names(tokens, first, last, found)
                at = end
                continue
            if word in HEADS and (word in GROUP_HEADS or at + 1 == count or kinds[at + 1] != "N"):
                _add_nominal(tokens, at, word, found)
        elif kind == "w":
            word = lower[at]
            if word in PRONOUNS:
                if word != "it" or not _is_dummy(tokens, at):
                    found.append(Mention(at, at + 1, PRONOUNS[word], at, at))
            elif word in HEADS:
                _add_nominal(tokens, at, word, found)
        at += 1
    return _with_cue_phrases(tokens, found)


def _title_case_headline(tokens: Tokens) -> tuple[int, set[str]]:
    """The end of the first paragraph where its words have capitals, and the names' words and pairs in the text below.

    In "Ada Lee Says Norvik Will Pay" only the text shows where names end. (0, nothing) for any other paragraph:
    "Ada Lee met Tom Lund" has a verb in small letters, so it is a sentence.
    """
    end = tokens.paragraph_starts[1] if len(tokens.paragraph_starts) > 2 else 0
    words = [at for at in range(end) if tokens.kinds[at] in {"N", "w"}]
    small = [at for at in words if tokens.kinds[at] == "w"]
    if len(words) < SHORTEST_HEADLINE or len(small) > len(words) // 3:
        return 0, set()
    if not FUNCTION_WORDS.issuperset([tokens.lower[at] for at in small]):
        return 0, set()
    shown: set[str] = set()
    for at in range(end, len(tokens.kinds) - 1):
        if tokens.kinds[at] == "N":
            shown.add(tokens.lower[at])
            if tokens.kinds[at + 1] == "N":
                shown.add(f"{tokens.lower[at]} {tokens.lower[at + 1]}")
    return end, shown


def _shown_runs(tokens: Tokens, start: int, end: int, shown: set[str]) -> list[tuple[int, int]]:
    """The parts of a run in a headline that are names in the text; the whole run where it has none of them."""
    runs: list[tuple[int, int]] = []
    first = start
    for at in range(start, end):
        if at + 1 < end and (tokens.kinds[at + 1] != "N" or f"{tokens.lower[at]} {tokens.lower[at + 1]}" in shown):
            continue
        if at > first or tokens.lower[at] in shown:
            runs.append((first, at + 1))
        first = at + 1
    return runs or [(start, end)]


def _add_names(tokens: Tokens, start: int, end: int, found: list[Mention]) -> None:
    """Split a run into organisation, titles and person, and append what can speak."""
    lower = tokens.lower
    split = person_start(tokens, start, end)
    if split is None:
        _add_office(tokens, start, end, found)
        return
    outer = start if start and lower[start - 1] in {"of", "for"} else chunk_start(tokens, start)
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
        mention.role = (role_start(tokens, outer, split), split)
    elif outer < start and lower[start - 1] not in ORG_HEADS and any(word in ROLE_WORDS for word in lower[outer:start]):
        mention.role = (role_start(tokens, outer, start), start)
    elif _is_named_after(tokens, start, end, found):
        # "said technology director, Guido Gybels"
        noun = found[-2] if found[-1].inner and len(found) > 1 else found[-1]
        mention.role = (role_start(tokens, noun.outer, start - 1), start - 1)
        outer = mention.outer = noun.outer
    if title_start > start and lower[title_start - 1] not in {"of", "for"}:
        found.append(Mention(start, title_start, "name", outer, title_start - 1, inner=True))
    if outer < start:
        for earlier in reversed(found):
            if earlier.first < outer:
                break
            earlier.inner = True
    if mention.role is None:
        mention.role = apposition(tokens, end)
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
    role = found[-2] if found[-1].inner and len(found) > 1 else found[-1]
    if role.type != "role" or role.predicate or role.last > start - 1:
        return False
    if role.last == start - 1:
        return True
    # "the operator's head of networks, Ida Brandt,"
    between = tokens.lower[role.last : start - 1]
    is_complement = between[0] in COMPLEMENT_PREPOSITIONS and len(between) <= LONGEST_COMPLEMENT + 1
    return (
        is_complement
        and tokens.sentences[role.last] == tokens.sentences[start]
        and tokens.kinds[end : end + 1] in ([","], ["."])
        and _is_plain(tokens, role.last, start - 1)
    )


def _is_plain(tokens: Tokens, first: int, last: int) -> bool:
    """Whether some tokens are words without a verb of speech, an auxiliary or a mark among them."""
    return all(
        tokens.kinds[at] in "Nw&" and tokens.lower[at] not in CUE_VERBS and tokens.lower[at] not in AUXILIARIES
        for at in range(first, last)
    )


def _add_office(tokens: Tokens, start: int, end: int, found: list[Mention]) -> None:
    """A run that ends in a title: "Prime Minister", "the President", or a person whose name looks like one."""
    words = tokens.lower[start:end]
    if (
        len(words) >= 2
        and words[0] not in TITLES | PLACES | DEMONYMS | ACRONYMS
        and "of" not in words
        and "for" not in words
        and not any(word in ORG_WORDS for word in words[:-1])
    ):
        found.append(Mention(start, end, "name", chunk_start(tokens, start), end - 1, role=apposition(tokens, end)))
        return
    outer = chunk_start(tokens, start)
    head = next((at for at in range(start, end) if tokens.lower[at] in {"of", "for"}), end) - 1
    found.append(Mention(outer, end, "role", outer, head, predicate=is_predicate(tokens, outer)))
    if head + 1 < end:
        inner = head + 2 if tokens.kinds[head + 2] == "N" else head + 3
        found.append(Mention(inner, end, "name", inner, end - 1, inner=True))


def _add_nominal(tokens: Tokens, at: int, word: str, found: list[Mention]) -> None:
    """A noun phrase with a head that can speak: "a Vodafone spokesman", "U.S. officials", "the report"."""
    kinds, lower = tokens.kinds, tokens.lower
    kind = HEADS[word]
    following = kinds[at + 1] if at + 1 < len(kinds) else ""
    if following == "w" and lower[at + 1] in HEADS and lower[at + 1] not in CUE_VERBS:
        return
    if following == "N" and kind in {"role", "group"} and tokens.sentences[at + 1] == tokens.sentences[at]:
        return
    outer = chunk_start(tokens, at)
    opener = lower[outer]
    determined = opener in DETERMINERS or any(k in "N'" for k in kinds[outer:at])
    if not determined and kind != "group":
        return
    role = found[-1] if found and found[-1].type == "role" else None
    if role and outer <= role.outer and role.last < at and lower[role.last] in {"of", "for"}:
        role.last = at + 1  # "the chief of staff", "Norvik's head of policy"
        return
    if kind == "role" and word in GROUP_HEADS:
        kind = "group"
    last = at + 1
    if kind in {"role", "group", "document"} and last + 1 < len(kinds) and lower[last] in COMPLEMENT_PREPOSITIONS:
        last = complement_end(tokens, last)
    if outer < at:
        for earlier in reversed(found):
            if earlier.first < outer:
                break
            earlier.inner = True
    found.append(Mention(outer, last, kind, outer, at, predicate=is_predicate(tokens, outer)))


def _is_share(tokens: Tokens, at: int) -> bool:
    """Whether a share of people ends at a token: 63 percent, 63%."""
    if tokens.kinds[at] == "#":
        return tokens.words[at].endswith("%")
    return tokens.lower[at] in _PERCENT and at > 0 and tokens.kinds[at - 1] == "#"


def _source_end(tokens: Tokens, first: int) -> int:
    """The end of the noun phrase behind "according to": reports, one of the survivors, two people on the board."""
    end = first
    while end < min(first + LONGEST_SOURCE, len(tokens.kinds)) and tokens.kinds[end] in "wN#":
        word = tokens.lower[end]
        begins = end == first or tokens.lower[end - 1] == "of"
        if word in FUNCTION_WORDS and word != "of" and not (begins and word in DETERMINERS | _COUNTING):
            break
        if end > first and tokens.kinds[end] == "w" and (word.endswith(("ed", "ing")) or word == "seen"):
            break
        end += 1
    while end > first and tokens.lower[end - 1] == "of":
        end -= 1
    return end


def _with_cue_phrases(tokens: Tokens, found: list[Mention]) -> list[Mention]:
    """Add noun phrases that no table knows but that stand beside a cue: "the former monopoly said"."""
    kinds, lower = tokens.kinds, tokens.lower
    covered = bytearray(len(kinds))
    for mention in found:
        covered[mention.outer : mention.last] = b"\1" * (mention.last - mention.outer)
    extra: list[Mention] = []
    for at in [at for at, word in enumerate(lower) if word in CUE_VERBS]:
        if kinds[at] != "w" or CUE_VERBS[lower[at]] in {"think", "term"} or is_noun(tokens, at):
            continue
        sentence = tokens.sentences[at]
        left = at - 1
        while left >= 0 and lower[left] in AUXILIARIES:
            left -= 1
        if (
            left >= 0
            and tokens.sentences[left] == sentence
            and (kinds[left] == "w" or _is_share(tokens, left))
            and not covered[left]
            and lower[left] not in FUNCTION_WORDS
            and lower[left] not in CUE_VERBS
        ):
            outer = chunk_start(tokens, left)
            if _is_share(tokens, left):
                outer = left - 1 if lower[left] in _PERCENT else left
                extra.append(Mention(outer, left + 1, "group", outer, left))
                covered[outer : left + 1] = b"\1" * (left + 1 - outer)
            elif lower[outer] in DETERMINERS and outer < left and not (covered[outer] or lower[left].endswith("ly")):
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
    for at in [at for at, word in enumerate(lower[:-2]) if word == "according" and lower[at + 1] == "to"]:
        end = _source_end(tokens, at + 2)
        if end > at + 2 and not any(covered[at + 2 : end]):
            extra.append(Mention(at + 2, end, "nominal", at + 2, end - 1))
    if not extra:
        return found
    return sorted([*found, *extra], key=lambda mention: (mention.first, mention.last))
