"""When an address is looked at again: tables of waits, and nothing else."""

from datetime import datetime, timedelta

RECHECKS = (
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=1), timedelta(hours=4)),
    (timedelta(days=3), timedelta(days=1)),
    (timedelta(days=14), timedelta(days=5)),
)
"""How old an article is at most -> how long after the last look the next one is. Young articles are updated most;
older ones are looked at again only when their source says that they changed, or lists them no longer."""

FAILURE_WAITS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=4),
)
"""After the first, second… failure in a row; after one more failure the address is left alone."""

GONE_WAITS = (timedelta(days=1), timedelta(days=7))
"""After the first, second… 404 in a row: a site may have had a bad day. A 410 is believed at once."""

FORBIDDEN_WAIT = timedelta(days=7)
"""After robots.txt forbade it. Asking again costs the site nothing: its robots.txt is read anyway."""

VAIN_WAITS = (timedelta(0), timedelta(hours=6), timedelta(days=1), timedelta(days=7))
"""After no, one, two… looks in a row that found nothing changed: how long a source that says so again is not believed.
Some sitemaps give every page the time at which they were made."""

CLOCK_ERROR = timedelta(hours=1)
"""How far in the future a look may lie before it is one by a clock that was ahead, and counts for nothing."""

FULL_READING = timedelta(days=1)
"""After so long a feed, sitemap or listing is read in full, whatever its server says of it: not every 304 is true."""

SAME_TIME_READING = timedelta(days=7)
"""How long a sitemap is left alone whose index gives it the time of change that it gave before."""

PAST_AFTER = timedelta(days=45)
"""So long after the end of a month or year, a sitemap of that time hardly changes any more."""

PAST_READING = timedelta(days=30)
"""How often such a sitemap is read all the same."""

FORGOTTEN_AFTER = timedelta(days=60)
"""A source that was not read for so long is no source of the site any longer."""


def recheck_at(published: datetime | None, looked_at: datetime) -> datetime | None:
    """When an article last looked at at `looked_at` is due again; None for never, as for one without a date."""
    if published is None:
        return None
    age = looked_at - published
    return next((looked_at + wait for young, wait in RECHECKS if age < young), None)


def retry_at(waits: tuple[timedelta, ...], attempts: int, failed_at: datetime) -> datetime | None:
    """When an address that failed for the `attempts`th time in a row is due again; None for never."""
    return failed_at + waits[attempts - 1] if attempts <= len(waits) else None


def believed_at(unchanged_checks: int, looked_at: datetime) -> datetime:
    """From when on a source's word that an article changed is worth another look."""
    return looked_at + VAIN_WAITS[min(unchanged_checks, len(VAIN_WAITS) - 1)]
