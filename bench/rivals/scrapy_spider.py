"""A Scrapy spider that reads a sitemap and stores nothing: python scrapy_spider.py bare|trafilatura URL.

With `trafilatura` each page goes through its bare_extraction inside the callback, as its users write it.
"""

import json
import sys

import scrapy
from scrapy.crawler import CrawlerProcess

WITH_TRAFILATURA = sys.argv[1] == "trafilatura"
if WITH_TRAFILATURA:
    import trafilatura

found = {"pages": 0, "body": 0, "headline": 0, "authors": 0, "published": 0}


class Sitemap(scrapy.spiders.SitemapSpider):
    """Every page that the sitemap names."""

    name = "sitemap"
    sitemap_urls = [sys.argv[2] + "/sitemap.xml"]

    def parse(self, response):
        """Count what comes out."""
        found["pages"] += 1
        if WITH_TRAFILATURA:
            document = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
            if document is not None:
                found["body"] += bool(document.text)
                found["headline"] += bool(document.title)
                found["authors"] += bool(document.author)
                found["published"] += bool(document.date)


process = CrawlerProcess({"LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS_PER_DOMAIN": 8})
process.crawl(Sitemap)
process.start()
print(json.dumps(found))
