"""A made-up corpus of any size, as the writer would have stored it: articles with their quotes, flat quotes, indexes.

python bench/made_corpus.py HOME [--quotes 1000000]     keeps it in HOME, for several benches
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pymongo.database import Database

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsbot.corpus import Corpus
from newsbot.items import Article, Name, Quote
from newsbot.store.articles.write_operations import page_write
from newsbot.store.database.migrations import SCHEMA_VERSION
from newsbot.store.database.schema import INDEXES, TEXT_INDEXES, Document, Page, article_document, key, quote_documents

DATABASE = "bench"
QUOTES_AN_ARTICLE = 5
START = datetime(2014, 1, 1, tzinfo=UTC)
DAYS = 12 * 365
SITES = [f"paper{n}.example" for n in range(17)]

_draw = random.Random(5)
_SYLLABLES = [
    "ba",
    "cor",
    "del",
    "fen",
    "gra",
    "hol",
    "in",
    "jor",
    "kel",
    "lum",
    "mar",
    "nor",
    "pel",
    "ris",
    "sto",
    "ta",
]
VOCABULARY = sorted({"".join(_draw.choices(_SYLLABLES, k=_draw.choice((2, 2, 3, 3, 4)))) for _ in range(30_000)})
_draw.shuffle(VOCABULARY)
VOCABULARY[:8] = ["network", "spectrum", "coverage", "licence", "mast", "auction", "price", "rural"]
_WEIGHTS = [0.0]
for _rank in range(len(VOCABULARY)):
    _WEIGHTS.append(_WEIGHTS[-1] + 1 / (_rank + 10))
del _WEIGHTS[0]
FIRST = [word.capitalize() for word in VOCABULARY[200:400]]
LAST = [word.capitalize() for word in VOCABULARY[400:1400]]
VENDORS = [word.capitalize() for word in VOCABULARY[1400:5400]]
"""What articles name; the first is in a quarter of them."""
_OFTEN = [0.0]
for _rank in range(len(VENDORS)):
    _OFTEN.append(_OFTEN[-1] + 1 / (_rank + 8))
del _OFTEN[0]
ROLES = ("chief executive", "director", "spokeswoman", "analyst", "minister")


def name(number: int) -> str:
    """The speaker of a rank: 0 speaks most."""
    last = LAST[(number * 7 + number // len(LAST)) % len(LAST)]
    return f"{FIRST[number % len(FIRST)]} {last}{'son' * (number // 10_000)}"


def articles(quotes: int, speakers: int = 20_000) -> Iterator[Article]:
    """Articles with five quotes and some 900 words each, oldest first; words and speakers by Zipf's law, as in news."""
    draw = random.Random(6)
    plain = [" ".join(draw.choices(VOCABULARY, cum_weights=_WEIGHTS, k=80)) for _ in range(5_000)]
    count = quotes // QUOTES_AN_ARTICLE
    for number in range(count):
        said: list[Quote] = []
        for _ in range(QUOTES_AN_ARTICLE):
            rank = int(speakers * draw.random() ** 4)
            text = " ".join(draw.choices(VOCABULARY, cum_weights=_WEIGHTS, k=draw.randrange(6, 30)))
            start = said[-1].end + len("\n\n") if said else 0
            said.append(
                Quote(
                    text=text,
                    start=start,
                    end=start + len(text),
                    kind=draw.choices(("statement", "partial", "scare", "title"), (70, 20, 7, 3))[0],
                    speaker=name(rank) if draw.random() < 0.9 else None,
                    speaker_mention="she",
                    speaker_role=f"{ROLES[rank % 5]} of {LAST[rank % 900]}",
                    cue="said",
                    confidence=0.9,
                )
            )
        site = SITES[int(len(SITES) * draw.random() ** 2)]
        url = f"https://{site}/{number}"
        published = START + timedelta(minutes=DAYS * 1440 * number // count)
        yield Article(
            url=url, url_key=url, site=site, headline=f"Story {number}",
            body="\n\n".join([*(q.text for q in said), *draw.choices(plain, k=10)]),
            published=published, fetched_at=published, language="en", quotes=said, content_hash=str(number),
            names=named(draw),
        )  # fmt: skip


def named(draw: random.Random) -> list[Name]:
    """Some twelve names of an article, half of them named more than once."""
    chosen = dict.fromkeys(draw.choices(VENDORS, cum_weights=_OFTEN, k=12))
    return [Name(name=one, key=one.lower(), times=draw.choice((1, 1, 2, 5))) for one in chosen]


def fill(corpus: Corpus, quotes: int) -> None:
    """Store a corpus of so many quotes, then build its indexes, those for words included."""
    db = corpus.db
    if db["quotes"].estimated_document_count() >= quotes:
        return
    db["meta"].replace_one({"_id": "schema"}, {"version": SCHEMA_VERSION}, upsert=True)
    stories, flat = [], []
    for article in articles(quotes):
        article_id = key(article.url_key)
        document = article_document(article)
        stories.append({"_id": article_id, "copies": [], "revisions": [], "first_seen": article.fetched_at} | document)
        flat += quote_documents(document, article_id, article.fetched_at)
        if len(flat) >= 10_000:
            db["articles"].insert_many(stories, ordered=False)
            db["quotes"].insert_many(flat, ordered=False)
            stories, flat = [], []
    if stories:
        db["articles"].insert_many(stories, ordered=False)
        db["quotes"].insert_many(flat, ordered=False)
    for collection in ("articles", "quotes"):
        db[collection].create_indexes(INDEXES[collection])
        db[collection].create_indexes(TEXT_INDEXES[collection])


def fill_crawled(corpus: Corpus, articles_wanted: int) -> None:
    """Store a corpus of so many articles as crawls leave it: with the keys of each story, its page and its address.

    Words are indexed of quotes alone, as that index of a million articles takes an hour. Pages are short: nothing
    but their number matters to a question.
    """
    db = corpus.db
    if db["meta"].find_one({"_id": "filled"}):
        return
    for name in db.list_collection_names():
        db[name].drop()
    for collection, indexes in INDEXES.items():
        if collection not in ("articles", "quotes"):  # theirs are built at the end, which is quicker
            db[collection].create_indexes(indexes)
    db["meta"].insert_one({"_id": "schema", "version": SCHEMA_VERSION})
    waiting: list[Article] = []
    for article in articles(articles_wanted * QUOTES_AN_ARTICLE):
        waiting.append(article)
        if len(waiting) == 1_000:
            _store_crawled(db, waiting)
            waiting = []
    _store_crawled(db, waiting)
    for collection in ("articles", "quotes"):
        db[collection].create_indexes(INDEXES[collection])
    db["quotes"].create_indexes(TEXT_INDEXES["quotes"])
    db["meta"].insert_one({"_id": "filled"})


def story_keys(number: int) -> list[int]:
    """The keys of a story; one in twenty stories has one that many share, as boilerplate gives."""
    draw = random.Random(number)
    common = [draw.randrange(50)] if draw.random() < 0.05 else []
    return common + [draw.getrandbits(63) for _ in range(16 - len(common))]


def _store_crawled(db: Database[Document], stories: Iterable[Article]) -> None:
    rows: dict[str, list[Document]] = {"articles": [], "quotes": [], "pages": [], "frontier": []}
    for article in stories:
        article_id, at = key(article.url_key), article.fetched_at
        document = article_document(article) | {"signature": story_keys(int(article.content_hash))}
        rows["articles"].append(
            {"_id": article_id, "copies": [], "revisions": [], "first_seen": at, "first_published": at} | document
        )
        rows["quotes"] += quote_documents(document, article_id, at)
        page = Page(url=article.url, requested_url=article.url, body=article.headline.encode(), fetched_at=at)
        rows["pages"].append(page_write(page, article_id).document)
        feed = f"https://{article.site}/feed"
        rows["frontier"].append(
            {
                "_id": key(article.url),
                "url": article.url,
                "site": article.site,
                "state": "done",
                "article_id": article_id,
            }
            | dict.fromkeys(("fetched_at", "published", "first_seen", "last_seen"), at)
            | {"source": feed, "listed_by": feed, "modified": None, "next_check": None}
            | {"attempts": 0, "unchanged_checks": 0}
        )
    for name, documents in rows.items():
        if documents:
            db[name].insert_many(documents, ordered=False)


@contextmanager
def home_at(path: str | None) -> Iterator[str]:
    """The folder of the corpus, a temporary one when none is named."""
    if path:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


@contextmanager
def filled_as_asked() -> Iterator[tuple[Corpus, str, int]]:
    """The made-up corpus of `--quotes` quotes, in `--home` where that is given: it, its folder, and how many."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--home")
    options = parser.parse_args()
    with home_at(options.home) as home, Corpus.open(home=home, database=DATABASE) as corpus:
        fill(corpus, options.quotes)
        yield corpus, home, options.quotes


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home")
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parsed = parser.parse_args()
    with Corpus.open(home=parsed.home, database=DATABASE) as opened:
        fill(opened, parsed.quotes)
