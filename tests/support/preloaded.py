"""Imports what newsbot's commands import, for a fork server: its forks find it there (warm.py)."""

from importlib import import_module

from scrapy.settings import default_settings
from scrapy.utils.misc import walk_modules_iter

_LIBRARIES = (
    "scrapy.crawler", "scrapy.core.downloader.handlers.http11", "twisted.internet.asyncioreactor", "twisted.web.client",
    "zstandard", "lxml.html", "feedparser", "htmldate", "dateparser", "rich.table", "rich.progress", "jinja2",
)  # fmt: skip
_WALKED = (
    "scrapy.commands", "newsbot.commands", "newsbot.spiders", "newsbot.pipelines", "newsbot.middlewares",
    "newsbot.extensions",
)  # fmt: skip
_USED = (
    *default_settings.EXTENSIONS_BASE,
    *default_settings.DOWNLOADER_MIDDLEWARES_BASE,
    *default_settings.SPIDER_MIDDLEWARES_BASE,
)
"""Classes that every crawl loads."""

for name in (*_LIBRARIES, *(str(used).rpartition(".")[0] for used in _USED)):
    import_module(name)
for package in _WALKED:
    for _ in walk_modules_iter(package):
        pass
