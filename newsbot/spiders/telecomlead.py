"""TelecomLead, India: WordPress; /CATEGORY/SLUG-NNNNN."""

from newsbot.spiders.base import NewsSpider


class TelecomLeadSpider(NewsSpider):
    """Seen 2026-08: both feeds, ten items each. Unverified: REST."""

    name = "telecomlead"
    site = "telecomlead.com"
    feeds = ("https://telecomlead.com/category/5g/feed", "https://telecomlead.com/feed")
    wordpress = "https://telecomlead.com/"
    articles = r"/[^/]+/[^/]+-\d+/?$"
