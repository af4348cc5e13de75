"""Telecom Review, with its Asian, African and American editions; /articles/SECTION/SLUG on the American one."""

from newsbot.spiders.news import NewsSpider


class TelecomReviewSpider(NewsSpider):
    """Seen 2026-08: the feeds of the main, the Asian and the African edition, and addresses of Joomla: a section, then
    a number and the headline's words.
    """

    name = "telecomreview"
    site = "telecomreview.com"
    feeds = (
        "https://www.telecomreview.com/feed/",
        "https://telecomreviewasia.com/feed/",
        "https://telecomreviewafrica.com/feed/",
    )
    cms = "Joomla"
    articles = r"/(?:articles|news)/(?:[^/?]+/)*\d{3,}-[^/?]+"
    canonical_hosts = ("telecomreviewasia.com", "telecomreviewafrica.com", "telecomreviewamericas.com")
