"""Which URLs are a site's own: by their host, and by the canonical links that one crawl has met, of which one that
several different headlines share names none of them.
"""

import logging
import re

from scrapy import Spider

from newsbot.dedup import canonical_url
from newsbot.items import Article
from newsbot.store.articles.near_duplicates import SHARED_KEYS

logger = logging.getLogger(__name__)


def is_own_host(spider: Spider | None, host: str | None) -> bool:
    """Whether a host is the crawled site's, a subdomain of it or one that its spider names; all are of no one site."""
    own: list[str] = getattr(spider, "own_hosts", [])
    return not own or any(host == one or (host or "").endswith(f".{one}") for one in own)


class OwnURLs:
    """The own URLs of a crawl's articles. A template that names one page on all of them would make them one."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, str, tuple[int, ...]]] = {}  # URL key -> page, headline words, signature
        self._named: set[str] = set()

    def believes(self, article: Article, fetched: str) -> bool:
        """Whether the article's `url` may stand; where not, it becomes the URL that was fetched.

        It may not where another page of this crawl has it already, with another headline and another text.
        """
        key, page = canonical_url(article.url), canonical_url(fetched)
        words = " ".join(re.findall(r"\w+", article.headline.casefold()))
        mine = (page, words, article.signature)
        first_page, first_words, first_signature = self._first.setdefault(key, mine)
        same = words == first_words or len({*article.signature} & {*first_signature}) >= SHARED_KEYS
        if key == page or first_page == page or same:
            return True
        if key not in self._named:
            self._named.add(key)
            logger.warning(
                "Several articles call %s their own URL; from the second on, each keeps the URL it was fetched from.",
                article.url,
            )
        article.url = fetched
        self._first.setdefault(page, mine)
        return False
