"""Crawls in whose middle something happens to the database, and what is to be equal afterwards all the same."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from pymongo.database import Database

from tests.support.newspaper import FAST, Newspaper

PROJECT = Path(__file__).parents[2]

_WHEN = ("fetched_at", "stored_at", "first_seen", "last_seen", "next_check", "seen_at")
"""Fields that say when it was crawled."""


Disturbance = Callable[[Callable[[], None]], object]
"""What happens to the database. It is called while the crawl waits for a page, with a function that lets the crawl go
on: half the way to the next disturbance, and no further before this one is over."""


class _Gate:
    """Lets so many requests for stories pass."""

    def __init__(self, site: Newspaper) -> None:
        self._site = site
        self._changed = threading.Condition()
        self._passed, self._allowed = 0, 0

    def allow(self, passed: int) -> None:
        """Let this be the number of those that may have passed."""
        with self._changed:
            self._allowed = passed
            self._changed.notify_all()

    def pass_one(self, handler: BaseHTTPRequestHandler) -> bool:
        """Wait for the turn of a request; the site answers it then."""
        with self._changed:
            if handler.path in self._site.stories:
                self._changed.wait_for(lambda: self._passed < self._allowed)
                self._passed += 1
                self._changed.notify_all()
        return False

    def wait(self, passed: int, alive: Callable[[], bool]) -> None:
        """Wait until so many have passed."""
        with self._changed:
            while not self._changed.wait_for(lambda: self._passed >= passed, timeout=1):
                assert alive(), "the crawl ended before it was disturbed"


def crawl_disturbed(
    site: Newspaper, uri: str, database: str, disturb: Sequence[Disturbance] = (), *settings: str
) -> "subprocess.CompletedProcess[str]":
    """Crawl a site, and disturb the crawl at equal distances of the stories that it fetches."""
    gate = _Gate(site)
    site.misbehave = gate.pass_one
    step = len(site.stories) // (len(disturb) + 1)
    gate.allow(step if disturb else sys.maxsize)
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"url={site.url}", *FAST, *settings],
        cwd=PROJECT,
        env=os.environ | {"MONGO_URI": uri, "MONGO_DATABASE": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for number, act in enumerate(disturb, 1):
            gate.wait(step * number, lambda: process.poll() is None)
            act(lambda further=step * number + step // 2: gate.allow(further))
            gate.allow(step * (number + 1) if number < len(disturb) else sys.maxsize)
        out, err = process.communicate(timeout=300)
    finally:
        gate.allow(sys.maxsize)
        process.kill()
        process.wait()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def documents(db: Database[dict[str, Any]], *names: str) -> dict[str, list[dict[str, Any]]]:
    """The corpus document by document, but for when each was crawled."""
    names = names or ("articles", "quotes", "pages", "frontier", "dead_letters")
    found = {name: list(db[name].find({}, dict.fromkeys(_WHEN, 0)).sort("_id", 1)) for name in names}
    for article in found.get("articles", ()):
        article["copies"].sort(key=lambda copy: copy["url_key"])  # they stand in the order in which they came
    return found
