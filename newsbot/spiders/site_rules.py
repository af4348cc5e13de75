"""The corrections to extraction that spiders have for their sites, for pages that are read again."""

from dataclasses import replace

from scrapy.settings import BaseSettings

from newsbot.extraction import SiteRules
from newsbot.spiders.loader import SiteLoader
from newsbot.spiders.news import NewsSpider


def rules_of_sites(settings: BaseSettings) -> dict[str, SiteRules]:
    """The corrections that the spiders have for their sites."""
    loader = SiteLoader.from_settings(settings)
    classes = [spider for name in loader.list() if issubclass(spider := loader.load(name), NewsSpider)]
    return {
        site: replace(spider.rules, canonical_hosts=spider.canonical_hosts)
        for spider in classes
        for site in (getattr(spider, "site", ""), *spider.canonical_hosts)
        if site
    }
