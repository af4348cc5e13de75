"""No log of a crawl shows a password or the address of a webhook, at any level."""

import pytest

from tests.support.website import website


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_the_log_of_a_crawl_shows_no_secret(scrapy, level: str) -> None:
    secrets = {
        "MAIL_PASS": "between-us-1",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": "9",
        "MAIL_USER": "ann",
        "ALERT_EMAIL": "ann@news.example",
        "ALERT_SLACK_WEBHOOK": "http://127.0.0.1:9/between-us-2",
    }
    with website() as site:
        done = scrapy(
            "crawl", "site", "-a", f"url={site.url}", "-s", "ALLOW_PRIVATE_ADDRESSES=1", "-L", level, **secrets
        )
    assert "MAIL_PASS" in done.stderr
    assert "could not be sent by e-mail" in done.stderr
    assert "between-us" not in done.stdout + done.stderr
