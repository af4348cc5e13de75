"""Telecom Review, with its Asian, African and American editions; /articles/SECTION/SLUG."""

from newsbot.spiders.base import NewsSpider


class TelecomReviewSpider(NewsSpider):
    """Seen 2026-08: the feeds of the main, the Asian and the African edition."""

    name = "telecomreview"
    site = "telecomreview.com"
    feeds = (
        "https://www.telecomreview.com/feed/",
        "https://www.telecomreviewasia.com/feed/",
        "https://www.telecomreviewafrica.com/feed/",
    )
    canonical_hosts = ("telecomreviewasia.com", "telecomreviewafrica.com", "telecomreviewamericas.com")
    articles = r"/articles/[^/?]+/[^/?]+"
