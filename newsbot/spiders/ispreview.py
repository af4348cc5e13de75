"""ISPreview UK: broadband first, 5G second; /index.php/YYYY/MM/SLUG.html."""

from newsbot.extraction import SiteRules
from newsbot.spiders.base import NewsSpider


class ISPreviewSpider(NewsSpider):
    """Seen 2026-08: the feed, eight items only, so crawl it often. Unverified: WordPress, REST."""

    name = "ispreview"
    site = "ispreview.co.uk"
    feeds = ("https://www.ispreview.co.uk/index.php/feed",)
    wordpress = "https://www.ispreview.co.uk/"
    articles = r"/20\d\d/\d\d/[^/]+\.html"
    general = True
    rules = SiteRules(timezone="Europe/London")
