"""The parts of reprocessing: stored pages are read again, and what differs is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from pymongo import MongoClient
from pymongo.database import Database

from newsbot.dedup import site_of
from newsbot.extraction import SiteRules
from newsbot.items import Article
from newsbot.reprocessing.page import STEPS, article_of
from newsbot.reprocessing.reader import UnreadableError, reader
from newsbot.reprocessing.report import Report
from newsbot.store.articles.copies import compared, is_copy
from newsbot.store.articles.reprocessed import finish_splits, is_older, write_again, write_found, write_split
from newsbot.store.articles.write_operations import UnstorableError, is_stub_of
from newsbot.store.database.connection import Document
from newsbot.store.database.schema import article_document, key
from newsbot.store.speakers import aliases, annotations

REASON = "reprocessing: "
"""How the reason of a dead letter begins that a stored page has got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The task of a run, the same for every worker."""

    uri: str
    database: str
    rules: Mapping[str, SiteRules] = field(default_factory=dict)
    site: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    older_than: str | None = None
    indirect: bool = True
    seconds: float = 20
    """CPU time that each step of a page may take."""
    dry_run: bool = False
    read: Callable[..., Article] = article_of
    """What reads a page, a function of a module: tests give others."""


def reprocess_range(job: Job, low: str, high: str) -> Report:
    """Read the articles' own pages with an `_id` from `low` to `high`, the end exclusive, again. To repeat this, or
    one of the next two, changes nothing.
    """
    report = Report()
    with _reading(job, report) as (db, read):
        merged = aliases.load(db)
        for page in _pages(db, {"_id": _bounds(low, high), "article_id": {"$type": "string"}}):
            known = db["articles"].find_one({"_id": page["article_id"]})
            if known is None or not is_wanted(job, known):
                continue
            report.counts["pages"] += 1
            article = read(page, known["site"], known=True)
            if article is not None and not _is_of_copy(article, known):
                _take(db, job, page, known, article, merged, report)
    return report


def reprocess_copies(job: Job, low: str, high: str) -> Report:
    """Read the pages again that articles with an `_id` from `low` to `high` have as copies; those that are another
    story by the verdict of today become articles. The articles' own pages have been read by then.
    """
    report = Report()
    with _reading(job, report) as (db, read):
        merged = aliases.load(db)
        having = {"_id": _bounds(low, high), "copies.0": {"$exists": True}}
        for known in db["articles"].find(having).sort("_id", 1).batch_size(20):
            if not is_wanted(job, known, again=True):
                continue
            if not job.dry_run:
                finish_splits(db, known, known)
            _split(db, job, read, known, known, merged, report)
    return report


def split_before_merge(job: Job, pairs: Sequence[tuple[str, str]]) -> Report:
    """Of articles about to be merged, ids of the one to keep and of the other, split off those copies of the other that
    are no copies of the one to keep. To repeat this changes nothing.
    """
    report = Report()
    with _reading(job, report) as (db, read):
        merged = aliases.load(db)
        for kept_id, folded_id in pairs:
            kept, folded = (db["articles"].find_one({"_id": one}) for one in (kept_id, folded_id))
            if kept is not None and folded is not None:
                if not job.dry_run:
                    finish_splits(db, folded, kept)
                _split(db, job, read, folded, kept, merged, report)
    return report


def reprocess_rejected(job: Job, low: str, high: str) -> Report:
    """Read the rejected pages with an `_id` from `low` to `high` again; those that have an article today are stored,
    each as an article of its own: who merges what is one story comes after.
    """
    report = Report()
    with _reading(job, report) as (db, read):
        merged = aliases.load(db)
        for page in _pages(db, {"_id": _bounds(low, high), "article_id": None}):
            site = site_of(page["url"])
            if job.site not in (None, site):
                continue
            report.counts["rejected pages"] += 1
            article = read(page, site)
            if article is None or not is_wanted(job, {"site": site, "published": article.published}):
                continue
            try:
                if job.dry_run or write_found(db, article, page, merged):
                    report.note("pages that are articles now", page["url"], None, article.headline)
            except UnstorableError:
                continue
    return report


class _Read(Protocol):
    def __call__(self, page: Document, site: str, *, known: bool = False) -> Article | None: ...


@contextmanager
def _reading(job: Job, report: Report) -> Iterator[tuple[Database[Document], _Read]]:
    """The database, and what reads a page of a site: None where it has no article. That of a `known` article is a dead
    letter then.
    """
    client: MongoClient[Document] = MongoClient(job.uri, tz_aware=True, appname="newsbot")
    with client, reader() as mine:
        db = client[job.database]

        def read(page: Document, site: str, *, known: bool = False) -> Article | None:
            rules = job.rules.get(site) or job.rules.get(site_of(page["url"]))
            options = {"indirect": job.indirect, "seconds": job.seconds}
            try:
                article = mine.call(STEPS * job.seconds, job.read, page, rules, **options)
                if not (article.headline and article.body):
                    raise UnreadableError("ValueError", "The page has no headline or no body")
            except UnreadableError as error:
                reason = f"{REASON}{error.kind}: {error}"[:500]
                if known:
                    report.note("pages that could not be read", page["url"], None, reason)
                    if not job.dry_run:
                        _dead_letter(db, page["url"], site, reason)
                return None
            return article

        yield db, read


def _bounds(low: str, high: str) -> Document:
    return {"$gte": low} | ({"$lt": high} if high else {})


def _pages(db: Database[Document], query: Document) -> Iterator[Document]:
    return db["pages"].find(query | {"html_zstd": {"$ne": None}}).sort("_id", 1).batch_size(50)


def _is_of_copy(article: Article, known: Document) -> bool:
    return bool(key(article.url_key) != known["_id"] and article.url != known["url"])


def is_wanted(job: Job, known: Document, *, again: bool = False) -> bool:
    """Whether a job is about an article; `again` asks after the job may have read it."""
    published = known.get("published")
    return bool(
        (job.site is None or known["site"] == job.site)
        and (job.since is None or (published is not None and published >= job.since))
        and (job.until is None or (published is not None and published < job.until))
        and (again or job.older_than is None or is_older(known.get("extractor_version"), job.older_than))
    )


def _take(
    db: Database[Document],
    job: Job,
    page: Document,
    known: Document,
    article: Article,
    merged: aliases.Aliases,
    report: Report,
) -> None:
    """Compare what a page gives today with the article that it belongs to, and write what differs."""
    if page["fetched_at"] < known["fetched_at"]:
        report.counts["pages of an older version"] += 1
        return
    if article.published is None and known.get("published_source") == "feed":
        article.published, article.published_source = known["published"], "feed"
        article.published_raw = known.get("published_raw")
        article.published_day, article.published_precision = (
            known.get("published_day"),
            known.get("published_precision"),
        )
    article.url_key = known["url_key"]  # its identity, which other collections point to, stays
    document = article_document(article)
    annotations.apply(document["quotes"], db["annotations"].find({"article_id": known["_id"]}).sort("_id", 1))
    aliases.follow(document["quotes"], merged, document["site"])
    if is_stub_of(document, known):
        return
    changes = report.compare(known, document)
    if changes:
        report.counts["articles that change"] += 1
    if not job.dry_run and (changes or known.get("extractor_version") != document["extractor_version"]):
        write_again(db, known["_id"], document, known, datetime.now(UTC))


def _split(
    db: Database[Document],
    job: Job,
    read: _Read,
    known: Document,
    original: Document,
    merged: aliases.Aliases,
    report: Report,
) -> None:
    """Make articles of those copies of an article that are none of `original`."""
    for page in _pages(db, {"article_id": known["_id"]}):
        article = read(page, known["site"])
        if article is None or not _is_of_copy(article, known) or is_copy(compared(article), original):
            continue
        report.note("stories split", article.url, original["headline"], article.headline)
        if not job.dry_run:
            write_split(db, article, page, known, merged)


def _dead_letter(db: Database[Document], url: str, site: str, reason: str) -> None:
    now = datetime.now(UTC)
    fields = {"url": url, "site": site, "reason": reason, "last_seen": now, "times": 1}
    db["dead_letters"].update_one({"_id": key(url)}, {"$set": fields, "$setOnInsert": {"first_seen": now}}, upsert=True)
