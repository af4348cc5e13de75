"""Which pages of plain sites a crawl takes for articles, and which of their articles it finds.

    python bench/plain_sites.py [--seen | --unseen] [--misses]

Serves the twelve sites of tests/support/plain_sites (tables of 2001 to cards of 2024; no feeds, one with a sitemap) on
the loopback, each of them crawled by `newsbot crawl site -a url=…` into an empty corpus. Prints for each and for both
halves: articles found of those that there are, pages wrongly taken of all that were taken, and pages asked for. A page
is taken that is stored, as an article or as a copy of one. One half is "seen": the reading of listings was tuned on it.
`--misses` prints the addresses that went wrong.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop
from tests.support.newspaper import FAST
from tests.support.plain_sites import SEEN, UNSEEN, plain_site
from tests.support.plain_sites.layout import Layout


@dataclass
class Score:
    """Counts of one site or several."""

    articles: int = 0
    found: int = 0
    taken: int = 0
    wrongly: int = 0
    asked: int = 0

    def add(self, other: "Score") -> None:
        """Add those of another."""
        self.articles += other.articles
        self.found += other.found
        self.taken += other.taken
        self.wrongly += other.wrongly
        self.asked += other.asked

    def __str__(self) -> str:
        return (
            f"{self.found} of {self.articles} articles found ({self.found / self.articles:.1%}), "
            f"{self.wrongly} of {self.taken} pages wrongly taken ({self.wrongly / max(self.taken, 1):.1%}), "
            f"{self.asked} asked for"
        )


def score(layout: Layout, home: str, misses: bool) -> Score:
    """Crawl one site and compare."""
    database = f"plain_{''.join(filter(str.isalpha, layout.name)).lower()}"
    environment = {k: v for k, v in os.environ.items() if k != "MONGO_URI"}
    environment |= {"NEWSBOT_HOME": home, "MONGO_DATABASE": database}
    with plain_site(layout) as (site, articles):
        command = [sys.executable, "-m", "newsbot", "crawl", "site", "-a", f"url={site.url}", *FAST, "-L", "ERROR"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
        if done.returncode:
            sys.exit(f"{layout.name}: {done.stderr}")
        with Corpus.open(database=database, home=home) as corpus:
            stored = corpus.db["frontier"].find({"state": "done"}, {"url": 1})
            taken = {document["url"].removeprefix(site.url) for document in stored}
        if misses:
            for kind, paths in (("missed", articles - taken), ("wrongly taken", taken - articles)):
                for path in sorted(paths):
                    print(f"  {kind}: {path}{'' if path in site.requests else ', never asked for'}")
        return Score(len(articles), len(articles & taken), len(taken), len(taken - articles), len(site.requests))


def main() -> None:
    """Print a line for each site and each half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seen", action="store_true", help="only the half that was tuned on")
    parser.add_argument("--unseen", action="store_true", help="only the other half")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    both = options.seen == options.unseen
    halves = {"seen": SEEN if both or options.seen else (), "unseen": UNSEEN if both or options.unseen else ()}
    total = Score()
    with tempfile.TemporaryDirectory() as home:
        with EmbeddedServer.attach(home):
            for half, layouts in halves.items():
                sum_ = Score()
                for layout in layouts:
                    one = score(layout, home, options.misses)
                    sum_.add(one)
                    print(f"{layout.name}: {one}", flush=True)
                if layouts:
                    print(f"{half.upper()}: {sum_}")
                    total.add(sum_)
        stop(home)
    if both:
        print(f"ALL: {total}")


if __name__ == "__main__":
    main()
