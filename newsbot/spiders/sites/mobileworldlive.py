"""Mobile World Live: the GSMA's news site."""

from newsbot.spiders.news import NewsSpider


class MobileWorldLiveSpider(NewsSpider):
    """Seen 2026-08: the feed, thirty items. Stories are republished in French, Spanish and Chinese. What
    lies under /old_latest-stories/ is English for the most part, so it is taken.

    Unverified: WordPress, and so the REST interface.
    """

    name = "mobileworldlive"
    site = "mobileworldlive.com"
    feeds = ("https://www.mobileworldlive.com/feed/",)
    rest = "https://www.mobileworldlive.com/"
    skip = r"/(?:french|spanish|chinese)/"
