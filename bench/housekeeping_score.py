"""How long `newsbot check`, `disk` and `remove` take on a made-up corpus, and how much memory.

python bench/housekeeping_score.py [--quotes 1000000] [--home HOME]     HOME keeps the corpus, but for what is removed
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson.binary import Binary

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.made_corpus import SITES, filled_as_asked
from newsbot.corpus import Corpus
from newsbot.items import Article
from newsbot.store.database.schema import INDEXES
from newsbot.store.housekeeping.checks import check
from newsbot.store.housekeeping.disk import disk
from newsbot.store.housekeeping.removal import preview, remove
from newsbot.store.housekeeping.selection import Selection

PAGE_BYTES = 12_000
_BATCH = 5_000


def fill_the_rest(corpus: Corpus) -> None:
    """A page and a known URL for each article."""
    db = corpus.db
    if db["frontier"].estimated_document_count() < db["articles"].estimated_document_count():
        html = random.Random(7).randbytes(PAGE_BYTES)
        now = datetime.now(UTC)
        pages: list[dict[str, Any]] = []
        urls: list[dict[str, Any]] = []
        for article in db["articles"].find({}, {"url": 1, "site": 1, "published": 1}):
            own = {"_id": article["_id"], "url": article["url"], "article_id": article["_id"], "fetched_at": now}
            pages.append(own | {"status": 200, "size": PAGE_BYTES, "html_zstd": Binary(html)})
            urls.append(own | {"site": article["site"], "state": "done", "published": article["published"]})
            if len(pages) == _BATCH:
                db["pages"].insert_many(pages, ordered=False)
                db["frontier"].insert_many(urls, ordered=False)
                pages, urls = [], []
        if pages:
            db["pages"].insert_many(pages, ordered=False)
            db["frontier"].insert_many(urls, ordered=False)
    for name, indexes in INDEXES.items():
        db[name].create_indexes(indexes)


def unread(page: dict[str, Any], site: str) -> Article:
    """No page of a made-up corpus can be read; no copy needs it."""
    raise ValueError(page["url"] + site)


def timed(name: str, work: Callable[[], Any]) -> Any:
    """What the work returns, having printed how long it took and the most memory so far."""
    began = time.monotonic()
    result = work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:32} {time.monotonic() - began:7.1f} s   {memory:5.0f} MB at most", flush=True)
    return result


if __name__ == "__main__":
    with filled_as_asked() as (corpus, _, _):
        fill_the_rest(corpus)
        print(f"{corpus.db['articles'].estimated_document_count():,} articles")
        results: list[Any] = []
        scans = check(corpus.db)
        while scan := timed("check", lambda: next(scans, None)):
            results += scan
            print("   ", ", ".join(f"{one.check} {one.found:,}" for one in scan))
        timed("disk", lambda: disk(corpus.db))
        site = Selection(site=SITES[-1])
        timed("remove --site: what would go", lambda: preview(corpus.db, site, unread, forget=False))
        removed = timed("remove --site", lambda: remove(corpus.db, site, unread))
        print("   ", dict(removed))
        old = Selection(before=datetime(2014, 4, 1, tzinfo=UTC))
        removed = timed("remove --before", lambda: remove(corpus.db, old, unread))
        print("   ", dict(removed))
