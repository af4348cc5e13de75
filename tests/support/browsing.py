"""A spider that opens one page in the browser, past the checks that a request meets before: only the proxy is left."""

from typing import Any

import scrapy
from scrapy.settings import BaseSettings

from newsbot.browser.chromium import use_browser


class BrowsingSpider(scrapy.Spider):
    name = "browsing"
    custom_settings = {"ROBOTSTXT_OBEY": False, "ITEM_PIPELINES": {}, "RETRY_ENABLED": False}

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        use_browser(settings)
        checks = {"newsbot.middlewares.private_network.PrivateAddressMiddleware": None}
        settings.set("DOWNLOADER_MIDDLEWARES", settings.getdict("DOWNLOADER_MIDDLEWARES") | checks, priority="spider")

    async def start(self) -> Any:
        yield scrapy.Request(self.url, self.parse, meta={"playwright": True, "handle_httpstatus_all": True})

    def parse(self, response: Any) -> None:
        self.logger.warning("answered with %s", response.status)
