"""TechRadar: Future's platform; /news/SLUG, and /CC/news/SLUG for its national editions."""

from newsbot.extraction import SiteRules
from newsbot.spiders.base import NewsSpider


class TechRadarSpider(NewsSpider):
    """Seen, undated: the sitemap and the body's selectors. Its robots.txt forbids tag pages; /feeds/ answers 404.

    Unverified: that /feeds/tag/TAG exists for 5g.
    """

    name = "techradar"
    site = "techradar.com"
    sitemaps = ("https://www.techradar.com/sitemap.xml",)
    articles = r"techradar\.com/(?:[a-z]{2}/)?news/[^/]+"
    general = True
    rules = SiteRules(
        body="div#article-body",
        drop=("aside", "h3#section-you-might-also-like", "div#article-body ul", "div.slice-container"),
    )
