"""Whether crawls, the look-up of a story, twelve questions and the explorer's first page take longer in a large corpus.

python bench/corpus_size_score.py HOMES [--sizes 10000 100000 1000000] [--rounds 15] [--pages 300] [--crawls 3]

HOMES is a folder that keeps the made-up corpora, each with a mongod of its own, for the next time. All sizes are asked
in turns, so that what else the machine does meets all of them. Questions have answers of one size (the newest 20, the
kept counts). The site that is crawled owns a quarter of the corpus; its new pages are other ones in every crawl.
Prints a row for each thing done: medians by size, and how many times the smallest the largest takes.
"""

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import DATABASE, SITES, VENDORS, VOCABULARY, fill_crawled, name, story_keys
from newsbot.corpus import Corpus
from newsbot.dedup import site_of
from newsbot.store.articles.near_duplicates import NearDuplicates
from newsbot.store.database.connection import Connection
from newsbot.store.embedded.server import stop
from tests.support.newspaper import FAST, Newspaper, newspaper

PROJECT = Path(__file__).resolve().parent.parent
LOOKUPS = 50
"""Look-ups in a round; one in five is of a story that has a copy."""
RECENT = 5_000
"""Copies are of one of the newest stories so many, as in news."""


def questions(corpus: Corpus) -> dict[str, Callable[[int], Any]]:
    """Twelve questions, about something else in each round."""
    draw = random.Random(1)
    words = [VOCABULARY[int(len(VOCABULARY) * draw.random() ** 3)] for _ in range(100)]
    sample = list(corpus.db["quotes"].aggregate([{"$sample": {"size": 100}}, {"$project": {"article_id": 1}}]))
    return {
        "newest 20 quotes": lambda n: corpus.quotes(limit=20, skip=20 * n),
        "newest 20 of a site": lambda n: corpus.quotes(site=SITES[1 + n % 16], limit=20),
        "newest 20 of a speaker": lambda n: corpus.quotes(speaker=name(n), limit=20),
        "newest 20 of a firm's people": lambda n: corpus.quotes(organisation=name(n).split()[1], limit=20),
        "newest 20 with a word": lambda n: corpus.quotes(contains=words[n], limit=20),
        "newest 20 in articles about a name": lambda n: corpus.quotes(about=VENDORS[n], limit=20),
        "newest 20 articles about a name": lambda n: corpus.articles(about=VENDORS[n], limit=20),
        "newest 20 articles of a site": lambda n: corpus.articles(site=SITES[1 + n % 16], limit=20),
        "an article with its quotes": lambda n: corpus.story(sample[n]["article_id"]).quotes,
        "a speaker by month": lambda n: corpus.timeline(speaker=name(n)),
        "all by month": lambda n: corpus.timeline(),
        "the ten most quoted by month": lambda n: corpus.timeline(per="speaker"),
    }


def ms(act: Callable[[], Any]) -> float:
    """Milliseconds that something takes."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


class Size:
    """A made-up corpus of so many articles, open, with an explorer."""

    def __init__(self, articles: int, home: Path, ending: ExitStack) -> None:
        self.articles, self.home = articles, str(home)
        began = time.monotonic()
        ending.callback(stop, self.home)
        self.corpus = ending.enter_context(Corpus.open("", home=self.home, database=DATABASE))
        fill_crawled(self.corpus, articles)
        print(f"{articles:,} articles: {time.monotonic() - began:.0f} s to open", flush=True)
        self.questions = questions(self.corpus)
        self.environment = os.environ | {"NEWSBOT_HOME": self.home, "MONGO_DATABASE": DATABASE, "MONGO_URI": ""}
        self._lookups = random.Random(2)

    def belong_to(self, site: str) -> None:
        """Let a quarter of the addresses be those of a site that is about to be crawled."""
        known = re.compile(r"^127\.0\.0\.1:")
        self.corpus.db["frontier"].delete_many({"site": known, "listed_by": re.compile("^http:")})
        self.corpus.db["frontier"].update_many({"site": {"$in": [SITES[0], known]}}, {"$set": {"site": site}})

    def look_up(self) -> dict[bool, list[float]]:
        """Milliseconds of some look-ups of stories, as a crawl does them: those of new ones (false) and of copies."""

        async def ask() -> dict[bool, list[float]]:
            with Connection.open(uri=None, database=DATABASE, home=self.home) as connection:
                async with connection.async_client() as client:
                    stories = NearDuplicates(client[DATABASE])
                    taken: dict[bool, list[float]] = {False: [], True: []}
                    for number in range(LOOKUPS):
                        keys = story_keys(10**9 + self._lookups.getrandbits(40))
                        is_copy = number % 5 == 4
                        if is_copy:
                            keys[:8] = story_keys(self.articles - 1 - self._lookups.randrange(RECENT))[8:]
                        began = time.perf_counter()
                        found = await stories.candidates({"asked": keys})
                        if number >= LOOKUPS // 5:  # the first ones connect and find out what is boilerplate
                            taken[is_copy].append(1000 * (time.perf_counter() - began))
                        assert bool(found["asked"]) == is_copy
                    return taken

        return asyncio.run(ask())

    def crawl(self, site: Newspaper) -> float:
        """Milliseconds a page of a crawl of what the site has published since the last one."""
        command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", *FAST]
        subprocess.run(command, cwd=PROJECT, env=self.environment, check=True)
        [run] = self.corpus.db["runs"].find().sort("started_at", -1).limit(1)
        return 1000 * float(run["seconds"]) / int(run["new"])


@contextmanager
def explorer(size: Size) -> Iterator[str]:
    """The address of an explorer that serves."""
    command = [sys.executable, "-m", "scrapy", "explore", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=PROJECT, env=size.environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[4]
        finally:
            process.terminate()


def fetch(address: str) -> None:
    """Read a page to its end."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=120) as answer:
        answer.read()


