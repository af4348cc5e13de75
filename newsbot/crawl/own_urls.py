"""The canonical links that one crawl has met: one that several different headlines share names none of them."""

import logging
import re

from newsbot.dedup import canonical_url
from newsbot.items import Article

logger = logging.getLogger(__name__)

SAME_HEADLINE = 0.5
"""Share of words in common, of all words of both, from which two headlines are versions of one."""


class OwnURLs:
    """What each article of a crawl calls its own URL. A template that names one page on all would make them one."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, frozenset[str]]] = {}  # URL key -> the fetched page's key, and headline words
        self._named: set[str] = set()

    def believes(self, article: Article, fetched: str) -> bool:
        """Whether the article's `url` may stand; where not, it becomes the URL that was fetched.

        It may not where another page of this crawl, of another headline, has it already.
        """
        key, page = canonical_url(article.url), canonical_url(fetched)
        words = frozenset(re.findall(r"\w+", article.headline.casefold()))
        first_page, first_words = self._first.setdefault(key, (page, words))
        if key == page or first_page == page or _alike(words, first_words):
            return True
        if key not in self._named:
            self._named.add(key)
            logger.warning(
                "Several articles call %s their own URL; from the second on, each keeps the URL it was fetched from.",
                article.url,
            )
        article.url = fetched
        self._first.setdefault(page, (page, words))
        return False


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_HEADLINE * len(one | other)
