"""TechRadar: Future's general technology site; /news/SLUG, with editions under /CC/."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class TechRadarSpider(NewsSpider):
    """Seen 2026-08: the news sitemap, and the index with a sitemap for each month; 2026-05: the feeds. An undated
    robots.txt forbids tag pages. Stories are in the sections below, and their last part is at least four words; pages
    of fewer are sections and buying guides. Unverified: the editions in other languages.
    """

    name = "techradar"
    site = "techradar.com"
    cms = "Future"
    feeds = ("https://www.techradar.com/feeds/articletype/news",)
    sitemaps = ("https://www.techradar.com/sitemap-news.xml", "https://www.techradar.com/sitemap.xml")
    articles = (
        r"techradar\.com/(?:[a-z]{2}/)?(?:news|pro|computing|phones|tablets|vpn|broadband|cell-phones|cyber-security|opinion)"
        r"/(?:[^/?]+/)*[^/?]+-[^/?]+-[^/?]+-[^/?]+/?$"
    )
    skip = r"/(?:fr-fr|de-de|it-it|es-es|nl-nl|sv-se|da-dk|no-no|fi-fi|es-mx)/"
    is_general = True
    rules = SiteRules(body="#article-body", drop=("aside", "h3#section-you-might-also-like", "div.slice-container"))
