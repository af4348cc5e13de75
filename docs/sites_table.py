"""Write the table of docs/sites.md from the sites' own tables: python docs/sites_table.py"""

import re
import sys
from pathlib import Path

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newsbot.spiders.news import NewsSpider

PAGE = Path(__file__).with_name("sites.md")
_HEAD = "| name | site | host | runs on | found through | takes |\n|---|---|---|---|---|---|\n"


def table() -> str:
    """The rows of all bundled sites, in alphabetical order."""
    loader = SpiderLoader(Settings({"SPIDER_MODULES": ["newsbot.spiders.sites"]}))
    rows = []
    for name in sorted(loader.list()):
        spider = loader.load(name)
        assert issubclass(spider, NewsSpider)
        site = re.split(r"[:;,]|\.(?!\w)", sys.modules[spider.__module__].__doc__ or name)[0]
        takes = "5G only" if spider.is_general else "everything"
        rows.append(
            f"| `{name}` | {site} | {spider().site} | {spider.cms or 'unknown'} | {_sources(spider)} | {takes} |\n"
        )
    return _HEAD + "".join(rows)


def _sources(spider: type[NewsSpider]) -> str:
    kinds = [("feed", len(spider.feeds)), ("sitemap", len(spider.sitemaps))]
    named = [f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in kinds if number]
    named += ["REST"] if spider.rest else ["listing"] if spider.listings else []
    return ", ".join(named) or "looked for"


def page() -> str:
    """docs/sites.md with the table of today."""
    text = PAGE.read_text(encoding="utf-8")
    start = text.index("| name |")
    return text[:start] + table() + text[text.index("\n\n", start) + 1 :]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
