"""Articles stored a second: newsbot's writer, and one insert for each item as Scrapy's documentation shows it.

    python bench/write_score.py [--articles 3000] [--quotes 4] [--rounds 3]

Both write to the same embedded server, acknowledged by the majority and on disk. The naive pipeline inserts an article
with its quotes in it, and nothing else ("articles"), or also each quote as an item of its own, as the corpus has it
("articles and quotes"). The writer stores the article, its quotes, its page and its address, and looks for the same
story. Prints one line of JSON a round; the ratios count.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from newsbot.dedup import content_hash, signature
from newsbot.items import Article, Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.database.connection import Connection
from newsbot.store.database.schema import Page, ensure_indexes
from newsbot.store.database.upsert import DURABLE
from newsbot.store.embedded.server import EmbeddedServer, stop
from newsbot.store.frontier.frontier import Frontier

Database = AsyncDatabase[dict[str, Any]]
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def article(number: int, quotes: int) -> Article:
    """A story of 500 words with some quotes; no two are alike."""
    dice = random.Random(number)
    words = [f"{dice.getrandbits(28):x}" for _ in range(500)]
    body = "\n\n".join(" ".join(words[start : start + 50]) for start in range(0, 500, 50))
    url = f"https://site{number % 50}.example/story/{number}"
    said = [
        Quote(text=body[at : at + 90], start=at, end=at + 90, kind="statement", speaker=f"Ann Speaker{number % 900}")
        for at in range(0, 100 * quotes, 100)
    ]
    return Article(
        url=url, url_key=url, site=f"site{number % 50}.example", headline=" ".join(words[:9]), body=body,
        published=BEGAN + timedelta(hours=number), fetched_at=BEGAN, quotes=said, content_hash=content_hash(body),
        signature=signature(body),
    )  # fmt: skip


async def by_writer(db: Database, articles: list[Article]) -> None:
    """Through newsbot's writer, as a crawl with a hundred articles in the pipelines does."""
    await ensure_indexes(db)
    writer = Writer(db, Frontier(db, ""))
    waiting = iter(articles)

    async def pipeline() -> None:
        for one in waiting:
            page = Page(url=one.url, requested_url=one.url, body=one.body.encode(), fetched_at=BEGAN)
            await writer.put(one, page)

    await asyncio.gather(*(pipeline() for _ in range(400)))


async def by_articles(db: Database, articles: list[Article]) -> None:
    """`insert_one` for each article."""
    await ensure_indexes(db)
    collection = db["articles"].with_options(write_concern=DURABLE)
    for one in articles:
        await collection.insert_one(asdict(one) | {"signature": list(one.signature)})


async def by_articles_and_quotes(db: Database, articles: list[Article]) -> None:
    """`insert_one` for each article and each quote."""
    await by_articles(db, articles)
    collection = db["quotes"].with_options(write_concern=DURABLE)
    for one in articles:
        for quote in one.quotes:
            await collection.insert_one(asdict(quote) | {"url": one.url, "site": one.site, "published": one.published})


async def seconds(
    uri: Connection, name: str, store: Callable[[Database, list[Article]], Awaitable[None]], articles: list[Article]
) -> float:
    """How long one way takes in a database of its own."""
    async with uri.async_client() as client:
        await client.drop_database(name)
        began = time.perf_counter()
        await store(client[name], articles)
        spent = time.perf_counter() - began
        assert await client[name]["articles"].count_documents({}) == len(articles)
        await client.drop_database(name)
        return spent


def main() -> None:
    """Print the rates and their ratios."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--articles", type=int, default=3000)
    cli.add_argument("--quotes", type=int, default=4)
    cli.add_argument("--rounds", type=int, default=3)
    args = cli.parse_args()
    articles = [article(number, args.quotes) for number in range(args.articles)]
    few = articles[: max(1, len(articles) // 10)]
    with tempfile.TemporaryDirectory() as home:
        with EmbeddedServer.attach(home), Connection.open(uri=None, database="bench", home=home) as connection:
            for _ in range(args.rounds):
                rates = {
                    name: len(told) / asyncio.run(seconds(connection, name, store, told))
                    for name, store, told in (
                        ("writer", by_writer, articles),
                        ("naive_articles", by_articles, few),
                        ("naive_articles_and_quotes", by_articles_and_quotes, few),
                    )
                }
                row = {f"{name}_per_s": round(rate) for name, rate in rates.items()}
                row |= {f"times_{name}": round(rates["writer"] / rates[name], 1) for name in list(rates)[1:]}
                print(json.dumps(row), flush=True)
        stop(home)


if __name__ == "__main__":
    main()
