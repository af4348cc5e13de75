"""ISPreview UK: broadband first, 5G second; /index.php/YYYY/MM/SLUG.html."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class ISPreviewSpider(NewsSpider):
    """Seen 2026-08: the feed, eight items only: crawl it often. WordPress lies under /index.php/ (seen 2018), and so
    does its REST interface, if it answers. Later pages of a story (".html/2") are left alone. The time zone is the
    country's.
    """

    name = "ispreview"
    site = "ispreview.co.uk"
    feeds = ("https://www.ispreview.co.uk/index.php/feed",)
    cms = "WordPress"
    rest = "https://www.ispreview.co.uk/index.php/"
    articles = r"/index\.php/\d{4}/\d{2}/[^/?]+\.html/?(?:[?#]|$)"
    is_general = True
    rules = SiteRules(timezone="Europe/London")
