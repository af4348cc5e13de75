"""5Gradar: Future's 5G site. Perhaps no longer live: no feed or stored page of it was found (2026-09)."""

from newsbot.spiders.site import SiteSpider


class FiveGRadarSpider(SiteSpider):
    """Finds feeds and sitemaps as for any site, since none are known; stories are under /news/ and /features/."""

    name = "5gradar"
    articles = r"/(?:news|features)/[^/?]+"
    skip = r"/amp/"

    def __init__(self, name: str | None = None, **kwargs: str) -> None:
        """Take `since`, as every spider does."""
        super().__init__(name, url="https://www.5gradar.com/", **kwargs)
