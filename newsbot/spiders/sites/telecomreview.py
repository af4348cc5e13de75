"""Telecom Review, with its Asian, African and American editions; /articles/SECTION/SLUG on the American one."""

from newsbot.spiders.news import NewsSpider


class TelecomReviewSpider(NewsSpider):
    """Seen 2026-08: the feeds of the main, the Asian and the African edition; not what their addresses look like."""

    name = "telecomreview"
    site = "telecomreview.com"
    feeds = (
        "https://www.telecomreview.com/feed/",
        "https://telecomreviewasia.com/feed/",
        "https://telecomreviewafrica.com/feed/",
    )
    canonical_hosts = ("telecomreviewasia.com", "telecomreviewafrica.com", "telecomreviewamericas.com")
