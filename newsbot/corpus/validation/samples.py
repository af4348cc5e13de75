"""Stratified random samples of quotes, kept by name.

Each quote has a permanent random number, a keyed hash of its id, and a sample takes those with the lowest ones of each
stratum (Ohlsson, "Coordination of samples using permanent random numbers", in Cox and others, Business Survey Methods,
1995). So the same corpus and seed give the same sample in whatever order documents are stored, a larger sample holds
the smaller one's quotes, and a corpus that has grown keeps most of its sample.

`samples` has one document a sample, `sample_quotes` one a sampled quote, with what newsbot read in it at that time.
"""

import hashlib
import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from newsbot.corpus.corpus import Corpus
from newsbot.corpus.filters import QuestionError
from newsbot.settings import VERSION
from newsbot.store.database.connection import Document

BANDS = (0.5, 0.7, 0.9)
"""Where bands of confidence begin, above the one that begins at 0."""

LEAST = 5
"""Quotes that each stratum gives at least, where the sample is large enough for that, and all of a smaller one."""

MOST = 100_000
"""Quotes in a sample."""

READ = ("kind", "speaker", "speaker_role")
"""What newsbot reads in a quote and people check."""

_NAME = re.compile(r"[\w-]{1,60}")
_SEEN = dict.fromkeys((*READ, "confidence", "site", "published", "machine"), 1)


def band(confidence: float) -> str:
    """The band of a confidence: "0.7–0.9"; the upper end belongs to the next one."""
    edges = (0.0, *BANDS, 1.0)
    below = max(at for at, edge in enumerate(edges[:-1]) if confidence >= edge or at == 0)
    return f"{edges[below]:.1f}–{edges[below + 1]:.1f}"


STRATA: Mapping[str, Callable[[Document], str]] = {
    "kind": lambda quote: str(quote["kind"]),
    "confidence": lambda quote: band(quote["confidence"]),
    "site": lambda quote: str(quote["site"]),
    "year": lambda quote: f"{quote['published']:%Y}" if quote["published"] else "undated",
}
"""What a sample can be stratified by, and results be shown by."""


