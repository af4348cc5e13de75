"""PolicyTracker: spectrum policy."""

from newsbot.spiders.news import NewsSpider


class PolicyTrackerSpider(NewsSpider):
    """Seen 2026-08: the feed, ten items, dated. Most stories are behind a paywall. Unverified: WordPress."""

    name = "policytracker"
    site = "policytracker.com"
    feeds = ("https://www.policytracker.com/feed/",)
    rest = "https://www.policytracker.com/"
    skip = r"/(?:training|events?|product|research-note)s?/"
