"""The names in an article, inside and outside quotations, with how often each is there."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from newsbot.items import Name
from newsbot.quotes.analysis.analysed_text import AnalysedText
from newsbot.quotes.analysis.entities import SMALL_WORDS
from newsbot.quotes.keys import speaker_key
from newsbot.quotes.language.names import CALENDAR, FUNCTION_WORDS
from newsbot.quotes.language.nouns import DETERMINERS, HEADS, TITLES

MOST_NAMES = 200
"""Of a page that names more, those that it names most often."""
_LONGEST = 8
"""Words of a name, and _MOST_CHARACTERS of a tag."""
_MOST_CHARACTERS = 80

_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \-–&.’']{1,3}")
"""What may stand between two words of a name that only a quotation has."""

_Words = tuple[str, ...]


Spelt = Counter[tuple[str, str]]
"""(fullest name, spelling) -> how often a text has it."""


def names_in(analysed: AnalysedText) -> Spelt:
    """How often an article's text names each person, organisation and place.

    The entities of the text count wherever one of their names stands, in the same capitals and as whole words, inside
    quotations too. What only quotations name counts where it is capitalised within a sentence.
    """
    text, tokens = analysed.text, analysed.tokens
    owners: dict[_Words, str] = {}
    for entity in sorted(analysed.entities, key=lambda entity: -len(entity.mentions)):
        for position in entity.mentions:
            mention = analysed.mentions[position]
            if mention.type == "name":
                surface = text[tokens.starts[mention.first] : tokens.ends[mention.last - 1]]
                owners.setdefault(tuple(_WORD.findall(surface)), entity.name)
        owners.setdefault(tuple(_WORD.findall(entity.name)), entity.name)
    owners.pop((), None)
    by_first: dict[str, list[_Words]] = {}
    for name in sorted(owners, key=len, reverse=True):
        by_first.setdefault(name[0], []).append(name)
    found = list(_WORD.finditer(text))
    words = [match[0] for match in found]
    times: Spelt = Counter()
    taken = bytearray(len(words))
    free = 0
    for at in [at for at, word in enumerate(words) if word in by_first]:
        if at < free:
            continue
        for name in by_first[words[at]]:
            if tuple(words[at : at + len(name)]) == name:
                free = at + len(name)
                taken[at:free] = b"\1" * len(name)
                times[owners[name], " ".join(text[found[at].start() : found[free - 1].end()].split())] += 1
                break
    for run in _only_quoted(analysed, found, taken):
        times[run, run] += 1
    for word, count in _only_opening(words, taken).items():
        times[word, word] += count
    return times


def _only_opening(words: Sequence[str], taken: bytearray) -> Counter[str]:
    """The words that are capitalised wherever they stand, twice or more, although no entity of the text has them: a
    name that only begins sentences.
    """
    openers = Counter(word for at, word in enumerate(words) if not taken[at] and _is_name_word(word))
    small = {word for word in words if word[0].islower()}
    often = [word for word, count in openers.items() if count > 1 and word.lower() not in small | HEADS.keys()]
    return Counter({word: openers[word] for word in often if not word.endswith(("ly", "ing", "ed"))})


def _only_quoted(analysed: AnalysedText, found: list[re.Match[str]], taken: bytearray) -> list[str]:
    """The capitalised runs of words within quotations that no entity of the text has, which are taken from then on. A
    word that begins a sentence is one only where another sentence has it too.
    """
    text, at = analysed.text, 0
    runs: list[list[int]] = []
    openers: list[int] = []
    for quotation in analysed.quotations:
        while at < len(found) and found[at].start() < quotation.start:
            at += 1
        run: list[int] = []
        while at < len(found) and found[at].end() <= quotation.end:
            if taken[at] or not _is_name_word(found[at][0]):
                run = []
            elif run and _joined(text, found[at - 1], found[at]):
                run.append(at)
            elif _opens(text, found[at], quotation.start):
                openers.append(at)
                run = []
            elif not (at and taken[at - 1] and _joined(text, found[at - 1], found[at])):
                runs.append(run := [at])
            at += 1
    known = {found[run[0]][0] for run in runs if len(run) == 1}
    runs += [[at] for at in openers if found[at][0] in known]
    for run in runs:
        taken[run[0] : run[-1] + 1] = b"\1" * len(run)
    return [text[found[run[0]].start() : found[run[-1]].end()] for run in runs]


def _is_name_word(word: str) -> bool:
    if len(word) < 2 or not word[0].isupper():
        return False
    lower = word.lower()
    return not (lower in FUNCTION_WORDS or lower in CALENDAR or lower in DETERMINERS or lower in TITLES)


def _joined(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether two words stand in one name; a full stop does not end it only where it follows an initial."""
    if "." in text[before.end() : after.start()] and len(before[0]) > 2:
        return False
    return _BETWEEN.fullmatch(text, before.end(), after.start()) is not None


def _opens(text: str, word: re.Match[str], begin: int) -> bool:
    """Whether a word begins a sentence, so that its capital says nothing; an acronym's does."""
    before = text[max(begin, word.start() - 3) : word.start()].rstrip()
    return not word[0].isupper() and (not before or before[-1] in ".!?:…“‘\"'")


def with_tags(times: Spelt, tags: Iterable[str]) -> list[Name]:
    """The names of an article, its tags included, once for each key; the most frequent first."""
    for tag in tags:
        for part in map(" ".join, map(str.split, tag.split(";"))):
            if part and len(part) <= _MOST_CHARACTERS:
                times[part, part] += 1
    spelt: dict[str, Counter[str]] = {}
    full: dict[str, str] = {}
    for (name, spelling), count in times.items():
        if key := speaker_key(name):
            spelt.setdefault(key, Counter())[spelling] += count
            full.setdefault(key, name)
    names = []
    for key, counts in spelt.items():
        others = [{"name": name, "times": count} for name, count in counts.most_common() if name != full[key]]
        names.append(Name(name=full[key], key=key, times=counts.total(), spellings=others))
    return sorted(names, key=lambda name: -name.times)[:MOST_NAMES]


def times_by_words(names: Iterable[Name]) -> Counter[str]:
    """How often each run of words stands in names: "deutsche telekom" 3, "telekom" 5.

    A whole name counts wherever one of its spellings stands; a part of it only where the words themselves do.
    """
    times: Counter[str] = Counter()
    for name in names:
        times[name.key] += name.times
        spelt = [(speaker_key(other["name"]), other["times"]) for other in name.spellings]
        spelt.append((name.key, name.times - sum(count for _, count in spelt)))
        for key, count in spelt:
            for run in _runs(key or "") - {name.key}:
                times[run] += count
    return +times


def _runs(key: str) -> set[str]:
    words = key.split()[:_LONGEST]
    ends = [at for at, word in enumerate(words) if word not in SMALL_WORDS]
    runs = {" ".join(words[first : last + 1]) for first in ends for last in ends if first <= last}
    return {run for run in runs if len(run) > 1}
