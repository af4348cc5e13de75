"""What kill -9 costs: a crawl of 1,000 articles killed at random moments and run again, newsbot's beside JOBDIR's.

    python bench/crash_score.py [--articles 1000] [--kills 20] [--seed 1]

Prints one line of JSON for newsbot and one for a plain Scrapy spider with a JOBDIR on the same server, each killed as
often, then left to finish: articles stored, stored twice, requests, and the share of them that was repeated.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from newsbot.corpus import Corpus  # noqa: E402
from newsbot.store.embedded.server import EmbeddedServer, stop  # noqa: E402
from tests.support.newspaper import Newspaper, newspaper  # noqa: E402

JOBDIR_SPIDER = """
import scrapy

class Plain(scrapy.Spider):
    name = "plain"

    async def start(self):
        yield scrapy.Request(f"{self.url}/sitemap.xml", self.parse_sitemap, dont_filter=True)

    def parse_sitemap(self, response):
        response.selector.remove_namespaces()
        for url in response.xpath("//loc/text()").getall():
            yield scrapy.Request(url, self.parse_article)

    def parse_article(self, response):
        yield {"url": response.url, "title": response.xpath("//h1/text()").get()}
"""


def killed_often(
    command: list[str], environment: dict[str, str], cwd: str, site: Newspaper, kills: int, chance: random.Random
) -> None:
    """Start the command, kill it after a random number of further requests, again and again; then let it finish."""
    total = len(site.stories)
    for _ in range(kills):
        until = len(site.asked) + chance.randint(5, 2 * total // kills)
        process = subprocess.Popen(command, cwd=cwd, env=environment, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(site.asked) < until:
            time.sleep(0.002)
        if process.poll() is None:
            time.sleep(chance.random() * 0.05)
            process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, cwd=cwd, env=environment, check=True, stderr=subprocess.DEVNULL)


def row(tool: str, site: Newspaper, stored: list[str], kills: int) -> str:
    """The figures of one tool."""
    times = Counter(path for path in site.paths() if path in site.stories)
    repeated = sum(n - 1 for n in times.values())
    return json.dumps(
        {
            "tool": tool,
            "articles": len(site.stories),
            "kills": kills,
            "stored": len(set(stored)),
            "lost": len(site.stories) - len(set(stored)),
            "stored_twice": len(stored) - len(set(stored)),
            "requests": len(site.asked),
            "repeated": repeated,
            "repeated_share": round(repeated / len(site.stories), 3),
        }
    )


def main() -> None:
    """Kill both as often."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with newspaper() as site, tempfile.TemporaryDirectory() as home:
        site.publish(options.articles)
        with EmbeddedServer.attach(home):
            fast = ("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0.05", "-L", "ERROR")
            command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", *fast]
            environment = os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": ""}
            killed_often(command, environment, str(PROJECT), site, options.kills, random.Random(options.seed))
            with Corpus.open(home=home) as corpus:
                stored = [article["url"] for article in corpus.db["articles"].find({}, {"url": 1})]
                runs = Counter(run["reason"] for run in corpus.db["runs"].find())
            print(row("newsbot", site, stored, runs["killed"]), flush=True)
        stop(home)
    with newspaper() as site, tempfile.TemporaryDirectory() as folder:
        site.publish(options.articles)
        Path(folder, "plain.py").write_text(JOBDIR_SPIDER, encoding="utf-8")
        settings = ("DOWNLOAD_DELAY=0.05", "DOWNLOAD_DELAY_JITTER=0", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "JOBDIR=job")
        command = [sys.executable, "-m", "scrapy", "runspider", "plain.py", "-a", f"url={site.url}"]
        command += ["-o", "items.jsonl", "-L", "ERROR", *(part for name in settings for part in ("-s", name))]
        killed_often(command, dict(os.environ), folder, site, options.kills, random.Random(options.seed))
        stored = []
        for line in Path(folder, "items.jsonl").read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                stored.append(json.loads(line)["url"])
            except ValueError:
                continue  # cut off by the kill
        print(row("scrapy JOBDIR", site, stored, options.kills), flush=True)


if __name__ == "__main__":
    main()
