"""Third station: the URL key, the hash, and whether the corpus has this story already."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newsbot.crawl.context import Session
from newsbot.crawl.item_page import page_of
from newsbot.crawl.own_urls import OwnURLs
from newsbot.crawl.time_limit import time_limit
from newsbot.dedup import canonical_url, content_hash, signature
from newsbot.items import Article
from newsbot.store.articles.near_duplicates import NearDuplicate
from newsbot.store.articles.write_operations import UnstorableError
from newsbot.store.articles.writer import RemovedError, StoryMovedError
from newsbot.store.database.schema import Page

SHORTEST_STORY = 40
"""Words that a body must have to be compared with others: two paywalls may say the same sentence."""


class DedupPipeline:
    """Identifies the story; one that the corpus has is stored as a copy of the first and goes no further."""

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session
        self._own_urls = OwnURLs()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of a crawler."""
        return cls(crawler, Session.of(crawler))

    async def process_item(self, article: Article) -> Article:
        """Pass a new or changed story on; raise DropItem for a copy, once it is noted with the original."""
        with time_limit(self._crawler.settings.getfloat("EXTRACTION_SECONDS")):
            identify(article)
        is_believed = self._own_urls.believes(article, page_of(article).url)
        if not is_believed:
            article.url_key = canonical_url(article.url)
        if not is_believed or getattr(article, "disbelieved", False):
            self._count("canonicals_disbelieved")
        if not (article.headline and article.body):
            return article  # the store refuses it, with the reason
        original = await self._stored_as_copy(article)
        if original is None:
            return article
        self._count("copies")
        raise DropItem(f"The same story as article {original.article_id}")

    async def _stored_as_copy(self, article: Article) -> NearDuplicate | None:
        """The original that the article was stored as a copy of; None when it is a story of its own."""
        page: Page | None = None
        while original := await self._session.claims.original_of(article):
            page = page or page_of(article)
            try:
                await self._session.writer.put(
                    article, page, copy_of=original.article_id, similarity=original.similarity
                )
            except StoryMovedError:
                continue
            except RemovedError as error:
                await self._session.leave_removed(page)
                raise DropItem(str(error)) from error
            except UnstorableError as error:
                await self._session.refuse(page, str(error))
                self._count("refused")
                raise DropItem(str(error)) from error
            return original
        return None

    def _count(self, name: str) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"newsbot/{name}")


def identify(article: Article) -> None:
    """Give an article what decides whether the corpus has it: its URL's key, its text's hash and signature."""
    article.url_key = canonical_url(article.url)
    article.content_hash = content_hash(f"{article.headline}\n{article.body}")
    if len(article.body.split()) >= SHORTEST_STORY:
        article.signature = signature(article.body)
