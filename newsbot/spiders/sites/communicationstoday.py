"""Communications Today: India's telecom magazine."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class CommunicationsTodaySpider(NewsSpider):
    """Seen 2026-08: the feed, ten items, dated. Unverified: the REST interface; the time zone is the country's."""

    name = "communicationstoday"
    site = "communicationstoday.co.in"
    feeds = ("https://www.communicationstoday.co.in/feed/",)
    cms = "WordPress"
    rest = "https://www.communicationstoday.co.in/"
    rules = SiteRules(timezone="Asia/Kolkata")
