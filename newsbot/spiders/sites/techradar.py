"""TechRadar: Future's general technology site; /news/SLUG, with editions under /CC/."""

from newsbot.extraction import SiteRules
from newsbot.spiders.news import NewsSpider


class TechRadarSpider(NewsSpider):
    """Seen (undated): the sitemap, and robots.txt, which forbids tag pages; the selectors; stories under /news/.

    Unverified: the other sections, and the editions in other languages.
    """

    name = "techradar"
    site = "techradar.com"
    cms = "Future"
    sitemaps = ("https://www.techradar.com/sitemap.xml",)
    articles = r"techradar\.com/(?:[a-z]{2}/)?(?:news|pro|computing|phones)/[^?]+"
    skip = r"/(?:fr-fr|de-de|it-it|es-es|nl-nl|sv-se|da-dk|no-no|fi-fi|es-mx)/"
    is_general = True
    rules = SiteRules(body="#article-body", drop=("aside", "h3#section-you-might-also-like", "div.slice-container"))
