#!/usr/bin/env python3
"""How well newsbot.dedup folds copies of a story, on edits made from real articles.

    bench/dedup_score.py PAGES [--per-kind N] [--datasketch]

PAGES holds folders with a truth.jsonl whose rows have a "body". Every distinct body of at least 80 words is a story;
from each come 14 edited copies, made with words of other stories. A copy is found when it shares two keys with its
original and same_story says yes. False merges are different stories folded, among the originals; boilerplate merges
are different stories folded because the same 130 words stand at the end of both. --datasketch: MinHash LSH at .7 with
128 permutations beside it (pip install datasketch).
"""

import argparse
import json
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from newsbot.dedup import same_story, signature, texts

Edit = Callable[[str, "Others"], str]
PASSES = 15


class Others:
    """Words, sentences and passages of other stories, drawn with a seed."""

    def __init__(self, stories: list[str], but: set[int], seed: str) -> None:
        """Draw from `stories`, except the numbers `but`, in the order that `seed` gives."""
        self.random = random.Random(seed)
        self.claims = stories
        self.but = but

    def passage(self, words: int) -> str:
        """About `words` words in a row of some other story, or of several."""
        taken: list[str] = []
        while len(taken) < words:
            number = self.random.randrange(len(self.claims))
            if number in self.but:
                continue
            source = self.claims[number].split()
            start = self.random.randrange(max(1, len(source) - words))
            taken += source[start : start + words - len(taken)]
        return " ".join(taken)


def paragraphs(text: str) -> list[str]:
    """Paragraphs; those of a body without any are made of three sentences each."""
    parts = [part for part in text.split("\n") if part.strip()]
    if len(parts) >= 4:
        return parts
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(parts))
    return [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]


def typography(text: str, others: Others) -> str:
    """Other quotation marks and dashes, capitals in the lead, other spacing."""
    table = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": " - ", '"': "”", "'": "’"})
    return "\n\n\n".join(paragraphs(text)).translate(table).replace(text[:60], text[:60].upper())


def wrapped(text: str, others: Others) -> str:
    """A headline, standfirst and byline before it, an agency credit behind."""
    head = f"{others.passage(12)}\n{others.passage(25)}\nBy {others.passage(2)}"
    return f"{head}\n{text}\nAdditional reporting by {others.passage(6)}"


def first_part(share: float) -> Edit:
    """Only the first `share` of the words."""
    return lambda text, others: " ".join(text.split()[: max(40, int(share * len(text.split())))])


def second_page(text: str, others: Others) -> str:
    """The second half alone."""
    return " ".join(text.split()[len(text.split()) // 2 :])


def fewer_paragraphs(text: str, others: Others) -> str:
    """Every third paragraph gone."""
    return "\n".join(part for i, part in enumerate(paragraphs(text)) if i % 3 != 1)


def reordered(text: str, others: Others) -> str:
    """The paragraphs in another order."""
    parts = paragraphs(text)
    others.random.shuffle(parts)
    return "\n".join(parts)


def with_blocks(text: str, others: Others) -> str:
    """Newsletter, related links and a biography of 40 words each among the paragraphs."""
    parts = paragraphs(text)
    for _ in range(3):
        parts.insert(others.random.randrange(len(parts) + 1), others.passage(40))
    return "\n".join(parts)


def new_lead(text: str, others: Others) -> str:
    """The first fifth written anew."""
    words = text.split()
    fifth = len(words) // 5
    return f"{others.passage(max(20, fifth))}\n{' '.join(words[fifth:])}"


def other_words(share: float) -> Edit:
    """Another word in place of `share` of the words, anywhere."""

    def edit(text: str, others: Others) -> str:
        pool = others.passage(400).split()
        return " ".join(others.random.choice(pool) if others.random.random() < share else w for w in text.split())

    return edit


def fewer_sentences(text: str, others: Others) -> str:
    """Three sentences of ten gone."""
    return " ".join(s for s in re.split(r"(?<=[.!?])\s+", text) if others.random.random() > 0.3)


def in_a_roundup(text: str, others: Others) -> str:
    """Inside a text twice as long."""
    return f"{others.passage(len(text.split()) // 2)}\n{text}\n{others.passage(len(text.split()) // 2)}"


def house_edit(text: str, others: Others) -> str:
    """What a desk does: new lead, cut by a third, every twelfth word changed, a block put in."""
    return with_blocks(first_part(0.67)(other_words(0.08)(new_lead(text, others), others), others), others)


EDITS: dict[str, Edit] = {
    "typography": typography, "headline and credits": wrapped, "first two thirds": first_part(0.67),
    "first third": first_part(0.33), "second half": second_page, "paragraphs dropped": fewer_paragraphs,
    "paragraphs reordered": reordered, "blocks put in": with_blocks, "new lead": new_lead,
    "a tenth of the words changed": other_words(0.1), "a fifth of the words changed": other_words(0.2),
    "sentences dropped": fewer_sentences, "in a roundup": in_a_roundup, "house edit": house_edit,
}  # fmt: skip


def read_stories(pages: Path) -> list[str]:
    """Distinct bodies of at least 80 words, without the sets that only add blocks to the pages of others."""
    bodies: dict[str, str] = {}
    for path in sorted(pages.glob("*/truth.jsonl")):
        if path.parent.name.startswith("blocks"):
            continue
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            body = json.loads(line).get("body") or ""
            if len(body.split()) >= 80:
                bodies.setdefault(" ".join(body.split())[:200], body)
    return list(bodies.values())


class NewsbotIndex:
    """What the store does: an index of keys, then the verdict."""

    def __init__(self, stories: list[str]) -> None:
        """Put `stories` in."""
        self.claims = stories
        self.holders: dict[int, list[int]] = defaultdict(list)
        for number, story in enumerate(stories):
            for key in signature(story):
                self.holders[key].append(number)

    def candidates(self, text: str) -> list[int]:
        """Numbers of the stories that share two keys with `text`."""
        shared = Counter(number for key in signature(text) for number in self.holders.get(key, ()))
        return [number for number, keys in shared.items() if keys >= 2]

    def matches(self, text: str) -> set[int]:
        """Numbers of the stories that `text` is a copy of."""
        return {number for number in self.candidates(text) if same_story(text, self.claims[number])}


class DatasketchIndex:
    """MinHash LSH on word 4-grams at Jaccard .7, as its documentation has it."""

    def __init__(self, stories: list[str]) -> None:
        """Put `stories` in."""
        from datasketch import MinHashLSH

        self.lsh = MinHashLSH(threshold=0.7, num_perm=128)
        for number, story in enumerate(stories):
            self.lsh.insert(number, self._sketch(story))

    def _sketch(self, text: str) -> object:
        from datasketch import MinHash

        words = re.findall(r"\w+", text.casefold())
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 4]).encode() for i in range(max(1, len(words) - 3))])
        return sketch

    def matches(self, text: str) -> set[int]:
        """Numbers of the stories that `text` is a copy of."""
        return set(self.lsh.query(self._sketch(text)))


