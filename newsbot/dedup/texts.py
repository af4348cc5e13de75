"""The same words, and nearly the same words.

Texts are compared by word 4-grams (Broder, "On the resemblance and containment of documents", 1997). Most of the time
would go into making them, so they are ranked by the length of their first word. Both sides of a comparison choose by
the same rule, wherever an edit moved the words, and only a short text or a close call needs the later ranks.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b, sha256
from itertools import islice
from zlib import crc32

KEYS = 16
"""How many keys a signature has at most."""

_RANKS = tuple(
    re.compile(rb" (?=(%b +[^ ]+ +[^ ]+ +[^ ]+))" % first_word)
    for first_word in (rb"[^ ]{7}", rb"(?:[^ ]{7}|[^ ]{4})", rb"[^ ]+")
)
"""4-grams by the bytes of their first word, ever more of them: a twelfth, a fourth, all of an English text's."""

CONTAINED = 0.25
"""The share of the shorter text's 4-grams that the longer must hold."""

FIGURES, FEWEST_FIGURES = 0.25, 4
"""The share of the shorter text's figures that a copy has too; fewer than so many say nothing."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

_ENOUGH = 60  # 4-grams of the shorter text for a verdict; with fewer the next rank is taken too
_CLEAR = 0.9  # of the 4-grams shared, or none: half as many will do
_MOST = 0.7  # of the shorter text: one stretch of this size is a copy and no boilerplate
_BESIDE = 0.1  # of what lies outside that stretch, for a smaller one
_AT_THE_END = 0.2  # of a text may follow what stands at its end
_MARKS = {mark: plain for marks, plain in (("“”‘’„…", ""), ("«»–—\u00a0", " ")) for mark in marks}
_DELETED = b".,;:!?'\"()[]"  # they stand beside a space or inside a word: "U.S.", "1,000", "it's"
_SPACED = bytes(c if c >= 128 or chr(c).isalnum() else 32 for c in range(256)).lower()


_MARK_RUN = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")


def stream_safe(text: str) -> str:
    """The text with no more than 30 combining marks in a row, as Unicode's Stream-Safe Text Format (UAX 15) has it.

    Normalising longer runs takes quadratic time.
    """
    return _MARK_RUN.sub(r"\1", text)


@lru_cache(maxsize=16)
def _plain(text: str) -> bytes:
    """The words of `text` in small letters, a space or more around each."""
    if not text.isascii():
        for mark, plain in _MARKS.items():
            if mark in text:
                text = text.replace(mark, plain)
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", stream_safe(text))
        text = text.lower()
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > 2 * len(text):  # Chinese, Japanese, Thai: no spaces to rely on, so characters are words
        data = " ".join(text).encode("utf-8", "surrogatepass")
    return b" " + data.translate(_SPACED, _DELETED)


@lru_cache(maxsize=16)
def _grams(text: str, rank: re.Pattern[bytes]) -> list[bytes]:
    return [b" ".join(gram.split()) if b"  " in gram else gram for gram in rank.findall(_plain(text))]


def content_hash(text: str) -> str:
    """SHA-256 (hexadecimal) of the words of `text`: case, punctuation and spacing do not count."""
    return sha256(b" ".join(_plain(text).split())).hexdigest()


def signature(text: str) -> tuple[int, ...]:
    """Index keys of a text, ascending: up to KEYS signed 64-bit integers. Copies of a story share at least two.

    The bottom KEYS of its word 4-grams by rank, then CRC-32; a key is a gram's 64-bit BLAKE2b, so keys are the same in
    every process and version. Empty for a text without words.
    """
    grams: dict[bytes, None] = {}
    for rank in _RANKS:
        grams |= dict.fromkeys(sorted(_grams(text, rank), key=crc32))
        if len(grams) >= KEYS:
            break
    if len(grams) < 2 and (words := _plain(text).split()):  # the whole, twice
        grams = dict.fromkeys(b" ".join((salt, *words)) for salt in (b"first", b"second"))
    keys = (blake2b(gram, digest_size=8).digest() for gram in islice(grams, KEYS))
    return tuple(sorted(int.from_bytes(key, "big", signed=True) for key in keys))


def same_story(a: str, b: str) -> bool:
    """Whether two texts are copies of one story, edited or not.

    They are when the shorter has CONTAINED of its word 4-grams in the longer, but not when all of them are one stretch
    at the end of both that leaves much over: so look two stories that close with the same words about a company. Texts
    of fewer than four words are the same only when they are equal.
    """
    for rank in _RANKS:
        shorter, longer = sorted((_grams(a, rank), _grams(b, rank)), key=len)
        held = {gram: position for position, gram in enumerate(longer)}
        shared = [gram in held for gram in shorter]
        share = sum(shared) / max(1, len(shared))
        if len(shared) >= (_ENOUGH if 0 < share < _CLEAR else _ENOUGH // 2):
            break
    if not shared:
        return _plain(a).split() == _plain(b).split()
    if share < CONTAINED or not _agree_in_figures(a, b):
        return False
    start, end = _densest(shared)
    outside = shared[:start] + shared[end:]
    if end - start >= _MOST * len(shared) or sum(outside) >= _BESIDE * len(outside):
        return True
    behind = (len(shorter) - end) / len(shorter), (len(longer) - 1 - held[shorter[end - 1]]) / len(longer)
    return max(behind) > _AT_THE_END


def _agree_in_figures(a: str, b: str) -> bool:
    """Whether the shorter text's figures stand in the longer: two reports from one template differ in most of them."""
    shorter, longer = sorted((a, b), key=len)
    figures = set(_FIGURE.findall(shorter))
    if len(figures) < FEWEST_FIGURES:
        return True
    return len(figures.intersection(_FIGURE.findall(longer))) >= FIGURES * len(figures)


def similarity(a: str, b: str) -> float:
    """How much of two texts is common to both, from 0 to 1: of the word 4-grams of either, the share that both have
    (resemblance, Broder 1997). Only the same words give 1; what one of them adds counts as much as what it lacks.
    """
    one, two = (set(_grams(text, _RANKS[-1])) for text in (a, b))
    if not one or not two:
        return float(_plain(a).split() == _plain(b).split())
    return len(one & two) / len(one | two)


def added_paragraphs(text: str, original: str) -> list[str]:
    """The paragraphs of a text of whose word 4-grams the original has less than half; the shortest do not count."""
    held = set(_grams(original, _RANKS[-1]))
    added = []
    for paragraph in filter(None, (line.strip() for line in text.split("\n"))):
        grams = _grams(paragraph, _RANKS[-1])
        if grams and sum(gram in held for gram in grams) < len(grams) / 2:
            added.append(paragraph)
    return added


def _densest(shared: list[bool]) -> tuple[int, int]:
    """The stretch where the true outnumber the false by most (Bentley, "Programming Pearls", 1984)."""
    best, best_start, best_end = 0, 0, 0
    lead, start = 0, 0
    for position, is_shared in enumerate(shared):
        lead += 1 if is_shared else -1
        if lead < 0:
            lead, start = 0, position + 1
        elif lead > best:
            best, best_start, best_end = lead, start, position + 1
    return best_start, best_end
