"""TelecomTV: /content/CHANNEL/SLUG-NNNNN/; much of it is video."""

from newsbot.spiders.news import NewsSpider


class TelecomTVSpider(NewsSpider):
    """Seen 2026-08: the feed, 24 items."""

    name = "telecomtv"
    site = "telecomtv.com"
    feeds = ("https://www.telecomtv.com/content/news/rss.xml",)
    section = "https://www.telecomtv.com/content/5g/"
    listings = ("https://www.telecomtv.com/content/5g/",)
    articles = r"/content/[^/?]+/[^/?]+-\d+/?$"
