"""Newsbot and what its users would use instead on the same pages: CPU, speed, memory, and what each delivers.

    python bench/side_by_side.py PAGES [PAGES ...] [--rounds 5] [--environments FOLDER]

PAGES are folders with `truth.jsonl` and `html/*.html.gz`. A server process of its own serves them as one site. A round
is: bare Scrapy; Scrapy with trafilatura inside its callback, which stores nothing; newsbot's `crawl site` on an empty
corpus, on the unchanged site again, and on a site of which half is known. Then newspaper4k, news-please, trafilatura
and newsbot extract the same pages without any crawl. Each rival runs in a virtual environment of its own, which is made
in FOLDER if it is not there.

CPU is user and system time; mongod's counts with newsbot's. Start-up, a run of five pages, is subtracted. Prints
Markdown: the median of the rounds, and the smallest and largest ratio within a round.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop

PROJECT = Path(__file__).resolve().parent.parent
RIVALS = PROJECT / "bench" / "rivals"
PACKAGES = {"trafilatura": ("scrapy", "trafilatura"), "newspaper4k": ("newspaper4k",), "news-please": ("news-please",)}
CLEANER = "lxml_html_clean"
"""All three need what lxml 6 no longer brings along."""

SETTINGS = (
    "ALLOW_PRIVATE_ADDRESSES=1",
    "DOWNLOAD_DELAY=0",
    "AUTOTHROTTLE_ENABLED=0",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
)
"""As fast as the rivals crawl: newsbot is polite by default."""

RIVAL = "Scrapy with trafilatura"
START = 5
"""Pages of the run that stands for start-up."""


@dataclass
class Cost:
    """What one process took: CPU and wall seconds, MongoDB's CPU, peak MB, and what it said."""

    cpu: float
    mongod: float
    wall: float
    peak: float
    said: dict[str, Any]


@dataclass
class Site:
    """The served pages."""

    folder: Path
    url: str
    size: int

    def name(self, count: int) -> None:
        """Let the sitemap name so many pages."""
        (self.folder / "limit.txt").write_text(str(count))


