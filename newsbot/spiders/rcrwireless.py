"""RCR Wireless News: WordPress; the address tells the day."""

from newsbot.spiders.base import NewsSpider


class RCRWirelessSpider(NewsSpider):
    """Seen 2026-08: both feeds, ten items each. Unverified: REST."""

    name = "rcrwireless"
    site = "rcrwireless.com"
    feeds = ("https://www.rcrwireless.com/category/5g/feed", "https://www.rcrwireless.com/feed")
    wordpress = "https://www.rcrwireless.com/"
    sections = ("https://www.rcrwireless.com/category/5g",)
    articles = r"/20\d{6}/[^/]+/[^/]+"
