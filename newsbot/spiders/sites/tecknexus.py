"""TeckNexus: 5G, private networks and AI."""

from newsbot.spiders.news import NewsSpider


class TeckNexusSpider(NewsSpider):
    """Seen 2026-08: the feed, ten items. Unverified: WordPress, and so the REST interface."""

    name = "tecknexus"
    site = "tecknexus.com"
    feeds = ("https://tecknexus.com/feed/",)
    rest = "https://tecknexus.com/"
    skip = r"/(?:magazines?|webinars?|podcasts?|events?|company|companies)/"
