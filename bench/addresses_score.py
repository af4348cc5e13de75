"""How many real addresses the sites' tables take, and how many they leave.

    python bench/addresses_score.py DATA/sites/addresses.jsonl [--misses]

Each line of the file has a `site` (a spider's name), a `url`, and `article`: whether it is one. A URL is taken when a
crawl would fetch it from a sitemap or a listing; what the pages turn out to be about is not looked at. Counted apart
are pages in other languages, TechRadar's sections about other things, and sponsored pieces and podcasts, which the
tables leave on purpose and the file calls articles. `--misses` prints the URLs that went wrong.
"""

import argparse
import json
import pathlib
import re
from collections import Counter
from urllib.parse import urlsplit

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newsbot.crawl.own_urls import is_own_host
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.urls import may_be_article
from newsbot.spiders.news import NewsSpider

APART = {
    "other languages": re.compile(r"mobileworldlive\.com/(?:french|spanish|chinese)/"),
    "other sections": re.compile(
        r"techradar\.com/(?:gaming|streaming|televisions|health-fitness|home|seasonal-sales|audio|cameras)/"
    ),
    "sponsored, podcasts": re.compile(r"/(?:sponsored|podcast)/"),
}


def is_taken(spider: NewsSpider, url: str) -> bool:
    """Whether a crawl of the site would fetch the URL."""
    is_own = is_own_host(spider, urlsplit(url).hostname)
    return is_own and spider.is_wanted(Candidate(url=url, source="")) and may_be_article(url)


def main() -> None:
    """Print a line for each group."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("addresses", type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    loader = SpiderLoader(Settings({"SPIDER_MODULES": ["newsbot.spiders.sites"]}))
    spiders = {name: loader.load(name)() for name in loader.list()}
    right, all_ = Counter[str](), Counter[str]()
    for line in options.addresses.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spider = spiders[row["site"]]
        assert isinstance(spider, NewsSpider)
        apart = next((name for name, pattern in APART.items() if row["article"] and pattern.search(row["url"])), None)
        group = apart or ("articles" if row["article"] else "others")
        taken = is_taken(spider, row["url"])
        all_[group] += 1
        right[group] += taken == (group == "articles")
        if options.misses and taken != (group == "articles"):
            print(f"{group}, {'taken' if taken else 'left'}: {row['url']}")
    for group in sorted(all_):
        verb = "taken" if group == "articles" else "left"
        print(f"{group}: {right[group]:,} of {all_[group]:,} {verb} ({right[group] / all_[group]:.1%})")


if __name__ == "__main__":
    main()
