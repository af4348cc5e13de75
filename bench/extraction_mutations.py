"""Damage pages in every way we know and see that extraction answers with an article or ExtractionError, in time.

    python bench/extraction_mutations.py PAGES [--count 10000] [--seconds 2]

PAGES holds folders with html/*.html.gz. Prints the slowest mutations and the peak memory at the beginning and the end.
"""

import argparse
import gzip
import pathlib
import random
import resource
import sys
import time
from collections.abc import Callable

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from newsbot.extraction import ExtractionError, extract_article

Mutation = Callable[[bytes, bytes, random.Random], bytes]


def spot(page: bytes, dice: random.Random) -> int:
    """A random place in a page."""
    return dice.randrange(len(page) + 1)


def bytes_changed(page: bytes, _: bytes, dice: random.Random) -> bytes:
    """Random bytes."""
    raw = bytearray(page)
    for _ in range(dice.randrange(1, 2_000)):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    return bytes(raw)


def repeated(page: bytes, _: bytes, dice: random.Random) -> bytes:
    """A piece of the page many times."""
    start = spot(page, dice)
    piece = page[start : start + dice.randrange(1, 3_000)]
    return page[:start] + piece * dice.randrange(2, 3_000) + page[start:]


NESTING = (b"<div>", b"<b><p>", b"<a>")
MUTATIONS: dict[str, Mutation] = {
    "cut at the end": lambda page, _, dice: page[: spot(page, dice)],
    "cut at the beginning": lambda page, _, dice: page[spot(page, dice) :],
    "spliced": lambda page, other, dice: page[: spot(page, dice)] + other[spot(other, dice) :],
    "bytes changed": bytes_changed,
    "null bytes": lambda page, _, dice: page.replace(bytes([dice.choice(b"aeits<>")]), b"\0x"),
    "wrong charset": lambda page, _, dice: page.decode("utf-8", "replace").encode(
        dice.choice(("utf-16", "cp1252", "koi8-r", "shift-jis")), "replace"
    ),
    "wrong declaration": lambda page, _, dice: (
        b'<meta charset="%s">' % dice.choice((b"utf-16", b"hex", b"big5")) + page
    ),
    "repeated": repeated,
    "nested": lambda page, _, dice: page[: spot(page, dice)] + dice.choice(NESTING) * 100_000 + page,
    "entities": lambda page, _, dice: page[: spot(page, dice)] + b"&amp;&#0;&lol9;" * 50_000 + page,
    "no closing tags": lambda page, _, __: page.replace(b"</", b"<"),
    "no quotes": lambda page, _, __: page.replace(b'"', b""),
    "fifty megabytes": lambda page, _, __: (page * (50_000_000 // (len(page) + 1) + 1))[:50_000_000],
}


def main() -> None:
    """Mutate, extract, report."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("pages", type=pathlib.Path)
    cli.add_argument("--count", type=int, default=10_000)
    cli.add_argument("--seconds", type=float, default=2.0)
    args = cli.parse_args()
    dice = random.Random(2026)
    files = sorted(args.pages.glob("*/html/*.html.gz"))
    slowest: list[tuple[float, str, str]] = []
    refused, peak = 0, 0
    for number in range(args.count):
        file = dice.choice(files)
        kind = dice.choice(list(MUTATIONS))
        page, other = (gzip.decompress(path.read_bytes()) for path in (file, dice.choice(files)))
        mutated = MUTATIONS[kind](page, other, dice)
        began = time.process_time()
        try:
            extract_article(mutated, "https://www.example.com/2024/05/06/a-story")
        except ExtractionError:
            refused += 1
        slowest = sorted([*slowest, (time.process_time() - began, kind, str(file.relative_to(args.pages)))])[-8:]
        if number == min(1_000, args.count // 10):
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{args.count} mutations, {refused} refused, none raised anything else")
    end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {peak // 1024} MB after a tenth, {end // 1024} MB at the end")
    for seconds, kind, file in reversed(slowest):
        print(f"{'TOO SLOW ' if seconds > args.seconds else ''}{seconds:.2f} s  {kind}  {file}")


if __name__ == "__main__":
    main()
