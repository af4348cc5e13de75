"""No log of a crawl shows a password or the address of a webhook, at the level that shows most."""

from tests.support.newspaper import FAST
from tests.support.website import website


def test_the_log_of_a_crawl_shows_no_secret(scrapy) -> None:
    secrets = {
        "MAIL_PASS": "between-us-1",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": "9",
        "MAIL_USER": "ann",
        "ALERT_EMAIL": "ann@news.example",
        "ALERT_SLACK_WEBHOOK": "http://127.0.0.1:9/between-us-2",
        "WATCH_WEBHOOK": "http://127.0.0.1:9/between-us-3",
    }
    with website() as site:
        done = scrapy("crawl", "site", "-a", f"url={site.url}", *FAST, "-L", "DEBUG", **secrets)
    assert "MAIL_PASS" in done.stderr
    assert "could not be sent by e-mail" in done.stderr
    assert "between-us" not in done.stdout + done.stderr
