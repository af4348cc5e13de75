"""Telecoms.com: Informa's template; /SECTION/SLUG, and /NNNNNN/SLUG/ for what is older."""

from newsbot.spiders.news import NewsSpider


class TelecomsSpider(NewsSpider):
    """Seen 2026-08: the feed, forty items; /feed answers 403."""

    name = "telecoms"
    site = "telecoms.com"
    cms = "Informa"
    feeds = ("https://www.telecoms.com/rss.xml",)
    section = "https://www.telecoms.com/5g-6g"
    listings = ("https://www.telecoms.com/5g-6g",)
    skip = r"/(?:category|tag|videos?|webinars?|events?|resources)/"
    articles = r"telecoms\.com/[^/?]+/[^/?]+"