def environments(folder: Path) -> dict[str, Path]:
    """The Python of each rival; what is missing is made."""
    pythons = {}
    for who, packages in PACKAGES.items():
        pythons[who] = folder / who / "bin" / "python"
        if not pythons[who].exists():
            print(f"making an environment for {who}", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", folder / who], check=True)
            subprocess.run([pythons[who], "-m", "pip", "install", "-q", *packages, CLEANER], check=True)
    return pythons


@contextmanager
def served(folders: list[Path], work: Path) -> Iterator[Site]:
    """The pages of all folders as one site."""
    paths: list[str] = []
    for folder in folders:
        for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
            page = gzip.decompress((folder / json.loads(line)["html_file"]).read_bytes())
            (work / f"{len(paths)}.html").write_bytes(page)
            paths.append(f"/2024/05/{folder.name}-story-number-{len(paths)}")
    (work / "urls.txt").write_text("\n".join(paths))
    (work / "limit.txt").write_text(str(len(paths)))
    port = work / "port.txt"
    server = subprocess.Popen([sys.executable, RIVALS / "serve.py", work, port])
    try:
        while not (port.exists() and port.read_text()):
            time.sleep(0.05)
        yield Site(work, f"http://127.0.0.1:{port.read_text()}", len(paths))
    finally:
        server.terminate()
        server.wait()


def mongod_cpu(home: str) -> float:
    """CPU seconds that the embedded server of a home has used so far."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if words[0].endswith(b"mongod") and any(os.fsencode(home) in word for word in words):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            continue
    return 0.0


def run(*command: str | Path, home: str = "") -> Cost:
    """Run a command to its end; what it prints last is JSON, if it prints."""
    before = mongod_cpu(home) if home else 0.0
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": ""}
    )
    assert process.stdout is not None
    said = process.stdout.read().decode().strip().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    wall = time.perf_counter() - began
    mongod = mongod_cpu(home) - before if home else 0.0
    found = json.loads(said[-1]) if said and said[-1].startswith("{") else {}
    return Cost(usage.ru_utime + usage.ru_stime, mongod, wall, usage.ru_maxrss / 1024, found)


def newsbot(site: Site, home: str, count: int) -> Cost:
    """One `crawl site` of the first so many pages, and what the corpus then holds."""
    site.name(count)
    settings = (
        "-s",
        "ALLOW_PRIVATE_ADDRESSES=1",
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "AUTOTHROTTLE_ENABLED=0",
        "-s",
        "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    )
    crawl = ("-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", "-L", "ERROR", *settings)
    cost = run(sys.executable, *crawl, home=home)
    with Corpus.open(home=home) as corpus:
        articles, last = corpus.db["articles"], corpus.db["runs"].find_one(sort=[("started_at", -1)]) or {}
        cost.said = {
            "pages": last["pages"],
            "body": articles.count_documents({"body": {"$ne": ""}}),
            "headline": articles.count_documents({"headline": {"$nin": ["", None]}}),
            "authors": articles.count_documents({"authors.0": {"$exists": True}}),
            "published": articles.count_documents({"published": {"$type": "date"}}),
            "quotes": corpus.db["quotes"].estimated_document_count(),
        }
    return cost


@contextmanager
def corpus_home() -> Iterator[str]:
    """An empty corpus on a server that runs."""
    with tempfile.TemporaryDirectory() as home:
        try:
            with EmbeddedServer.attach(home):
                yield home
        finally:
            stop(home)


def a_round(site: Site, trafilatura: Path) -> dict[str, Cost]:
    """Every way once; each but its start-up."""
    costs: dict[str, Cost] = {}
    for count in (START, site.size):
        which = "start" if count == START else "whole"
        site.name(count)
        costs[f"bare Scrapy, {which}"] = run(trafilatura, RIVALS / "scrapy_spider.py", "bare", site.url)
        costs[f"Scrapy with trafilatura, {which}"] = run(
            trafilatura, RIVALS / "scrapy_spider.py", "trafilatura", site.url
        )
        with corpus_home() as home:
            costs[f"newsbot, {which}"] = newsbot(site, home, count)
            if count == site.size:
                costs["newsbot, the same again"] = newsbot(site, home, count)
    with corpus_home() as home:
        newsbot(site, home, site.size // 2)
        costs["newsbot, half known"] = newsbot(site, home, site.size)
    return costs


def per_page(costs: dict[str, Cost], who: str, pages: int) -> float:
    """CPU milliseconds a page without start-up, MongoDB's with them."""
    whole, start = costs[f"{who}, whole"], costs[f"{who}, start"]
    return 1000 * (whole.cpu + whole.mongod - start.cpu - start.mongod) / (pages - START)


def print_crawls(rounds: list[dict[str, Cost]], size: int) -> None:
    """The table of crawls."""
    print("| crawl | CPU ms a page | of it mongod | against Scrapy with trafilatura | pages/s | peak MB | delivers |")
    print("|---|---|---|---|---|---|---|")
    for who in ("bare Scrapy", RIVAL, "newsbot"):
        own = [per_page(costs, who, size) for costs in rounds]
        ratios = [per_page(costs, who, size) / per_page(costs, RIVAL, size) for costs in rounds]
        whole = [costs[f"{who}, whole"] for costs in rounds]
        print(
            f"| {who} | {statistics.median(own):.1f} | {1000 * statistics.median(c.mongod for c in whole) / size:.1f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
            f"| {size / statistics.median(c.wall for c in whole):.1f} "
            f"| {max(c.peak for c in whole):.0f} | {delivered(whole[-1].said)} |"
        )
    for who in ("newsbot, the same again", "newsbot, half known"):
        costs = [round_[who] for round_ in rounds]
        cpu = statistics.median(c.cpu + c.mongod for c in costs)
        print(f"| {who} | {1000 * cpu / size:.1f}, start-up in it | | | | {max(c.peak for c in costs):.0f} "
              f"| {delivered(costs[-1].said)} |")  # fmt: skip


def delivered(said: dict[str, Any]) -> str:
    """What came out, in words."""
    return ", ".join(f"{count} {name}" for name, count in said.items() if name != "cpu")


def print_extraction(folder: Path, size: int, pythons: dict[str, Path], rounds: int) -> None:
    """The table of extraction alone."""
    ways = {**pythons, "newsbot": Path(sys.executable)}
    seconds: dict[str, list[float]] = {who: [] for who in ways}
    said: dict[str, dict[str, Any]] = {}
    for _ in range(rounds):
        for who, python in ways.items():
            said[who] = run(python, RIVALS / "extractor.py", who, folder, str(size)).said
            seconds[who].append(said[who]["cpu"])
    print("\n| extraction alone | CPU ms a page | times newsbot's | delivers |\n|---|---|---|---|")
    for who, cpu in seconds.items():
        ratios = [theirs / own for theirs, own in zip(cpu, seconds["newsbot"], strict=True)]
        print(f"| {who} | {1000 * statistics.median(cpu) / size:.1f} | {statistics.median(ratios):.1f} "
              f"({min(ratios):.1f} to {max(ratios):.1f}) | {delivered(said[who])} |")  # fmt: skip


def main() -> None:
    """Print both tables."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("pages", nargs="+", type=Path)
    cli.add_argument("--rounds", type=int, default=5)
    cli.add_argument("--environments", type=Path, default=PROJECT / ".venv" / "rivals")
    args = cli.parse_args()
    pythons = environments(args.environments)
    with tempfile.TemporaryDirectory() as work, served(args.pages, Path(work)) as site:
        print(f"{site.size} pages, {args.rounds} rounds; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
        print_crawls([a_round(site, pythons["trafilatura"]) for _ in range(args.rounds)], site.size)
        print_extraction(Path(work), site.size, pythons, args.rounds)


if __name__ == "__main__":
    main()
