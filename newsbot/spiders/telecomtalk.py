"""TelecomTalk, India: WordPress; /SLUG/NNNNNN/."""

from newsbot.spiders.base import NewsSpider


class TelecomTalkSpider(NewsSpider):
    """Seen 2026-08: both feeds. Unverified: REST."""

    name = "telecomtalk"
    site = "telecomtalk.info"
    feeds = ("https://telecomtalk.info/category/5g/feed/", "https://telecomtalk.info/feed/")
    wordpress = "https://telecomtalk.info/"
    articles = r"/[^/]+/\d+/?$"
