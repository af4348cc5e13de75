"""MongoDB goes away for a minute in the middle of a crawl: what is lost, and whether the crawl finishes.

    python bench/outage_score.py [--articles 600] [--seconds 60]

A real `scrapy crawl site` from a local web server into a mongod of its own. When half of the articles were fetched,
mongod is stopped (SIGSTOP: it answers nobody, and its connections stay open) or killed (SIGKILL), and goes on or is
started again so many seconds later. Prints one line of JSON a trial: articles stored and lost, those stored twice,
pages asked for again, addresses not marked as done, how the crawl ended, and its longest pause between two requests.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from pymongo import MongoClient

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.support.mongod import Mongod, mongod  # noqa: E402
from tests.support.newspaper import Newspaper, newspaper  # noqa: E402


def crawl_through(outage: str, seconds: float, server: Mongod, site: Newspaper) -> int:
    """Crawl while the server is away for a time; returns the crawl's exit code."""
    settings = ("ALLOW_PRIVATE_ADDRESSES=1", "DOWNLOAD_DELAY=0.05", "DOWNLOAD_DELAY_JITTER=0")
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", "-L", "ERROR"]
        + [part for setting in settings for part in ("-s", setting)],
        cwd=PROJECT,
        env=os.environ | {"MONGO_URI": server.uri},
    )
    while sum(path in site.stories for path in site.paths()) < len(site.stories) / 2:
        assert process.poll() is None, "the crawl ended before it was half done"
        time.sleep(0.01)
    if outage == "stopped":
        server.pause()
        time.sleep(seconds)
        server.resume()
    else:
        server.kill()
        time.sleep(seconds)
        server.start()
    return process.wait(timeout=600)


def row(outage: str, exit_code: int, server: Mongod, site: Newspaper) -> str:
    """The figures of one trial."""
    with MongoClient(server.uri) as client:
        db = client["newsbot"]
        stored = [article["url"].removeprefix(site.url) for article in db["articles"].find({}, {"url": 1})]
        quotes = db["quotes"].distinct("article_id")
        pending = db["frontier"].count_documents({"state": {"$ne": "done"}})
        [run] = db["runs"].find()
    asked = [request for request in site.asked if request.path in site.stories]
    return json.dumps(
        {
            "mongod": outage,
            "articles": len(site.stories),
            "stored": len(set(stored)),
            "lost": len(site.stories.keys() - set(stored)),
            "without_quotes": len(stored) - len(quotes),
            "stored_twice": len(stored) - len(set(stored)),
            "asked_again": sum(n - 1 for n in Counter(request.path for request in asked).values()),
            "not_done": pending,
            "exit": exit_code,
            "reason": run["reason"],
            "longest_pause_s": round(max(after.at - before.at for before, after in pairwise(asked)), 1),
        }
    )


def main() -> None:
    """Both kinds of outage, each with a server and a site of its own."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--articles", type=int, default=600)
    cli.add_argument("--seconds", type=float, default=60)
    args = cli.parse_args()
    for outage in ("stopped", "killed"):
        with tempfile.TemporaryDirectory() as folder, mongod(Path(folder)) as server, newspaper() as site:
            site.publish(args.articles)
            exit_code = crawl_through(outage, args.seconds, server, site)
            print(row(outage, exit_code, server, site), flush=True)


if __name__ == "__main__":
    main()
