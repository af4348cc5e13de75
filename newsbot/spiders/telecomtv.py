"""TelecomTV: a CMS of its own; /content/CHANNEL/SLUG-NNNNN/."""

from newsbot.spiders.base import NewsSpider


class TelecomTVSpider(NewsSpider):
    """Seen 2026-08: the feed, twenty-four items. Many pages are videos with a few lines of text."""

    name = "telecomtv"
    site = "telecomtv.com"
    feeds = ("https://www.telecomtv.com/content/news/rss.xml",)
    sections = ("https://www.telecomtv.com/content/5g/",)
    articles = r"/content/[^/]+/[^/]+-\d+/?$"
