"""What a crawl costs whose pages are all known, and what it asks for: the trials of a second run.

    python bench/frontier_score.py [--articles 1000] [--urls 20000]

Prints a line of JSON for each trial: a second run over an unchanged site of 1,000 articles; one after 20 were added, 10
changed and 5 taken out; and the CPU of a crawl of a site of 20,000 known addresses, less that of a site of one, by
address.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from newsbot.corpus import Corpus  # noqa: E402
from newsbot.store.embedded.server import EmbeddedServer, stop  # noqa: E402
from tests.support.newspaper import Newspaper, newspaper  # noqa: E402


def crawl(site: Newspaper, home: str) -> float:
    """One crawl in a process of its own; its CPU seconds."""
    site.asked.clear()
    command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", "-L", "ERROR"]
    command += ["-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0"]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": ""})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


def second_runs(articles: int, home: str) -> None:
    """Unchanged, then changed."""
    with newspaper() as site:
        site.publish(articles)
        crawl(site, home)
        cpu = crawl(site, home)
        print(json.dumps({"trial": "unchanged", "articles": articles, "requests": len(site.asked), "cpu_s": cpu}))
        paths = list(site.stories)
        for path in paths[50:950:90]:
            site.change(path, datetime.now(UTC) + timedelta(minutes=1))
        gone = [*paths[10:900:300], *paths[-2:]]
        for path in gone:
            del site.stories[path]
        site.publish(20, since=datetime.now(UTC) - timedelta(days=60))
        crawl(site, home)
        with Corpus.open(home=home) as corpus:
            run = corpus.db["runs"].find_one(sort=[("started_at", -1)]) or {}
            marked = corpus.db["articles"].count_documents({"gone_at": {"$exists": True}})
            revised = corpus.db["articles"].count_documents({"revisions.0": {"$exists": True}})
        trial = {"trial": "20 new, 10 changed, 5 gone", "requests": len(site.asked), "stored": run["new"]}
        print(json.dumps(trial | {"revised": revised, "marked": marked}), flush=True)


def known_addresses(urls: int, home: str) -> None:
    """CPU of addresses that are known, without fetching them first: their documents are made as the writer does."""
    seconds = {}
    for n in (1, urls):
        with newspaper() as site:
            site.publish(n, since=datetime(2020, 1, 1, tzinfo=UTC))
            listed = site.answer("/sitemap.xml")
            site.answer = lambda path, a=site.answer, s=listed: s if path == "/sitemap.xml" else a(path)  # type: ignore[method-assign]
            site.misbehave = lambda handler, s=site: handler.path in s.stories and bool(handler.send_error(404))
            os.environ["MONGO_DATABASE"] = f"known_{n}"
            fill(site, home, f"known_{n}")
            crawl(site, home)
            seconds[n] = min(crawl(site, home) for _ in range(3))
            with Corpus.open(database=f"known_{n}", home=home) as corpus:
                run = corpus.db["runs"].find_one(sort=[("started_at", -1)]) or {}
            assert (run["known"], run["pages"]) == (n, 0)
    marginal = (seconds[urls] - seconds[1]) / (urls - 1) * 1000
    figures = {"urls": urls, "cpu_s": round(seconds[urls], 2), "cpu_s_of_one": round(seconds[1], 2)}
    print(json.dumps({"trial": "all known"} | figures | {"ms_a_url": round(marginal, 3)}))


def fill(site: Newspaper, home: str, database: str) -> None:
    """Mark every address of the site as done."""
    from newsbot.dedup import canonical_url
    from newsbot.store.database.schema import key

    now = datetime.now(UTC)
    with Corpus.open(database=database, home=home) as corpus:
        corpus.db["frontier"].insert_many(
            {
                "_id": key(canonical_url(site.url + story.path)),
                "url": site.url + story.path,
                "site": "127.0.0.1",
                "state": "done",
                "source": f"{site.url}/sitemap.xml",
                "listed_by": f"{site.url}/sitemap.xml",
                "published": story.published,
                "modified": story.modified,
                "first_seen": now,
                "last_seen": now,
                "fetched_at": now,
                "attempts": 0,
                "next_check": None,
                "article_id": key(story.path),
                "etag": None,
                "last_modified": None,
            }
            for story in site.stories.values()
        )


def main() -> None:
    """All trials on one server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--urls", type=int, default=20000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        with EmbeddedServer.attach(home):
            known_addresses(options.urls, home)
            os.environ.pop("MONGO_DATABASE")
            second_runs(options.articles, home)
        stop(home)


if __name__ == "__main__":
    main()
