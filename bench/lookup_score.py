"""One look-up of a story among 10,000 and among 1,000,000 stored ones.

    python bench/lookup_score.py [--few 10000] [--many 1000000] [--lookups 2000]

Stories are keys only (16 each); one in a hundred of those asked for has a stored copy that shares 8 of them, and one
story in twenty has a key that many share. Both sizes lie side by side and are asked in turns, so that what else the
machine does meets both. The last tenth is stored with the indexes in place, as a crawl does. Prints one line of JSON a
size with milliseconds, and the ratio of medians.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from typing import Any

from newsbot.store.articles.near_duplicates import NearDuplicates
from newsbot.store.database.connection import Connection
from newsbot.store.database.schema import INDEXES
from newsbot.store.embedded.server import EmbeddedServer, stop

KEYS = 16
TURN = 50


def signature(number: int) -> list[int]:
    """The keys of a story."""
    dice = random.Random(number)
    hot = [dice.randrange(50)] if dice.random() < 0.05 else []
    return hot + [dice.getrandbits(63) for _ in range(KEYS - len(hot))]


async def fill(db: Any, first: int, last: int) -> None:
    """Store the stories with these numbers."""
    for start in range(first, last, 5000):
        numbers = range(start, min(start + 5000, last))
        await db["articles"].insert_many(
            [{"_id": f"{n:032x}", "signature": signature(n), "body": f"story {n}"} for n in numbers], ordered=False
        )


async def fill_all(db: Any, stories: int) -> None:
    """Store so many stories: most of them before the indexes are built, which is quicker."""
    await fill(db, 0, stories * 9 // 10)
    await db["articles"].create_indexes([index for index in INDEXES["articles"] if "same" in index.document["name"]])
    await fill(db, stories * 9 // 10, stories)


async def ask(tellings: NearDuplicates, stored: int, first: int, last: int) -> list[float]:
    """Milliseconds of the look-ups with these numbers."""
    spent = []
    for number in range(first, last):
        keys = signature(10**9 + number)
        if number % 100 == 0:
            keys[:8] = signature(random.Random(number).randrange(stored))[8:]
        began = time.perf_counter()
        found = await tellings.candidates({"asked": keys})
        spent.append(1000 * (time.perf_counter() - began))
        assert bool(found["asked"]) == (number % 100 == 0)
    return spent


async def measure(args: argparse.Namespace, home: str) -> None:
    """Fill both, then ask in turns."""
    sizes = (args.few, args.many)
    with Connection.open(uri=None, database="bench", home=home) as connection:
        async with connection.async_client() as client:
            for size in sizes:
                await fill_all(client[f"bench{size}"], size)
            await client.admin.command("fsync")  # what was just stored is written out first, not meanwhile
            await asyncio.sleep(5)
            tellings = {size: NearDuplicates(client[f"bench{size}"]) for size in sizes}
            spent: dict[int, list[float]] = {size: [] for size in sizes}
            for first in range(0, args.lookups, TURN):
                for size in sizes:
                    taken = await ask(tellings[size], size, first, first + TURN)
                    if first >= args.lookups // 10:  # the first ones find out what is boilerplate
                        spent[size] += taken
    medians = {size: statistics.median(spent[size]) for size in sizes}
    for size in sizes:
        p95 = statistics.quantiles(spent[size], n=20)[-1]
        print(json.dumps({"stories": size, "median_ms": round(medians[size], 3), "p95_ms": round(p95, 3)}))
    print(json.dumps({"ratio_of_medians": round(medians[args.many] / medians[args.few], 2)}))


def main() -> None:
    """Print the figures."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--few", type=int, default=10_000)
    cli.add_argument("--many", type=int, default=1_000_000)
    cli.add_argument("--lookups", type=int, default=2000)
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as home:
        with EmbeddedServer.attach(home):
            asyncio.run(measure(args, home))
        stop(home)


if __name__ == "__main__":
    main()
