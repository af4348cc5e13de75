"""Developing Telecoms: Joomla; /CATEGORY/SUBCATEGORY/NNNNN-SLUG.html."""

from newsbot.spiders.news import NewsSpider


class DevelopingTelecomsSpider(NewsSpider):
    """Seen 2026-08: the feed, 34 items; /feed answers 404."""

    name = "developingtelecoms"
    site = "developingtelecoms.com"
    cms = "Joomla"
    feeds = ("https://developingtelecoms.com/?format=feed&type=rss",)
    articles = r"/\d{3,}-[^/?]+\.html"