def random_number(quote_id: str, seed: int) -> int:
    """The permanent random number of a quote under a seed, 64 bits: its id's BLAKE2b hash (RFC 7693), keyed by it."""
    key = str(seed).encode()
    return int.from_bytes(hashlib.blake2b(quote_id.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest())


def allocate(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` quotes each stratum gives: LEAST or all of it, and the rest in proportion to what is left.

    Where `size` is not enough for LEAST of each, fewer of each. Raises QuestionError where it is not enough for one.
    """
    total = sum(populations.values())
    if size >= total:
        return dict(populations)
    if size < len(populations):
        raise QuestionError(
            f"There are {len(populations):,} strata, so {size:,} quotes are too few. Sample more of them, or stratify "
            "by less."
        )
    least = min(LEAST, size // len(populations))
    given = {name: min(least, count) for name, count in populations.items()}
    left = size - sum(given.values())
    rest = total - sum(given.values())
    shares = {name: left * (populations[name] - given[name]) / rest for name in populations}
    given = {name: given[name] + int(shares[name]) for name in populations}
    by_remainder = sorted(populations, key=lambda name: (int(shares[name]) - shares[name], name))
    for name in by_remainder[: size - sum(given.values())]:  # the largest remainders; a share below one leaves room
        given[name] += 1
    return given


def draw(
    corpus: Corpus, name: str, *, size: int, by: Sequence[str], seed: int, filters: Mapping[str, object]
) -> Document:
    """Draw a sample of `size` quotes, stratified `by` some of STRATA, and keep it under a name; returns its document.

    Raises QuestionError for a name that is taken or none, for filters that cannot be meant, and where no quote matches.
    """
    if not _NAME.fullmatch(name):
        raise QuestionError(f"{name!r} is no name for a sample: use letters, digits, - and _.")
    for stratum in by:
        if stratum not in STRATA:
            raise QuestionError(f"by={stratum!r}: samples are stratified by {', '.join(STRATA)}.")
    if not 0 < size <= MOST:
        raise QuestionError(f"A sample has 1 to {MOST:,} quotes.")
    if corpus.db["samples"].find_one({"_id": name}):
        raise QuestionError(
            f"There is a sample {name!r} already. Give another --name; `newsbot sample remove {name}` removes it with "
            "what people found in it."
        )
    populations, lowest = _lowest(corpus, by, size, seed, filters)
    if not populations:
        raise QuestionError("No quotes match, so there is nothing to sample.")
    sizes = allocate(populations, size)
    chosen = {
        quote_id: stratum
        for stratum, found in lowest.items()
        for _, quote_id in sorted((-number, quote_id) for number, quote_id in found)[: sizes[stratum]]
    }
    corpus.db["sample_quotes"].delete_many({"sample": name})  # of a drawing that was killed
    corpus.db["sample_quotes"].insert_many(_snapshots(corpus, name, chosen, seed))
    sample = {
        "_id": name,
        "filters": dict(filters),
        "by": list(by),
        "seed": seed,
        "strata": [{"stratum": one, "population": populations[one], "sampled": sizes[one]} for one in sorted(sizes)],
        "population": sum(populations.values()),
        "sampled": len(chosen),
        "made_at": datetime.now(UTC),
        "version": VERSION,
    }
    corpus.db["samples"].insert_one(sample)
    return sample


def listed(corpus: Corpus) -> list[Document]:
    """The samples by name."""
    return list(corpus.db["samples"].find().sort("_id", 1))


def one(corpus: Corpus, name: str | None = None) -> Document:
    """The sample of a name, or the only one. Raises QuestionError when there is none."""
    there = listed(corpus)
    if name is None and len(there) == 1:
        return there[0]
    found = next((sample for sample in there if sample["_id"] == name), None)
    if found is None:
        names = ", ".join(sample["_id"] for sample in there)
        missing = f"There is no sample {name!r}." if name else "Say which sample." if there else "There is no sample."
        raise QuestionError(f"{missing} " + (f"There are {names}." if names else "`newsbot sample quotes` draws one."))
    return found


def sampled(corpus: Corpus, name: str) -> list[Document]:
    """The quotes of a sample in a random order: `{quote_id, stratum, kind, speaker, speaker_role, text, …}`."""
    return list(corpus.db["sample_quotes"].find({"sample": name}).sort("at", 1))


def remove(corpus: Corpus, name: str) -> None:
    """Forget a sample, and what people found in it. Raises QuestionError for an unknown name."""
    one(corpus, name)
    corpus.db["samples"].delete_one({"_id": name})
    corpus.db["sample_quotes"].delete_many({"sample": name})
    corpus.db["codings"].delete_many({"sample": name})


def _lowest(
    corpus: Corpus, by: Sequence[str], size: int, seed: int, filters: Mapping[str, object]
) -> tuple[Counter[str], dict[str, list[tuple[int, str]]]]:
    """Of each stratum how many quotes it has, and those with the lowest random numbers, which are negated."""
    populations: Counter[str] = Counter()
    lowest: dict[str, list[tuple[int, str]]] = {}
    query = corpus.query(**filters)  # type: ignore[arg-type]
    for quote in corpus.db["quotes"].find(query, _SEEN).batch_size(5_000):
        read = quote | quote.get("machine", {})
        stratum = ", ".join(STRATA[name](read) for name in by) or "all"
        populations[stratum] += 1
        held = lowest.setdefault(stratum, [])
        entry = (-random_number(quote["_id"], seed), quote["_id"])
        if len(held) < size:
            heapq.heappush(held, entry)
        elif entry > held[0]:
            heapq.heapreplace(held, entry)
    return populations, lowest


def _snapshots(corpus: Corpus, name: str, chosen: Mapping[str, str], seed: int) -> Iterable[Document]:
    """The sampled quotes as newsbot reads them, whatever people have set right; in a random order over all strata."""
    order = {quote_id: at for at, quote_id in enumerate(sorted(chosen, key=lambda one: random_number(one, seed)))}
    kept = ("article_id", "part", "start", "end", "text", "confidence", "site", "published", "url", "headline")
    for quote in corpus.db["quotes"].find({"_id": {"$in": list(chosen)}}):
        read = quote | quote.get("machine", {})
        yield {
            "_id": f"{name}|{quote['_id']}",
            "sample": name,
            "quote_id": quote["_id"],
            "stratum": chosen[quote["_id"]],
            "at": order[quote["_id"]],
            **{field: read[field] for field in (*READ, *kept)},
        }
