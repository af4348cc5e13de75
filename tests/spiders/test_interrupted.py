"""A crawl that is killed costs repeated work, never an article."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.articles import html
from tests.support.website import Answer, website

PROJECT = Path(__file__).parents[2]
TOPICS = ["valleys", "masts", "ferries", "ports", "mines", "schools", "farms", "trains", "islands", "tunnels"]

WORDS = """
antenna barge cable dawn engineer fibre glacier harvest inspector journey kiosk lantern meadow notice office pilot
quarry radio signal tower union valley winter yard auction bridge council delay estate frost garden harbour island
"""


def page_about(topic: str) -> str:
    """A story of its own: no two share their words in the same order."""
    order = random.Random(topic)
    paragraphs = [" ".join(order.choices(WORDS.split(), k=40)).capitalize() + f" near the {topic}." for _ in range(3)]
    said = " ".join(order.choices(WORDS.split(), k=12))
    return html(
        f"News of the {topic}", [*paragraphs, f"“We saw the {said},” said Petra Lindqvist of the {topic} board."]
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_the_next_run_takes_the_rest(db, mongo_home: str, database_name: str, how: signal.Signals) -> None:
    with website() as site:
        crawls: list[subprocess.Popen[bytes]] = []

        def kill_then_answer() -> Answer:
            if len(crawls) == 1:
                crawls[0].send_signal(how)
            return stories["/2024/schools"]

        stories = {f"/2024/{topic}": Answer(page_about(topic)) for topic in TOPICS}
        site.routes.update(stories)
        site.routes["/2024/schools"] = kill_then_answer
        rows = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in stories)
        site.add("/sitemap.xml", f"<urlset>{rows}</urlset>")

        def crawl() -> int:
            arguments = ("crawl", "site", "-a", f"url={site.url}", "-s", "ALLOW_PRIVATE_ADDRESSES=1")
            crawls.append(
                subprocess.Popen(
                    [sys.executable, "-m", "scrapy", *arguments, "-s", "DOWNLOAD_DELAY=0.05", "-L", "ERROR"],
                    cwd=PROJECT,
                    env=os.environ | {"NEWSBOT_HOME": mongo_home, "MONGO_DATABASE": database_name},
                )
            )
            return crawls[-1].wait(timeout=60)

        assert crawl() == (-signal.SIGKILL if how == signal.SIGKILL else 128 + how)
        done = [d["url"].removeprefix(site.url) for d in db["frontier"].find({"state": "done"})]
        stored = {article["url"].removeprefix(site.url) for article in db["articles"].find()}
        assert set(done) <= stored
        assert how == signal.SIGTERM or len(stored) < len(stories)

        assert crawl() == 0
        assert {article["url"].removeprefix(site.url) for article in db["articles"].find()} == set(stories)
        assert db["quotes"].count_documents({"kind": "statement"}) == len(stories)
        assert all(site.requests.count(path) == 1 for path in done)
        assert all(site.requests.count(path) <= 2 for path in stories)
