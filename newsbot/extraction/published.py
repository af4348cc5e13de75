"""When a story came out and when it was last changed: every date that a page offers, ranked."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from htmldate import find_date

from newsbot.dates import parse_date
from newsbot.extraction.jsonld import Node, text_of
from newsbot.extraction.page import Page
from newsbot.extraction.signals import Signals, is_aside, short_text
from newsbot.items import PublishedSource

_PUBLISHED_KEYS = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "published_time",
    "date",
    "article.published",
    "article:post_time",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "og:published_time",
    "originalpublicationdate",
    "article_date_original",
    "citation_publication_date",
    "timestamp",
    "bt:pubdate",
)
_MODIFIED_KEYS = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "modified",
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0?[1-9]|1[0-2])[/-]?(0?[1-9]|[12]\d|3[01])(?:[/_-]|\D*$)")
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Dates:
    """What became of the dates: `raw` is the text that `published` was read from."""

    published: datetime | None = None
    source: PublishedSource | None = None
    raw: str | None = None
    modified: datetime | None = None


def find_dates(page: Page, story: list[Node], signals: Signals, now: datetime) -> Dates:
    """The likeliest publication time and the latest change; none after `now` or before 1990."""
    dates = Dates()
    for source, raw in _candidates(page, story, signals):
        moment = parse_date(raw, base=now) if raw else None
        if moment and OLDEST <= moment <= now + timedelta(days=1):
            dates = Dates(moment, source, raw)
            break
    else:
        found = find_date(page.tree, url=page.url, original_date=True, outputformat="%Y-%m-%d", max_date=now)
        if found:
            dates = Dates(parse_date(found), "text", found)
    for raw in [text_of(node.get("dateModified")) for node in story] + [
        page.metas[k][0] for k in _MODIFIED_KEYS if k in page.metas
    ]:
        dates.modified = parse_date(raw, base=now) if raw else None
        if dates.modified:
            break
    return dates


def _candidates(page: Page, story: list[Node], signals: Signals) -> list[tuple[PublishedSource, str]]:
    found: list[tuple[PublishedSource, str]] = [("json-ld", text_of(node.get("datePublished"))) for node in story]
    found += [("meta", text) for key in _PUBLISHED_KEYS for text in page.metas.get(key, [])[:1]]
    for element in signals.properties.get("datePublished", []) + signals.times:
        if not is_aside(element):
            found.append(("time", element.get("datetime") or element.get("content") or short_text(element)))
    match = _URL_DATE.search(page.url)
    if match:
        found.append(("url", "{}-{:0>2}-{:0>2}".format(*match.groups())))
    return found
