"""A crawl of a served site with a spider that is written for it."""

import textwrap
from pathlib import Path

import pytest

from tests.support.cms import Site

SPIDER = """
from newsbot.spiders.news import NewsSpider


class LocalSpider(NewsSpider):
    name = "local"
    site = "127.0.0.1"
"""


@pytest.fixture
def crawl(scrapy, tmp_path: Path):
    """Crawls a served site with a spider of the given fields."""

    def run(site: Site, *arguments: str, **fields: object):
        lines = "".join(f"    {name} = {value!r}\n" for name, value in fields.items()).replace("{url}", site.url)
        module = tmp_path / "local_spiders.py"
        module.write_text(textwrap.dedent(SPIDER) + lines)
        site.requests.clear()
        getattr(site, "answers", []).clear()
        done = scrapy(
            *("crawl", "local", "-s", "SPIDER_MODULES=newsbot.spiders,local_spiders", *arguments),
            *("-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"),
            *("-L", "WARNING"),
            PYTHONPATH=str(tmp_path),
        )
        assert done.returncode == 0, done.stderr
        return done

    return run
