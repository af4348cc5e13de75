"""Developing Telecoms: Joomla; /CATEGORY/SUBCATEGORY/NNNNN-SLUG.html."""

from newsbot.spiders.base import NewsSpider


class DevelopingTelecomsSpider(NewsSpider):
    """Seen 2026-08: the feed, thirty-four items; /feed answers 404."""

    name = "developingtelecoms"
    site = "developingtelecoms.com"
    feeds = ("https://developingtelecoms.com/?format=feed&type=rss",)
    articles = r"/\d+-[^/]+\.html"
