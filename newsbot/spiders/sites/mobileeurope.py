"""Mobile Europe: WordPress; /SLUG/."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class MobileEuropeSpider(NewsSpider):
    """Seen 2026-08: both feeds, ten items each. The breadcrumb may stick to the headline ("HomeInsights…").

    Unverified: the REST interface; the time zone is the country's.
    """

    name = "mobileeurope"
    site = "mobileeurope.co.uk"
    cms = "WordPress"
    feeds = (
        "https://www.mobileeurope.co.uk/category/content-categories/5g-beyond/feed/",
        "https://www.mobileeurope.co.uk/feed/",
    )
    section = "https://www.mobileeurope.co.uk/category/content-categories/5g-beyond/"
    skip = r"[?&]start=\d"
    rest = "https://www.mobileeurope.co.uk/"
    rules = SiteRules(timezone="Europe/London")
