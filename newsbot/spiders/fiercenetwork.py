"""Fierce Network, once FierceWireless and FierceTelecom; /SECTION/SLUG."""

from newsbot.spiders.base import NewsSpider


class FierceNetworkSpider(NewsSpider):
    """Seen 2026-08: the feed, twenty-five items, with dates that not every reader understands. Unverified: Drupal.

    Stories are also kept under the names that the site had before.
    """

    name = "fiercenetwork"
    site = "fierce-network.com"
    feeds = ("https://www.fierce-network.com/rss/xml",)
    sections = ("https://www.fierce-network.com/wireless",)
    articles = r"fierce-network\.com/[^/?]+/[^/?]+"
    canonical_hosts = ("fiercewireless.com", "fiercetelecom.com")
