"""What the indexes over words cost each article that is stored into a large made-up corpus.

python bench/search_write_score.py --home DIR [--quotes 1000000]     DIR loses its indexes over words

Prints the milliseconds that an article with its quotes takes: with both indexes, without that of pairs, and without
either; articles of today, as crawls find them, and of a year in the middle, as backfills do. Inserts are in batches of
100, as the writer has them.
"""

import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from pymongo.database import Database

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import DAYS, QUOTES_AN_ARTICLE, START, articles, filled_as_asked
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import article_document, key, quote_documents

ARTICLES = 500
_BATCH = 100
_COLLECTIONS = ("articles", "quotes")


def store(db: Database[Document], made: list[Document], label: str) -> float:
    """Milliseconds for each article, and take them out again."""
    flat = [quote_documents(document, document["_id"], document["fetched_at"]) for document in made]
    began = time.perf_counter()
    for start in range(0, len(made), _BATCH):
        db["articles"].insert_many(made[start : start + _BATCH], ordered=False)
        db["quotes"].insert_many([q for quotes in flat[start : start + _BATCH] for q in quotes], ordered=False)
    took = time.perf_counter() - began
    ids = {"$in": [document["_id"] for document in made]}
    db["articles"].delete_many({"_id": ids})
    db["quotes"].delete_many({"article_id": ids})
    print(f"{label:34}{1000 * took / len(made):8.2f} ms an article", flush=True)
    return took


def made(first: datetime) -> list[Document]:
    """Articles of ten days from then on."""
    draw, documents = random.Random(first.year), []
    for number, article in enumerate(articles(ARTICLES * QUOTES_AN_ARTICLE)):
        article.published = first + timedelta(minutes=10 * 1440 * number // ARTICLES)
        document = article_document(article)
        documents.append(document | {"_id": key(f"{number} {draw.random()}"), "copies": [], "revisions": []})
    return documents


def main() -> None:
    """Store, drop an index, store again."""
    of_today, of_the_middle = made(START + timedelta(days=DAYS)), made(START + timedelta(days=DAYS // 2))
    with filled_as_asked() as (corpus, _, _):
        db = corpus.db
        for label, dropped in (("both indexes", None), ("words alone", "pairs_of_month"), ("neither", "whole_words")):
            for name in _COLLECTIONS:
                if dropped and dropped in db[name].index_information():
                    db[name].drop_index(dropped)
                sizes = db.command("collStats", name)
                indexes = {index: size >> 20 for index, size in sizes["indexSizes"].items()}
                print(f"{name}: {sizes['count']:,}, {sizes['storageSize'] >> 20} MB, indexes {indexes}", flush=True)
            store(db, of_today, f"{label}, of today")
            store(db, of_the_middle, f"{label}, of a backfill")


if __name__ == "__main__":
    main()