def row(what: str, unit: str, sizes: list[Size], taken: dict[int, list[float]]) -> None:
    """Print one thing done."""
    medians = [statistics.median(taken[size.articles]) for size in sizes]
    shown = "".join(f"{median:11.2f}" for median in medians)
    print(f"{what:38}{unit:>8}{shown}{medians[-1] / medians[0]:8.2f}", flush=True)


def main() -> None:
    """Fill what is not filled, then measure."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("homes", type=Path)
    cli.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    cli.add_argument("--rounds", type=int, default=15)
    cli.add_argument("--pages", type=int, default=300)
    cli.add_argument("--crawls", type=int, default=3)
    args = cli.parse_args()
    with ExitStack() as ending:
        sizes = [Size(n, args.homes / str(n), ending) for n in args.sizes]
        print(f"{'median':38}{'':8}" + "".join(f"{size.articles:11,}" for size in sizes) + f"{'times':>8}")
        measure(sizes, args, ending)


def measure(sizes: list[Size], args: argparse.Namespace, ending: ExitStack) -> None:
    """Print all rows."""
    site = ending.enter_context(newspaper())
    site.published = 1_000 * max(
        size.corpus.db["runs"].count_documents({}) for size in sizes
    )  # other stories each time
    for size in sizes:
        size.belong_to(site_of(site.url))
        list(size.corpus.timeline())
    lookups: dict[bool, dict[int, list[float]]] = {
        is_copy: {size.articles: [] for size in sizes} for is_copy in (False, True)
    }
    for _ in range(args.rounds):
        for size in sizes:
            for is_copy, spent in size.look_up().items():
                lookups[is_copy][size.articles] += spent
    row("look-up of a new story", "ms", sizes, lookups[False])
    row("look-up of a copy", "ms", sizes, lookups[True])
    for what in sizes[0].questions:
        taken: dict[int, list[float]] = {size.articles: [] for size in sizes}
        for n in range(args.rounds):
            for size in sizes:
                taken[size.articles].append(ms(lambda ask=size.questions[what], n=n: list(ask(n))))
        row(what, "ms", sizes, taken)
    with ExitStack() as serving:
        addresses = {size.articles: serving.enter_context(explorer(size)) for size in sizes}
        pages: dict[int, list[float]] = {size.articles: [] for size in sizes}
        for n in range(args.rounds + 1):
            for articles, address in addresses.items():
                spent = ms(lambda address=address: fetch(address))
                if n:
                    pages[articles].append(spent)
        row("explorer's first page", "ms", sizes, pages)
    crawls: dict[int, list[float]] = {size.articles: [] for size in sizes}
    counts: dict[int, list[float]] = {size.articles: [] for size in sizes}
    for _ in range(args.crawls):
        site.publish(args.pages)
        for size in sizes:
            crawls[size.articles].append(size.crawl(site))
            counts[size.articles].append(ms(lambda size=size: list(size.corpus.timeline())))
    row("a page of a crawl", "ms", sizes, crawls)
    row("counting what a crawl brought", "ms", sizes, counts)


if __name__ == "__main__":
    main()
