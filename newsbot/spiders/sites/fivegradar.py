"""5Gradar: Future's 5G site. Perhaps no longer live: no feed or stored page of it was found (2026-09)."""

from newsbot.spiders.news import NewsSpider
from newsbot.spiders.site import SiteSpider


class FiveGRadarSpider(SiteSpider):
    """Finds feeds and sitemaps as for any site, since none are known; stories are under /news/ and /features/.

    The site may be gone: nothing newer than 2022 was seen. Web archives of it go in by `newsbot crawl warc`.
    """

    name = "5gradar"
    address = "https://www.5gradar.com/"
    arguments = NewsSpider.arguments
    articles = r"/(?:news|features)/[^/?]+"
    skip = r"/amp/"
