"""WordPress's REST interface: posts newest first, in pages, with exact times (https://developer.wordpress.org/rest-api/)."""

import html
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from newsbot.dates import parse_date
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import joined
from newsbot.text.printable import printable

PER_PAGE = 100
"""The most that WordPress gives."""

POSTS = "wp-json/wp/v2/posts"
_ZONES = timedelta(hours=15)
"""WordPress compares the site's own local time, whatever zone is asked for."""

_FIELDS = "link,date_gmt,modified_gmt,title,excerpt"


@dataclass(slots=True)
class Posts:
    """A page of posts."""

    articles: list[Candidate] = field(default_factory=list)
    next_page: str | None = None
    """Address of the page with older posts; None on the last."""


def posts_url(home: str, *, since: datetime | None = None, until: datetime | None = None) -> str:
    """Where a site's newest posts are; with `since` or `until` those of that period and some hours around it.

    `home` may be a folder, as "https://www.example.com/blog/": its interface lies there too.
    """
    query = {"per_page": str(PER_PAGE), "page": "1", "orderby": "date", "order": "desc", "_fields": _FIELDS}
    for name, moment in (("after", since and since - _ZONES), ("before", until and until + _ZONES)):
        if moment is not None:
            query[name] = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{urljoin(home, POSTS)}?{urlencode(query)}"


def parse_posts(body: bytes, url: str, *, pages: int | None = None) -> Posts:
    """The posts of one page; empty for what is no list of posts. `pages` is how many there are (X-WP-TotalPages)."""
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        return Posts()
    if not isinstance(rows, list):
        return Posts()
    articles = [
        Candidate(
            url=link,
            source=_source(url),
            published=_utc(row.get("date_gmt")),
            modified=_utc(row.get("modified_gmt")),
            title=_rendered(row.get("title")),
            about=_rendered(row.get("excerpt")),
        )
        for row in rows[: 10 * PER_PAGE]
        if isinstance(row, dict) and isinstance(row.get("link"), str) and (link := joined(url, row["link"]))
    ]
    query = dict(parse_qsl(urlsplit(url).query))
    page = number(query.get("page", "")) or 1
    more = page < pages if pages is not None else len(rows) >= PER_PAGE
    next_page = f"{_source(url)}?{urlencode(query | {'page': str(page + 1)})}" if articles and more else None
    return Posts(articles, next_page)


def number(text: str) -> int | None:
    """The number that a text is, where it is one of up to nine digits."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _source(url: str) -> str:
    return url.partition("?")[0]


def _utc(text: Any) -> datetime | None:
    """`date_gmt` has no zone and means UTC; a draft's is all zeros."""
    if not isinstance(text, str) or text.startswith("0000"):
        return None
    return parse_date(text if text.endswith("Z") or "+" in text else f"{text}Z", base=datetime.now(UTC))


def _rendered(value: Any) -> str:
    text = value.get("rendered") if isinstance(value, dict) else value
    return printable(" ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())) if isinstance(text, str) else ""
