"""Telecom Review, with its Asian, African and American editions."""

from newsbot.spiders.base import NewsSpider


class TelecomReviewSpider(NewsSpider):
    """Seen 2026-08: the feed of the main edition, ten items, and those of Asia and Africa. Unverified: the CMS.

    In the American edition stories are at /articles/SECTION/SLUG.
    """

    name = "telecomreview"
    site = "telecomreview.com"
    feeds = (
        "https://www.telecomreview.com/feed/",
        "https://www.telecomreviewasia.com/feed/",
        "https://www.telecomreviewafrica.com/feed/",
    )
    canonical_hosts = ("telecomreviewasia.com", "telecomreviewafrica.com", "telecomreviewamericas.com")
