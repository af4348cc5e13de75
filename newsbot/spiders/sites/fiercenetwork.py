"""Fierce Network, earlier Fierce Wireless and Fierce Telecom; /SECTION/SLUG."""

from newsbot.spiders.news import NewsSpider


class FierceNetworkSpider(NewsSpider):
    """Seen 2026-08: the feed, 25 items. One article may stand on several hosts of the house. Unverified: Drupal.

    Stories were seen under wireless, operators, broadband and cloud; other sections are taken too. Of those under
    fierce-network-tv some are stories with a video, some a video alone: the page decides.
    """

    name = "fiercenetwork"
    site = "fierce-network.com"
    feeds = ("https://www.fierce-network.com/rss/xml",)
    section = "https://www.fierce-network.com/wireless"
    listings = ("https://www.fierce-network.com/wireless",)
    canonical_hosts = ("fiercewireless.com", "fiercetelecom.com")
    articles = r"\.com/[^/?]+/[^/?]+"
    skip = r"/(?:sponsored|rss|webinars?|podcasts?|whitepapers?|events?)/"
