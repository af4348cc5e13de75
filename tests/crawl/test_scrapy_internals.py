"""The contract with the Scrapy that is installed: what crawl/scrapy_internals.py leans on is there, in a real crawl."""

import json
import subprocess
import sys

import pytest

from tests.support.website import website

CONTRACT = {  # what a crawl finds of Scrapy's inside: what newsbot would lose without it
    "engine.downloader.active": "knowing when a crawl has nothing left, so that re-checks begin (is_idle)",
    "engine.scraper.slot.is_idle()": "knowing when a crawl has nothing left, so that re-checks begin (is_idle)",
    "engine.scheduler.has_pending_requests()": "knowing when a crawl has nothing left (is_idle)",
    "engine.downloader.slots[HOST].delay": "the pause between requests to a site (slots)",
    "engine.downloader.slots[HOST].lastseen": "leaving a site alone for as long as Retry-After asks (slots)",
    "engine.downloader.slots[HOST].queue.popleft": "ending a crawl at once (drop_waiting)",
    "engine.downloader.slots[HOST].latercall": "going on at the usual pace after a pause (wait_no_longer)",
    "engine.downloader.per_slot_settings.setdefault": "a site's Crawl-delay (set_delay)",
    "handler._pool._factory(print, None)._quiescentCallback": "the bound on an answer's headers (BoundedHandler)",
    "parser.state": "the bound on an answer's headers (BoundedProtocol)",
    "protocol._giveUp": "the bound on an answer's headers (BoundedProtocol)",
    "robots._parserimpl.from_crawler": "robots.txt as RFC 9309 wants it (RobotsRules)",
    "robots.process_request_2": "robots.txt as RFC 9309 wants it (RobotsRules)",
    "robots._stats.inc_value": "robots.txt as RFC 9309 wants it (RobotsRules)",
    "genspider._find_template": "`genspider -t news` (GenspiderCommand)",
    "genspider._genspider": "`genspider -t news` (GenspiderCommand)",
    "genspider._generate_template_variables": "`genspider -t news` (GenspiderCommand)",
    "genspider._list_templates": "`genspider -t news` (GenspiderCommand)",
}

CRAWL = """
import json
import sys

from scrapy import Spider
from scrapy.commands.genspider import Command
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware

HANDLER = "newsbot.crawl.scrapy_internals.BoundedHandler"


class Looking(Spider):
    name = "looking"
    start_urls = [sys.argv[1]]

    def parse(self, response):
        engine, (HOST,) = self.crawler.engine, self.crawler.engine.downloader.slots
        handler = engine.downloader.handlers._get_handler("http")
        protocol, parser = seen[-1]
        robots, genspider = RobotsTxtMiddleware(self.crawler), Command()
        missing = {}
        for what in json.loads(sys.argv[2]):
            try:
                eval(what)
            except Exception as error:
                missing[what] = repr(error)
        print(json.dumps(missing))


seen = []
from newsbot.crawl import scrapy_internals

usual = scrapy_internals.BoundedProtocol.dataReceived


def noted(self, data):
    seen.append((self, self._parser))
    return usual(self, data)


scrapy_internals.BoundedProtocol.dataReceived = noted
process = AsyncCrawlerProcess({"DOWNLOAD_HANDLERS": {"http": HANDLER}, "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True})
process.crawl(Looking)
process.start()
"""


@pytest.fixture(scope="module")
def missing():
    with website() as site:
        site.add("/", "<p>A page.")
        command = [sys.executable, "-c", CRAWL, site.url, json.dumps([*CONTRACT])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("what", CONTRACT)
def test_scrapy_has_what_newsbot_leans_on(what, missing):
    assert what not in missing, f"Scrapy changed {what} ({missing[what]}), which newsbot needs for {CONTRACT[what]}"
