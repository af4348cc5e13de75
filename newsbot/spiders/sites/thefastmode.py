"""The Fast Mode: Joomla with K2; /SECTION/NNNNN-SLUG, press releases for the most part."""

from newsbot.spiders.news import NewsSpider


class TheFastModeSpider(NewsSpider):
    """Seen 2026-08: the feed, forty items."""

    name = "thefastmode"
    site = "thefastmode.com"
    cms = "Joomla"
    feeds = ("https://www.thefastmode.com/?format=feed&type=rss",)
    skip = r"/(?:podcasts?|videos?|white-?papers?|webinars?|events?)/"
    articles = r"/[^/?]+/\d{3,}-[^/?]+"
