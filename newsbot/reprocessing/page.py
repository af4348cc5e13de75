"""One page through extraction, dates, quotes and the keys of identity: as a crawl would read it."""

from collections.abc import Sequence
from datetime import datetime

from zstandard import ZstdDecompressor

from newsbot.crawl.response import article_of_response, mining_forbidden, response_of
from newsbot.crawl.time_limit import time_limit
from newsbot.extraction import SiteRules
from newsbot.items import Article
from newsbot.pipelines.dates import DatesPipeline
from newsbot.pipelines.dedup import identify
from newsbot.pipelines.quotes import QuotesPipeline
from newsbot.store.database.connection import Document

MOST_BYTES = 64 * 1024 * 1024
"""A page that unpacks to more is not read."""

STEPS = 4
"""The steps of a page that take at most so many seconds each, and one more for what is around them."""


def article_of(page: Document, rules: SiteRules | None, *, indirect: bool, seconds: float = 0) -> Article:
    """The article of a stored page; `rules` are those of its site, `seconds` of CPU time each step may take.

    Raises ExtractionError where the page has no markup, TooSlowError where a step takes longer.
    """
    html = ZstdDecompressor().decompress(page["html_zstd"], max_output_size=MOST_BYTES)
    headers = [("Content-Type", page.get("content_type") or "text/html")]
    read = read_answer(
        page["url"], headers, html, page["fetched_at"], rules, tdm=page.get("tdm"), indirect=indirect, seconds=seconds
    )
    return read[0]


def read_answer(
    url: str,
    headers: list[tuple[str, str]],
    body: bytes,
    fetched_at: datetime,
    rules: SiteRules | None,
    *,
    tdm: Sequence[str] | None = None,
    indirect: bool,
    seconds: float = 0,
) -> tuple[Article, datetime | None]:
    """The article of a server's answer, and its day as the page alone gives it; see `article_of`.

    `tdm` is that of its Page; without it the headers are looked at.
    """
    response = response_of(url, headers, body)
    forbidden = tdm if tdm is not None else mining_forbidden(response)
    article = article_of_response(response, fetched_at, rules, tdm=forbidden, seconds=seconds)
    published = article.published
    DatesPipeline().process_item(article)
    QuotesPipeline(indirect=indirect, seconds=seconds).process_item(article)
    with time_limit(seconds):
        identify(article)
    return article, published
