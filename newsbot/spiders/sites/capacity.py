"""Capacity: WordPress; more about data centres than about 5G; /news/SLUG/."""

from newsbot.spiders.news import NewsSpider


class CapacitySpider(NewsSpider):
    """Seen 2026-08: the REST interface, and the feed of the former capacitymedia.com, ten items of the new address."""

    name = "capacity"
    site = "capacityglobal.com"
    cms = "WordPress"
    canonical_hosts = ("capacitymedia.com",)
    feeds = ("https://www.capacitymedia.com/feed",)
    rest = "https://capacityglobal.com/"
    articles = r"/(?:news|article)/[^/?]+"
    is_general = True