def score(
    index: NewsbotIndex | DatasketchIndex, stories: list[str], sample: list[int], show: bool
) -> dict[str, object]:
    """Recall by kind of edit, false merges in a thousand, merges through a shared passage."""
    recall: dict[str, float] = {}
    for kind, edit in EDITS.items():
        found = 0
        for number in sample:
            found += number in index.matches(edit(stories[number], Others(stories, {number}, f"{kind} {number}")))
        recall[kind] = round(found / len(sample), 4)
    false = {(n, other) for n, story in enumerate(stories) for other in index.matches(story) if other < n}
    if show:
        for n, other in sorted(false):
            print("folded:", stories[n][:150].replace("\n", " "), "\n   and:", stories[other][:150].replace("\n", " "))
    boilerplate = 0
    draw = random.Random("boilerplate")
    for number in sample:
        other = draw.choice([n for n in sample if n != number])
        passage = Others(stories, {number, other}, f"boilerplate {number}").passage(130)
        a, b = (f"{stories[n]}\n{passage}" for n in (number, other))
        boilerplate += bool(type(index)([a]).matches(b))
    return {
        "recall": round(sum(recall.values()) / len(recall), 4),
        "false_per_1000": round(1000 * len(false) / len(stories), 2),
        "boilerplate_merges": f"{boilerplate} of {len(sample)}",
        "recall_by_kind": recall,
    }


def milliseconds(stories: list[str]) -> dict[str, object]:
    """CPU per article: its signature, and with the verdict on a copy against its original, nothing cached.

    The hash of the words stands beside them as a measure of the machine. Each is `[quickest, median]` of PASSES over
    all stories, in turns: the quickest is the one that others on the machine disturbed least.
    """

    def timed(work: Callable[[str, str], object], story: str, copy: str) -> float:
        texts._plain.cache_clear()
        texts._grams.cache_clear()
        began = time.process_time()
        work(story, copy)
        return time.process_time() - began

    kinds = list(EDITS.values())
    copies = [kinds[n % len(kinds)](story, Others(stories, {n}, f"timed {n}")) for n, story in enumerate(stories)]
    pairs = list(zip(stories, copies, strict=True))
    works: dict[str, Callable[[str, str], object]] = {
        "sha256_of_words_ms": lambda s, c: sha256(" ".join(re.findall(r"\w+", s.casefold())).encode()).digest(),
        "signature_ms": lambda s, c: signature(s),
        "signature_and_verdict_ms": lambda s, c: (signature(c), same_story(c, s)),
    }
    took: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(PASSES):
        for name, work in works.items():
            took[name].append(1000 * sum(timed(work, *pair) for pair in pairs) / len(pairs))
    return {
        **{name: [round(min(passes), 3), round(statistics.median(passes), 3)] for name, passes in took.items()},
        "words": round(sum(len(s.split()) for s in stories) / len(stories)),
        "words_median": sorted(len(s.split()) for s in stories)[len(stories) // 2],
    }


def main() -> None:
    """Print the figures as lines of JSON."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("pages", type=Path)
    cli.add_argument("--per-kind", type=int, default=400, help="edited stories of each kind")
    cli.add_argument("--datasketch", action="store_true")
    args = cli.parse_args()
    stories = read_stories(args.pages)
    sample = sorted(random.Random("sample").sample(range(len(stories)), min(args.per_kind, len(stories))))
    print(
        json.dumps({"stories": len(stories), "newsbot": score(NewsbotIndex(stories), stories, sample, True)}, indent=1)
    )
    print(json.dumps(milliseconds(stories)))
    if args.datasketch:
        print(json.dumps({"datasketch": score(DatasketchIndex(stories), stories, sample, False)}, indent=1))


if __name__ == "__main__":
    main()
