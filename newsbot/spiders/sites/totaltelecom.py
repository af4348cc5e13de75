"""Total Telecom: WordPress; /SLUG/, and /NNNNNN/SLUG for what is older."""

from newsbot.spiders.news import NewsSpider


class TotalTelecomSpider(NewsSpider):
    """Seen 2026-08: both feeds; two items in eight days. What is called "today's headlines" lists
    stories of the day. Unverified: the REST interface.
    """

    name = "totaltelecom"
    site = "totaltele.com"
    cms = "WordPress"
    feeds = (
        "https://totaltele.com/category/technology/5g/feed/",
        "https://totaltele.com/feed/",
    )
    section = "https://totaltele.com/category/technology/5g/"
    rest = "https://totaltele.com/"
    skip = r"/todays-headlines-"
