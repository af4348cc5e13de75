"""How long questions by name and by words take at the made-up corpus.

python bench/search_score.py [--quotes 1000000] [--home DIR]     DIR keeps the made-up corpus for the next time
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import VENDORS, VOCABULARY, filled_as_asked
from newsbot.corpus import Corpus

ROUNDS = 15
_RANKS = {"frequent": 0, "middling": 100, "rare": 3_800}


def questions(corpus: Corpus) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Each question, asked for something else in every round."""
    for how, rank in _RANKS.items():
        names = VENDORS[rank : rank + ROUNDS]
        yield f"about a {how} name, newest 20", lambda n, names=names: corpus.quotes(about=names[n], limit=20)
        yield f"about a {how} name, by month", lambda n, names=names: corpus.timeline(about=names[n])
        yield f"articles about a {how} name", lambda n, names=names: corpus.articles(about=names[n], limit=20)
        yield f"mentions of a {how} name", lambda n, names=names: corpus.mentions(names[n])
    some = corpus.db["quotes"].find({"kind": "statement"}, {"text": 1}).sort("_id").limit(ROUNDS)
    spoken = [quote["text"].split() for quote in some]
    common, seldom = VOCABULARY[10:100:6], VOCABULARY[-ROUNDS:]
    forms = {
        "a frequent word": lambda n: common[n],
        "a rare word": lambda n: seldom[n],
        "two words of a quote": lambda n: f"{spoken[n][0]} {spoken[n][3]}",
        "a phrase of two words": lambda n: f'"{spoken[n][1]} {spoken[n][2]}"',
        "a phrase of four words": lambda n: '"{} {} {} {}"'.format(*spoken[n][1:5]),
        "a phrase of frequent words": lambda n: f'"{common[n]} {common[-n - 1]}"',
        "OR": lambda n: f"{common[n]} OR {seldom[n]}",
        "a minus": lambda n: f"{spoken[n][0]} -{common[n]}",
        "a prefix": lambda n: f"{common[n][:5]}*",
        "a rare prefix": lambda n: f"{seldom[n][:7]}*",
        "an exact form": lambda n: f"={spoken[n][2]}",
    }
    for what, form in forms.items():
        yield f"quotes: {what}", lambda n, form=form: corpus.quotes(contains=form(n), limit=20)
        yield f"articles: {what}", lambda n, form=form: corpus.articles(contains=form(n), limit=20)


def main() -> None:
    """Print a row for each question: the median, and the slowest."""
    with filled_as_asked() as (corpus, _, _):
        list(corpus.timeline())
        for what, ask in questions(corpus):
            took = []
            for n in range(5 if what.startswith("articles: a phrase") else ROUNDS):
                began = time.perf_counter()
                list(ask(n))
                took.append(1000 * (time.perf_counter() - began))
            print(f"{what:40}{statistics.median(took):9.1f} ms{max(took):9.1f}", flush=True)


if __name__ == "__main__":
    main()
