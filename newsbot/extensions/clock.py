"""Notice that the clock of this machine, or of the site, is wrong: dates and times of the next look depend on it."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

logger = logging.getLogger(__name__)

MOST_OFF = timedelta(days=1)
"""Sites' clocks are wrong by minutes, and by hours where a time zone is wrong."""


class ClockCheck:
    """Scrapy extension that compares this machine's clock with the first Date header of a crawl (RFC 9110, 6.6.1).

    Stat: newsbot/clock_off, by how many seconds it is ahead, where that is more than a day; behind is less than 0.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the first answer that has a date."""
        check = cls(crawler)
        crawler.signals.connect(check.response_received, signals.response_received)
        return check

    def response_received(self, response: Response) -> None:
        """Compare, once; an answer of the site's archive or of a cache says how old it is."""
        moment = date_of(response)
        if moment is None or response.meta.get("fetched_at"):
            return
        self._crawler.signals.disconnect(self.response_received, signals.response_received)
        ahead = datetime.now(UTC) - moment
        if abs(ahead) <= MOST_OFF:
            return
        logger.warning(
            "The clock of this machine says %s, that of the site %s. If this one is wrong, set it (timedatectl) and "
            "run the crawl again: dates depend on it.",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f"{moment:%Y-%m-%d %H:%M} UTC",
        )
        if self._crawler.stats:
            self._crawler.stats.set_value("newsbot/clock_off", round(ahead.total_seconds()))


def date_of(response: Response) -> datetime | None:
    """The time at which a server answered, by its Date header and the Age of a cached answer; else None."""
    age = (response.headers.get("Age") or b"0").decode("latin-1").strip()
    try:
        moment = parsedate_to_datetime((response.headers.get("Date") or b"").decode("latin-1"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) + timedelta(seconds=int(age))
    except (ValueError, TypeError, IndexError, OverflowError):  # whatever a header may hold
        return None
