"""Capacity: WordPress whose REST interface answers; /news/SLUG/. More data centres than 5G."""

from newsbot.spiders.base import NewsSpider


class CapacitySpider(NewsSpider):
    """Seen 2026-08: REST, twenty-five posts a page; the feeds of capacitymedia.com, its old name, are web pages."""

    name = "capacity"
    site = "capacityglobal.com"
    wordpress = "https://capacityglobal.com/"
    articles = r"/news/[^/]+"
    general = True
