"""Total Telecom: WordPress; /SLUG/, and /NNNNNN/SLUG for what is older."""

from newsbot.spiders.base import NewsSpider


class TotalTelecomSpider(NewsSpider):
    """Seen 2026-08: both feeds; few stories, two in eight days. Unverified: REST."""

    name = "totaltelecom"
    site = "totaltele.com"
    feeds = ("https://totaltele.com/category/technology/5g/feed/", "https://totaltele.com/feed/")
    wordpress = "https://totaltele.com/"
