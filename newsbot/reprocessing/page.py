"""One stored page through extraction, dates, quotes and the keys of identity: as a crawl would read it."""

from zstandard import ZstdDecompressor

from newsbot.dedup import canonical_url, content_hash, signature
from newsbot.extraction import SiteRules, extract_article
from newsbot.items import Article
from newsbot.pipelines.dates import DatesPipeline
from newsbot.pipelines.dedup import SHORTEST_STORY
from newsbot.pipelines.quotes import quotes_of
from newsbot.store.database.connection import Document

MOST_BYTES = 64 * 1024 * 1024
"""A page that unpacks to more is not read."""


def article_of(page: Document, rules: SiteRules | None, *, indirect: bool) -> Article:
    """The article of a stored page; `rules` are those of its site.

    Raises ExtractionError where the page has no markup.
    """
    html = ZstdDecompressor().decompress(page["html_zstd"], max_output_size=MOST_BYTES)
    article = extract_article(html, page["url"], fetched_at=page["fetched_at"], site=rules)
    DatesPipeline().process_item(article)
    if (article.language or "en").startswith("en"):
        article.quotes = quotes_of(article, indirect=indirect)
    article.url_key = canonical_url(article.url)
    article.content_hash = content_hash(f"{article.headline}\n{article.body}")
    if len(article.body.split()) >= SHORTEST_STORY:
        article.signature = signature(article.body)
    return article
