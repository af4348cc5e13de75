"""TelecomTalk: WordPress, India; /SLUG/NNNNNN/."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class TelecomTalkSpider(NewsSpider):
    """Seen 2026-08: both feeds, twenty items. Unverified: the REST interface; the time zone is the country's."""

    name = "telecomtalk"
    site = "telecomtalk.info"
    cms = "WordPress"
    feeds = (
        "https://telecomtalk.info/category/5g/feed/",
        "https://telecomtalk.info/feed/",
    )
    section = "https://telecomtalk.info/category/5g/"
    rest = "https://telecomtalk.info/"
    articles = r"/[^/?]+/\d{4,}/?$"
    rules = SiteRules(timezone="Asia/Kolkata")
