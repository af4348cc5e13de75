"""One page through extraction, dates, quotes and the keys of identity: as a crawl would read it."""

from datetime import datetime

from zstandard import ZstdDecompressor

from newsbot.crawl.response import article_of_response, response_of
from newsbot.crawl.time_limit import time_limit
from newsbot.extraction import SiteRules
from newsbot.items import Article
from newsbot.pipelines.dates import DatesPipeline
from newsbot.pipelines.dedup import identify
from newsbot.pipelines.quotes import QuotesPipeline
from newsbot.store.database.connection import Document

MOST_BYTES = 64 * 1024 * 1024
"""A page that unpacks to more is not read."""


def article_of(page: Document, rules: SiteRules | None, *, indirect: bool, seconds: float = 0) -> Article:
    """The article of a stored page; `rules` are those of its site, `seconds` of CPU time each step may take.

    Raises ExtractionError where the page has no markup, TooSlowError where a step takes longer.
    """
    html = ZstdDecompressor().decompress(page["html_zstd"], max_output_size=MOST_BYTES)
    headers = [("Content-Type", page.get("content_type") or "text/html")]
    return article_of_answer(page["url"], headers, html, page["fetched_at"], rules, indirect=indirect, seconds=seconds)


def article_of_answer(
    url: str,
    headers: list[tuple[str, str]],
    body: bytes,
    fetched_at: datetime,
    rules: SiteRules | None,
    *,
    indirect: bool,
    seconds: float = 0,
) -> Article:
    """The article of a server's answer; see `article_of`. Its dates before DatesPipeline are the page's."""
    article = article_of_response(response_of(url, headers, body), fetched_at, rules, seconds=seconds)
    DatesPipeline().process_item(article)
    QuotesPipeline(indirect=indirect, seconds=seconds).process_item(article)
    with time_limit(seconds):
        identify(article)
    return article
