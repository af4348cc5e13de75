"""Connecting Africa: Informa's site about telecom in Africa."""

from newsbot.spiders.news import NewsSpider


class ConnectingAfricaSpider(NewsSpider):
    """Seen 2026-08: the feed, forty items, all dated. Unverified: addresses as on Light Reading."""

    name = "connectingafrica"
    site = "connectingafrica.com"
    feeds = ("https://www.connectingafrica.com/rss.xml",)
    cms = "Informa"
    skip = r"/(?:events?|webinars?|videos?)/"
    articles = r"connectingafrica\.com/[^/?]+/[^/?]+"
