"""ET Telecom: The Economic Times of India about telecom."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class ETTelecomSpider(NewsSpider):
    """Seen 2026-09: the feed. Unverified: addresses that end in a number; the time zone is the country's."""

    name = "ettelecom"
    site = "telecom.economictimes.indiatimes.com"
    feeds = ("https://telecom.economictimes.indiatimes.com/rss/topstories",)
    articles = r"/(?:news|blog|tele-talk)/(?:[^/?]+/)*\d{5,}"
    rules = SiteRules(timezone="Asia/Kolkata")
