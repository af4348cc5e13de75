"""TelecomLead: WordPress, India; /CATEGORY/SLUG-NNNNN."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class TelecomLeadSpider(NewsSpider):
    """Seen 2026-08: both feeds, ten items each. Unverified: the REST interface; the time zone is the country's."""

    name = "telecomlead"
    site = "telecomlead.com"
    cms = "WordPress"
    feeds = (
        "https://telecomlead.com/category/5g/feed",
        "https://telecomlead.com/feed",
    )
    section = "https://telecomlead.com/category/5g"
    rest = "https://telecomlead.com/"
    articles = r"/[^/?]+/[^/?]+-\d{4,}/?$"
    rules = SiteRules(timezone="Asia/Kolkata")
