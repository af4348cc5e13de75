"""What the indexes over words cost each article that is stored into a large made-up corpus.

python bench/search_write_score.py --home DIR [--quotes 1000000]     DIR loses its indexes over words

Prints the milliseconds and index bytes of an article with its quotes: with both indexes, without that of pairs, and
without either. Inserts are in batches of 100, as the writer has them.
"""

import random
import sys
import time
from pathlib import Path

from pymongo.database import Database

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import QUOTES_AN_ARTICLE, articles, filled_as_asked
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import article_document, key, quote_documents

ARTICLES = 2_000
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
    print(f"{label:24}{1000 * took / len(made):8.2f} ms an article", flush=True)
    return took


def main() -> None:
    """Store, drop an index, store again."""
    draw = random.Random(7)
    with filled_as_asked() as (corpus, _, _):
        db = corpus.db
        began = time.perf_counter()
        made = [
            article_document(article) | {"_id": key(f"{number} {draw.random()}"), "copies": [], "revisions": []}
            for number, article in enumerate(articles(ARTICLES * QUOTES_AN_ARTICLE))
        ]
        print(f"making a document took {1000 * (time.perf_counter() - began) / ARTICLES:.2f} ms")
        for label, dropped in (("both indexes", None), ("words alone", "word_pairs"), ("neither", "whole_words")):
            for name in _COLLECTIONS:
                if dropped and dropped in db[name].index_information():
                    db[name].drop_index(dropped)
                elif not dropped:
                    sizes = db.command("collStats", name)
                    print(
                        name,
                        sizes["count"],
                        f"{sizes['storageSize'] >> 20} MB",
                        {k: v >> 20 for k, v in sizes["indexSizes"].items()},
                    )
            store(db, made, label)


if __name__ == "__main__":
    main()
