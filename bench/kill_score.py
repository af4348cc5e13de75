"""What kill -9 costs: acknowledged articles and quotes that are gone afterwards.

    python bench/kill_score.py [--kills 20]

Two writers store articles into one embedded server: newsbot's, and beside it `insert_one` with the write concern that
MongoDB has by default for a server of its own. Each prints an address when it is acknowledged. First the server is
killed so many times, each time after a random moment of writing, then newsbot's writer. Prints one line of JSON a
target: what was acknowledged and what of that is missing when all is over.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress

from pymongo import MongoClient, WriteConcern
from pymongo.errors import PyMongoError

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from write_score import BEGAN, article

from newsbot.corpus import Corpus
from newsbot.store.articles.writer import Writer
from newsbot.store.database.connection import Connection
from newsbot.store.database.schema import Page, ensure_indexes
from newsbot.store.embedded.home import Home
from newsbot.store.embedded.server import EmbeddedServer, stop
from newsbot.store.frontier.frontier import Frontier

QUOTES = 4


async def durable(home: str, first: int) -> None:
    """Newsbot's writer, for ever; prints what is acknowledged."""
    with Connection.open(uri=None, database="durable", home=home) as connection:
        async with connection.async_client() as client:
            db = client["durable"]
            await ensure_indexes(db)
            writer = Writer(db, Frontier(db, ""))
            numbers = iter(range(first, first + 10_000_000))

            async def pipeline() -> None:
                for number in numbers:
                    one = article(number, QUOTES)
                    await writer.put(one, Page(url=one.url, requested_url=one.url, body=b"page", fetched_at=BEGAN))
                    print(one.url, flush=True)

            await asyncio.gather(*(pipeline() for _ in range(200)))


def naive(home: str, first: int) -> None:
    """`insert_one` with w=1, for ever; prints what is acknowledged."""
    with Connection.open(uri=None, database="naive", home=home) as connection, connection.client() as client:
        collection = client["naive"].get_collection("articles", write_concern=WriteConcern(w=1))
        for number in range(first, first + 10_000_000):
            one = article(number, 0)
            while True:
                with suppress(PyMongoError):
                    collection.insert_one({"url": one.url, "body": one.body})
                    print(one.url, flush=True)
                    break
                time.sleep(0.05)


class Child:
    """One of the two writers in a process of its own; `acknowledged` are the addresses that it printed."""

    def __init__(self, kind: str, home: str, first: int) -> None:
        command = [sys.executable, __file__, "--child", kind, home, str(first)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"MONGO_URI": ""})
        self.acknowledged: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.acknowledged.append(line.strip())

    def wait_for_more(self) -> None:
        """Until something more is acknowledged."""
        seen = len(self.acknowledged)
        while len(self.acknowledged) == seen:
            time.sleep(0.01)

    def kill(self) -> list[str]:
        """End it at once; returns what it had acknowledged."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        return self.acknowledged


def kill_mongod(home: str) -> None:
    """SIGKILL; its supervisor starts it again.

    What was acknowledged before the last kill may be read only now, so one that lives is waited for.
    """
    while True:
        with suppress(ProcessLookupError, ValueError):
            return os.kill(int((Home.at(home).data / "mongod.lock").read_text()), signal.SIGKILL)
        time.sleep(0.05)


def missing(home: str, name: str, acknowledged: list[str]) -> dict[str, int]:
    """What of the acknowledged is not there."""
    with Corpus.open(home=home, database=name) as corpus, MongoClient(corpus.uri):
        stored = {document["url"] for document in corpus.db["articles"].find({}, {"url": 1})}
        lost = {"acknowledged": len(acknowledged), "articles_lost": len(set(acknowledged) - stored)}
        if name == "durable":
            quotes = {row["_id"]: row["n"] for row in corpus.db["quotes"].aggregate(
                [{"$group": {"_id": "$url", "n": {"$sum": 1}}}])}  # fmt: skip
            lost["quotes_lost"] = sum(QUOTES - quotes.get(url, 0) for url in acknowledged)
        return lost


def main() -> None:
    """Kill and count."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--kills", type=int, default=20)
    cli.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    args = cli.parse_args()
    if args.child:
        kind, home, first = args.child
        asyncio.run(durable(home, int(first))) if kind == "durable" else naive(home, int(first))
        return
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as home:
        with EmbeddedServer.attach(home), ExitStack() as ending:
            children = {kind: Child(kind, home, 0) for kind in ("durable", "naive")}
            for child in children.values():
                ending.callback(child.kill)
            for _ in range(args.kills):
                for child in children.values():
                    child.wait_for_more()
                time.sleep(dice.uniform(0.05, 1))
                kill_mongod(home)
            for child in children.values():
                child.wait_for_more()
            acknowledged = {kind: child.kill() for kind, child in children.items()}
            print(json.dumps({"killed": "mongod", "times": args.kills}
                  | {kind: missing(home, kind, urls) for kind, urls in acknowledged.items()}), flush=True)  # fmt: skip
            told = acknowledged["durable"]
            for number in range(1, args.kills + 1):
                child = Child("durable", home, 1_000_000 * number)
                ending.callback(child.kill)
                child.wait_for_more()
                time.sleep(dice.uniform(0.05, 1))
                told += child.kill()
            row = {"killed": "crawler", "times": args.kills, "durable": missing(home, "durable", told)}
            print(json.dumps(row), flush=True)
        stop(home)


if __name__ == "__main__":
    main()
