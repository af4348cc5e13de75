"""Capacity: WordPress; more about data centres than about 5G; /news/SLUG/."""

from newsbot.spiders.news import NewsSpider


class CapacitySpider(NewsSpider):
    """Seen 2026-08: the REST interface. The feeds of the former capacitymedia.com answer with HTML."""

    name = "capacity"
    site = "capacityglobal.com"
    cms = "WordPress"
    rest = "https://capacityglobal.com/"
    articles = r"/news/[^/?]+"
    is_general = True
