"""Light Reading: Informa's template; /SECTION/SLUG, and …/d/d-id/N or …/a/d-id/N for what is older."""

from newsbot.spiders.news import NewsSpider


class LightReadingSpider(NewsSpider):
    """Seen 2026-08: the feed, forty to fifty items, coming events among them; /rss_simple.asp and /5g/rss.xml: 403."""

    name = "lightreading"
    site = "lightreading.com"
    cms = "Informa"
    feeds = ("https://www.lightreading.com/rss.xml",)
    section = "https://www.lightreading.com/5g"
    listings = ("https://www.lightreading.com/5g",)
    articles = r"lightreading\.com/(?:[^/?]+/[^/?]+|document\.asp\?doc_id=\d+)"
    skip = r"/(?:events?|webinars?|videos?)/"
