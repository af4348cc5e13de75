"""One key range of `pages`: every page of it is read again, and what differs is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pymongo import MongoClient
from pymongo.database import Database

from newsbot.dedup import site_of
from newsbot.extraction import SiteRules
from newsbot.items import Article
from newsbot.reprocessing.page import STEPS, article_of
from newsbot.reprocessing.reader import UnreadableError, reader
from newsbot.reprocessing.report import Report
from newsbot.store.articles.copies import compared, is_copy
from newsbot.store.articles.reprocessed import is_older, write_again, write_split
from newsbot.store.articles.write_operations import is_stub_of
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
    """Read the pages with an `_id` from `low` to `high`, the end exclusive, again. To repeat it changes nothing."""
    report = Report()
    client: MongoClient[Document] = MongoClient(job.uri, tz_aware=True, appname="newsbot")
    with client, reader() as mine:
        db = client[job.database]
        merged = aliases.load(db)
        for page in _pages(db, low, high):
            known = db["articles"].find_one({"_id": page["article_id"]})
            if known is None or not _is_wanted(job, known):
                continue
            report.counts["pages"] += 1
            try:
                rules = job.rules.get(known["site"]) or job.rules.get(site_of(page["url"]))
                article = mine.call(
                    STEPS * job.seconds,
                    job.read,
                    page,
                    rules,
                    indirect=job.indirect,
                    seconds=job.seconds,
                )
                if not (article.headline and article.body):
                    raise ValueError("The page has no headline or no body")
            except (UnreadableError, ValueError) as error:
                reason = f"{REASON}{getattr(error, 'kind', type(error).__name__)}: {error}"[:500]
                report.note("pages that could not be read", page["url"], None, reason)
                if not job.dry_run:
                    _dead_letter(db, page["url"], known["site"], reason)
                continue
            _take(db, job, page, known, article, merged, report)
    return report


def _pages(db: Database[Document], low: str, high: str) -> Iterator[Document]:
    bounds = {"$gte": low} | ({"$lt": high} if high else {})
    query = {"_id": bounds, "article_id": {"$type": "string"}, "html_zstd": {"$ne": None}}
    return db["pages"].find(query).sort("_id", 1).batch_size(50)


def _is_wanted(job: Job, known: Document) -> bool:
    published = known.get("published")
    return (
        (job.site is None or known["site"] == job.site)
        and (job.since is None or (published is not None and published >= job.since))
        and (job.until is None or (published is not None and published < job.until))
        and (job.older_than is None or is_older(known.get("extractor_version"), job.older_than))
    )


def _take(
    db: Database[Document],
    job: Job,
    page: Document,
    known: Document,
    article: Article,
    merged: Mapping[str, str],
    report: Report,
) -> None:
    """Compare what a page gives today with the article that it belongs to, and write what differs."""
    if key(article.url_key) != known["_id"] and article.url != known["url"]:
        if is_copy(compared(article), known):
            return  # a copy, which the article names already
        report.note("stories split", article.url, known["headline"], article.headline)
        if not job.dry_run:
            write_split(db, article, page, known, merged)
        return
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
    aliases.follow(document["quotes"], merged)
    if is_stub_of(document, known):
        return
    changes = report.compare(known, document)
    if changes:
        report.counts["articles that change"] += 1
    if not job.dry_run and (changes or known.get("extractor_version") != document["extractor_version"]):
        write_again(db, known["_id"], document, known, datetime.now(UTC))


def _dead_letter(db: Database[Document], url: str, site: str, reason: str) -> None:
    now = datetime.now(UTC)
    fields = {"url": url, "site": site, "reason": reason, "last_seen": now, "times": 1}
    db["dead_letters"].update_one({"_id": key(url)}, {"$set": fields, "$setOnInsert": {"first_seen": now}}, upsert=True)
