"""Mobile Europe: WordPress; /SLUG/."""

from newsbot.spiders.base import NewsSpider


class MobileEuropeSpider(NewsSpider):
    """Seen 2026-08: both feeds. Unverified: REST."""

    name = "mobileeurope"
    site = "mobileeurope.co.uk"
    feeds = (
        "https://www.mobileeurope.co.uk/category/content-categories/5g-beyond/feed/",
        "https://www.mobileeurope.co.uk/feed/",
    )
    wordpress = "https://www.mobileeurope.co.uk/"
