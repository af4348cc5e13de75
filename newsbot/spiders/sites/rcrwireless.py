"""RCR Wireless News: WordPress; the URL has the day."""

from newsbot.spiders.news import NewsSpider


class RCRWirelessSpider(NewsSpider):
    """Seen 2026-08: both feeds, ten items each. Unverified: the REST interface."""

    name = "rcrwireless"
    site = "rcrwireless.com"
    cms = "WordPress"
    feeds = (
        "https://www.rcrwireless.com/category/5g/feed",
        "https://www.rcrwireless.com/feed",
    )
    section = "https://www.rcrwireless.com/category/5g"
    rest = "https://www.rcrwireless.com/"
    skip = r"/(?:podcasts?|sponsored|webinars?|videos?|reports?)/"
    articles = r"/20\d{6}/[^/]+/[^/]+"
