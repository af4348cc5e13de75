"""IEEE ComSoc Technology Blog: the Communications Society's blog."""

from newsbot.spiders.news import NewsSpider


class ComSocTechBlogSpider(NewsSpider):
    """Seen 2026-08: the feed, ten items. Unverified: the REST interface, and addresses by day."""

    name = "comsoc"
    site = "techblog.comsoc.org"
    feeds = ("https://techblog.comsoc.org/feed/",)
    cms = "WordPress"
    rest = "https://techblog.comsoc.org/"
